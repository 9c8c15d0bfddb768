import type { Migration } from '../migrate.js';

/** Records that could not be mapped: found by an index, kept out of the feed while they are new, mapped again in time. */
export const keepUnmapped: Migration = {
  name: '20261128204100-keep-unmapped',
  up: `
    -- New, and waiting as a whole: no reader was told of it yet.
    ALTER TABLE crm_records ADD COLUMN untold boolean NOT NULL DEFAULT false;
    -- What the CRM has of fields that keep what we hold (when: if_empty), custom.x too.
    ALTER TABLE crm_records ADD COLUMN aside jsonb;
    CREATE INDEX crm_records_unmapped ON crm_records (connection_id, object, id) WHERE errors IS NOT NULL AND deleted_at IS NULL;
    DROP INDEX crm_records_feed;
    CREATE INDEX crm_records_feed ON crm_records (workspace_id, object, change_xid, change_seq) WHERE NOT untold;
    -- The mapping that records were last mapped again with which could not be mapped before.
    ALTER TABLE crm_sync_cursors ADD COLUMN remapped_with text;
  `,
};
