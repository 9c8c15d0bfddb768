import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { MappingRow } from '../../../shared/mapping.js';
import type { GetMappingResult } from '../../../shared/routes/mappings.js';
import { waitUntil } from '../../support/service.js';
import { endLeases } from '../end-leases.js';
import { openWorkbench, type Workbench } from '../workbench.js';
import { killWorkers, startServiceProcess, startWorkerProcess } from '../worker-process.js';

const CONTACTS = '/crm/mappings?provider=hubspot&object=contact';

let bench: Workbench;
let rows: MappingRow[];
before(async () => {
  bench = await openWorkbench({ role: 'api' });
  const worker = await startWorkerProcess(bench);
  await bench.sync(true, ['contact']);
  await worker.kill('SIGTERM');
  rows = (await bench.service.api.get<GetMappingResult>(CONTACTS, { key: bench.tenant.et, expect: 200 })).body
    .rows;
});
after(async () => {
  await killWorkers();
  await bench.service.close();
});

const titledBy = (crm: string): MappingRow[] =>
  rows.map((row) => (row.field === 'title' ? { ...row, crm, direction: 'from_crm' } : row));

/** What a save leaves behind. */
const traces = () =>
  bench.sql(
    `SELECT (SELECT count(*)::int FROM crm_field_mappings) AS versions, (SELECT count(*)::int FROM audit_log) AS lines,
            (SELECT count(*)::int FROM crm_sync_runs WHERE kind = 'backfill' AND state IN ('queued', 'running')) AS runs`,
  );

test('a service killed in the middle of a save leaves nothing of it', async () => {
  const api = await startServiceProcess(bench, 'api');
  const before = await traces();
  const client = new pg.Client({ connectionString: bench.service.databaseUrl });
  await client.connect();
  try {
    // The last step of the save waits for us, with the version and its line in the audit log already written.
    await client.query('BEGIN');
    await client.query('LOCK TABLE crm_sync_runs IN SHARE ROW EXCLUSIVE MODE');
    const answer = fetch(`${api.url}${CONTACTS}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${bench.tenant.et}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rows: titledBy('lastname') }),
    }).catch(() => null);
    await waitUntil('the save waits', async () => {
      const waiting = await bench.sql(
        `SELECT 1 FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO crm_sync_runs%'`,
      );
      return waiting.length > 0;
    });
    await api.kill('SIGKILL');
    assert.equal(await answer, null);
    await client.query('ROLLBACK');
  } finally {
    await client.end();
  }
  await waitUntil('its transaction is gone', async () => {
    const open = await bench.sql(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    return open.length === 0;
  });
  assert.deepEqual(await traces(), before);
  const { body } = await bench.service.api.put<GetMappingResult>(CONTACTS, {
    key: bench.tenant.et,
    body: { rows: titledBy('firstname'), base_version: 0 },
    expect: 200,
  });
  assert.equal(body.version, 1);
  assert.deepEqual(await traces(), [{ versions: 1, lines: Number(before[0]?.['lines']) + 1, runs: 1 }]);
});

test('a default saved while no worker runs, and workers killed while they follow it, still reach every record', async () => {
  const { service, tenant, connection } = bench;
  await service.api.post('/crm/mappings/rollback', {
    key: tenant.et,
    body: { provider: 'hubspot', object: 'contact', version: 0 },
    expect: 200,
  });
  const first = await startWorkerProcess(bench);
  await bench.calm();
  await first.kill('SIGTERM');
  await service.api.put(`${CONTACTS}&level=app`, {
    key: tenant.sk,
    body: { rows: titledBy('lastname') },
    expect: 200,
  });
  const [queued] = await bench.sql(`SELECT 1 FROM crm_sync_runs WHERE state IN ('queued', 'running')`);
  assert.equal(queued, undefined, 'the save itself begins no run');

  for (const [kind, match] of [
    ['delta', { path_includes: '/contacts/search' }],
    ['backfill', { method: 'GET', path_includes: '/contacts', query_includes: 'associations=' }],
  ] as const) {
    await service.sandbox.fault({ kind: 'slow', delay_ms: 3_600_000, times: 0, match });
    const worker = await startWorkerProcess(bench);
    await waitUntil(`a ${kind} is under way`, async () => {
      const runs = await bench.sql(
        `SELECT 1 FROM crm_sync_runs WHERE connection_id = $1 AND kind = $2 AND state = 'running'`,
        connection.id,
        kind,
      );
      return runs.length > 0;
    });
    await worker.kill('SIGKILL');
    await service.sandbox.fault({ kind: 'clear' });
    await endLeases(bench);
  }
  const last = await startWorkerProcess(bench);
  await waitUntil('every record is mapped by it', async () => {
    const [row] = await bench.sql<{ wrong: number; all: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE fields ->> 'title' IS DISTINCT FROM fields ->> 'last_name')::int AS wrong
         FROM crm_records WHERE object = 'contact'`,
    );
    return row?.wrong === 0 && row.all >= 100;
  });
  await bench.calm();
  const [cursor] = await bench.sql(`SELECT mapping_key FROM crm_sync_cursors WHERE object = 'contact'`);
  const copies = () => bench.sql(`SELECT id FROM crm_sync_runs WHERE kind = 'backfill' ORDER BY id`);
  const runs = await copies();
  await bench.sql(`UPDATE crm_sync_schedules SET next_run_at = now() RETURNING 1`);
  await bench.calm();
  assert.deepEqual(await copies(), runs, 'and only once');
  assert.match(String(cursor?.['mapping_key']), /^1\./);
  await last.kill('SIGTERM');
});
