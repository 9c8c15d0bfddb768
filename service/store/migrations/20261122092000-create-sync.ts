import type { Migration } from '../migrate.js';

/** Records with their links and feed order, cursors, runs, logs, and the outbox of pushes. */
export const createSync: Migration = {
  name: '20261122092000-create-sync',
  up: `
    CREATE SEQUENCE crm_records_change_seq;
    CREATE TABLE crm_records (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      remote_id text NOT NULL,
      local_id text NOT NULL DEFAULT gen_random_uuid()::text,
      fields jsonb NOT NULL, -- canonical fields
      custom jsonb NOT NULL DEFAULT '{}',
      refs jsonb NOT NULL DEFAULT '{}', -- remote ids of related records; resolved through links when read
      raw jsonb NOT NULL, -- values by the CRM's own field names
      hash bytea NOT NULL, -- of everything above; equal means nothing is written
      errors jsonb, -- fields that could not be converted
      deleted_at timestamptz,
      remote_updated_at timestamptz,
      updated_at timestamptz NOT NULL DEFAULT now(),
      change_seq bigint NOT NULL DEFAULT nextval('crm_records_change_seq'),
      change_xid xid8 NOT NULL DEFAULT pg_current_xact_id(), -- a reader stops before the oldest open transaction
      UNIQUE (connection_id, object, remote_id)
    );
    CREATE INDEX crm_records_feed ON crm_records (workspace_id, object, change_xid, change_seq);
    CREATE INDEX crm_records_local ON crm_records (workspace_id, object, local_id);
    CREATE INDEX crm_records_deal_contacts ON crm_records USING gin ((refs -> 'contact_ids')) WHERE object = 'deal';
    CREATE INDEX crm_records_email ON crm_records (lower(fields ->> 'email'), connection_id) WHERE object = 'contact';
    CREATE INDEX crm_records_phone ON crm_records ((fields ->> 'phone_e164'), connection_id) WHERE object = 'contact';

    CREATE TABLE crm_entity_links (
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      remote_id text NOT NULL,
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      local_id text NOT NULL,
      alias boolean NOT NULL DEFAULT false, -- a merged record's old remote id
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (connection_id, object, remote_id)
    );
    -- Led by the id: beginning like the primary key, it would be taken for it while the table has no statistics.
    CREATE INDEX crm_entity_links_local ON crm_entity_links (local_id, object, connection_id);

    CREATE TABLE crm_sync_runs (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      kind text NOT NULL CHECK (kind IN ('delta', 'backfill')),
      state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
      objects text[] NOT NULL,
      more text[] NOT NULL DEFAULT '{}', -- objects asked for while it ran: read (again) before it is finished
      progress jsonb NOT NULL DEFAULT '[]',
      error jsonb,
      requested_by text,
      correlation_id text NOT NULL,
      not_before timestamptz NOT NULL DEFAULT now(),
      lease bigint NOT NULL DEFAULT 0, -- raised by every claim; writes under an older number are refused
      lease_until timestamptz,
      worker text,
      attempts integer NOT NULL DEFAULT 0,
      queued_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz,
      finished_at timestamptz
    );
    -- One live run of a kind per connection: a second start answers the first.
    CREATE UNIQUE INDEX crm_sync_runs_live ON crm_sync_runs (connection_id, kind) WHERE state IN ('queued', 'running');
    -- And one of any kind in a worker's hands.
    CREATE UNIQUE INDEX crm_sync_runs_running ON crm_sync_runs (connection_id) WHERE state = 'running';
    CREATE INDEX crm_sync_runs_due ON crm_sync_runs (not_before) WHERE state IN ('queued', 'running');
    CREATE INDEX crm_sync_runs_connection ON crm_sync_runs (connection_id, queued_at DESC);

    CREATE TABLE crm_sync_cursors (
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      backfill_cursor text, -- where an unfinished backfill stands
      backfill_started_at timestamptz, -- deltas begin here once it is done
      backfilled_at timestamptz, -- null: only what changed since the connection began is here
      delta_cursor text, -- null until a first backfill or delta was asked for
      last_synced_at timestamptz,
      last_error jsonb,
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (connection_id, object)
    );

    -- When a connection is polled next; a row per connection, claimed in batches.
    CREATE TABLE crm_sync_schedules (
      connection_id uuid PRIMARY KEY REFERENCES crm_connections ON DELETE CASCADE,
      next_run_at timestamptz NOT NULL,
      interval_s integer NOT NULL DEFAULT 300,
      failures integer NOT NULL DEFAULT 0 -- runs failed in a row
    );
    CREATE INDEX crm_sync_schedules_due ON crm_sync_schedules (next_run_at);

    CREATE TABLE crm_sync_logs (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      run_id uuid,
      level text NOT NULL CHECK (level IN ('info', 'warn', 'error')),
      code text NOT NULL,
      message text NOT NULL,
      object text,
      remote_id text,
      details jsonb NOT NULL DEFAULT '{}'
    );
    CREATE INDEX crm_sync_logs_workspace ON crm_sync_logs (workspace_id, id DESC);

    -- What the host registered of its own records (calls first), by its own ids.
    CREATE TABLE host_records (
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      object text NOT NULL,
      local_id text NOT NULL,
      body jsonb NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, object, local_id)
    );

    CREATE TABLE crm_pushes (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      sequence bigint GENERATED BY DEFAULT AS IDENTITY, -- sending order; asked for again, a push goes to the end
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      local_id text NOT NULL,
      idempotency_key text NOT NULL, -- hash(provider, object, local id, payload)
      write_key text NOT NULL, -- natural key at the CRM
      payload jsonb NOT NULL,
      state text NOT NULL DEFAULT 'queued' CHECK (state IN
        ('queued', 'waiting_for_quota', 'sending', 'sent', 'already_there', 'checking', 'failed', 'dead')),
      attempts integer NOT NULL DEFAULT 0,
      next_try_at timestamptz NOT NULL DEFAULT now(),
      lease bigint NOT NULL DEFAULT 0,
      lease_until timestamptz,
      worker text,
      error jsonb,
      remote_id text,
      remote_url text,
      contact_name text,
      associations jsonb NOT NULL DEFAULT '{}',
      correlation_id text NOT NULL,
      requested_by text,
      first_tried_at timestamptz,
      sent_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (connection_id, idempotency_key)
    );
    CREATE INDEX crm_pushes_due ON crm_pushes (next_try_at, sequence)
      WHERE state IN ('queued', 'waiting_for_quota', 'sending', 'checking');
    CREATE INDEX crm_pushes_open ON crm_pushes (connection_id, object, local_id, sequence)
      WHERE state IN ('queued', 'waiting_for_quota', 'sending', 'checking');
    CREATE INDEX crm_pushes_record ON crm_pushes (workspace_id, object, local_id, sequence DESC);
  `,
};
