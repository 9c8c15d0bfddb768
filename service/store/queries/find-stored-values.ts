import { QueryTypes } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';

/** Values of records as the CRM had them when they were last stored, by remote id. */
export async function findStoredValues(
  store: Store,
  { connectionId, object }: { connectionId: string; object: ObjectName },
  remoteIds: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  if (remoteIds.length === 0) return new Map();
  const rows = await store.sequelize.query<{ remote_id: string; raw: Record<string, unknown> | null }>(
    // Probed one by one, as where they are stored.
    `SELECT i.remote_id, (SELECT r.raw FROM crm_records r WHERE r.connection_id = $1 AND r.object = (SELECT $2::text)
                             AND r.remote_id = i.remote_id) AS raw FROM unnest($3::text[]) AS i(remote_id)`,
    { bind: [connectionId, object, textArray(remoteIds)], type: QueryTypes.SELECT },
  );
  return new Map(rows.flatMap(({ remote_id: id, raw }) => (raw === null ? [] : [[id, raw] as const])));
}
