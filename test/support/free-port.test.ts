import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { it } from 'node:test';
import { freePort } from './free-port.js';
import { findProgram } from './program.js';

const CHILD = findProgram(new URL('./free-port-process.ts', import.meta.url));

it('gives each port to one process, also if it is not used yet', async () => {
  const children = [1, 2, 3].map(() => fork(CHILD.path, ['20'], { execArgv: CHILD.execArgv }));
  try {
    const theirs = await Promise.all(
      children.map(async (child) => (await once(child, 'message'))[0] as number[]),
    );
    const ours = await Promise.all(Array.from({ length: 20 }, freePort));
    const all = [...theirs.flat(), ...ours];
    assert.equal(new Set(all).size, 80);
    for (const port of all) assert.ok(port >= 20_000 && port < 32_768, `${port} is not given by the system`);
  } finally {
    for (const child of children) child.disconnect();
    await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
  }
});

it('gives none on which something listens', async () => {
  const before = await freePort();
  const server = createServer();
  server.listen(before + 1, '127.0.0.1');
  const isOurs = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  assert.notEqual(await freePort(), before + 1);
  if (!isOurs) return;
  server.close();
  await once(server, 'close');
});
