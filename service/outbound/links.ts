import { QueryTypes, type Transaction } from 'sequelize';
import { textArray } from '../store/binary-arrays.js';
import { followLocalIds } from '../store/queries/follow-merges.js';
import { refsFound } from '../store/queries/open-refs.js';
import { followLinks } from '../store/queries/upsert-records.js';
import type { ClaimedPush } from './claim-pushes.js';
import type { SendGroup } from './sender.js';

/** Remote ids of the records of pushes, by local id, of absorbed ones their survivors'; those that have none yet are left out. */
export async function remoteIdsOf(
  group: SendGroup,
  pushes: readonly ClaimedPush[],
): Promise<Map<string, string>> {
  const localIds = [...new Set(pushes.map((push) => push.local_id))];
  const linked = await linksOf(group, localIds);
  const { services, connection, object } = group;
  const owner = { workspaceId: connection.workspaceId, connectionId: connection.id, object };
  const unlinked = localIds.filter((id) => !linked.has(id));
  const merged = await followLocalIds(services.store, owner, unlinked);
  if (merged.size === 0) return linked;
  const survivors = await linksOf(group, [...new Set(merged.values())]);
  for (const [localId, survivor] of merged) {
    const remoteId = survivors.get(survivor);
    if (remoteId !== undefined) linked.set(localId, remoteId);
  }
  return linked;
}

async function linksOf(
  { services, connection, object }: SendGroup,
  localIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await services.store.sequelize.query<{ local_id: string; remote_id: string }>(
    `SELECT DISTINCT ON (local_id) local_id, remote_id FROM crm_entity_links
      WHERE connection_id = $1 AND object = $2 AND local_id = ANY ($3::text[]) AND NOT alias
      ORDER BY local_id, created_at DESC`,
    {
      bind: [connection.id, object, textArray([...localIds])],
      type: QueryTypes.SELECT,
    },
  );
  return new Map(rows.map((row) => [row.local_id, row.remote_id]));
}

/** Gives records the host's ids. */
export async function linkRecords(
  { services, connection, object }: Pick<SendGroup, 'services' | 'connection' | 'object'>,
  links: readonly { localId: string; remoteId: string }[],
  transaction: Transaction,
): Promise<void> {
  // In one order for every writer; of a remote id named twice the last counts.
  const byRemoteId = new Map(links.map((link) => [link.remoteId, link.localId]));
  const remoteIds = [...byRemoteId.keys()].sort();
  if (remoteIds.length === 0) return;
  await services.store.sequelize.query(
    `INSERT INTO crm_entity_links (connection_id, object, workspace_id, remote_id, local_id)
     SELECT $1, $2, $3, i.remote_id, i.local_id FROM unnest($4::text[], $5::text[]) AS i(remote_id, local_id)
     ON CONFLICT (connection_id, object, remote_id) DO UPDATE SET local_id = EXCLUDED.local_id, alias = false`,
    {
      bind: [
        connection.id,
        object,
        connection.workspaceId,
        textArray(remoteIds),
        textArray(remoteIds.map((id) => byRemoteId.get(id) ?? '')),
      ],
      transaction,
    },
  );
  const owner = { connectionId: connection.id, object };
  await refsFound(services.store, owner, remoteIds, transaction);
  await followLinks(services.store, owner, remoteIds, transaction);
}
