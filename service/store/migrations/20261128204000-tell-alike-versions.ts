import type { Migration } from '../migrate.js';

/** Which versions of a mapping read records alike, so that records are read again only where it matters. */
export const tellAlikeVersions: Migration = {
  name: '20261128204000-tell-alike-versions',
  up: `
    ALTER TABLE crm_field_mappings ADD COLUMN alike_since integer; -- the oldest version since which records are read as by this one
    UPDATE crm_field_mappings SET alike_since = version;
    ALTER TABLE crm_field_mappings ALTER COLUMN alike_since SET NOT NULL;
    COMMENT ON COLUMN crm_sync_cursors.mapping_key IS 'readKey of the mapping that the newest copy began with; null: not known';
  `,
};
