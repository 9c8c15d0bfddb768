import type { Transaction } from 'sequelize';
import { countMissed } from '../store/queries/count-missed.js';
import type { RecordRow } from '../store/queries/upsert-records.js';
import type { Keeper } from './pull.js';

/** CRMs announce most changes within seconds; a poll that is faster than the announcement has not found a missing one. */
const SETTLE_MS = 2 * 60_000;

/**
 * What a poll repairs: counts and keeps how many records of a page changed without a webhook, before they are stored and
 * in the transaction that stores them. A provider that sends none costs nothing.
 */
export async function meterMissed(
  { services: { store, clock }, workspaceId, connectionId, connector, object }: Keeper,
  rows: readonly RecordRow[],
  transaction: Transaction,
): Promise<number> {
  if (!connector.webhooks) return 0;
  const settledBefore = new Date(clock.now().getTime() - SETTLE_MS);
  return countMissed(store, { workspaceId, connectionId, object }, rows, settledBefore, transaction);
}
