import type { Transaction } from 'sequelize';
import type { ObjectProgress } from '../../shared/run.js';
import { SyncCursor } from '../store/models/index.js';
import { beginListing, endListing, type Listing, NO_LISTING, settleListing } from './deletions/listing.js';
import { readDeletedList } from './deletions/read-list.js';
import { followMapping } from './follow-mapping.js';
import { keepProgress } from './lease.js';
import type { Pull } from './pull.js';
import { retryUnmapped } from './retry-unmapped.js';
import { storePages } from './store-pages.js';

/** Copies everything of one object, from where an earlier try stopped; deltas begin at its start. */
export async function backfillObject(pull: Pull, progress: ObjectProgress): Promise<ObjectProgress> {
  const { services, run, connector, session, object } = pull;
  const where = { connectionId: run.connection_id, object };
  const cursor = await SyncCursor.findOne({ where });
  await retryUnderNewMapping(pull, cursor);
  const resumes = cursor?.backfillCursor != null && cursor.backfillStartedAt !== null;
  const startedAt = resumes ? (cursor.backfillStartedAt as Date) : services.clock.now();
  let listing: Listing = resumes ? cursor : NO_LISTING;
  if (!resumes) {
    await store(pull, progress, async (transaction) => {
      listing = await beginListing(pull, transaction);
      const begun = { backfillCursor: null, backfillStartedAt: startedAt, updatedAt: startedAt };
      const { readKey: mappingKey } = pull.mapping;
      await SyncCursor.upsert({ ...where, ...begun, ...listing, mappingKey }, { transaction });
    });
  }
  const remembering = { ...pull, mark: listing.backfillMark, isFirstLoad: listing.backfillMark === null };
  const total = await connector.count(session, object);
  const pages = connector.readAll(session, object, {
    cursor: resumes ? cursor.backfillCursor : null,
    fields: [...pull.mapping.crmFields],
    signal: pull.signal,
    pageSize: services.config.syncPage,
  });
  const begun: ObjectProgress = { ...progress, state: 'running', total };
  const read = await storePages(remembering, pages, begun, 'backfillCursor');
  await settleListing(pull);
  const after = read.progress;
  const done: ObjectProgress = { ...after, state: 'done', total: after.done };
  await store(pull, done, (transaction) =>
    SyncCursor.update(
      {
        backfillCursor: null,
        backfillStartedAt: null,
        backfilledAt: services.clock.now(),
        ...NO_LISTING,
        // By the CRM's own clock where the connector knows it, else by ours.
        deltaCursor: read.cursor ?? connector.deltaCursor(startedAt),
        ...synced(pull),
      },
      { where, transaction },
    ),
  );
  await endListing(pull, listing);
  return done;
}

/** A CRM's clock may be this far behind ours; nothing has told us its time yet. */
const CLOCKS_APART_MS = 10 * 60_000;

/** Reads what changed since the last pull. The first time of all there is no "since": it begins now. */
export async function pullChanges(pull: Pull, progress: ObjectProgress): Promise<ObjectProgress> {
  const { services, run, connector, session, object } = pull;
  const where = { connectionId: run.connection_id, object };
  const cursor = await SyncCursor.findOne({ where });
  const known = cursor?.deltaCursor ?? null;
  if (cursor === null || known === null) {
    const done: ObjectProgress = { ...progress, state: 'done' };
    const deltaCursor = connector.deltaCursor(new Date(services.clock.now().getTime() - CLOCKS_APART_MS));
    await store(pull, done, (transaction) =>
      SyncCursor.upsert({ ...where, deltaCursor, ...synced(pull) }, { transaction }),
    );
    return done;
  }
  await retryUnderNewMapping(pull, cursor);
  await followMapping(pull, cursor);
  const pages = connector.readChanges(session, object, {
    cursor: known,
    fields: [...pull.mapping.crmFields],
    signal: pull.signal,
    pageSize: services.config.syncPage,
  });
  const read = await storePages(pull, pages, { ...progress, state: 'running' }, 'deltaCursor');
  const place = await readDeletedList(pull, cursor);
  const done: ObjectProgress = { ...read.progress, state: 'done', total: read.progress.done };
  const deltaCursor = read.cursor ?? known;
  const mappingKey = cursor.mappingKey ?? pull.mapping.readKey;
  await store(pull, done, (transaction) =>
    SyncCursor.update({ deltaCursor, mappingKey, ...place, ...synced(pull) }, { where, transaction }),
  );
  return done;
}

/** Records that could not be mapped have another chance with another mapping; each of them one. */
async function retryUnderNewMapping(pull: Pull, cursor: SyncCursor | null): Promise<void> {
  if (cursor !== null && cursor.remappedWith !== pull.mapping.readKey) await retryUnmapped(pull);
}

/** A fenced transaction for what belongs to the end or the start of an object. */
async function store(
  pull: Pull,
  progress: ObjectProgress,
  write: (transaction: Transaction) => Promise<unknown>,
): Promise<void> {
  await pull.services.store.transaction(async (transaction) => {
    await pull.fence(transaction);
    await keepProgress(pull.services.store, pull.run, pull.progressWith(progress), transaction);
    await write(transaction);
  });
  pull.report(progress);
}

const synced = ({ services, mapping }: Pull) => {
  const now = services.clock.now();
  return { remappedWith: mapping.readKey, lastSyncedAt: now, lastError: null, updatedAt: now };
};
