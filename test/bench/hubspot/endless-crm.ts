import { fork } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, json } from 'node:stream/consumers';
import { changedContact, contactPage } from './contacts.js';

/**
 * A HubSpot in a process of its own that has any number of contacts without holding one: it makes each page of their list
 * as it is asked for, and each contact that is asked for by its id has changed since. Everything else (sign-in, fields, the other objects) the sandbox answers.
 *
 * @returns its URL, and how to say how many contacts there are.
 */
export function startEndlessCrm(
  sandboxUrl: string,
): Promise<{ url: string; hold(contacts: number): void; stop(): void }> {
  const child = fork(import.meta.filename, ['serve', sandboxUrl], { execArgv: ['--import', 'tsx'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the endless CRM ended with ${code}`)));
    child.once('message', (url) =>
      resolve({ url: String(url), hold: (contacts) => child.send(contacts), stop: () => child.kill() }),
    );
  });
}

let contacts = 0;

async function answer(request: IncomingMessage, response: ServerResponse, sandboxUrl: string): Promise<void> {
  const url = new URL(request.url ?? '/', sandboxUrl);
  const sendJson = (value: object): void => {
    const body = Buffer.from(JSON.stringify(value));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  };
  if (url.pathname.endsWith('/contacts/batch/read')) {
    const { inputs } = (await json(request)) as { inputs: { id: string }[] };
    return sendJson({ status: 'COMPLETE', results: inputs.map(({ id }) => changedContact(id)) });
  }
  if (url.pathname.endsWith('/contacts/companies/batch/read')) return sendJson({ results: [] });
  const [, ofContacts = null] = url.pathname.match(/\/crm\/objects\/[^/]+\/contacts(\/search)?$/)
    ? url.pathname.split('/contacts')
    : [];
  if (ofContacts === null || url.searchParams.get('archived') === 'true')
    return passOn(request, response, url);
  const found = ofContacts === '' ? list(url) : { total: contacts, results: [] };
  sendJson(found);
}

function list(url: URL): object {
  const from = Number(url.searchParams.get('after') ?? 0);
  const count = Math.min(Number(url.searchParams.get('limit')), contacts - from);
  return contactPage(from, count, from + count < contacts ? String(from + count) : null);
}

async function passOn(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
  const body = request.method === 'GET' ? null : await buffer(request);
  const answered = await fetch(url, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    body,
    redirect: 'manual',
  });
  const text = Buffer.from(await answered.arrayBuffer());
  const kept = [...answered.headers].filter(
    ([name]) => !/^(content-(length|encoding)|transfer|conn)/.test(name),
  );
  response.writeHead(answered.status, [...kept, ['content-length', String(text.length)]].flat()).end(text);
}

if (process.argv[2] === 'serve') {
  const [, , , sandboxUrl = ''] = process.argv;
  const server = createServer((request, response) => {
    answer(request, response, sandboxUrl).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1', () =>
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
  );
  process.on('message', (count) => {
    contacts = Number(count);
  });
  process.on('disconnect', () => process.exit(0));
}
