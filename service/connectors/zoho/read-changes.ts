import { createHash } from 'node:crypto';
import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, ReadOptions, RemotePage, RemoteRecord } from '../connector.js';
import { remember } from '../handed-out.js';
import { expectChanges } from '../stored-cursor.js';
import { toStamp } from './client.js';
import { query, quote, type Rows } from './coql.js';
import {
  afterPull,
  type ChangesCursor,
  changesFrom,
  type Place,
  readCursor,
  type Seen,
  writeCursor,
} from './cursor.js';
import { MAIN_MODULE, ZOHO_OBJECTS, type ZohoObject } from './objects.js';
import { fetchByIds, toRemotes } from './read-records.js';
import { fieldsToAsk, modifiedAt } from './translate.js';

/** Times are whole seconds: a record may change again in the second it was read in, and look the same. */
const SETTLED_AFTER_MS = 5_000;

/**
 * Changed records, oldest change first.
 *
 * Every page is a query of its own that begins after the last place seen, by time and id: the order is total, so nothing
 * is skipped when an earlier record changes again and leaves its place. The query names the changed records, which are
 * then read by id: one field that is gone would refuse a whole query.
 */
export async function* readChanges(
  session: ConnectorSession,
  object: ObjectName,
  options: ReadOptions,
): AsyncGenerator<RemotePage> {
  const info = ZOHO_OBJECTS[MAIN_MODULE[object]];
  let cursor = startOf(options.cursor);
  const remembered = new Map(cursor.seen.map((seen) => [seen[0], seen]));
  for (;;) {
    options.signal?.throwIfAborted();
    const page = await changedRows(session, info, cursor.place, options.signal);
    const records = await fresh(session, info, page, remembered, options);
    const last = page.rows.at(-1);
    const stamp = last ? modifiedAt(last) : null;
    cursor = { ...cursor, latest: Math.max(cursor.latest, stamp ?? 0), seen: [] };
    if (!page.hasMore || !last || stamp === null) {
      yield { records, cursor: writeCursor(afterPull(cursor, remembered.values(), page.at)), total: null };
      return;
    }
    cursor = { ...cursor, place: { stamp, afterId: last.id } };
    if (records.length > 0) yield { records, cursor: writeCursor(cursor), total: null };
  }
}

function startOf(text: string | null): ChangesCursor {
  if (text === null) return changesFrom(0);
  return expectChanges(readCursor(text));
}

function changedRows(
  session: ConnectorSession,
  { module }: ZohoObject,
  { stamp, afterId }: Place,
  signal?: AbortSignal,
): Promise<Rows> {
  const at = quote(toStamp(stamp));
  const where =
    afterId === null
      ? `Modified_Time >= ${at}`
      : `((Modified_Time = ${at} and id > ${quote(afterId)}) or Modified_Time > ${at})`;
  const select = `select id, Modified_Time from ${module} where ${where} order by Modified_Time asc, id asc`;
  return query(session, select, signal);
}

/** Those of a page that were not handed out as they are now; remembers them. */
async function fresh(
  session: ConnectorSession,
  info: ZohoObject,
  { rows, at }: Rows,
  remembered: Map<string, Seen>,
  options: ReadOptions,
): Promise<RemoteRecord[]> {
  const ids = rows.flatMap((row) => {
    const seen = remembered.get(row.id);
    return seen && seen[2] === '' && seen[1] === modifiedAt(row) ? [] : [row.id];
  });
  const fields = fieldsToAsk(info, options.fields);
  const records = await toRemotes(
    session,
    info,
    await fetchByIds(session, info, ids, fields, options.signal),
  );
  return records.filter((record) => {
    const stamp = record.updatedAt?.getTime() ?? 0;
    const print = at - stamp > SETTLED_AFTER_MS ? '' : printOf(record);
    const seen = remembered.get(record.remoteId);
    const isKnown = seen?.[1] === stamp && (seen[2] === '' || seen[2] === printOf(record));
    remember(remembered, [record.remoteId, stamp, print]);
    return !isKnown;
  });
}

function printOf({ values, refs }: RemoteRecord): string {
  return createHash('sha256')
    .update(JSON.stringify([values, refs]))
    .digest('base64url')
    .slice(0, 12);
}
