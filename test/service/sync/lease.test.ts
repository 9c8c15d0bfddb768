import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Connection } from '../../../service/store/models/index.js';
import type { Store } from '../../../service/store/store.js';
import { claimRuns } from '../../../service/sync/claim-runs.js';
import { finishRun, releaseRun } from '../../../service/sync/end-run.js';
import { enqueueRun } from '../../../service/sync/enqueue-run.js';
import { type ClaimedRun, fence, StaleLease } from '../../../service/sync/lease.js';
import { runSync } from '../../../service/sync/run-sync.js';
import { crmEdits } from '../../integration/crm-edits.js';
import { addWorkspace, openWorkbench, type Workbench } from '../../integration/workbench.js';
import { waitUntil } from '../../support/service.js';

let bench: Workbench;
let other: Workbench;
let store: Store;
const { holdListAfter, clearFaults } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench({ role: 'api' });
  other = await addWorkspace(bench, 'ws_2');
  store = bench.service.running.services.store;
});
after(() => bench.service.close());
beforeEach(async () => {
  await bench.sql('DELETE FROM crm_sync_runs RETURNING 1');
  await bench.sql('DELETE FROM crm_sync_cursors RETURNING 1');
});

const expire = (run: ClaimedRun) =>
  bench.sql(
    `UPDATE crm_sync_runs SET lease_until = now() - interval '1 s' WHERE id = $1 RETURNING 1`,
    run.id,
  );
const claimRun = async (kind: 'delta' | 'backfill', worker: string) =>
  (await claimRuns(store, kind, worker, 1))[0] ?? null;
const claim = async (kind: 'delta' | 'backfill', worker: string) => {
  const run = await claimRun(kind, worker);
  assert.ok(run, `${worker} found nothing to do`);
  return run;
};
const stateOf = async (id: string) =>
  (
    await bench.sql<{
      state: string;
      attempts: number;
      objects: string[];
      progress: { object: string; state: string }[];
      more: string[];
    }>('SELECT state, attempts, objects, progress, more FROM crm_sync_runs WHERE id = $1', id)
  )[0];

test('workers that claim at once get different runs, and each run once', async () => {
  await Promise.all([bench.start(true), other.start(true)]);
  const claims = await Promise.all(Array.from({ length: 8 }, (_, i) => claimRun('backfill', `w${i}`)));
  const taken = claims.flatMap((run) => (run ? [run.id] : []));
  assert.deepEqual([taken.length, new Set(taken).size], [2, 2]);
});

test('a connection has one run under way, whatever its kind, also when both are claimed at once', async () => {
  for (let round = 0; round < 10; round++) {
    await bench.sql('DELETE FROM crm_sync_runs RETURNING 1');
    await Promise.all([bench.start(true), bench.start(false)]);
    const claims = await Promise.all([claimRun('backfill', 'a'), claimRun('delta', 'b')]);
    const [first, ...others] = claims.filter((run) => run !== null);
    assert.ok(first && others.length === 0);
    await finishRun(store, first, { state: 'succeeded', progress: [], error: null });
    const next = (await claimRun('backfill', 'a')) ?? (await claimRun('delta', 'b'));
    assert.ok(next && next.kind !== first.kind, 'the other one goes afterwards');
  }
});

test('a run whose lease is over is taken, and its first worker can write nothing any more', async () => {
  await bench.start(true);
  const first = await claim('backfill', 'first');
  assert.equal(await claimRun('backfill', 'second'), null, 'not before its time');
  await expire(first);
  const second = await claim('backfill', 'second');
  assert.ok(Number(second.lease) > Number(first.lease));
  await assert.rejects(
    store.transaction((transaction) => fence(store, first, transaction)),
    StaleLease,
  );
  assert.equal(await finishRun(store, first, { state: 'failed', progress: [], error: null }), false);
  await releaseRun(store, first, { notBefore: null, error: null, attempts: 3 });
  assert.deepEqual([(await stateOf(second.id))?.state, (await stateOf(second.id))?.attempts], ['running', 0]);
  await store.transaction((transaction) => fence(store, second, transaction));
});

test('a worker that lost its run while it read stores nothing of it', async () => {
  await bench.start(true, ['contact']);
  const first = await claim('backfill', 'first');
  await expire(first);
  await claim('backfill', 'second');
  await runSync(bench.service.running.services, first, new AbortController().signal);
  assert.deepEqual(
    await bench.sql(`SELECT 1 FROM crm_records WHERE connection_id = $1`, bench.connection.id),
    [],
  );
  assert.deepEqual(
    await bench.sql(`SELECT 1 FROM crm_sync_cursors WHERE connection_id = $1`, bench.connection.id),
    [],
  );
});

test('a worker that loses its run between two pages stores nothing more', async () => {
  const { running } = bench.service;
  await holdListAfter('contacts', 0);
  await bench.start(true, ['contact']);
  const first = await claim('backfill', 'first');
  const working = runSync(running.services, first, new AbortController().signal);
  await waitUntil('it began', async () => (await bench.sql('SELECT 1 FROM crm_sync_cursors')).length > 0);
  await expire(first);
  await claim('backfill', 'second');
  await clearFaults();
  await working;
  assert.deepEqual(await bench.sql('SELECT 1 FROM crm_records'), []);
});

