import type { Migration } from '../migrate.js';

/** Kill switches of the operator. A connection that is paused by itself says so in its own row. */
export const createPauses: Migration = {
  name: '20261123101000-create-pauses',
  up: `
    CREATE TABLE crm_pauses (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      provider text, -- null: every provider
      workspace_id uuid REFERENCES workspaces ON DELETE CASCADE, -- null: every workspace
      paused_by text NOT NULL,
      paused_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE NULLS NOT DISTINCT (provider, workspace_id)
    );
  `,
};
