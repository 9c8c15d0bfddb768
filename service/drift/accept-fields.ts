import type { Transaction } from 'sequelize';
import type { MappingRow } from '../../shared/mapping.js';
import { type FieldsOwner, lockFields, readDrifts } from '../store/queries/field-drifts.js';
import type { Store } from '../store/store.js';
import { judgeSaved } from './judge-fields.js';
import { settle } from './keep-fields.js';

/**
 * Says that a person saved these rows: they rely on the fields as they are now, and what was flagged is over, but for
 * fields that the CRM does not have and that they still use. To be called in the transaction that saves.
 */
export async function acceptFields(
  store: Store,
  transaction: Transaction,
  owner: FieldsOwner,
  rows: readonly MappingRow[],
): Promise<void> {
  // Before the flags, as whoever keeps a list does.
  await lockFields(store, owner, null, transaction);
  const drifts = await readDrifts(store, owner, transaction);
  if (drifts.length > 0) await settle(store, owner, judgeSaved(rows, drifts), transaction);
}
