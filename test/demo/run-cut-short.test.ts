import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type DemoProcess, findProcesses, startDemoProcess } from './demo-process.js';

/** The line a person reads when it cannot start: one sentence, no stack. */
function assertOneSentence(output: string, expected: RegExp): void {
  const said = output.split('\n').filter((line) => line !== '' && !/^ +\d+\.\d s {2}/.test(line));
  assert.equal(said.length, 1, output);
  assert.match(said[0] ?? '', expected);
  assert.match(said[0] ?? '', /\.$/);
}

describe('npm run demo that does not come to its end', { timeout: 110_000 }, () => {
  let folder: string;
  let dataDir: string;
  const started: DemoProcess[] = [];
  const start = (env: Record<string, string>) => {
    const demo = startDemoProcess(env);
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
