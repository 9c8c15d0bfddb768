import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { endLeases } from './end-leases.js';
import { openWorkbench, type Workbench } from './workbench.js';
import { killWorkers, startWorkerProcess } from './worker-process.js';

after(killWorkers);

describe('a worker killed in the middle of a backfill', () => {
  let bench: Workbench;
  const { holdListAfter, clearFaults } = crmEdits(() => bench);
  before(async () => {
    bench = await openWorkbench({ role: 'api', seed: false });
    await bench.service.sandbox.post('records', { generate: { contacts: 900, companies: 50 } });
  });
  after(() => bench.service.close());

  test('loses nothing, repeats nothing and keeps every local id', async () => {
    const { sandbox } = bench.service;
    const id = await bench.start(true);
    const seen = new Map<string, string>();
    const remember = async () => {
      const rows = await bench.sql<{ remote_id: string; local_id: string }>(
        `SELECT object || remote_id AS remote_id, local_id FROM crm_records`,
      );
      for (const { remote_id, local_id } of rows) {
        assert.equal(seen.get(remote_id) ?? local_id, local_id);
        seen.set(remote_id, local_id);
      }
      return rows.length;
    };
    const done = async () => {
      const run = await bench.run(id);
      return run.objects.reduce((sum, one) => sum + one.done, 0);
    };
    for (const [mark, most] of [
      [1, 0],
      [250, 400],
      [550, 700],
    ] as const) {
      await clearFaults();
      await holdListAfter('contacts', most);
      // Page by page, so that several commits come before.
      await sandbox.fault({
        ...{ kind: 'slow', delay_ms: 50, times: 0 },
        match: { method: 'GET', path_includes: '/objects/' },
      });
      const worker = await startWorkerProcess(bench);
      await waitUntil(`${mark} records`, async () => (await done()) >= mark);
      await worker.kill('SIGKILL');
      await endLeases(bench);
      assert.ok((await done()) < 950, 'it was killed before the end');
      assert.equal(await remember(), await done(), 'records and progress were committed together');
    }
    await clearFaults();
    const last = await startWorkerProcess(bench);
    const run = await bench.ended(id);
    await bench.calm();
    assert.equal(await last.kill('SIGTERM'), 0);
    assert.equal(run.state, 'succeeded');
    assert.deepEqual(
      run.objects.map(({ object, done, created, unchanged }) => [object, done, created, unchanged]),
      [
        ['company', 50, 50, 0],
        ['contact', 900, 900, 0],
        ['deal', 0, 0, 0],
        ['activity', 0, 0, 0],
      ],
    );
    assert.equal(await remember(), 950);
  });

  test('in the middle of a transaction leaves no half of a page', async () => {
    await bench.sql('DELETE FROM crm_records RETURNING 1');
    await bench.sql('DELETE FROM crm_entity_links RETURNING 1');
    const client = new pg.Client({ connectionString: bench.service.databaseUrl });
    await client.connect();
    try {
      const worker = await startWorkerProcess(bench);
      // The page's last statement waits for us, with the records already written in its transaction.
      await client.query('BEGIN');
      await client.query(`SELECT 1 FROM crm_sync_cursors WHERE object = 'contact' FOR UPDATE`);
      const id = await bench.start(true, ['contact']);
      await waitUntil('the page waits', async () => {
        const rows = await bench.sql(
          `SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%crm_sync_cursors%'`,
        );
        return rows.length > 0;
      });
      await worker.kill('SIGKILL');
      await client.query('ROLLBACK');
      await endLeases(bench);
      assert.deepEqual(await bench.sql('SELECT 1 FROM crm_records'), []);
      const next = await startWorkerProcess(bench);
      const run = await bench.ended(id);
      assert.deepEqual([run.state, run.objects[0]?.created], ['succeeded', 900]);
      await bench.calm();
      await next.kill('SIGTERM');
    } finally {
      await client.end();
    }
  });

  test('told to stop hands its run back at once, even while the CRM does not answer', async () => {
    const { sandbox } = bench.service;
    // Those that the killed ones left would stay for ten seconds.
    await bench.sql('UPDATE agenda_jobs SET locked_at = NULL RETURNING 1');
    const worker = await startWorkerProcess(bench);
    await sandbox.fault({ kind: 'timeout_before_write', times: 0, match: { path_includes: '/objects/' } });
    const id = await bench.start(true);
    await waitUntil('it runs', async () => (await bench.run(id)).state === 'running');
    const started = performance.now();
    assert.equal(await worker.kill('SIGTERM'), 0);
    // The request that is under way would end by itself after twenty.
    assert.ok(performance.now() - started < 15_000);
    const [row] = await bench.sql(`SELECT state, lease_until, worker FROM crm_sync_runs WHERE id = $1`, id);
    assert.deepEqual(row, { state: 'queued', lease_until: null, worker: null });
    assert.deepEqual(await bench.sql(`SELECT name FROM agenda_jobs WHERE locked_at IS NOT NULL`), []);
    await sandbox.fault({ kind: 'clear' });
  });
});
