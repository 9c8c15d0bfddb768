import type { Transaction } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress } from '../../shared/run.js';
import type { Connector, ConnectorSession, RemotePage } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { Services } from '../services.js';
import { SyncCursor, SyncLog } from '../store/models/index.js';
import { type RecordRow, upsertRecords } from '../store/queries/upsert-records.js';
import { type ClaimedRun, fence, keepProgress } from './lease.js';
import { mapPage } from './map-page.js';
import { addPage } from './progress.js';
import { readAhead } from './read-ahead.js';

/** Weighs a page by its records; an empty one is no reason to read on for ever. */
const weigh = ({ rows }: MappedPage): number => Math.max(1, rows.length);

/** Records that commit together at most, and those read ahead of them. A delta is stored page by page. */
const AHEAD = {
  backfillCursor: { weigh, batch: 1_000, ahead: 2_000 },
  deltaCursor: { weigh, batch: 1, ahead: 1 },
};

/** Records that could not be mapped whole are told one by one, up to this many a commit. */
const LOGGED_FAILURES = 5;

export interface Pull {
  services: Services;
  run: ClaimedRun;
  connector: Connector;
  session: ConnectorSession;
  object: ObjectName;
  mapping: CompiledMapping;
  signal: AbortSignal;
  /** Progress of the whole run with this object's replaced. */
  progressWith(progress: ObjectProgress): ObjectProgress[];
  /** Takes over progress that is committed. */
  report(progress: ObjectProgress): void;
}

/** Copies everything of one object, from where an earlier try stopped; deltas begin at its start. */
export async function backfillObject(pull: Pull, progress: ObjectProgress): Promise<ObjectProgress> {
  const { services, run, connector, session, object } = pull;
  const where = { connectionId: run.connection_id, object };
  const cursor = await SyncCursor.findOne({ where });
  const resumes = cursor?.backfillCursor != null && cursor.backfillStartedAt !== null;
  const startedAt = resumes ? (cursor.backfillStartedAt as Date) : services.clock.now();
  if (!resumes) {
    await store(pull, progress, (transaction) =>
      SyncCursor.upsert(
        { ...where, backfillCursor: null, backfillStartedAt: startedAt, updatedAt: startedAt },
        { transaction },
      ),
    );
  }
  const total = await connector.count(session, object);
  const pages = connector.readAll(session, object, {
    cursor: resumes ? cursor.backfillCursor : null,
    fields: [...pull.mapping.crmFields],
    signal: pull.signal,
  });
  const read = await storePages(pull, pages, { ...progress, state: 'running', total }, 'backfillCursor');
  const after = read.progress;
  const done: ObjectProgress = { ...after, state: 'done', total: after.done };
  await store(pull, done, (transaction) =>
    SyncCursor.update(
      {
        backfillCursor: null,
        backfillStartedAt: null,
        backfilledAt: services.clock.now(),
        // By the CRM's own clock where the connector knows it, else by ours.
        deltaCursor: read.cursor ?? connector.deltaCursor(startedAt),
        ...synced(services),
      },
      { where, transaction },
    ),
  );
  return done;
}

/** Reads what changed since the last pull. The first time of all there is no "since": it begins now. */
export async function pullChanges(pull: Pull, progress: ObjectProgress): Promise<ObjectProgress> {
  const { services, run, connector, session, object } = pull;
  const where = { connectionId: run.connection_id, object };
  const known = (await SyncCursor.findOne({ where }))?.deltaCursor ?? null;
  if (known === null) {
    const done: ObjectProgress = { ...progress, state: 'done' };
    const deltaCursor = connector.deltaCursor(services.clock.now());
    await store(pull, done, (transaction) =>
      SyncCursor.upsert({ ...where, deltaCursor, ...synced(services) }, { transaction }),
    );
    return done;
  }
  const pages = connector.readChanges(session, object, {
    cursor: known,
    fields: [...pull.mapping.crmFields],
    signal: pull.signal,
  });
  const { progress: after } = await storePages(pull, pages, { ...progress, state: 'running' }, 'deltaCursor');
  const done: ObjectProgress = { ...after, state: 'done', total: after.done };
  await store(pull, done, (transaction) => SyncCursor.update(synced(services), { where, transaction }));
  return done;
}

