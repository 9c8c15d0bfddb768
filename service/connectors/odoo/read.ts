import type { ObjectName } from '../../../shared/records.js';
import { chunk } from '../batches.js';
import {
  type ConnectorSession,
  CrmError,
  type ReadOptions,
  RecordsHidden,
  type RemotePage,
  type RemoteRecord,
} from '../connector.js';
import { type ListPage, listPages } from '../list-pages.js';
import { call, searchRead } from './client.js';
import { type ChangesCursor, changesFrom, type ListCursor, readCursor } from './cursor.js';
import { info } from './info.js';
import { toRemotes } from './lookups.js';
import { domainOf, fieldsToAsk } from './objects.js';
import { MODELS, type Row } from './types.js';

/** Odoo has no limit of its own; bodies of notes are long. */
const LARGEST_PAGE = 500;
const ID_CHUNK = 500;

/** Lists all records in order of id. */
export async function* readAll(
  session: ConnectorSession,
  object: ObjectName,
  options: ReadOptions,
): AsyncGenerator<RemotePage> {
  options.signal?.throwIfAborted();
  const cursor = options.cursor === null ? null : readCursor(options.cursor);
  const fields = await fieldsToAsk(session, object, options.fields);
  const domain = await domainOf(session, object);
  const limit = sizeOf(options);
  const readPage = async (place: ListCursor | null): Promise<ListPage<ListCursor>> => {
    const args = { domain: [...domain, ['id', '>', place?.after ?? 0]], fields, limit };
    const { result, at } = await searchRead(session, MODELS[object], args, { signal: options.signal });
    const records = await toRemotes(session, object, result, options.signal);
    const last = result.at(-1);
    return { records, next: result.length < limit || last === undefined ? null : { after: last.id }, at };
  };
  yield* listPages<ListCursor, ChangesCursor>(cursor, readPage, changesFrom);
}

export function sizeOf({ pageSize }: ReadOptions): number {
  return Math.min(pageSize ?? info.can.pageSize.backfill, LARGEST_PAGE);
}

export async function readOne(
  session: ConnectorSession,
  object: ObjectName,
  remoteId: string,
  fields: string[],
): Promise<RemoteRecord | null> {
  const id = toId(remoteId);
  if (id === null) return null;
  const rows = await readRows(session, object, [id], await fieldsToAsk(session, object, fields));
  return (await toRemotes(session, object, rows))[0] ?? null;
}

/**
 * Those of the records that are there and of this object. Rules of the CRM may hide a record, which looks like a deleted
 * one until it is read by its id.
 *
 * @throws RecordsHidden when some are hidden: they may be there.
 */
export async function readMany(
  session: ConnectorSession,
  object: ObjectName,
  remoteIds: readonly string[],
  fields: string[],
): Promise<RemoteRecord[]> {
  const asked = [...new Set(remoteIds.map(toId).filter((id) => id !== null))];
  const names = await fieldsToAsk(session, object, fields);
  const records: RemoteRecord[] = [];
  const hiddenIds: number[] = [];
  for (const ids of chunk(asked, ID_CHUNK)) {
    const rows = await readRows(session, object, ids, names);
    records.push(...(await toRemotes(session, object, rows)));
    const found = new Set(rows.map(({ id }) => id));
    const { hidden } = await lookForHidden(
      session,
      object,
      ids.filter((id) => !found.has(id)),
    );
    hiddenIds.push(...hidden);
  }
  if (hiddenIds.length === 0) return records;
  const message = `Odoo does not let us see whether ${object} ${hiddenIds[0]} is still there`;
  throw new RecordsHidden(message, records, hiddenIds.map(String));
}

async function readRows(
  session: ConnectorSession,
  object: ObjectName,
  ids: number[],
  fields: string[],
): Promise<Row[]> {
  const domain = [...(await domainOf(session, object)), ['id', 'in', ids]];
  return (await searchRead(session, MODELS[object], { domain, fields })).result;
}

/**
 * Of records that a search did not show: those that are hidden from us. Reading a deleted one answers nothing (or that it
 * is missing), a hidden one is refused.
 */
export async function lookForHidden(
  session: ConnectorSession,
  object: ObjectName,
  ids: readonly number[],
): Promise<{ hidden: number[] }> {
  if (ids.length === 0) return { hidden: [] };
  try {
    await call(session, MODELS[object], 'read', { fields: ['write_date'] }, { ids: [...ids] });
    return { hidden: [] };
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const isTold = error.kind === 'permission' || error.kind === 'not_found';
    if (!isTold) throw error;
    if (ids.length === 1) return { hidden: error.kind === 'permission' ? [...ids] : [] };
    // One that is hidden, or missing, fails the reading of all.
    const half = Math.ceil(ids.length / 2);
    const first = await lookForHidden(session, object, ids.slice(0, half));
    const second = await lookForHidden(session, object, ids.slice(half));
    return { hidden: [...first.hidden, ...second.hidden] };
  }
}

export async function count(session: ConnectorSession, object: ObjectName): Promise<number | null> {
  const domain = await domainOf(session, object);
  const { result } = await call<unknown>(session, MODELS[object], 'search_count', { domain });
  // Of our notes only one of each call is shown, which no domain can tell.
  return object === 'activity' || typeof result !== 'number' ? null : result;
}

/** Null for what can be no id of Odoo. */
export function toId(remoteId: string): number | null {
  return /^[1-9]\d{0,9}$/.test(remoteId) ? Number(remoteId) : null;
}
