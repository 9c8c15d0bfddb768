import { QueryTypes, type Transaction } from 'sequelize';
import type { Fields } from '../../../shared/records.js';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';
import type { SideOwner } from './host-sides.js';

/**
 * What writes of records want the CRM to hold, by local id, while nobody knows whether it has arrived: writes that are on
 * their way, and those that were given up since the record was last settled, for their answers may have been lost.
 */
export async function readUnsettledWrites(
  store: Store,
  { workspaceId, connectionId, object }: SideOwner,
  localIds: readonly string[],
  transaction?: Transaction,
): Promise<(localId: string) => Fields[]> {
  const rows = await store.sequelize.query<{ local_id: string; fields: Fields }>(UNSETTLED, {
    bind: [workspaceId, connectionId, object, textArray([...localIds])],
    type: QueryTypes.SELECT,
    ...(transaction ? { transaction } : {}),
  });
  const wanted = new Map<string, Fields[]>();
  for (const row of rows) wanted.set(row.local_id, [...(wanted.get(row.local_id) ?? []), row.fields]);
  return (localId) => wanted.get(localId) ?? [];
}

const OF_RECORDS = `p.connection_id = $2 AND p.object = $3 AND p.local_id = ANY ($4::text[]) AND p.payload ->> 'kind' = 'record'`;

/** One probe per record of an index of the few that are open, and one of those that were given up. */
const UNSETTLED = `
  SELECT p.local_id, p.payload -> 'fields' AS fields FROM crm_pushes p
   WHERE ${OF_RECORDS} AND p.state IN ('queued', 'waiting_for_quota', 'sending', 'checking')
  UNION ALL
  SELECT p.local_id, p.payload -> 'fields' FROM crm_pushes p
   WHERE ${OF_RECORDS} AND p.state IN ('failed', 'dead') AND NOT EXISTS (
     SELECT 1 FROM crm_pushes s WHERE s.workspace_id = $1 AND s.connection_id = p.connection_id AND s.object = p.object
        AND s.local_id = p.local_id AND s.sequence > p.sequence AND s.payload ->> 'kind' = 'record'
        AND s.state IN ('sent', 'already_there'))`;
