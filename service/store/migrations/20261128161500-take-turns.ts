import type { Migration } from '../migrate.js';

/** The turn of claiming runs: one row, raised by each claim, so that a claim notices another one beside it. */
export const takeTurns: Migration = {
  name: '20261128161500-take-turns',
  up: `
    CREATE TABLE crm_claim_turns (turn bigint NOT NULL) WITH (fillfactor = 10);
    CREATE UNIQUE INDEX crm_claim_turns_one ON crm_claim_turns ((true));
    INSERT INTO crm_claim_turns (turn) VALUES (0);
  `,
};
