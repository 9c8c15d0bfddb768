import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { HeldDeletion } from '../../shared/run.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { endLeases } from './end-leases.js';
import { openWorkbench, type Workbench } from './workbench.js';
import { killWorkers, startWorkerProcess } from './worker-process.js';

let bench: Workbench;
const { makeContacts, archive, holdListAfter, clearFaults } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench({ role: 'api', seed: false });
});
after(async () => {
  await killWorkers();
  await bench.service.close();
});

const liveOf = async (ids: string[]): Promise<number> =>
  (
    await bench.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM crm_records WHERE object = 'contact' AND remote_id = ANY ($1) AND deleted_at IS NULL`,
      ids,
    )
  )[0]?.n ?? -1;

test('a worker killed in the middle leaves the rest to the next one, and each deletion is told once', async () => {
  const { sandbox } = bench.service;
  const first = await startWorkerProcess(bench);
  const ids = await makeContacts(700, 'crash');
  await bench.sync(true);
  await archive('contacts', ids);
  await bench.sync(false);
  const key = bench.tenant.et;
  const { data } = (await bench.service.api.get<{ data: HeldDeletion[] }>('/crm/held-deletions', { key }))
    .body;
  const [lot] = data;
  assert.equal(lot?.count, 700);
  const { cursor } = await bench.feed('contact');
  const match = { path_includes: '/contacts/batch/read' };
  // It reads a hundred at a time and deletes five hundred at once: of the rest it is told nothing.
  await sandbox.fault({ kind: 'slow', delay_ms: 1, times: 5, match });
  await sandbox.fault({ kind: 'slow', delay_ms: 3_600_000, times: 0, match });
  await bench.service.api.post(`/crm/held-deletions/${lot?.id}/decide`, {
    key,
    body: { decision: 'delete', count: 700 },
    expect: 200,
  });
  await waitUntil('a part is deleted', async () => (await liveOf(ids)) < 700);
  await first.kill('SIGKILL');
  await endLeases(bench);
  assert.equal(await liveOf(ids), 200);
  await clearFaults();
  await startWorkerProcess(bench);
  await waitUntil('the decision is carried out', async () => {
    const [row] = await bench.sql('SELECT applied_at FROM crm_held_deletions WHERE id = $1', lot?.id);
    return row?.applied_at !== null;
  });
  assert.equal(await liveOf(ids), 0);
  const { records } = await bench.feed('contact', cursor);
  const told = records.filter(({ deleted }) => deleted).map(({ remote_id }) => remote_id);
  assert.deepEqual([told.length, new Set(told).size], [700, 700]);
});

test('a copy whose worker was killed goes on, and proves what it saw in both parts', async () => {
  const { sandbox } = bench.service;
  const ids = await makeContacts(700, 'both');
  await bench.sync(false);
  const gone = [ids[10] ?? '', ids[690] ?? ''];
  await archive('contacts', gone);
  const { cursor } = await bench.feed('contact');
  // The list of deleted records is silent, so the copy alone can tell.
  const silent = { path_includes: '/contacts', query_includes: 'archived=true' };
  await sandbox.fault({ kind: 'server_error', times: 0, match: silent });
  await holdListAfter('contacts', 400);
  const id = await bench.start(true, ['contact']);
  await waitUntil('it is under way', async () => ((await bench.run(id)).objects[0]?.done ?? 0) > 100);
  await killWorkers();
  await endLeases(bench);
  assert.ok(((await bench.run(id)).objects[0]?.done ?? 0) <= 400);
  assert.equal(await liveOf(gone), 2);
  await clearFaults();
  await sandbox.fault({ kind: 'server_error', times: 0, match: silent });
  await startWorkerProcess(bench);
  assert.equal((await bench.ended(id)).state, 'succeeded');
  await clearFaults();
  const { records } = await bench.feed('contact', cursor);
  assert.deepEqual(
    records.map(({ remote_id, deleted }) => `${remote_id} ${deleted}`).sort(),
    gone.map((one) => `${one} true`).sort(),
  );
});
