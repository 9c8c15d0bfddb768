import type { Migration } from '../migrate.js';

/** The host's own fields, as it declares them. */
export const declareAppFields: Migration = {
  name: '20261128201500-declare-app-fields',
  up: `
    CREATE TABLE crm_app_fields (
      app_id uuid NOT NULL REFERENCES apps ON DELETE CASCADE,
      object text NOT NULL,
      fields jsonb NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (app_id, object)
    );
  `,
};
