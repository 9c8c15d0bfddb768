import type { Migration } from '../migrate.js';

/** Mappings that are laid over another, and what the records of an object were last copied with. */
export const layerMappings: Migration = {
  name: '20261128201000-layer-mappings',
  up: `
    ALTER TABLE crm_field_mappings
      ADD COLUMN overrides text[], -- fields it decides; null: all, as mappings did that were saved before there were levels
      ADD COLUMN note text;
    -- Of the mapping that a copy began with; '': of several; null: not known. See sync/mapping-key.ts.
    ALTER TABLE crm_sync_cursors ADD COLUMN mapping_key text;
  `,
};
