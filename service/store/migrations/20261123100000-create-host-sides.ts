import type { Migration } from '../migrate.js';

/** What the host says of records that live in a CRM, what both sides last agreed on, and who set each field. */
export const createHostSides: Migration = {
  name: '20261123100000-create-host-sides',
  up: `
    CREATE TABLE crm_host_sides (
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      local_id text NOT NULL,
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      host jsonb NOT NULL, -- field -> value as the host said it last, custom.x too; a field left out is not the host's
      host_at timestamptz NOT NULL,
      base_host jsonb, -- both as they were when the sides last agreed; null: they have not met yet
      base_crm jsonb,
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (connection_id, object, local_id)
    );
    -- Who last set each field, and when: {"*": ["crm", at], "email": ["host", at]}; "*" speaks for every field not named.
    ALTER TABLE crm_records ADD COLUMN provenance jsonb NOT NULL DEFAULT '{}';
    -- Local id of the record that absorbed this one.
    ALTER TABLE crm_records ADD COLUMN merged_into text;
  `,
};
