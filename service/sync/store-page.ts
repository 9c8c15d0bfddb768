import { literal, type Transaction } from 'sequelize';
import type { ObjectProgress } from '../../shared/run.js';
import { SyncCursor, SyncLog } from '../store/models/index.js';
import { markSeen } from '../store/queries/seen-records.js';
import { keepProgress } from './lease.js';
import { meterMissed } from './meter-missed.js';
import { addPage } from './progress.js';
import type { Pull } from './pull.js';
import { type MappedRecords, storeRecords } from './store-records.js';

/** Records that could not be mapped whole are told one by one, up to this many a commit. */
const LOGGED_FAILURES = 5;

/** A page as it is stored. */
export interface MappedPage extends MappedRecords {
  cursor: string;
  total: number | null;
}

/** Stores one page, its cursor and the progress in one fenced transaction. */
export async function storePage(
  pull: Pull,
  page: MappedPage,
  progress: ObjectProgress,
  column: 'backfillCursor' | 'deltaCursor',
): Promise<ObjectProgress> {
  const { services, run, object, connector } = pull;
  const { rows } = page;
  const failed = rows.filter((row) => row.errors !== null);
  let after = progress;
  let counts = { created: 0, updated: 0 };
  let missed = 0;
  await services.store.transaction(async (transaction) => {
    await pull.fence(transaction);
    missed = column === 'deltaCursor' ? await meterMissed(pull, rows, transaction) : 0;
    counts = await storeRecords(pull, page, transaction);
    after = addPage(progress, { seen: rows.length, ...counts, failed: failed.length, total: page.total });
    await keepProgress(services.store, run, pull.progressWith(after), transaction);
    await SyncCursor.update(
      { [column]: page.cursor, updatedAt: services.clock.now(), ...(await seen(pull, rows, transaction)) },
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
  services.metrics.reconciliation.inc({ provider: connector.id, object }, missed);
  services.metrics.entitiesSynced.inc({ provider: connector.id, object, change: 'created' }, counts.created);
  services.metrics.entitiesSynced.inc({ provider: connector.id, object, change: 'updated' }, counts.updated);
  if (failed.length > 0)
    services.metrics.syncErrors.inc(
      { provider: connector.id, object, code: 'field_not_converted' },
      failed.length,
    );
  return after;
}

/** Remembers and counts what a copy has seen. */
async function seen(
  { services: { store }, mark }: Pull,
  rows: MappedPage['rows'],
  transaction: Transaction,
): Promise<object> {
  if (!mark || rows.length === 0) return {};
  const ids = rows.map((row) => row.remote_id);
  return { backfillSeen: literal(`backfill_seen + ${await markSeen(store, mark, ids, transaction)}`) };
}

function describeFailure(errors: unknown): string {
  const list = errors as { field: string; message: string }[];
  return list.map(({ field, message }) => `${field}: ${message}`).join('; ');
}
