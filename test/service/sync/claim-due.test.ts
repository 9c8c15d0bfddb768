import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setSwitch } from '../../../service/intake/switch-off.js';
import { pauseConnection } from '../../../service/oauth/pause-connection.js';
import { Connection } from '../../../service/store/models/index.js';
import { unpark } from '../../../service/store/queries/pauses.js';
import type { Store } from '../../../service/store/store.js';
import { claimRuns } from '../../../service/sync/claim-runs.js';
import { finishRun } from '../../../service/sync/end-run.js';
import { openWorkbench, type Workbench } from '../../integration/workbench.js';

const OBJECTS = ['company', 'contact', 'deal', 'activity'];

let bench: Workbench;
let store: Store;
before(async () => {
  bench = await openWorkbench({ role: 'api' });
  store = bench.service.running.services.store;
});
after(() => bench.service.close());
beforeEach(async () => {
  await bench.sql('DELETE FROM crm_sync_runs RETURNING 1');
  await bench.sql(`DELETE FROM workspaces WHERE external_id LIKE 'many_%' RETURNING 1`);
  await bench.sql('DELETE FROM crm_sync_schedules RETURNING 1');
  await bench.sql('DELETE FROM crm_pauses RETURNING 1');
});

/** Workspaces with connections that are due, the first for the longest time; they share nothing but the app. */
async function makeDue(workspaces: number, connections = 1): Promise<void> {
  await bench.sql(
    `WITH w AS (INSERT INTO workspaces (app_id, external_id) SELECT $1::uuid, 'many_' || n FROM generate_series(1, $2::int) n RETURNING id, external_id),
          c AS (INSERT INTO crm_connections (workspace_id, provider, status, account_id, account_name)
                SELECT w.id, CASE WHEN k = 1 THEN 'hubspot' ELSE 'other_' || k END, 'active', external_id || '_' || k, 'x' FROM w, generate_series(1, $3::int) k RETURNING id, account_id)
     INSERT INTO crm_sync_schedules (connection_id, provider, next_run_at)
     SELECT id, 'hubspot', now() - interval '1 minute' + split_part(account_id, '_', 2)::int * interval '1 ms' FROM c RETURNING 1`,
    bench.tenant.appId,
    workspaces,
    connections,
  );
}
const due = async () =>
  (
    await bench.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM crm_sync_schedules WHERE next_run_at <= now()`,
    )
  )[0]?.n;
const parked = async () =>
  (
    await bench.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM crm_sync_schedules WHERE next_run_at = 'infinity'`,
    )
  )[0]?.n;

test('workers that claim at once poll each due connection once; what finds no room stays due', async () => {
  await makeDue(50);
  const claims = await Promise.all(
    Array.from({ length: 4 }, (_, i) => claimRuns(store, 'delta', `w${i}`, 10)),
  );
  assert.deepEqual(
    claims.map((runs) => runs.length),
    [10, 10, 10, 10],
  );
  assert.equal(new Set(claims.flat().map((run) => run.connection_id)).size, 40);
  assert.equal(await due(), 10);
  const [run] = claims[0] ?? [];
  assert.deepEqual([run?.kind, run?.lease, run?.objects], ['delta', '1', OBJECTS]);
});

test('those that are due for the longest time go first', async () => {
  await makeDue(5);
  const [first] = await claimRuns(store, 'delta', 'w', 1);
  const [row] = await bench.sql(`SELECT account_id FROM crm_connections WHERE id = $1`, first?.connection_id);
  assert.deepEqual(row, { account_id: 'many_1_1' });
});

test('a workspace has two runs at a time, also when workers claim at once, and keeps nobody else waiting', async () => {
  await makeDue(2, 6);
  const claims = await Promise.all(
    Array.from({ length: 4 }, (_, i) => claimRuns(store, 'delta', `w${i}`, 8)),
  );
  const taken = claims.flat();
  const workspaces = new Set(taken.map((run) => run.workspace_id));
  const perWorkspace = [...workspaces].map((id) => taken.filter((run) => run.workspace_id === id).length);
  assert.deepEqual(perWorkspace, [2, 2]);
  const [run] = taken;
  assert.ok(run && (await finishRun(store, run, { state: 'succeeded', progress: [], error: null })));
  const [next, ...more] = await claimRuns(store, 'delta', 'w', 8);
  assert.deepEqual([next?.workspace_id, more], [run.workspace_id, []]);
});

test('queued runs keep the same measure', async () => {
  await makeDue(1, 4);
  await bench.sql(
    `INSERT INTO crm_sync_runs (workspace_id, connection_id, kind, objects, correlation_id)
     SELECT workspace_id, id, 'backfill', '{contact}', 'c' FROM crm_connections WHERE account_id LIKE 'many_%' RETURNING 1`,
  );
  const claims = await Promise.all(
    Array.from({ length: 4 }, (_, i) => claimRuns(store, 'backfill', `w${i}`, 4)),
  );
  assert.equal(claims.flat().length, 2);
});

test('a connection whose run waits or goes on is not polled beside it', async () => {
  await makeDue(1);
  await bench.sql(
    `INSERT INTO crm_sync_runs (workspace_id, connection_id, kind, objects, correlation_id)
     SELECT workspace_id, id, 'delta', '{contact}', 'asked' FROM crm_connections WHERE account_id LIKE 'many_%' RETURNING 1`,
  );
  const runs = await claimRuns(store, 'delta', 'w', 8);
  assert.deepEqual(
    runs.map(({ correlation_id }) => correlation_id),
    ['asked'],
  );
  assert.equal(await due(), 0, 'its time moved on');
});

