import type { Migration } from '../migrate.js';

/** Connections with their sealed secrets, and the flows that make them. */
export const createConnections: Migration = {
  name: '20261122091000-create-connections',
  up: `
    CREATE TABLE crm_connections (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      provider text NOT NULL,
      status text NOT NULL CHECK (status IN ('active', 'needs_reauth', 'paused', 'disconnected')),
      status_reason text,
      status_since timestamptz NOT NULL DEFAULT now(),
      account_id text NOT NULL,
      account_name text NOT NULL,
      account_url text,
      scopes text[] NOT NULL DEFAULT '{}',
      metadata jsonb NOT NULL DEFAULT '{}',
      secrets text, -- sealed token set; null once disconnected
      token_version integer NOT NULL DEFAULT 1,
      token_expires_at timestamptz,
      connected_by text,
      connected_at timestamptz NOT NULL DEFAULT now(),
      paused_by text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (workspace_id, provider, account_id)
    );
    -- One live account per provider and workspace: pushes and mappings name the provider only.
    CREATE UNIQUE INDEX crm_connections_live ON crm_connections (workspace_id, provider) WHERE status <> 'disconnected';
    CREATE INDEX crm_connections_account ON crm_connections (provider, account_id);

    CREATE TABLE connect_flows (
      id text PRIMARY KEY, -- unguessable, shown to the element that polls
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      provider text NOT NULL,
      state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'connected', 'failed', 'cancelled')),
      error jsonb,
      connection_id uuid REFERENCES crm_connections ON DELETE SET NULL,
      start_hash bytea UNIQUE, -- SHA-256 of the one-time start ticket in the URL
      state_hash bytea UNIQUE, -- SHA-256 of the OAuth state
      browser_hash bytea, -- SHA-256 of the cookie that binds the browser
      verifier text, -- sealed PKCE verifier
      origin text, -- of the page that began it: where the hint is posted
      actor jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      used_at timestamptz -- when the callback took the state
    );
    CREATE INDEX connect_flows_expiry ON connect_flows (expires_at);

    CREATE TABLE crm_field_mappings (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      app_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
      workspace_id uuid REFERENCES workspaces ON DELETE CASCADE, -- null: the app's default
      provider text NOT NULL,
      object text NOT NULL,
      version integer NOT NULL,
      rows jsonb NOT NULL,
      author text,
      created_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE NULLS NOT DISTINCT (app_id, workspace_id, provider, object, version)
    );

    CREATE TABLE crm_field_cache (
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      fields jsonb NOT NULL,
      fetched_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (connection_id, object)
    );
  `,
};
