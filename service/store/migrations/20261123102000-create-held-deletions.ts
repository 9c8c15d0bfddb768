import type { Migration } from '../migrate.js';

/** Deletions, and the brake that holds back too many of them at once until a person has looked. */
export const createHeldDeletions: Migration = {
  name: '20261123102000-create-held-deletions',
  up: `
    ALTER TABLE crm_sync_cursors ADD COLUMN deleted_cursor text; -- where the list of deleted records was read to
    CREATE TABLE crm_held_deletions (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      remote_ids text[] NOT NULL,
      live integer NOT NULL, -- records of the object we held when the brake fell
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'dismissed')),
      run_id uuid,
      created_at timestamptz NOT NULL DEFAULT now(),
      decided_at timestamptz,
      decided_by text
    );
    CREATE INDEX crm_held_deletions_waiting ON crm_held_deletions (connection_id, object) WHERE state = 'waiting';
    CREATE INDEX crm_held_deletions_workspace ON crm_held_deletions (workspace_id, created_at DESC);
  `,
};
