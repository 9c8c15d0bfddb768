import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { BASE, PATH, SECRET } from './receiver.js';

/** What a stretch of load came to. */
export interface Load {
  perSecond: number;
  /** Milliseconds from a request to its answer. */
  p50: number;
  p99: number;
}

/** A request as HubSpot sends it, as bytes: what makes the load must cost next to nothing. */
export function signedRequest(body: string): Buffer {
  const at = Date.now();
  const signature = createHmac('sha256', SECRET).update(`POST${BASE}${PATH}${body}${at}`).digest('base64');
  const head = [
    `POST ${PATH} HTTP/1.1`,
    'Host: connect.example',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-HubSpot-Signature-v3: ${signature}`,
    `X-HubSpot-Request-Timestamp: ${at}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Sends one request after another on each of the lanes, for a while. @throws Error when one is not taken. */
export async function putLoad(port: number, request: Buffer, lanes: number, ms: number): Promise<Load> {
  const took: number[] = [];
  const endsAt = performance.now() + ms;
  const started = performance.now();
  await Promise.all(Array.from({ length: lanes }, () => runLane(port, request, endsAt, took)));
  const seconds = (performance.now() - started) / 1000;
  took.sort((a, b) => a - b);
  const at = (share: number) =>
    took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN;
  return { perSecond: took.length / seconds, p50: at(0.5), p99: at(0.99) };
}

function runLane(port: number, request: Buffer, endsAt: number, took: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(request);
    };
    // Answers are small: each comes whole.
    socket.on('data', (data) => {
      if (data.toString('latin1', 0, 12) !== 'HTTP/1.1 202') {
        socket.destroy();
        reject(new Error(`a webhook was not taken: ${data.toString('latin1', 0, 300)}`));
        return;
      }
      const now = performance.now();
      took.push(now - sentAt);
      if (now < endsAt) send();
      else socket.end(resolve);
    });
    socket.on('error', reject);
    socket.on('connect', send);
  });
}
