import { QueryTypes, type Transaction } from 'sequelize';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';
import type { SideOwner } from './host-sides.js';

/** Of local ids, those whose record was absorbed in the CRM, with the local id of the survivor. */
export async function followLocalIds(
  store: Store,
  owner: SideOwner,
  localIds: readonly string[],
  transaction?: Transaction,
): Promise<Map<string, string>> {
  if (localIds.length === 0) return new Map();
  const rows = await store.sequelize.query<{ local_id: string; merged_into: string }>(
    `SELECT local_id, merged_into FROM crm_records WHERE workspace_id = $1 AND object = $2 AND local_id = ANY ($3::text[])
        AND connection_id = $4 AND merged_into IS NOT NULL`,
    {
      bind: [owner.workspaceId, owner.object, textArray([...localIds]), owner.connectionId],
      type: QueryTypes.SELECT,
      ...(transaction ? { transaction } : {}),
    },
  );
  return new Map(rows.map((row) => [row.local_id, row.merged_into]));
}

/** The remote id that an absorbed record's leads to now; its own for every other. */
export async function followRemoteId(
  store: Store,
  owner: Pick<SideOwner, 'connectionId' | 'object'>,
  remoteId: string,
  transaction?: Transaction,
): Promise<string> {
  const [row] = await store.sequelize.query<{ remote_id: string }>(
    `SELECT a.remote_id FROM crm_entity_links b
       JOIN crm_entity_links a USING (connection_id, object, local_id)
      WHERE b.connection_id = $1 AND b.object = $2 AND b.remote_id = $3 AND b.alias AND NOT a.alias
      ORDER BY a.created_at DESC LIMIT 1`,
    {
      bind: [owner.connectionId, owner.object, remoteId],
      type: QueryTypes.SELECT,
      ...(transaction ? { transaction } : {}),
    },
  );
  return row?.remote_id ?? remoteId;
}
