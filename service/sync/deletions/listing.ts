import { randomUUID } from 'node:crypto';
import type { Transaction } from 'sequelize';
import { SyncCursor } from '../../store/models/index.js';
import { holdsAny, suspectUnseen } from '../../store/queries/gone-records.js';
import { countSeen, forgetSeen, highestRecordId } from '../../store/queries/seen-records.js';
import type { Pull } from '../pull.js';
import { isWhole } from './proof.js';
import { unlessItFails } from './read-list.js';
import { ownerOf, settleGone, write } from './settle-gone.js';

/** How a copy remembers what it has seen, as its cursor keeps it. */
export type Listing = Pick<SyncCursor, 'backfillMark' | 'backfillHighId' | 'backfillSeen'>;

export const NO_LISTING: Listing = { backfillMark: null, backfillHighId: null, backfillSeen: '0' };

/** Begins to remember, unless there is nothing that could be gone: a first copy pays nothing. */
export async function beginListing(pull: Pull, transaction: Transaction): Promise<Listing> {
  const { store } = pull.services;
  if (!(await holdsAny(store, ownerOf(pull), transaction))) return NO_LISTING;
  const backfillHighId = await highestRecordId(store, transaction);
  return { backfillMark: randomUUID(), backfillHighId, backfillSeen: '0' };
}

/**
 * Settles what a copy that came to its end has not shown, of the records that were there before it began. One that does
 * not remember all it has seen proves nothing.
 */
export async function settleListing(pull: Pull): Promise<void> {
  const { services, run, object } = pull;
  const where = { connectionId: run.connection_id, object };
  const { backfillMark, backfillHighId, backfillSeen } = await SyncCursor.findOne({
    where,
    rejectOnEmpty: true,
  });
  if (backfillMark === null || backfillHighId === null) return;
  const known = await countSeen(services.store, backfillMark);
  if (!isWhole(Number(backfillSeen), known)) {
    services.log.warn({ run_id: run.id, object, counted: backfillSeen, known }, 'a copy proves no deletions');
    return;
  }
  const listing = { mark: backfillMark, highId: backfillHighId };
  await write(pull, (transaction) => suspectUnseen(services.store, ownerOf(pull), listing, transaction));
  await unlessItFails(pull, async () => {
    await settleGone(pull);
    return {};
  });
}

/** Forgets it; left behind by a crash, it is cleaned up in time. */
export async function endListing(pull: Pull, { backfillMark }: Listing): Promise<void> {
  if (backfillMark !== null) await forgetSeen(pull.services.store, backfillMark);
}
