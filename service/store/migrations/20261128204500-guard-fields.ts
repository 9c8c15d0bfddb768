import type { Migration } from '../migrate.js';

/** What of the CRM's fields is no longer as a mapping knew it. */
export const guardFields: Migration = {
  name: '20261128204500-guard-fields',
  up: `
    CREATE TABLE crm_field_drifts (
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      crm text NOT NULL, -- the CRM's name of the field
      label text NOT NULL,
      fields text[] NOT NULL, -- ours that are mapped to it
      before jsonb NOT NULL, -- the shape that the mapping relies on
      after jsonb, -- null: removed
      changes jsonb NOT NULL, -- [{change, paused, since}]
      paused boolean NOT NULL,
      PRIMARY KEY (connection_id, object, crm)
    );
    CREATE INDEX crm_field_drifts_paused ON crm_field_drifts (connection_id) WHERE paused;

    ALTER TABLE crm_field_cache
      ADD COLUMN doubted_since timestamptz, -- the CRM answered a list that looks cut short
      ADD COLUMN asked_at timestamptz NOT NULL DEFAULT '-infinity', -- when the schedule last took it up
      ADD COLUMN read_again_at timestamptz; -- since when what was paused goes on: its records are to be read again
    CREATE INDEX crm_field_cache_age ON crm_field_cache (fetched_at);
    CREATE INDEX crm_field_cache_again ON crm_field_cache (connection_id, object) WHERE read_again_at IS NOT NULL;
  `,
};
