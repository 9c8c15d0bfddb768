import { request as ask, createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between the service and a CRM and keeps every secret that passes, as the CRM sees it. */
export interface RecordingProxy {
  url: string;
  secrets: Set<string>;
  close(): Promise<void>;
}

const SECRET_FIELDS = /^(access_token|refresh_token|client_secret|code|code_verifier|token|id_token)$/;

/** Starts on a free port and forwards everything to `target`, an origin. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const secrets = new Set<string>();
  const server = createServer(async (incoming, outgoing) => {
    const body = await readAll(incoming);
    const { authorization } = incoming.headers;
    if (authorization) secrets.add(authorization.replace(/^\S+ /, ''));
    keepForm(secrets, body, incoming.headers['content-type']);
    // The CRM answers with addresses of its own, which must not be ours.
    const headers = { ...incoming.headers, host: new URL(target).host };
    const options = { method: incoming.method ?? 'GET', headers };
    const forwarded = ask(new URL(incoming.url ?? '/', target), options, async (answer) => {
      const text = await readAll(answer);
      keepJson(secrets, text);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.end(text);
    });
    forwarded.on('error', () => outgoing.destroy());
    forwarded.end(body);
  });
  await listen(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function keepForm(secrets: Set<string>, body: Buffer, type: string | undefined): void {
  if (!type?.startsWith('application/x-www-form-urlencoded')) return;
  for (const [name, value] of new URLSearchParams(body.toString('utf8')))
    if (SECRET_FIELDS.test(name)) secrets.add(value);
}

function keepJson(secrets: Set<string>, text: Buffer): void {
  try {
    JSON.parse(text.toString('utf8'), (name, value: unknown) => {
      if (SECRET_FIELDS.test(name) && typeof value === 'string') secrets.add(value);
      return value;
    });
  } catch {
    // A page or an empty answer holds no token.
  }
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}
