import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { startEmbeddedPostgres } from '../../../../service/store/embedded/index.js';
import { isPidAlive } from '../../../../service/store/embedded/process-identity.js';
import { ask, endStarters, fast, makeScratch, spawnStarter } from './harness.js';

const scratch = makeScratch();
after(() => {
  endStarters();
  scratch.remove();
});
const dataDir = join(scratch.dir, 'data');
const start = () => startEmbeddedPostgres({ dataDir, settings: fast });

describe('several starts on one folder', () => {
  it('share one server when they come at the same time, and the last to stop stops it', async () => {
    const [one, two, other] = await Promise.all([start(), start(), spawnStarter(dataDir)]);
    try {
      assert.deepEqual([two.pid, other.report.pid], [one.pid, one.pid]);
      await one.stop();
      assert.equal((await ask(two.url, 'SELECT 1 AS one')).length, 1);
      await two.stop();
      assert.equal((await ask(other.report.url, 'SELECT 1 AS one')).length, 1);
    } finally {
      await Promise.all([one.stop(), two.stop()]);
      await other.finish();
    }
    assert.equal(isPidAlive(one.pid), false);
  });

  it('do not let a killed process keep the server alive for ever', async () => {
    const other = await spawnStarter(dataDir);
    const server = await start();
    assert.equal(server.pid, other.report.pid);
    other.child.kill('SIGKILL');
    await other.finish();
    await server.stop();
    assert.equal(isPidAlive(server.pid), false);
  });
});
