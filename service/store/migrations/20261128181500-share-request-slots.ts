import type { Migration } from '../migrate.js';

/** Turns to talk to servers that take only so many requests at a time, shared by all processes. */
export const shareRequestSlots: Migration = {
  name: '20261128181500-share-request-slots',
  up: `
    -- Unlogged: after a crash of the database nobody holds any.
    CREATE UNLOGGED TABLE crm_request_slots (
      server text NOT NULL,
      slot integer NOT NULL,
      holder uuid,
      held_until timestamptz NOT NULL DEFAULT '-infinity',
      wished_by uuid, -- who waits for it, and until when it is kept for them
      wished_until timestamptz,
      PRIMARY KEY (server, slot)
    ) WITH (fillfactor = 50);
  `,
};
