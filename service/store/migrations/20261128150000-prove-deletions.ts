import type { Migration } from '../migrate.js';

/** What proofs of deletions are made of, and the records they name. */
export const proveDeletions: Migration = {
  name: '20261128150000-prove-deletions',
  up: `
    ALTER TABLE crm_sync_cursors
      ADD COLUMN deleted_read_at timestamptz, -- when the list of deleted records was last read to its end
      ADD COLUMN backfill_mark uuid, -- names what the running copy has seen; null: it proves nothing
      ADD COLUMN backfill_high_id bigint, -- records up to this id were there before it began
      ADD COLUMN backfill_seen bigint NOT NULL DEFAULT 0; -- how many it has seen: fewer marks than that are no proof
    -- What a running copy has seen. A crash of the database empties it; the count in the cursor tells.
    CREATE UNLOGGED TABLE crm_seen_records (
      mark uuid NOT NULL,
      remote_id text NOT NULL,
      PRIMARY KEY (mark, remote_id)
    );

    ALTER TABLE crm_held_deletions
      DROP COLUMN remote_ids,
      ADD COLUMN count integer NOT NULL DEFAULT 0, -- at the decision; of a waiting one its records are counted
      ADD COLUMN applied_at timestamptz;
    DROP INDEX crm_held_deletions_waiting;
    CREATE UNIQUE INDEX crm_held_deletions_waiting ON crm_held_deletions (connection_id, object) WHERE state = 'waiting';
    CREATE INDEX crm_held_deletions_approved ON crm_held_deletions (connection_id) WHERE state = 'approved' AND applied_at IS NULL;

    -- Records of ours that the CRM seems not to have any more. One that is seen alive leaves.
    CREATE TABLE crm_gone_records (
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      remote_id text NOT NULL,
      -- suspected: a list says so; confirmed: it was asked for by its id, too; held: until a person decides; kept: somebody did
      state text NOT NULL DEFAULT 'suspected' CHECK (state IN ('suspected', 'confirmed', 'held', 'kept')),
      held_id uuid REFERENCES crm_held_deletions ON DELETE CASCADE,
      kept_at timestamptz,
      PRIMARY KEY (connection_id, object, remote_id)
    );
    CREATE INDEX crm_gone_records_held ON crm_gone_records (held_id, remote_id) WHERE held_id IS NOT NULL;
    CREATE INDEX crm_gone_records_open ON crm_gone_records (connection_id, object, state, remote_id) WHERE state IN ('suspected', 'confirmed');
  `,
};
