import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type DemoFolder,
  type DemoProcess,
  findProcesses,
  openDemoFolder,
  waitForNoProcess,
} from './demo-process.js';

async function isFree(url: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(Number(new URL(url).port), '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

describe('npm run demo', { timeout: 240_000 }, () => {
  let demos: DemoFolder;
  let folder: string;
  let dataDir: string;
  let running: DemoProcess | undefined;
  const start: DemoFolder['start'] = (...of) => demos.start(...of);

  before(async () => {
    demos = await openDemoFolder();
    folder = demos.folder;
    dataDir = join(folder, 'data');
  });
  after(() => demos.clear());

  it('is ready with three origins that answer, and keeps its keys to itself', async () => {
    const demo = start({ DATA_DIR: dataDir }, true);
    running = demo;
    const [page, service, sandbox] = await demo.ready();
    for (const url of [`${page}/`, `${service}/health`, `${sandbox}/`]) {
      const answer = await fetch(url);
      assert.equal(answer.status, 200, url);
      await answer.arrayBuffer();
    }
    const { mode } = await stat(join(dataDir, 'keys.json'));
    assert.equal(mode & 0o777, 0o600);
    const keys = Object.values(JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8')) as object);
    for (const key of keys) assert.ok(!demo.output().includes(String(key)));
  });

  it('leaves no process and frees its ports on Ctrl-C', async () => {
    const demo = running;
    assert.ok(demo);
    const urls = await demo.ready();
    // The demo, the service, and PostgreSQL with its helpers.
    assert.ok(findProcesses(dataDir).length >= 3);
    demo.kill('SIGINT');
    assert.equal(await demo.ended, 130);
    assert.deepEqual(findProcesses(dataDir), []);
    for (const url of urls) assert.ok(await isFree(url), `${url} is free`);
  });

  it('starts again on the same ports and keys after kill -9, which leaves no process either', async () => {
    const first = start({ DATA_DIR: dataDir });
    const urls = await first.ready();
    first.kill('SIGKILL');
    await first.ended;
    const again = start({ DATA_DIR: dataDir });
    assert.deepEqual(await again.ready(), urls);
    const session = await fetch(`${urls[0]}/api/session`);
    assert.equal(session.status, 200);
    await session.arrayBuffer();
    again.kill('SIGKILL');
    await again.ended;
    await waitForNoProcess(dataDir);
  });
});
