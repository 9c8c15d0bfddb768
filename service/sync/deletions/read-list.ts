import { CrmError } from '../../connectors/connector.js';
import { SyncCursor } from '../../store/models/index.js';
import {
  findSuspects,
  forgetSuspects,
  holdsAny,
  listHeldIds,
  suspect,
} from '../../store/queries/gone-records.js';
import type { Pull } from '../pull.js';
import { isListDue, meaningOf } from './proof.js';
import { ownerOf, settleGone, write } from './settle-gone.js';

/** Where the list of deleted records stands. */
export type ListPlace = Partial<Pick<SyncCursor, 'deletedCursor' | 'deletedReadAt' | 'deletedPages'>>;

/**
 * Reads the CRM's list of deleted records, when it is due, and settles what it names of ours. Only a list that was read
 * to its end counts; a failure proves nothing and does not stop the sync.
 *
 * @returns what to keep in the cursor at the end of the object.
 */
export async function readDeletedList(pull: Pull, cursor: SyncCursor): Promise<ListPlace> {
  const { services, run } = pull;
  const now = services.clock.now();
  const last = { at: cursor.deletedReadAt, pages: cursor.deletedPages };
  if (!isListDue(last, run.requested_by !== null, now)) return {};
  if (!(await holdsAny(services.store, ownerOf(pull)))) return {};
  return unlessItFails(pull, async () => {
    const read = await readList(pull, cursor.deletedCursor);
    await settleGone(pull);
    return { ...read, deletedReadAt: now };
  });
}

/** Suspects what the list names. An interrupted reading goes on behind the last page whose suspects were kept. */
async function readList(pull: Pull, from: string | null): Promise<ListPlace> {
  const { services, connector, session, object, signal } = pull;
  const owner = ownerOf(pull);
  const place = { deletedCursor: from, deletedPages: 0 };
  const held = (after: string | null, limit: number) => listHeldIds(services.store, owner, after, limit);
  const options = { cursor: from, signal, held };
  for await (const { deleted, cursor } of connector.readDeleted(session, object, options)) {
    const suspects = await findSuspects(services.store, owner, deleted);
    if (suspects.length > 0)
      await write(pull, async (transaction) => {
        await suspect(services.store, owner, suspects, transaction);
        await SyncCursor.update(
          { deletedCursor: cursor },
          { where: { connectionId: owner.connectionId, object }, transaction },
        );
      });
    place.deletedCursor = cursor;
    place.deletedPages += 1;
  }
  return place;
}

/** Looks for deletions. What keeps it from doing so is told in the log, and never in the way of the sync. */
export async function unlessItFails(pull: Pull, look: () => Promise<ListPlace>): Promise<ListPlace> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CrmError) || meaningOf(error.kind) === 'stop') throw error;
    const { services, run, object, connector } = pull;
    services.log.warn({ err: error, run_id: run.id, object }, 'could not look for deletions');
    services.metrics.syncErrors.inc({ provider: connector.id, object, code: 'deletions_unread' });
    if (meaningOf(error.kind) === 'soon') return {};
    await write(pull, (transaction) => forgetSuspects(services.store, ownerOf(pull), transaction));
    return { deletedCursor: null, deletedReadAt: services.clock.now() };
  }
}
