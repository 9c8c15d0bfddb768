import type { Transaction } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { Store } from '../store.js';
import { eventsFrom, writeEvents } from './write-events.js';

/** Records that an event names at most. */
const NAMED = 100;

/** A record that entered the feed in this transaction, with the number it has there. */
export interface ToldRecord {
  local_id: string;
  change_seq: string;
  deleted: boolean;
  /** It waits, and is in nobody's feed: it is left out. */
  untold: boolean;
}

/** SQL: what `tellRecords` takes of a record `r`. */
export const TOLD_RECORD = 'r.local_id, r.change_seq, r.deleted_at IS NOT NULL AS deleted, r.untold';

/** Tells of records of one object that entered the feed: of those that are there, and of the deleted ones, together. */
export async function tellRecords(
  store: Store,
  { connectionId, object }: { connectionId: string; object: ObjectName },
  records: readonly ToldRecord[],
  transaction: Transaction,
): Promise<void> {
  const inOrder = records
    .filter(({ untold }) => !untold)
    .sort((a, b) => Number(a.change_seq) - Number(b.change_seq));
  const parts = [inOrder.filter(({ deleted }) => !deleted), inOrder.filter(({ deleted }) => deleted)];
  const batches = parts.flatMap((part): RecordBatch[] =>
    part[0]
      ? [
          {
            ...{ deleted: part[0].deleted, count: part.length, created: 0, seq: part[0].change_seq },
            ids: part.slice(0, NAMED).map(({ local_id }) => local_id),
          },
        ]
      : [],
  );
  await tellBatches(store, { connectionId, object }, batches, transaction);
}

/** Records as they are told of together; `seq` is the first one's number in the feed. */
export interface RecordBatch {
  deleted: boolean;
  count: number;
  created: number;
  seq: string;
  /** The first of them. */
  ids: string[];
}

/** SQL: the batches of a CTE with `local_id, change_seq, deleted, untold, created`. */
export const batchesOf = (changed: string): string =>
  `(SELECT jsonb_agg(b) FROM (
      SELECT deleted, count(*), count(*) FILTER (WHERE created) AS created, min(change_seq)::text AS seq,
             (array_agg(local_id ORDER BY change_seq))[1:${NAMED}] AS ids FROM ${changed} WHERE NOT untold GROUP BY deleted ORDER BY deleted) b)`;

export function tellBatches(
  store: Store,
  { connectionId, object }: { connectionId: string; object: ObjectName },
  batches: readonly RecordBatch[],
  transaction: Transaction,
): Promise<void> {
  const events = batches.map(({ deleted, count, created, seq, ids }) => {
    const data = { object, count, local_ids: ids, seq };
    return deleted
      ? { type: 'record.deleted' as const, data }
      : { type: 'record.changed' as const, data: { ...data, created } };
  });
  return writeEvents(store, connectionId, events, transaction);
}

/**
 * SQL: tells of records that entered the feed, of those that are there and of the deleted ones together.
 *
 * @param changed a CTE with `local_id, change_seq, deleted, untold`; there may be too many to count them here.
 */
export const recordsTold = (changed: string, connection: string, object: string): string =>
  eventsFrom(`
    SELECT ${connection}::uuid AS connection_id, CASE WHEN deleted THEN 'record.deleted' ELSE 'record.changed' END AS type,
           jsonb_build_object('object', ${object}::text, 'count', count(*), 'created', 0,
             'local_ids', to_jsonb((array_agg(local_id ORDER BY change_seq))[1:${NAMED}]), 'seq', min(change_seq)::text) AS data
      FROM ${changed} WHERE NOT untold GROUP BY deleted`);

/**
 * SQL: the `data` of `run.finished`, of a run named by this alias.
 *
 * @param code of what went wrong, or NULL.
 */
export const runTold = (run: string, code: string): string =>
  `jsonb_build_object('run_id', ${run}.id, 'kind', ${run}.kind, 'state', ${run}.state, 'objects', ${run}.progress, 'code', ${code})`;