for (const status of ['paused', 'disconnected', 'needs_reauth']) {
  const isKept = status === 'needs_reauth'; // what was read before the access ended
  test(`nothing of a connection that is ${status} is claimed${isKept ? '' : ' or written'}`, async () => {
    await bench.start(true);
    const run = await claim('backfill', 'first');
    await bench.sql(
      `UPDATE crm_connections SET status = $2 WHERE id = $1 RETURNING 1`,
      bench.connection.id,
      status,
    );
    try {
      const fenced = store.transaction((transaction) => fence(store, run, transaction));
      await (isKept ? fenced : assert.rejects(fenced, StaleLease));
      await expire(run);
      assert.equal(await claimRun('backfill', 'second'), null);
    } finally {
      await bench.sql(
        `UPDATE crm_connections SET status = 'active' WHERE id = $1 RETURNING 1`,
        bench.connection.id,
      );
    }
  });
}

test('a run that failed in vain five times is over', async () => {
  const { sandbox, running } = bench.service;
  await sandbox.fault({ kind: 'reset', times: 0, match: { path_includes: '/contacts' } });
  const id = await bench.start(true, ['contact']);
  const outcomes: unknown[] = [];
  for (let i = 0; i < 5; i++) {
    await bench.sql('UPDATE crm_sync_runs SET not_before = now() RETURNING 1');
    await runSync(running.services, await claim('backfill', 'w'), new AbortController().signal);
    outcomes.push((await stateOf(id))?.state);
  }
  await sandbox.fault({ kind: 'clear' });
  assert.deepEqual(outcomes, ['queued', 'queued', 'queued', 'queued', 'failed']);
  const run = await bench.run(id);
  assert.deepEqual([run.error?.code, run.error?.fix], ['crm_unreachable', 'nobody']);
});

test('a run that stored something since it was taken is tried on, however often it failed before', async () => {
  const { sandbox, running } = bench.service;
  await sandbox.fault({ kind: 'reset', times: 0, match: { path_includes: '/contacts' } });
  const id = await bench.start(true, ['company', 'contact']);
  await bench.sql('UPDATE crm_sync_runs SET attempts = 4 RETURNING 1');
  await runSync(running.services, await claim('backfill', 'w'), new AbortController().signal);
  await sandbox.fault({ kind: 'clear' });
  const run = await stateOf(id);
  assert.deepEqual([run?.state, run?.attempts], ['queued', 1]);
});

test('objects asked for while a run waits join it; those asked for again begin anew', async () => {
  const { services } = bench.service.running;
  const id = await bench.start(true, ['deal']);
  await bench.start(true, ['company']);
  assert.deepEqual((await stateOf(id))?.objects, ['company', 'deal']);
  const done = [
    { object: 'deal', state: 'done', done: 60, total: 60, created: 60, updated: 0, unchanged: 0, failed: 0 },
  ];
  await bench.sql('UPDATE crm_sync_runs SET progress = $1 RETURNING 1', JSON.stringify(done));
  const connection = await Connection.findByPk(bench.connection.id, { rejectOnEmpty: true });
  await enqueueRun(services, connection, { kind: 'backfill', objects: ['deal'], requestedBy: null });
  assert.deepEqual((await stateOf(id))?.progress, done, 'what was copied already is not asked for twice');
  await enqueueRun(services, connection, {
    kind: 'backfill',
    objects: ['deal'],
    requestedBy: null,
    again: true,
  });
  assert.deepEqual(
    (await stateOf(id))?.progress.map(({ object, state }) => [object, state]),
    [['deal', 'waiting']],
  );
});

test('a poll asked for while one is under way looks once more, and counts on', async () => {
  const { services } = bench.service.running;
  await bench.sql('DELETE FROM crm_sync_cursors RETURNING 1');
  const id = await bench.start(false, ['contact']);
  await runSync(services, await claim('delta', 'w'), new AbortController().signal);
  const { ids } = await bench.service.sandbox.post<{ ids: string[] }>('records', {
    object: 'contacts',
    records: [{ properties: { email: 'first@look.example' } }],
  });
  const second = await bench.start(false, ['contact']);
  const run = await claim('delta', 'w');
  assert.equal(await bench.start(false, ['contact']), second, 'the one under way is answered');
  await runSync(services, run, new AbortController().signal);
  const waiting = await stateOf(second);
  assert.deepEqual([waiting?.state, waiting?.progress[0]?.state], ['queued', 'waiting']);
  await runSync(services, await claim('delta', 'w'), new AbortController().signal);
  const ended = await bench.run(second);
  assert.deepEqual([ended.state, ended.objects[0]?.created], ['succeeded', 1]);
  assert.notEqual(id, second);
  assert.equal((await bench.sql('SELECT 1 FROM crm_records WHERE remote_id = $1', ids[0])).length, 1);
});

test('a poll asked for while one waits with a part of it done looks at everything', async () => {
  const id = await bench.start(false, ['contact']);
  const done = [
    { object: 'contact', state: 'done', done: 3, total: 3, created: 3, updated: 0, unchanged: 0, failed: 0 },
  ];
  await bench.sql('UPDATE crm_sync_runs SET progress = $1 RETURNING 1', JSON.stringify(done));
  assert.equal(await bench.start(false), id);
  assert.deepEqual(
    (await stateOf(id))?.progress.map(({ object, state }) => [object, state]),
    ['company', 'contact', 'deal', 'activity'].map((object) => [object, 'waiting']),
  );
});

test('a stopped run is handed back as it stands', async () => {
  const id = await bench.start(true, ['contact']);
  const stopping = new AbortController();
  stopping.abort();
  await runSync(bench.service.running.services, await claim('backfill', 'w'), stopping.signal);
  const run = await stateOf(id);
  assert.deepEqual([run?.state, run?.attempts], ['queued', 0]);
  assert.ok(await claimRun('backfill', 'next'), 'it can be taken at once');
});
