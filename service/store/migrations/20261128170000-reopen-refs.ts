import type { Migration } from '../migrate.js';

/** Records of a CRM that others were told of by no id of ours, or by one that is not theirs any more. */
export const reopenRefs: Migration = {
  name: '20261128170000-reopen-refs',
  up: `
    CREATE TABLE crm_open_refs (
      connection_id uuid NOT NULL REFERENCES crm_connections ON DELETE CASCADE,
      object text NOT NULL,
      remote_id text NOT NULL,
      due boolean NOT NULL, -- it has an id by now: what refers to it is told again
      PRIMARY KEY (connection_id, object, remote_id)
    );
    CREATE INDEX crm_open_refs_due ON crm_open_refs (connection_id, object) WHERE due;
  `,
};
