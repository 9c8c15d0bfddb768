import type { Migration } from '../migrate.js';

/** What happened, in the order of commits, for those who listen: webhooks out and pages that move by themselves. */
export const logEvents: Migration = {
  name: '20261128174000-log-events',
  up: `
    CREATE TABLE crm_events (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      xid xid8 NOT NULL DEFAULT pg_current_xact_id(), -- a reader stops before the oldest open transaction
      seq bigint GENERATED ALWAYS AS IDENTITY,
      app_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
      workspace_id uuid REFERENCES workspaces ON DELETE CASCADE, -- null: concerns the whole app
      connection_id uuid, -- outlives nothing: it may name one that is gone
      type text NOT NULL,
      data jsonb NOT NULL, -- ids and numbers, no values of records
      occurred_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX crm_events_order ON crm_events (xid, seq);
    CREATE INDEX crm_events_workspace ON crm_events (workspace_id, xid, seq);
    CREATE INDEX crm_events_age ON crm_events (occurred_at);

    -- Whoever writes an event need not think of those who wait for one.
    CREATE FUNCTION crm_events_tell() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('crm_events', workspace) FROM (
        SELECT DISTINCT COALESCE(workspace_id::text, '') AS workspace FROM written) AS w;
      RETURN NULL;
    END $$;
    CREATE TRIGGER crm_events_tell AFTER INSERT ON crm_events
      REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION crm_events_tell();
  `,
};
