import type { Migration } from '../migrate.js';

/** What polls found that no webhook had announced, and what operators look for by connection. */
export const meterReconciliation: Migration = {
  name: '20261128180500-meter-reconciliation',
  up: `
    CREATE TABLE crm_reconciled (
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      hour timestamptz NOT NULL,
      missed integer NOT NULL,
      last_at timestamptz NOT NULL,
      PRIMARY KEY (connection_id, object, hour)
    );
    CREATE INDEX crm_reconciled_age ON crm_reconciled (hour);

    CREATE INDEX crm_sync_logs_errors ON crm_sync_logs (connection_id, id DESC) WHERE level = 'error';
    CREATE INDEX crm_webhook_events_failed ON crm_webhook_events (connection_id, id) WHERE state = 'failed';
  `,
};
