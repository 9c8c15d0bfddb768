import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CrmEvent } from '../../shared/events.js';

/** One request that came in. */
export interface Received {
  /** `webhook-id`. */
  id: string;
  headers: Record<string, string>;
  body: string;
  event: CrmEvent;
}

export type Answer = (response: ServerResponse, received: Received) => void;

/** A server of a host that takes events. */
export interface WebhookReceiver {
  url: string;
  received: Received[];
  /** How it answers from now on; 204 at first. */
  answer: Answer;
  /** Requests that it holds open. */
  open(): number;
  /** The most that it held open at once. */
  mostOpen(): number;
  close(): Promise<void>;
}

export const answerStatus =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);
export const neverAnswer: Answer = () => undefined;

export async function startReceiver(answer: Answer = answerStatus(204)): Promise<WebhookReceiver> {
  let open = 0;
  let mostOpen = 0;
  const server = createServer((request, response) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    response.on('close', () => {
      open -= 1;
    });
    void read(request).then((received) => {
      receiver.received.push(received);
      receiver.answer(response, received);
    });
  });
  // Else it may end a connection just when something is sent over it again.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received: [],
    answer,
    open: () => open,
    mostOpen: () => mostOpen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

async function read(request: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString('utf8');
  const headers = request.headers as Record<string, string>;
  return { id: headers['webhook-id'] ?? '', headers, body, event: JSON.parse(body) as CrmEvent };
}

/** Whether a host that checks as Standard Webhooks say takes a request for one signed with the secret. */
export function isSigned(secret: string, received: Pick<Received, 'body' | 'headers'>): boolean {
  const ageS = Math.abs(Date.now() / 1000 - Number(received.headers['webhook-timestamp']));
  return ageS < 300 && bearsSignatureOf(secret, received);
}

/** The same whatever the time: tests move the clock of a service ahead. */
export function bearsSignatureOf(
  secret: string,
  { body, headers }: Pick<Received, 'body' | 'headers'>,
): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const right = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return headers['webhook-signature']?.split(' ').includes(right) ?? false;
}
