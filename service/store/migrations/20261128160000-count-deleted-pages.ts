import type { Migration } from '../migrate.js';

/** How long the list of deleted records was, which says how often it can be read. */
export const countDeletedPages: Migration = {
  name: '20261128160000-count-deleted-pages',
  up: `
    ALTER TABLE crm_sync_cursors ADD COLUMN deleted_pages integer NOT NULL DEFAULT 0; -- at its last reading
  `,
};
