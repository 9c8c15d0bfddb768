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
import { type Part, partsOf, sortIds, toRemoteId } from './parts.js';
import type { Row } from './types.js';

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
  const limit = sizeOf(options);
  const readPage = async (place: ListCursor | null): Promise<ListPage<ListCursor>> => {
    const { after = 0, part: index = 0 } = place ?? {};
    const part = partsOf(object)[index] ?? partsOf(object)[0];
    const fields = await fieldsToAsk(session, part, options.fields);
    const args = { domain: [...(await domainOf(session, part)), ['id', '>', after]], fields, limit };
    const { result, at } = await searchRead(session, part.model, args, { signal: options.signal });
    const records = await toRemotes(session, part, result, options.signal);
    return { records, next: nextPlace(object, index, result.length < limit ? null : result.at(-1)), at };
  };
  yield* listPages<ListCursor, ChangesCursor>(cursor, readPage, changesFrom);
}

/** Behind the last row of a full page; else with the object's next model, if it has one. */
function nextPlace(object: ObjectName, part: number, last: Row | null | undefined) {
  if (last) return { after: last.id, part };
  return partsOf(object)[part + 1] ? { after: 0, part: part + 1 } : null;
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
  const { found } = await look(session, object, [remoteId], fields, () => Promise.resolve([]));
  return found[0] ?? null;
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
  const { found, hidden } = await look(session, object, remoteIds, fields, (part, missing) =>
    lookForHidden(session, part, missing),
  );
  if (hidden.length === 0) return found;
  const message = `Odoo does not let us see whether ${object} ${hidden[0]} is still there`;
  throw new RecordsHidden(message, found, hidden);
}

async function look(
  session: ConnectorSession,
  object: ObjectName,
  remoteIds: readonly string[],
  wanted: string[],
  findHidden: (part: Part, missing: number[]) => Promise<number[]>,
): Promise<{ found: RemoteRecord[]; hidden: string[] }> {
  const found: RemoteRecord[] = [];
  const hidden: string[] = [];
  for (const { part, ids: asked } of sortIds(object, remoteIds)) {
    if (asked.length === 0) continue;
    const fields = await fieldsToAsk(session, part, wanted);
    for (const ids of chunk(asked, ID_CHUNK)) {
      const domain = [...(await domainOf(session, part)), ['id', 'in', ids]];
      const { result: rows } = await searchRead(session, part.model, { domain, fields });
      found.push(...(await toRemotes(session, part, rows)));
      const there = new Set(rows.map(({ id }) => id));
      const missing = ids.filter((id) => !there.has(id));
      hidden.push(...(await findHidden(part, missing)).map((id) => toRemoteId(part, id)));
    }
  }
  return { found, hidden };
}

/**
 * Of records that a search did not show: those that are hidden from us. Reading a deleted one answers nothing (or that it
 * is missing), a hidden one is refused.
 */
export async function lookForHidden(
  session: ConnectorSession,
  part: Part,
  ids: readonly number[],
): Promise<number[]> {
  if (ids.length === 0) return [];
  try {
    await call(session, part.model, 'read', { fields: ['write_date'] }, { ids: [...ids] });
    return [];
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const isTold = error.kind === 'permission' || error.kind === 'not_found';
    if (!isTold) throw error;
    if (ids.length === 1) return error.kind === 'permission' ? [...ids] : [];
    // One that is hidden, or missing, fails the reading of all.
    const half = Math.ceil(ids.length / 2);
    const first = await lookForHidden(session, part, ids.slice(0, half));
    return [...first, ...(await lookForHidden(session, part, ids.slice(half)))];
  }
}

export async function count(session: ConnectorSession, object: ObjectName): Promise<number | null> {
  const [part] = partsOf(object);
  const domain = await domainOf(session, part);
  const { result } = await call<unknown>(session, part.model, 'search_count', { domain });
  // Of our notes only one of each call is shown, which no domain can tell.
  return object === 'activity' || typeof result !== 'number' ? null : result;
}
