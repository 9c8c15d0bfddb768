import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contactPage } from './contacts.js';

/** A process of its own that answers ready-made pages of contacts, whatever is asked: `?limit=` says how many. */
export function startPageServer(): Promise<{ url: string; stop(): void }> {
  const child = fork(import.meta.filename, ['serve'], { execArgv: ['--import', 'tsx'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server of pages ended with ${code}`)));
    child.once('message', (url) => resolve({ url: String(url), stop: () => child.kill() }));
  });
}

if (process.argv[2] === 'serve') {
  const pages = new Map<number, Buffer>();
  const server = createServer((request, response) => {
    const limit = Number(new URL(request.url ?? '/', 'http://host').searchParams.get('limit'));
    const page = pages.get(limit) ?? Buffer.from(JSON.stringify(contactPage(0, limit, String(limit))));
    pages.set(limit, page);
    response.writeHead(200, {
      'content-type': 'application/json;charset=utf-8',
      'content-length': page.length,
      'x-hubspot-ratelimit-max': '190',
      'x-hubspot-ratelimit-remaining': '189',
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
    });
    response.end(page);
  });
  server.listen(0, '127.0.0.1', () =>
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
  );
  process.on('disconnect', () => process.exit(0));
}
