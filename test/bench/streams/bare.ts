import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerMemory } from './answer-memory.js';

/** The least that Node can do: answers that stay open, and one loop that writes to all of them. */
const open = new Set<ServerResponse>();
const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', Connection: 'close' });
  response.write('retry: 2000\n\n');
  response.write('event: ready\ndata: {}\n\n');
  open.add(response);
  response.once('close', () => open.delete(response));
});
answerMemory();
process.on('message', (message) => {
  if (typeof message !== 'object' || message === null || !('write' in message)) return;
  const bytes = Buffer.from(String(message.write));
  for (const response of open) response.write(bytes);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
