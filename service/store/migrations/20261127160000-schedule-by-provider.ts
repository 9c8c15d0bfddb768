import type { Migration } from '../migrate.js';

/** Schedules that are claimed provider by provider, and copies that a person stopped. */
export const scheduleByProvider: Migration = {
  name: '20261127160000-schedule-by-provider',
  up: `
    ALTER TABLE crm_sync_schedules ADD COLUMN provider text;
    UPDATE crm_sync_schedules s SET provider = c.provider FROM crm_connections c WHERE c.id = s.connection_id;
    ALTER TABLE crm_sync_schedules ALTER COLUMN provider SET NOT NULL;
    DROP INDEX crm_sync_schedules_due;
    -- A connection that may not be polled waits at 'infinity', where nobody looks.
    CREATE INDEX crm_sync_schedules_due ON crm_sync_schedules (provider, next_run_at);
    -- Set: the copy goes on only when somebody asks for it.
    ALTER TABLE crm_sync_cursors ADD COLUMN backfill_cancelled_at timestamptz;
    -- Polls that saw nothing are kept for a short while only.
    CREATE INDEX crm_sync_runs_quiet ON crm_sync_runs (finished_at) WHERE kind = 'delta' AND state = 'succeeded' AND requested_by IS NULL;
  `,
};
