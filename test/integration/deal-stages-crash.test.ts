import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { waitUntil } from '../support/service.js';
import { endLeases } from './end-leases.js';
import { hurriedly, makeDeal, push, STAGES, saveStages, stageOf, written } from './stage-moves.js';
import { openWorkbench, type Workbench } from './workbench.js';
import { killWorkers, startWorkerProcess, type WorkerProcess } from './worker-process.js';

let bench: Workbench;
let worker: WorkerProcess;
before(async () => {
  bench = await openWorkbench({ role: 'api', seed: false });
  worker = await startWorkerProcess(bench);
  await bench.sync(true);
  assert.equal((await saveStages(bench, STAGES)).status, 200);
  await bench.calm();
});
after(async () => {
  await worker.kill('SIGTERM');
  await killWorkers();
  await bench.service.close();
});

/** The worker dies once the CRM was asked for this, and another one takes over. */
async function dieAt(kind: string, path: string, work: () => Promise<unknown>): Promise<void> {
  const { sandbox } = bench.service;
  await sandbox.fault({ kind, match: { path_includes: path } });
  await work();
  await waitUntil(
    'the CRM was asked',
    async () => (await sandbox.get<{ faults: unknown[] }>('faults')).faults.length === 0,
  );
  await worker.kill('SIGKILL');
  await endLeases(bench);
  worker = await startWorkerProcess(bench);
}

for (const [kind, path, when, tries] of [
  ['timeout_before_write', '/deals/batch/read', 'before the deal was looked at', 1],
  ['timeout_before_write', '/deals/batch/update', 'before the CRM moved the deal', 2],
  ['timeout_after_write', '/deals/batch/update', 'after the CRM moved the deal', 1],
  ['timeout_after_write', '/calls/batch/upsert', 'before the call was settled', 1],
] as const) {
  test(`a worker killed ${when} leaves one call and one move`, async () => {
    const deal = await makeDeal(bench, 'appointmentscheduled');
    const id = `call_${kind}_${path.split('/').join('_')}`;
    await dieAt(kind, path, () => push(bench, id, deal, { outcome: 'interested' }));
    const stage = await hurriedly(bench, id, 'interested', 'sent', 'already_there');
    assert.equal(stage.deal, deal.deal);
    const calls = (await bench.service.sandbox.records('calls')).filter(
      ({ properties }) => properties.hs_call_title === id,
    );
    assert.deepEqual(
      [calls.length, await stageOf(bench, deal), (await written(bench, deal)).length],
      [1, 'qualifiedtobuy', tries],
    );
    const moves = await bench.sql(`SELECT 1 FROM crm_pushes WHERE payload ->> 'call_id' = $1`, id);
    assert.equal(moves.length, 1);
  });
}
