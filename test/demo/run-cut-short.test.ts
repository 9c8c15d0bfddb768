import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type DemoFolder, findProcesses, openDemoFolder } from './demo-process.js';

/** The line a person reads when it cannot start: one sentence, no stack. */
function assertOneSentence(output: string, expected: RegExp): void {
  const said = output.split('\n').filter((line) => line !== '' && !/^ +\d+\.\d s {2}/.test(line));
  assert.equal(said.length, 1, output);
  assert.match(said[0] ?? '', expected);
  assert.match(said[0] ?? '', /\.$/);
}

describe('npm run demo that does not come to its end', { timeout: 240_000 }, () => {
  let demos: DemoFolder;
  let folder: string;
  let dataDir: string;
  const start: DemoFolder['start'] = (...of) => demos.start(...of);

  before(async () => {
    demos = await openDemoFolder();
    folder = demos.folder;
    dataDir = join(folder, 'data');
  });
  after(() => demos.clear());

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
