import pg from 'pg';

/** Every connection is polled once in this time. */
const INTERVAL_S = 300;

async function query<T extends object>(url: string, sql: string, bind: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, bind)).rows as T[];
  } finally {
    await client.end();
  }
}

/** Connections of as many workspaces, each with a schedule that is not due and a poll that has been. */
export async function makeConnections(url: string, count: number): Promise<void> {
  await query(
    url,
    `WITH app AS (INSERT INTO apps (name) VALUES ('Bench') RETURNING id),
          w AS (INSERT INTO workspaces (app_id, external_id) SELECT app.id, 'ws_' || n FROM app, generate_series(1, $1::int) n RETURNING id, external_id),
          c AS (INSERT INTO crm_connections (workspace_id, provider, status, account_id, account_name)
                SELECT w.id, 'hubspot', 'active', external_id, external_id FROM w RETURNING id)
     INSERT INTO crm_sync_schedules (connection_id, provider, next_run_at) SELECT id, 'hubspot', now() + interval '1 day' FROM c`,
    [count],
  );
  await query(
    url,
    `INSERT INTO crm_sync_runs (workspace_id, connection_id, kind, state, objects, correlation_id, lease, finished_at)
     SELECT workspace_id, id, 'delta', 'succeeded', '{contact}', id, 1, now() FROM crm_connections`,
  );
  await query(url, 'VACUUM ANALYZE');
}

/** Lets them fall due evenly over five minutes, the first after `quietS`. @returns when each is due, in ms. */
export async function spreadConnections(url: string, quietS: number): Promise<Map<string, number>> {
  await query(
    url,
    `UPDATE crm_sync_schedules s SET next_run_at = now() + make_interval(secs => $1 + ${INTERVAL_S} * place)
       FROM (SELECT connection_id, percent_rank() OVER (ORDER BY connection_id) AS place FROM crm_sync_schedules) o
      WHERE o.connection_id = s.connection_id`,
    [quietS],
  );
  await query(url, 'VACUUM ANALYZE crm_sync_schedules, crm_sync_runs');
  const rows = await query<{ id: string; at: number }>(
    url,
    'SELECT connection_id AS id, extract(epoch FROM next_run_at)::float8 * 1000 AS at FROM crm_sync_schedules',
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** Puts off what has not begun. */
export async function putOff(url: string): Promise<void> {
  await query(url, `UPDATE crm_sync_schedules SET next_run_at = now() + interval '1 day'`);
}

/** One repeating Agenda job for each, due in the same way. */
export async function spreadJobs(url: string, count: number, quietS: number): Promise<void> {
  await query(url, 'DELETE FROM agenda_jobs');
  await query(
    url,
    `INSERT INTO agenda_jobs (name, type, repeat_interval, data, next_run_at)
     SELECT 'poll', 'normal', '${INTERVAL_S} seconds', '{}', now() + make_interval(secs => $2 + ${INTERVAL_S} * n::float8 / $1)
       FROM generate_series(1, $1::int) n`,
    [count, quietS],
  );
  await query(url, 'VACUUM ANALYZE agenda_jobs');
}

/** Takes all jobs away. */
export async function dropJobs(url: string): Promise<void> {
  await query(url, 'DELETE FROM agenda_jobs');
}

/** The server's first process, which all others are children of. */
export async function findPostmaster(url: string): Promise<number> {
  const [file] = await query<{ text: string }>(url, `SELECT pg_read_file('postmaster.pid') AS text`);
  return Number(file?.text.split('\n')[0]);
}
