import { PostgresBackend } from '@agendajs/postgres-backend';
import { Agenda } from 'agenda';
import pg from 'pg';
import type { Log } from '../../log.js';

/** The service's recurring jobs by their names. Each only looks for work and returns: what is due is in our tables. */
export type JobName =
  | 'crm_poll_scheduler'
  | 'crm_pull_delta'
  | 'crm_backfill'
  | 'crm_push_outcomes'
  | 'crm_cleanup';

export interface JobSpec {
  every: string;
  run(): Promise<void> | void;
}

/**
 * Jobs take milliseconds; a lock this old belongs to a process that died. Agenda locks ahead, so that a killed process
 * nearly always leaves every job locked: until this is over nothing that waits for its time goes on.
 */
const LOCK_LIFE_MS = 10_000;
const DRAIN_MS = 5_000;

/**
 * Starts Agenda on PostgreSQL with a pool of its own. Several processes share the jobs: each turn of one runs in one
 * of them. Its table is made by our migrations: Agenda's own set-up is not safe when two processes start at once.
 *
 * @returns how to stop: waits for jobs under way, then frees the locks this process still holds.
 */
export async function startAgenda(
  url: string,
  name: string,
  log: Log,
  jobs: Record<JobName, JobSpec>,
): Promise<{ stop(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: url, max: 4, application_name: 'crm-connect agenda' });
  pool.on('error', (error) => log.warn({ err: error }, 'a connection of the scheduler was lost'));
  const backend = new PostgresBackend({ pool, ensureSchema: false, disableNotifications: true });
  try {
    await backend.connect();
  } catch (error) {
    await pool.end();
    throw error;
  }
  // Agenda would wait for ever for one that it could not reach.
  backend.connect = async () => undefined;
  const agenda = new Agenda({ backend, name, processEvery: '1 second', defaultLockLifetime: LOCK_LIFE_MS });
  agenda.on('error', (error: unknown) => log.warn({ err: error }, 'the scheduler met an error'));
  for (const [job, { run }] of Object.entries(jobs)) {
    agenda.define(job, async () => {
      try {
        await run();
      } catch (error) {
        log.error({ err: error, job }, 'a scheduled job failed');
      }
    });
  }
  try {
    await agenda.start();
    for (const [job, { every }] of Object.entries(jobs)) await agenda.every(every, job);
  } catch (error) {
    await agenda.stop().catch(() => undefined);
    await pool.end();
    throw error;
  }
  return {
    async stop() {
      try {
        await agenda.drain(DRAIN_MS);
        // Draining does not wait for a lock that is just being taken; the end of the pool does.
        await pool.end();
        await freeLocks(url, name);
      } catch (error) {
        log.warn({ err: error }, 'the locks of the scheduler were not freed; they end by themselves');
      }
    },
  };
}

async function freeLocks(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: DRAIN_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(
      'UPDATE agenda_jobs SET locked_at = NULL WHERE last_modified_by = $1 AND locked_at IS NOT NULL',
      [name],
    );
  } finally {
    await client.end();
  }
}
