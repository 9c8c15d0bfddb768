import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type DemoProcess, findProcesses, startDemoProcess, waitForNoProcess } from './demo-process.js';

/** The line a person reads when it cannot start: one sentence, no stack. */
function assertOneSentence(output: string, expected: RegExp): void {
  const said = output.split('\n').filter((line) => line !== '' && !/^ +\d+\.\d s {2}/.test(line));
  assert.equal(said.length, 1, output);
  assert.match(said[0] ?? '', expected);
  assert.match(said[0] ?? '', /\.$/);
}

async function isFree(url: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(Number(new URL(url).port), '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

describe('npm run demo', { timeout: 110_000 }, () => {
  let folder: string;
  let dataDir: string;
  const started: DemoProcess[] = [];
  const start = (env: Record<string, string>, isAsNpmDoes = false) => {
    const demo = startDemoProcess(env, isAsNpmDoes);
    started.push(demo);
    return demo;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crm-connect-demo-'));
    // Root's PostgreSQL runs as another user, who has to pass through.
    if (process.getuid?.() === 0) await chmod(folder, 0o711);
    dataDir = join(folder, 'data');
  });

  after(async () => {
    for (const demo of started) demo.kill('SIGTERM');
    await Promise.all(started.map((demo) => demo.ended));
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('is ready with three origins that answer, and keeps its keys to itself', async () => {
    const demo = start({ DATA_DIR: dataDir }, true);
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
    const demo = started[0];
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
    const [page, service, sandbox] = urls.map((url) => new URL(url).port);
    first.kill('SIGKILL');
    await first.ended;
    const again = start({
      DATA_DIR: dataDir,
      DEMO_PORT: page ?? '',
      PORT: service ?? '',
      SANDBOX_PORT: sandbox ?? '',
    });
    assert.deepEqual(await again.ready(), urls);
    const session = await fetch(`${urls[0]}/api/session`);
    assert.equal(session.status, 200);
    await session.arrayBuffer();
    again.kill('SIGKILL');
    await again.ended;
    await waitForNoProcess(dataDir);
  });

  it('stops in the middle of its start without leaving a process', async () => {
    const demo = start({ DATA_DIR: join(folder, 'cut-short') });
    const log = join(folder, 'cut-short/service.log');
    for (
      let size = 0;
      size === 0;
      size = await stat(log).then(
        (found) => found.size + 1,
        () => 0,
      )
    )
      await new Promise((resolve) => setTimeout(resolve, 20));
    demo.kill('SIGINT');
    assert.equal(await demo.ended, 130);
    assert.deepEqual(findProcesses(join(folder, 'cut-short')), []);
  });

  for (const name of ['PORT', 'DEMO_PORT', 'SANDBOX_PORT']) {
    it(`says in one sentence that the port of ${name} is taken`, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const demo = start({ DATA_DIR: dataDir, [name]: String(port) });
      assert.equal(await demo.ended, 1);
      assertOneSentence(demo.output(), new RegExp(`^Port ${port} is taken.*${name}`));
      await new Promise((resolve) => server.close(resolve));
    });
  }

  it('says in one sentence that the data folder cannot be written', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const demo = start({ DATA_DIR: join(file, 'data') });
    assert.equal(await demo.ended, 1);
    assertOneSentence(demo.output(), /^Cannot write to the data folder .*a-file\/data \(ENOTDIR\)/);
  });

  it('says in one sentence why the service cannot start', async () => {
    const demo = start({ DATA_DIR: dataDir, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' });
    assert.equal(await demo.ended, 1);
    assertOneSentence(demo.output(), /^The service could not start: .*service\.log\.$/);
  });
});
