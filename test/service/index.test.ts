import assert from 'node:assert/strict';
import { type ChildProcess, fork, type Serializable, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { findProgram } from '../support/program.js';
import { freePort, testEnv, waitUntil } from '../support/service.js';

const SERVICE = findProgram(new URL('../../service/index.ts', import.meta.url));

/** The service as a process of its own. */
interface Child {
  process: ChildProcess;
  /** What it wrote to standard error. */
  errors(): string;
  log(): string;
  ended: Promise<{ code: number | null; signal: string | null }>;
  message: Promise<Serializable>;
}

describe('the service as a process', { concurrency: 2 }, () => {
  let database: TestDatabase;
  const children: Child[] = [];

  before(async () => {
    database = await createTestDatabase();
  });
  after(async () => {
    for (const child of children) child.process.kill('SIGKILL');
    await Promise.all(children.map(({ ended }) => ended));
    await database.close();
  });

  const start = (env: Record<string, string | undefined>, hasChannel = true): Child => {
    const clean = { PATH: process.env['PATH'], ...env };
    const { path, execArgv } = SERVICE;
    const child = hasChannel
      ? fork(path, [], { env: clean, execArgv, silent: true })
      : spawn(process.execPath, [...execArgv, path], { env: clean, stdio: 'pipe' });
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.on('exit', (code, signal) => resolve({ code, signal })),
    );
    let errors = '';
    let log = '';
    child.stderr?.on('data', (chunk) => {
      errors += String(chunk);
    });
    child.stdout?.on('data', (chunk) => {
      log += String(chunk);
    });
    const started: Child = {
      process: child,
      errors: () => errors,
      log: () => log,
      ended,
      message: new Promise((resolve) => child.on('message', resolve)),
    };
    children.push(started);
    return started;
  };
  const fullEnv = async (
    extra: Record<string, string> = {},
  ): Promise<Record<string, string | undefined>> => ({
    ...testEnv({ port: await freePort(), sandboxUrl: 'http://127.0.0.1:9', role: 'all' }),
    DATABASE_URL: database.url,
    ...extra,
  });
  const answers = (port: string | undefined) =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );

  it('tells its parent when it answers, and ends cleanly on SIGTERM', async () => {
    const env = await fullEnv();
    const child = start(env);
    assert.deepEqual(await child.message, { type: 'started', port: Number(env['PORT']) });
    assert.equal(await answers(env['PORT']), true);
    child.process.kill('SIGTERM');
    assert.deepEqual(await child.ended, { code: 0, signal: null });
    assert.equal(await answers(env['PORT']), false);
    await waitUntil('its last words came', () => child.log().includes('"reason":"SIGTERM"'));
    assert.equal(child.errors(), '');
  });

  it('ends when its parent goes away without a word', async () => {
    const env = await fullEnv();
    const child = start(env);
    await child.message;
    child.process.disconnect();
    assert.deepEqual(await child.ended, { code: 0, signal: null });
    await waitUntil('its last words came', () => child.log().includes('"reason":"parent gone"'));
  });

  it('ends when it is told to while it is still starting', async () => {
    // A database that takes the connection and never answers.
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const connected = new Promise((resolve) => silent.once('connection', resolve));
    const { port } = silent.address() as AddressInfo;
    const child = start(await fullEnv({ DATABASE_URL: `postgres://a:b@127.0.0.1:${port}/c` }));
    await connected;
    child.process.kill('SIGTERM');
    assert.deepEqual(await child.ended, { code: 0, signal: null });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('says in one sentence that its port is taken, and ends', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const child = start(await fullEnv({ PORT: String(port) }), false);
    assert.deepEqual(await child.ended, { code: 1, signal: null });
    await waitUntil('its last words came', () => child.errors().endsWith('\n'));
    assert.equal(
      child.errors(),
      `The service cannot start: The port ${port} is taken by another program. Stop that one, or set PORT to a free one.\n`,
    );
    await new Promise((resolve) => other.close(resolve));
  });

  it('says in one sentence that the database is not there, without its password', async () => {
    const url = `postgres://user:the-password-of-it@127.0.0.1:${await freePort()}/db`;
    const child = start(await fullEnv({ DATABASE_URL: url }), false);
    assert.deepEqual(await child.ended, { code: 1, signal: null });
    await waitUntil('its last words came', () => child.errors().endsWith('\n'));
    assert.match(child.errors(), /^The service cannot start: \S.*ECONNREFUSED.*\n$/);
    assert.ok(!child.errors().includes('the-password-of-it'));
  });

  it('says in one sentence that MongoDB is not there and what to do, without its password', async () => {
    const url = `mongodb://user:the-password-of-it@127.0.0.1:${await freePort()}/db`;
    const child = start(await fullEnv({ MONGODB_URL: url }), false);
    assert.deepEqual(await child.ended, { code: 1, signal: null });
    await waitUntil('its last words came', () => child.errors().endsWith('\n'));
    assert.match(
      child.errors(),
      /^The service cannot start: MongoDB .*ECONNREFUSED.* correct MONGODB_URL.*\n$/,
    );
    assert.ok(!(child.errors() + child.log()).includes('the-password-of-it'));
  });

  it('names every fault of its environment and ends', async () => {
    const child = start({ PORT: 'x' }, false);
    assert.deepEqual(await child.ended, { code: 1, signal: null });
    await waitUntil('its last words came', () => child.errors().endsWith('\n'));
    for (const name of ['PORT', 'ENCRYPTION_KEY', 'ADMIN_KEY'])
      assert.match(child.errors(), new RegExp(`  ${name} `));
    assert.equal(child.log(), '');
  });

  it('ends while a client keeps asking, and need not cut its connection', async () => {
    const env = await fullEnv();
    const child = start(env);
    await child.message;
    let asked = 0;
    let isOver = false;
    const asking = (async () => {
      while (!isOver) if (await answers(env['PORT'])) asked++;
    })();
    await waitUntil('some requests were answered', () => asked > 5);
    child.process.kill('SIGTERM');
    assert.deepEqual(await child.ended, { code: 0, signal: null });
    isOver = true;
    await asking;
    await waitUntil('its last words came', () => child.log().includes('"reason":"SIGTERM"'));
    assert.doesNotMatch(child.log(), /connections are cut/);
  });
});
