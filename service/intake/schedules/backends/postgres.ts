import { PostgresJobRepository } from '@agendajs/postgres-backend';
import pg from 'pg';
import type { Log } from '../../../log.js';
import type { JobStore } from './job-store.js';

/**
 * Jobs in our own database, on a pool of their own. The table is made by our migrations: Agenda's own set-up is not safe
 * when two processes start at once.
 *
 * @throws Error of the driver when the database does not answer.
 */
export async function openPostgresJobs(url: string, log: Log): Promise<JobStore> {
  const pool = new pg.Pool({ connectionString: url, max: 4, application_name: 'crm-connect agenda' });
  pool.on('error', (error) => log.warn({ err: error }, 'a connection of the scheduler was lost'));
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    name: 'PostgreSQL',
    repository: new PostgresJobRepository({ pool, ensureSchema: false }),
    async schedule(job, every) {
      await pool.query(
        `INSERT INTO agenda_jobs (name, type, next_run_at, repeat_interval) VALUES ($1, 'single', now(), $2)
           ON CONFLICT (name) WHERE type = 'single' DO UPDATE SET repeat_interval = EXCLUDED.repeat_interval`,
        [job, every],
      );
    },
    async freeLocks(owner) {
      await pool.query(
        'UPDATE agenda_jobs SET locked_at = NULL WHERE last_modified_by = $1 AND locked_at IS NOT NULL',
        [owner],
      );
    },
    close: () => pool.end(),
  };
}
