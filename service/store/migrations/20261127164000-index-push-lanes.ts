import type { Migration } from '../migrate.js';

/** Pushes are taken by connection and object; how long one has met nothing but the CRM's asking to wait. */
export const indexPushLanes: Migration = {
  name: '20261127164000-index-push-lanes',
  up: `
    ALTER TABLE crm_pushes ADD COLUMN waiting_since timestamptz; -- null: its last try met something else
    CREATE INDEX crm_pushes_lane ON crm_pushes (connection_id, object, next_try_at, sequence)
      WHERE state IN ('queued', 'waiting_for_quota', 'sending', 'checking');
    CREATE INDEX crm_pushes_dead ON crm_pushes (sequence) WHERE state IN ('failed', 'dead');
  `,
};
