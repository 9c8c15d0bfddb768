import { QueryTypes, type Transaction } from 'sequelize';
import type { Fields } from '../../../shared/records.js';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';
import type { SideOwner } from './host-sides.js';

/** What the writes of records that are on their way want the CRM to hold, by local id. Some of it may be there already. */
export async function readUnsettledWrites(
  store: Store,
  owner: SideOwner,
  localIds: readonly string[],
  transaction?: Transaction,
): Promise<(localId: string) => Fields[]> {
  const rows = await store.sequelize.query<{ local_id: string; fields: Fields }>(
    `SELECT local_id, payload -> 'fields' AS fields FROM crm_pushes
      WHERE connection_id = $1 AND object = $2 AND local_id = ANY ($3::text[]) AND payload ->> 'kind' = 'record'
        AND state IN ('queued', 'waiting_for_quota', 'sending', 'checking')`,
    {
      bind: [owner.connectionId, owner.object, textArray([...localIds])],
      type: QueryTypes.SELECT,
      ...(transaction ? { transaction } : {}),
    },
  );
  const wanted = new Map<string, Fields[]>();
  for (const row of rows) wanted.set(row.local_id, [...(wanted.get(row.local_id) ?? []), row.fields]);
  return (localId) => wanted.get(localId) ?? [];
}
