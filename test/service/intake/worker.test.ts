import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PostgresBackend } from '@agendajs/postgres-backend';
import pg from 'pg';
import { startWorker, type Worker } from '../../../service/intake/worker.js';
import { migrate } from '../../../service/store/migrate.js';
import { openWorkbench, type Workbench } from '../../integration/workbench.js';
import { createTestDatabase } from '../../support/database.js';
import { waitUntil } from '../../support/service.js';

const JOBS = [
  'crm_backfill',
  'crm_cleanup',
  'crm_poll_scheduler',
  'crm_pull_delta',
  'crm_push_outcomes',
  'crm_schema_refresh',
  'crm_webhook_channels',
  'crm_webhook_dispatcher',
];

const LONG_MS = 3_600_000;

let bench: Workbench;
const workers: Worker[] = [];
before(async () => {
  bench = await openWorkbench({ role: 'api' });
});
after(async () => {
  for (const worker of workers) await worker.stop();
  await bench.service.close();
});

const start = async (workerId: string) => {
  const worker = await startWorker({ ...bench.service.running.services, workerId });
  workers.push(worker);
  return worker;
};
const stopAll = async () => {
  for (const worker of workers.splice(0)) await worker.stop();
};
const listeners = async (ask: (query: string) => Promise<object[]>): Promise<number> =>
  (
    await ask(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'crm-connect listener' AND query LIKE 'LISTEN%'`,
    )
  ).length;
const jobs = () =>
  bench.sql<{ name: string; locked: boolean; ran: number; by: string }>(
    `SELECT name, locked_at IS NOT NULL AS locked, extract(epoch FROM last_run_at)::float8 AS ran, last_modified_by AS by FROM agenda_jobs ORDER BY name`,
  );

test('two processes may migrate and start at once', async () => {
  const database = await createTestDatabase({ migrated: false });
  try {
    await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(
      'SELECT count(*)::int AS n, count(DISTINCT name)::int AS d FROM schema_migrations',
    );
    await client.end();
    assert.ok(rows[0].n > 0 && rows[0].n === rows[0].d);
  } finally {
    await database.close();
  }
});

test('our table of jobs is the one that Agenda would have made', async () => {
  const columns = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT column_name, data_type, is_nullable, character_maximum_length FROM information_schema.columns WHERE table_name = 'agenda_jobs' ORDER BY 1`,
    );
    const { rows: indexes } = await client.query(
      `SELECT indexname FROM pg_indexes WHERE tablename = 'agenda_jobs' ORDER BY 1`,
    );
    await client.end();
    return { rows, indexes };
  };
  const database = await createTestDatabase({ migrated: false });
  try {
    const backend = new PostgresBackend({ connectionString: database.url, disableNotifications: true });
    await backend.connect();
    await backend.disconnect();
    assert.deepEqual(await columns(bench.service.databaseUrl), await columns(database.url));
  } finally {
    await database.close();
  }
});

test('after three starts each job is there once, and runs again and again in one of the processes', async () => {
  await Promise.all([start('a'), start('b'), start('c')]);
  assert.deepEqual(
    (await jobs()).map(({ name }) => name),
    JOBS,
  );
  const ran = async () => (await jobs()).find(({ name }) => name === 'crm_pull_delta')?.ran ?? 0;
  const first = await waitUntil('it ran', ran);
  await waitUntil('it ran again', async () => (await ran()) > first, 20_000);
});

test('stopping frees the locks it holds', async () => {
  await stopAll();
  assert.deepEqual(
    (await jobs()).filter(({ locked }) => locked),
    [],
  );
});

test('jobs that a killed process had locked come back within seconds', async () => {
  const [lock] = await bench.sql<{ at: number }>(
    `UPDATE agenda_jobs SET locked_at = now() - interval '8 s', last_run_at = now() - interval '1 h', next_run_at = now()
      RETURNING extract(epoch FROM now())::float8 AS at`,
  );
  await start('next');
  const taken = await waitUntil(
    'every job of the killed process ran',
    async () => {
      const rows = await jobs();
      return rows.every(({ ran }) => ran > (lock?.at ?? 0)) && rows;
    },
    30_000,
  );
  assert.ok(
    taken.every(({ ran }) => ran > (lock?.at ?? 0) + 1),
    'none before its lock was over',
  );
});

test('work asked for now is begun without a look at the clock', async (t) => {
  await bench.sync(true);
  await stopAll();
  const { setInterval } = globalThis;
  t.mock.method(globalThis, 'setInterval', (run: () => void) => setInterval(run, LONG_MS));
  await start('without a clock');
  await waitUntil('it listens', async () => (await listeners(bench.sql)) === 1);
  const looks = async () => (await jobs()).map(({ ran }) => ran).join();
  // Every ten seconds Agenda makes sure: what begins while it did not was begun because it was asked for.
  await waitUntil('a run begins between two looks', async () => {
    const before = await looks();
    const id = await bench.start(false, ['company']);
    await bench.ended(id);
    return (await looks()) === before;
  });
  await stopAll();
  t.mock.restoreAll();
  await start('with one');
});

test('goes on when every connection to the database was lost, and hears of work again', async () => {
  const admin = new pg.Client({ connectionString: bench.service.databaseUrl });
  await admin.connect();
  const cut = () =>
    admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
  try {
    await cut();
    const ask = async (query: string) => (await admin.query(query)).rows as object[];
    await waitUntil('it listens again', async () => (await listeners(ask)) === 1);
    const ran = async () => (await jobs()).find(({ name }) => name === 'crm_pull_delta')?.ran ?? 0;
    // The pool finds its cut connections out one by one, as they are used.
    await waitUntil('the pool is whole again', () =>
      ran().then(
        () => true,
        () => false,
      ),
    );
    const first = await ran();
    await waitUntil('the scheduler goes on', async () => (await ran()) > first);
    assert.equal((await bench.sync(false, ['company'])).state, 'succeeded');
  } finally {
    await admin.end();
  }
});