/** A page as it is stored. */
interface MappedPage {
  rows: RecordRow[];
  cursor: string;
  total: number | null;
}

async function* mapPages(pull: Pull, pages: AsyncGenerator<RemotePage>): AsyncGenerator<MappedPage> {
  for await (const { records, cursor, total } of pages)
    yield { rows: mapPage(pull.mapping, records), cursor, total };
}

/**
 * Stores every page and answers the last one's cursor. Pages are read and mapped while those before commit; what has
 * come by then commits together, with the cursor of the last. A crash at any point repeats a batch.
 */
async function storePages(
  pull: Pull,
  pages: AsyncGenerator<RemotePage>,
  progress: ObjectProgress,
  column: 'backfillCursor' | 'deltaCursor',
): Promise<{ progress: ObjectProgress; cursor: string | null }> {
  let cursor: string | null = null;
  for await (const batch of readAhead(mapPages(pull, pages), AHEAD[column])) {
    pull.signal.throwIfAborted();
    const page = joinPages(batch);
    progress = await storePage(pull, page, progress, column);
    cursor = page.cursor;
  }
  return { progress, cursor };
}

/** Of a record that comes in several pages the later one counts. */
function joinPages(pages: MappedPage[]): MappedPage {
  const rows = new Map(pages.flatMap((page) => page.rows.map((row) => [row.remote_id, row])));
  const last = pages.at(-1) as MappedPage;
  return { rows: [...rows.values()], cursor: last.cursor, total: last.total };
}

async function storePage(
  pull: Pull,
  page: MappedPage,
  progress: ObjectProgress,
  column: 'backfillCursor' | 'deltaCursor',
): Promise<ObjectProgress> {
  const { services, run, object, connector } = pull;
  const { rows } = page;
  const failed = rows.filter((row) => row.errors !== null);
  const owner = { workspaceId: run.workspace_id, connectionId: run.connection_id, object };
  let after = progress;
  let counts = { created: 0, updated: 0 };
  await services.store.transaction(async (transaction) => {
    await fence(services.store, run, transaction);
    counts = await upsertRecords(services.store, owner, rows, transaction);
    after = addPage(progress, { seen: rows.length, ...counts, failed: failed.length, total: page.total });
    await keepProgress(services.store, run, pull.progressWith(after), transaction);
    await SyncCursor.update(
      { [column]: page.cursor, updatedAt: services.clock.now() },
      { where: { connectionId: run.connection_id, object }, transaction },
    );
    await SyncLog.bulkCreate(
      failed.slice(0, LOGGED_FAILURES).map((row) => ({
        ...{ workspaceId: run.workspace_id, connectionId: run.connection_id, runId: run.id },
        level: 'warn' as const,
        code: 'field_not_converted',
        message: describeFailure(row.errors),
        object,
        remoteId: row.remote_id,
      })),
      { transaction },
    );
  });
  pull.report(after);
  services.metrics.entitiesSynced.inc({ provider: connector.id, object, change: 'created' }, counts.created);
  services.metrics.entitiesSynced.inc({ provider: connector.id, object, change: 'updated' }, counts.updated);
  if (failed.length > 0)
    services.metrics.syncErrors.inc(
      { provider: connector.id, object, code: 'field_not_converted' },
      failed.length,
    );
  return after;
}

function describeFailure(errors: unknown): string {
  const list = errors as { field: string; message: string }[];
  return list.map(({ field, message }) => `${field}: ${message}`).join('; ');
}

/** A fenced transaction for what belongs to the end or the start of an object. */
async function store(
  pull: Pull,
  progress: ObjectProgress,
  write: (transaction: Transaction) => Promise<unknown>,
): Promise<void> {
  await pull.services.store.transaction(async (transaction) => {
    await fence(pull.services.store, pull.run, transaction);
    await keepProgress(pull.services.store, pull.run, pull.progressWith(progress), transaction);
    await write(transaction);
  });
  pull.report(progress);
}

const synced = (services: Services) => {
  const now = services.clock.now();
  return { lastSyncedAt: now, lastError: null, updatedAt: now };
};
