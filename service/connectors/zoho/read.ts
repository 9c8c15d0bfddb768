import type { ObjectName } from '../../../shared/records.js';
import {
  type ConnectorSession,
  CrmError,
  type ReadOptions,
  type RemotePage,
  type RemoteRecord,
} from '../connector.js';
import { listPages } from '../list-pages.js';
import { isNoSuchRecord } from './classify.js';
import { get, PATHS } from './client.js';
import { query, quote } from './coql.js';
import { type ChangesCursor, changesFrom, type ListCursor, readCursor } from './cursor.js';
import { fromRemoteId, MAIN_MODULE, ZOHO_OBJECTS, type ZohoObject } from './objects.js';
import { FIELDS_AT_ONCE, fetchByIds, fillFields, toRemotes } from './read-records.js';
import { fieldsToAsk } from './translate.js';
import type { RecordList, ZohoRecord } from './types.js';

const PAGE_SIZE = 200;

interface Listed {
  records: ZohoRecord[];
  /** Of the page as Zoho answered it: some of its records may have gone since. */
  lastId: string | null;
  token: string | null;
  hasMore: boolean;
  at: number;
}

/**
 * Lists all records in order of id, page by page by Zoho's tokens; page numbers end at 2,000 records. Where a token is
 * refused (they last a day and reach 100,000 records), the list goes on by queries after the last id.
 */
export async function* readAll(
  session: ConnectorSession,
  object: ObjectName,
  options: ReadOptions,
): AsyncGenerator<RemotePage> {
  const info = ZOHO_OBJECTS[MAIN_MODULE[object]];
  const cursor = options.cursor === null ? null : readCursor(options.cursor);
  yield* listPages<ListCursor, ChangesCursor>(
    cursor,
    async (place) => {
      options.signal?.throwIfAborted();
      const { token, lastId, hasMore, at, ...page } = await readPage(session, info, place, options);
      const records = await toRemotes(session, info, page.records);
      return { records, next: hasMore && lastId !== null ? { token, afterId: lastId } : null, at };
    },
    changesFrom,
  );
}

async function readPage(
  session: ConnectorSession,
  info: ZohoObject,
  place: ListCursor | null,
  options: ReadOptions,
): Promise<Listed> {
  const { token = null, afterId = null } = place ?? {};
  const fields = fieldsToAsk(info, options.fields);
  if (token === null && afterId !== null) return pageAfter(session, info, afterId, fields, options.signal);
  try {
    return await listPage(session, info, token, fields, options.signal);
  } catch (error) {
    const isRefused = error instanceof CrmError && error.kind === 'validation';
    if (!isRefused || token === null || afterId === null) throw error;
    return pageAfter(session, info, afterId, fields, options.signal);
  }
}

async function listPage(
  session: ConnectorSession,
  info: ZohoObject,
  token: string | null,
  fields: string[],
  signal?: AbortSignal,
): Promise<Listed> {
  const { body, at } = await get<RecordList>(
    session,
    PATHS.records(info.module),
    {
      fields: fields.slice(0, FIELDS_AT_ONCE).join(),
      per_page: PAGE_SIZE,
      sort_by: 'id',
      sort_order: 'asc',
      page_token: token ?? undefined,
    },
    signal,
  );
  const records = body?.data ?? [];
  return {
    records: await fillFields(session, info, records, fields, signal),
    lastId: records.at(-1)?.id ?? null,
    token: body?.info?.next_page_token ?? null,
    hasMore: body?.info?.more_records === true,
    at,
  };
}

async function pageAfter(
  session: ConnectorSession,
  info: ZohoObject,
  afterId: string,
  fields: string[],
  signal?: AbortSignal,
): Promise<Listed> {
  const select = `select id from ${info.module} where id > ${quote(afterId)} order by id asc`;
  const { rows, hasMore, at } = await query(session, select, signal);
  const ids = rows.map(({ id }) => id);
  const records = await fetchByIds(session, info, ids, fields, signal);
  return { records, lastId: ids.at(-1) ?? null, token: null, hasMore, at };
}

/** One record; null when Zoho has none under that id. Zoho knows no survivor of a merged one. */
export async function readOne(
  session: ConnectorSession,
  object: ObjectName,
  remoteId: string,
  fields: string[],
): Promise<RemoteRecord | null> {
  const { info, id } = fromRemoteId(object, remoteId);
  const asked = fieldsToAsk(info, fields);
  try {
    // Without `fields` a single record comes with all of them.
    const query = asked.length > FIELDS_AT_ONCE ? {} : { fields: asked.join() };
    const { body } = await get<RecordList>(session, PATHS.record(info.module, id), query);
    const [record] = body?.data ?? [];
    return record ? ((await toRemotes(session, info, [record]))[0] ?? null) : null;
  } catch (error) {
    if (isNoSuchRecord(error)) return null;
    throw error;
  }
}

/** Records of an object, or null where Zoho does not count them for us. */
export async function count(session: ConnectorSession, object: ObjectName): Promise<number | null> {
  try {
    const { body } = await get<{ count?: number }>(session, PATHS.count(MAIN_MODULE[object]), {});
    return typeof body?.count === 'number' ? body.count : null;
  } catch (error) {
    if (error instanceof CrmError && ['not_found', 'validation', 'permission'].includes(error.kind))
      return null;
    throw error;
  }
}
