import type { Migration } from '../migrate.js';

/** What CRMs tell us: the channels they tell it through, the bodies as they came, and the events in them. */
export const logWebhooks: Migration = {
  name: '20261128172000-log-webhooks',
  up: `
    -- A subscription at the CRM of one connection, where it vouches for itself by a token.
    CREATE TABLE crm_webhook_channels (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      provider text NOT NULL,
      channel_id text, -- the CRM's id of it; null: none, or not opened yet
      token_hash bytea NOT NULL, -- SHA-256
      token text NOT NULL, -- sealed: a renewal says it again
      objects text[] NOT NULL DEFAULT '{}',
      details jsonb NOT NULL DEFAULT '{}', -- what closing it needs
      expires_at timestamptz, -- null: it does not lapse
      error jsonb, -- why it could not be opened or renewed
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (provider, token_hash)
    );
    CREATE INDEX crm_webhook_channels_connection ON crm_webhook_channels (connection_id);

    -- Bodies that were believed, as they came. No foreign keys: one row must not keep others from being stored.
    CREATE TABLE crm_webhook_deliveries (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      provider text NOT NULL,
      app_id uuid, -- whose own secret signed it; null: the service's
      connection_id uuid, -- of the channel
      received_at timestamptz NOT NULL,
      headers jsonb NOT NULL,
      body bytea NOT NULL,
      state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'read', 'failed')),
      error text,
      read_at timestamptz
    );
    CREATE INDEX crm_webhook_deliveries_open ON crm_webhook_deliveries (id) WHERE state = 'received';
    CREATE INDEX crm_webhook_deliveries_age ON crm_webhook_deliveries (received_at);

    -- One event of one connection. Two workspaces with the same account have one each.
    CREATE TABLE crm_webhook_events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      provider text NOT NULL,
      dedupe_key text NOT NULL,
      delivery_id bigint NOT NULL, -- that brought it first
      app_id uuid, -- as of the delivery
      account_id text,
      connection_id uuid REFERENCES crm_connections ON DELETE CASCADE, -- null: an account that nobody has connected
      object text, -- null: none of ours
      remote_id text NOT NULL,
      also_ids text[] NOT NULL DEFAULT '{}',
      kind text NOT NULL,
      fields text[] NOT NULL DEFAULT '{}',
      occurred_at timestamptz,
      received_at timestamptz NOT NULL,
      state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'done', 'failed', 'ignored')),
      reason text, -- of one that is ignored
      error jsonb,
      tries integer NOT NULL DEFAULT 0,
      next_try_at timestamptz NOT NULL DEFAULT now(),
      lease bigint NOT NULL DEFAULT 0, -- raised by every claim; writes under an older number are refused
      lease_until timestamptz,
      worker text,
      replays integer NOT NULL DEFAULT 0,
      settled_at timestamptz, -- done, failed or ignored since
      UNIQUE NULLS NOT DISTINCT (provider, dedupe_key, connection_id)
    );
    CREATE INDEX crm_webhook_events_due ON crm_webhook_events (connection_id, object, id) WHERE state = 'received';
    CREATE INDEX crm_webhook_events_connection ON crm_webhook_events (connection_id, received_at);
    CREATE INDEX crm_webhook_events_record ON crm_webhook_events (connection_id, object, remote_id);
    CREATE INDEX crm_webhook_events_unknown ON crm_webhook_events (provider, account_id) WHERE connection_id IS NULL;
    CREATE INDEX crm_webhook_events_unsettled ON crm_webhook_events (state, id) WHERE state IN ('received', 'failed');
    CREATE INDEX crm_webhook_events_age ON crm_webhook_events (received_at);
  `,
};
