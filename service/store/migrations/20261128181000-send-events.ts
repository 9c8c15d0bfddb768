import type { Migration } from '../migrate.js';

/** Endpoints of apps, and the events on their way to them. */
export const sendEvents: Migration = {
  name: '20261128181000-send-events',
  up: `
    CREATE TABLE crm_event_endpoints (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      app_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
      workspace_id uuid REFERENCES workspaces ON DELETE CASCADE, -- null: of all
      url text NOT NULL,
      description text,
      event_types text[], -- null: all
      enabled boolean NOT NULL DEFAULT true,
      disabled_reason text CHECK (disabled_reason IN ('by_person', 'gone', 'failing')),
      since xid8 NOT NULL DEFAULT pg_current_xact_id(), -- what was written before is not for it
      failures integer NOT NULL DEFAULT 0, -- in a row
      failing_since timestamptz,
      open_until timestamptz, -- resting: nothing is sent until then, and then one delivery at a time
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CHECK (enabled = (disabled_reason IS NULL))
    );
    CREATE INDEX crm_event_endpoints_app ON crm_event_endpoints (app_id, created_at);

    CREATE TABLE crm_event_secrets (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      endpoint_id uuid NOT NULL REFERENCES crm_event_endpoints ON DELETE CASCADE,
      secret text NOT NULL, -- sealed
      expires_at timestamptz, -- of one that was replaced
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX crm_event_secrets_endpoint ON crm_event_secrets (endpoint_id, created_at DESC);

    -- How far the log was dealt out to the endpoints.
    CREATE TABLE crm_event_place (
      id boolean PRIMARY KEY DEFAULT true CHECK (id), -- one row
      xid xid8 NOT NULL,
      seq bigint NOT NULL
    );
    INSERT INTO crm_event_place (xid, seq) VALUES ('0', 0);

    CREATE TABLE crm_event_deliveries (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      sequence bigint GENERATED ALWAYS AS IDENTITY,
      endpoint_id uuid NOT NULL REFERENCES crm_event_endpoints ON DELETE CASCADE,
      event_id uuid NOT NULL REFERENCES crm_events ON DELETE CASCADE,
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
      attempts integer NOT NULL DEFAULT 0,
      next_try_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL, -- given up then
      lease bigint NOT NULL DEFAULT 0, -- raised by every claim; what became of an older one is not written
      lease_until timestamptz, -- under way
      created_at timestamptz NOT NULL DEFAULT now(),
      settled_at timestamptz,
      UNIQUE (event_id, endpoint_id)
    );
    CREATE INDEX crm_event_deliveries_due ON crm_event_deliveries (endpoint_id, next_try_at, sequence) WHERE state = 'waiting';
    CREATE INDEX crm_event_deliveries_under_way ON crm_event_deliveries (endpoint_id) WHERE lease_until IS NOT NULL;
    CREATE INDEX crm_event_deliveries_expiry ON crm_event_deliveries (expires_at) WHERE state = 'waiting';
    CREATE INDEX crm_event_deliveries_endpoint ON crm_event_deliveries (endpoint_id, sequence DESC);
    CREATE INDEX crm_event_deliveries_dead ON crm_event_deliveries (endpoint_id, sequence DESC) WHERE state = 'dead';

    CREATE TABLE crm_event_attempts (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      delivery_id uuid NOT NULL REFERENCES crm_event_deliveries ON DELETE CASCADE,
      at timestamptz NOT NULL,
      status integer,
      error text,
      duration_ms integer NOT NULL,
      answer text -- its first bytes
    );
    CREATE INDEX crm_event_attempts_delivery ON crm_event_attempts (delivery_id, id DESC);
  `,
};
