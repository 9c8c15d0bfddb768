import type { Migration } from '../migrate.js';

/** Moves of deals are found by the call that asked for them, and say why a deal was left alone. */
export const keepStageMoves: Migration = {
  name: '20261128151000-keep-stage-moves',
  up: `
    ALTER TABLE crm_pushes ADD COLUMN note jsonb; -- {code, message}: what a settled push did not do, and why
    CREATE INDEX crm_pushes_stage ON crm_pushes (workspace_id, (payload ->> 'call_id'), connection_id, sequence DESC)
      WHERE payload ->> 'kind' = 'stage';
  `,
};
