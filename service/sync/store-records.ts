import type { Transaction } from 'sequelize';
import type { RemoteRecord } from '../connectors/connector.js';
import { absorbRecords, type Merge } from '../store/queries/absorb-records.js';
import { dropGone } from '../store/queries/gone-records.js';
import { type RecordRow, type UpsertCounts, upsertRecords } from '../store/queries/upsert-records.js';
import { meetHostSides } from './meet-host-sides.js';
import type { Keeper } from './pull.js';

/** Records as they are stored, and what they absorbed. */
export interface MappedRecords {
  rows: RecordRow[];
  merges: Merge[];
}

/** What records say of merges. */
export function mergesOf(records: readonly RemoteRecord[]): Merge[] {
  return records.flatMap(({ remoteId, mergedIds }) =>
    mergedIds.length === 0 ? [] : [{ survivor: remoteId, absorbed: mergedIds }],
  );
}

/**
 * Stores records that the CRM has, in a fenced transaction, with all that follows from their being there: what they
 * absorbed leads to them, nobody suspects them any more, and they meet what the host says.
 */
export async function storeRecords(
  { services: { store }, workspaceId, connectionId, object, connector, isFirstLoad }: Keeper,
  { rows, merges }: MappedRecords,
  transaction: Transaction,
): Promise<UpsertCounts> {
  const owner = { workspaceId, connectionId, object };
  const remoteIds = rows.map((row) => row.remote_id);
  const counts = await upsertRecords(store, owner, rows, transaction);
  await absorbRecords(store, owner, merges, transaction);
  if (!isFirstLoad && remoteIds.length > 0) await dropGone(store, owner, remoteIds, transaction);
  await meetHostSides({ store, connector }, owner, remoteIds, transaction);
  return counts;
}
