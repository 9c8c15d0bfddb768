import { QueryTypes, type Transaction } from 'sequelize';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';
import type { GoneOwner } from './gone-records.js';
import { TOLD_RECORD, type ToldRecord, tellRecords } from './told-events.js';

/**
 * Marks records as deleted in the CRM; each enters the feed once. What we knew of them stays, and so do their links: one
 * that comes back has its local id, and references to it lead to it.
 *
 * @returns how many were deleted just now.
 */
export async function deleteRecords(
  store: Store,
  owner: GoneOwner,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<number> {
  const rows = await store.sequelize.query<ToldRecord>(
    // The hash is nobody's: should the record come back as it was, it is a change.
    `WITH gone AS (
       SELECT id FROM crm_records WHERE connection_id = $1 AND object = (SELECT $2::text) AND remote_id = ANY ($3::text[])
          AND deleted_at IS NULL ORDER BY remote_id FOR UPDATE
     )
     UPDATE crm_records r SET deleted_at = now(), hash = '\\x', updated_at = now(),
            change_seq = nextval('crm_records_change_seq'), change_xid = pg_current_xact_id()
       FROM gone WHERE r.id = gone.id RETURNING ${TOLD_RECORD}`,
    {
      bind: [owner.connectionId, owner.object, textArray([...remoteIds])],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  await tellRecords(store, owner, rows, transaction);
  return rows.length;
}