test('what may not be polled is parked, and looked for again once it may', async () => {
  await bench.start(false);
  await bench.sql('DELETE FROM crm_sync_runs RETURNING 1');
  const { services } = bench.service.running;
  const makeMineDue = () => bench.sql(`UPDATE crm_sync_schedules SET next_run_at = now() RETURNING 1`);
  await makeMineDue();
  const connection = await Connection.findByPk(bench.connection.id, { rejectOnEmpty: true });
  await pauseConnection(services, connection, { paused: true, actor: 'Marta' });
  assert.deepEqual(await claimRuns(store, 'delta', 'w', 8), []);
  assert.equal(await parked(), 1);
  await pauseConnection(services, await connection.reload(), { paused: false, actor: 'Marta' });
  assert.deepEqual([await parked(), await due()], [0, 1]);

  const which = { provider: 'hubspot', workspaceId: null };
  await setSwitch(store, which, { paused: true, actor: 'operator' });
  assert.deepEqual(await claimRuns(store, 'delta', 'w', 8), []);
  assert.equal(await parked(), 1);
  await unpark(store);
  assert.equal(await parked(), 1, 'it stays parked while the switch is thrown');
  await setSwitch(store, which, { paused: false, actor: 'operator' });
  assert.equal(await parked(), 0);
});

test('a schedule that was parked just as its connection came back is found again', async () => {
  await makeDue(1);
  await bench.sql(`UPDATE crm_sync_schedules SET next_run_at = 'infinity' RETURNING 1`);
  await unpark(store);
  assert.equal(await parked(), 0);
});

test('a copy that was cut short goes on with the next poll, one that a person stopped does not', async () => {
  for (const [cancelled, expected] of [
    ['NULL', 1],
    ['now()', 0],
  ] as const) {
    await bench.sql('DELETE FROM crm_sync_runs RETURNING 1');
    await bench.sql(`DELETE FROM workspaces WHERE external_id LIKE 'many_%' RETURNING 1`);
    await makeDue(1);
    await bench.sql(
      `INSERT INTO crm_sync_cursors (connection_id, object, backfill_started_at, backfill_cancelled_at)
       SELECT id, o, now(), ${cancelled} FROM crm_connections, unnest('{deal,company}'::text[]) o WHERE account_id LIKE 'many_%' RETURNING 1`,
    );
    assert.equal((await claimRuns(store, 'delta', 'w', 8)).length, 1);
    const queued = await bench.sql<{ objects: string[]; progress: { object: string; state: string }[] }>(
      `SELECT objects, progress FROM crm_sync_runs WHERE kind = 'backfill' AND state = 'queued'`,
    );
    assert.equal(queued.length, expected);
    for (const run of queued) {
      assert.deepEqual(run.objects, ['company', 'deal']);
      assert.deepEqual(
        run.progress.map(({ object, state }) => [object, state]),
        [
          ['company', 'waiting'],
          ['deal', 'waiting'],
        ],
      );
    }
  }
});

test('runs that end at the same time each hear whether they were still theirs', async () => {
  await makeDue(3);
  const runs = await claimRuns(store, 'delta', 'w', 3);
  await bench.sql('UPDATE crm_sync_runs SET lease = lease + 1 WHERE id = $1 RETURNING 1', runs[1]?.id);
  const ended = await Promise.all(
    runs.map((run) => finishRun(store, run, { state: 'succeeded', progress: run.progress, error: null })),
  );
  assert.deepEqual(ended, [true, false, true]);
  const states = await bench.sql<{ id: string; state: string }>('SELECT id, state FROM crm_sync_runs');
  assert.deepEqual(
    runs.map(({ id }) => states.find((row) => row.id === id)?.state),
    ['succeeded', 'running', 'succeeded'],
  );
});

test('a poll that went well keeps the time of the next; one that failed is asked later and later', async () => {
  await makeDue(2);
  const next = async (id = '') => {
    const [row] = await bench.sql<{ s: number; failures: number }>(
      `SELECT extract(epoch FROM next_run_at - now())::float8 AS s, failures FROM crm_sync_schedules WHERE connection_id = $1`,
      id,
    );
    return { s: row?.s ?? 0, failures: row?.failures };
  };
  const [good, bad] = await claimRuns(store, 'delta', 'w', 2);
  assert.ok(good && bad);
  const before = await next(good.connection_id);
  await Promise.all([
    finishRun(store, good, { state: 'succeeded', progress: [], error: null }),
    finishRun(store, bad, { state: 'failed', progress: [], error: null }),
  ]);
  const after = await next(good.connection_id);
  assert.ok(after.s <= before.s && after.failures === 0);
  assert.equal((await next(bad.connection_id)).failures, 1);
});

test('however many claim at once, each connection is polled once and no workspace has more than two runs', async () => {
  await makeDue(6, 5);
  const claims = await Promise.all(
    Array.from({ length: 12 }, (_, i) => claimRuns(store, 'delta', `w${i}`, 3)),
  );
  const runs = claims.flat();
  assert.equal(new Set(runs.map((run) => run.connection_id)).size, runs.length);
  assert.equal(runs.length, 12, 'two for each workspace');
  assert.ok([...countBy(runs.map((run) => run.workspace_id)).values()].every((n) => n === 2));
});

function countBy(ids: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
