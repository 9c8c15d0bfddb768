import type { Migration } from '../migrate.js';

/** Records that were absorbed are found by what absorbed them, should that one get another id. */
export const followMerges: Migration = {
  name: '20261128153000-follow-merges',
  up: `
    CREATE INDEX crm_records_merged ON crm_records (connection_id, merged_into) WHERE merged_into IS NOT NULL;
  `,
};
