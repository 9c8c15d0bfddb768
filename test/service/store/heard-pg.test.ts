import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { openStore } from '../../../service/store/store.js';

/** One message of PostgreSQL's protocol. */
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const welcome = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]);
const farewell = message(
  'E',
  Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
);

test('a connection that is ended in the moment in which it opens ends nothing else', async () => {
  // A real server can be killed in this moment, but not in each run of a test.
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([welcome, farewell])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const store = openStore(`postgres://crm:secret@127.0.0.1:${(server.address() as AddressInfo).port}/crm`);
  try {
    await assert.rejects(store.ping());
    await assert.rejects(store.ping(), 'it is not used again');
  } finally {
    await store.close();
    server.close();
  }
});
