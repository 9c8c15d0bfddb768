import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startEmbeddedPostgres } from '../../../service/store/embedded/index.js';
import { migrate } from '../../../service/store/migrate.js';
import { countSeen, markSeen } from '../../../service/store/queries/seen-records.js';
import { openStore } from '../../../service/store/store.js';
import { isWhole } from '../../../service/sync/deletions/proof.js';
import { fast, makeScratch } from '../store/embedded/harness.js';

const scratch = makeScratch();
const start = () => startEmbeddedPostgres({ dataDir: join(scratch.dir, 'data'), settings: fast });
after(() => scratch.remove());

test('a listing outlives a restart of the database, and proves nothing after its crash', async () => {
  const mark = randomUUID();
  let counted = 0;
  const see = async (url: string, ids: string[]) => {
    const store = openStore(url);
    counted += await store.transaction((transaction) => markSeen(store, mark, ids, transaction));
    const known = await countSeen(store, mark);
    await store.close();
    return isWhole(counted, known);
  };
  const first = await start();
  await migrate(first.url);
  assert.equal(await see(first.url, ['1', '2', '3']), true);
  assert.equal(await see(first.url, ['3', '4']), true, 'a page that comes again is counted once');
  await first.stop();

  const second = await start();
  assert.equal(await see(second.url, ['5']), true);
  process.kill(second.pid, 'SIGKILL');

  const third = await start();
  try {
    assert.equal(await see(third.url, ['6', '7']), false);
    assert.equal(counted, 7);
  } finally {
    await Promise.all([second.stop(), third.stop()]);
  }
});
