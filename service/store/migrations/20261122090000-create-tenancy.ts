import type { Migration } from '../migrate.js';

/** Apps, their keys and provider credentials, workspaces, and what was done by whom. */
export const createTenancy: Migration = {
  name: '20261122090000-create-tenancy',
  up: `
    CREATE TABLE apps (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      name text NOT NULL,
      allowed_origins text[] NOT NULL DEFAULT '{}',
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE app_provider_credentials (
      app_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
      provider text NOT NULL,
      client_id text NOT NULL,
      secrets text NOT NULL, -- sealed: client_secret, webhook_secret
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (app_id, provider)
    );

    CREATE TABLE workspaces (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      app_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
      external_id text NOT NULL, -- the host's own id
      name text,
      created_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (app_id, external_id)
    );

    CREATE TABLE api_keys (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      app_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
      workspace_id uuid REFERENCES workspaces ON DELETE CASCADE,
      kind text NOT NULL CHECK (kind IN ('sk', 'wk', 'et')),
      hash bytea NOT NULL UNIQUE, -- SHA-256 of the key; the key itself is never stored
      prefix text NOT NULL,
      permissions text[] NOT NULL,
      actor jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz,
      revoked_at timestamptz,
      last_used_at timestamptz,
      CHECK ((kind = 'sk') = (workspace_id IS NULL))
    );
    CREATE INDEX api_keys_app ON api_keys (app_id, created_at DESC);
    CREATE INDEX api_keys_expiry ON api_keys (expires_at) WHERE kind = 'et';

    CREATE TABLE audit_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      app_id uuid,
      workspace_id uuid,
      actor text NOT NULL,
      action text NOT NULL,
      target text,
      details jsonb NOT NULL DEFAULT '{}'
    );
    CREATE INDEX audit_log_workspace ON audit_log (workspace_id, id DESC);

    CREATE TABLE idempotency_keys (
      scope text NOT NULL, -- key owner and route
      key text NOT NULL,
      request_hash bytea NOT NULL,
      status integer, -- null while the first request runs
      body jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (scope, key)
    );
    CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
  `,
};
