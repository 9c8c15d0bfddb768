import type { Migration } from '../migrate.js';

/** What was given up is asked for by record too: a write whose answer was lost may have arrived. */
export const indexGivenUpPushes: Migration = {
  name: '20261128172500-index-given-up-pushes',
  up: `
    CREATE INDEX crm_pushes_given_up ON crm_pushes (connection_id, object, local_id, sequence)
      WHERE state IN ('failed', 'dead');
  `,
};
