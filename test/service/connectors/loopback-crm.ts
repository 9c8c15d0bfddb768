import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DestinationStream, pino } from 'pino';
import { CrmError } from '../../../service/connectors/connector.js';
import type { HttpDoorOptions, RequestInfo } from '../../../service/connectors/create-http-door.js';
import type { CredentialSource, Pacer } from '../../../service/connectors/http-door.js';

/** A server that answers as the test says and remembers what it was asked. */
export interface LoopbackCrm {
  url: string;
  asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
  close(): Promise<void>;
}

/** @param answer is called with the number of the request, from 1. */
export async function startCrm(
  answer: (response: ServerResponse, number: number, request: IncomingMessage) => void,
): Promise<LoopbackCrm> {
  const asked: LoopbackCrm['asked'] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(response, asked.length, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export function answerJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Credentials whose token is `token-<version>`; `renewals` counts. */
export function countingCredentials(): CredentialSource & { renewals: number } {
  return {
    renewals: 0,
    async headers() {
      const version = this.renewals + 1;
      return { headers: { authorization: `Bearer token-${version}-secret` }, version };
    },
    async renew(version) {
      if (version === this.renewals + 1) this.renewals++;
    },
  };
}

export const openPacer: Pacer = { take: async () => {}, learn: () => {} };

/** Door options for a loopback CRM, with what was logged and reported. */
export function doorOptions(apiUrl: string) {
  const lines: string[] = [];
  const reports: RequestInfo[] = [];
  const destination: DestinationStream = { write: (line) => void lines.push(line) };
  const credentials = countingCredentials();
  const options: HttpDoorOptions = {
    provider: 'test',
    apiUrl,
    credentials,
    pacer: openPacer,
    classify: ({ status, headers, body }) => {
      const kinds = {
        401: 'authentication',
        404: 'not_found',
        422: 'validation',
        429: 'rate_limit',
      } as const;
      const kind = kinds[status as keyof typeof kinds] ?? (status >= 500 ? 'unavailable' : 'other');
      const wait = headers['retry-after'];
      const details = wait === undefined ? {} : { retryAfterMs: Number(wait) * 1000 };
      return new CrmError(kind, `refused: ${JSON.stringify(body)}`, { status, ...details });
    },
    log: pino({ level: 'trace' }, destination),
    onRequest: (info) => reports.push(info),
    retry: { backoffMs: 2 },
  };
  return { options, credentials, lines, reports };
}
