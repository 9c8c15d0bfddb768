import { QueryTypes } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import { suspectAnew } from '../../store/queries/gone-records.js';
import type { Store } from '../../store/store.js';
import type { Pull } from '../pull.js';
import { unlessItFails } from './read-list.js';
import { askFor, deleteGone, ownerOf, write } from './settle-gone.js';

const BATCH = 500;

/** Approved deletions that are to be carried out. */
export interface Approved {
  id: string;
  object: ObjectName;
}

export function findApproved(store: Store, connectionId: string): Promise<Approved[]> {
  return store.sequelize.query<Approved>(
    `SELECT id, object FROM crm_held_deletions WHERE connection_id = $1 AND state = 'approved' AND applied_at IS NULL ORDER BY created_at`,
    { bind: [connectionId], type: QueryTypes.SELECT },
  );
}

/**
 * Deletes what a person approved, asking the CRM once more for each record: one that is there again stays, and one that
 * it hides is a suspect as before. Batch by batch, so that a crash leaves the rest to the next run.
 */
export async function applyApproved(pull: Pull, { id }: Approved): Promise<void> {
  const { store } = pull.services;
  await unlessItFails(pull, async () => {
    for (;;) {
      const ids = await listHeld(store, id);
      if (ids.length === 0) break;
      await askFor(pull, ids, async ({ gone, hidden }, transaction) => {
        await suspectAnew(store, ownerOf(pull), hidden, transaction);
        await deleteGone(pull, gone, transaction);
      });
    }
    await write(pull, (transaction) =>
      store.sequelize.query('UPDATE crm_held_deletions SET applied_at = now() WHERE id = $1', {
        bind: [id],
        transaction,
      }),
    );
    return {};
  });
}

async function listHeld(store: Store, heldId: string): Promise<string[]> {
  const rows = await store.sequelize.query<{ remote_id: string }>(
    'SELECT remote_id FROM crm_gone_records WHERE held_id = $1 ORDER BY remote_id LIMIT $2',
    { bind: [heldId, BATCH], type: QueryTypes.SELECT },
  );
  return rows.map((row) => row.remote_id);
}
