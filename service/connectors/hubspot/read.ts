import type { ObjectName } from '../../../shared/records.js';
import { chunk } from '../batches.js';
import type { ConnectorSession, ReadOptions, RemotePage, RemoteRecord } from '../connector.js';
import { CrmError } from '../connector.js';
import { type ListPage, listPages } from '../list-pages.js';
import { listedRefs, readRefs } from './associations.js';
import { ask, askByPost, PATHS } from './client.js';
import { type ChangesCursor, changesFrom, type ListCursor, readCursor } from './cursor.js';
import { fromRemoteId, HUBSPOT_OBJECTS, type HubspotObject, MAIN_TYPE } from './objects.js';
import { hubspotToRemote, propertiesToAsk } from './translate.js';
import type { BatchAnswer, HubspotRecord, RecordList } from './types.js';

const LIST_PAGE_SIZE = 100;
const BATCH_READ_SIZE = 100;
/** Longer lists of properties do not fit into a URL (414) and are read by POST. */
const LONGEST_PROPERTY_LIST = 6_000;

/** Lists all records in order of id. */
export async function* readAll(
  session: ConnectorSession,
  object: ObjectName,
  options: ReadOptions,
): AsyncGenerator<RemotePage> {
  const info = HUBSPOT_OBJECTS[MAIN_TYPE[object]];
  const cursor = options.cursor === null ? null : readCursor(options.cursor);
  yield* listPages<ListCursor, ChangesCursor>(
    cursor,
    (place) => readPage(session, info, place?.after ?? null, options),
    changesFrom,
  );
}

async function readPage(
  session: ConnectorSession,
  info: HubspotObject,
  after: string | null,
  options: ReadOptions,
): Promise<ListPage<ListCursor>> {
  const { page, at } = await listPage(session, info, after, options);
  if (!Array.isArray(page.results)) throw new CrmError('other', 'HubSpot answered a list without results');
  const records = await withListedRefs(session, info, page.results, options);
  const next = page.paging?.next?.after;
  return { records, next: next === undefined ? null : { after: next }, at };
}

async function listPage(
  session: ConnectorSession,
  info: HubspotObject,
  after: string | null,
  options: ReadOptions,
): Promise<{ page: RecordList; at: number }> {
  const properties = propertiesToAsk(info, options.fields);
  const fits = properties.join().length <= LONGEST_PROPERTY_LIST;
  const associations = Object.values(info.refs).join();
  const { body, at } = await ask<RecordList>(session, {
    method: 'GET',
    path: PATHS.objects(info.type),
    query: {
      limit: LIST_PAGE_SIZE,
      after: after ?? undefined,
      properties: fits ? properties.join() : info.modified,
      associations: associations === '' ? undefined : associations,
    },
    ...(options.signal ? { signal: options.signal } : {}),
  });
  if (fits) return { page: body, at };
  const results = await fillProperties(session, info, body.results ?? [], properties, options.signal);
  return { page: { ...body, results }, at };
}

async function withListedRefs(
  session: ConnectorSession,
  info: HubspotObject,
  records: HubspotRecord[],
  options: ReadOptions,
): Promise<RemoteRecord[]> {
  const cutOff = records.filter((record) => listedRefs(info, record) === null).map((record) => record.id);
  const read = await readRefs(session, info, cutOff, options.signal);
  return records.map((record) =>
    hubspotToRemote(info, record, listedRefs(info, record) ?? read.get(record.id) ?? {}),
  );
}

/** Adds the properties that did not fit into a request; records that went meanwhile are left out. */
export async function fillProperties(
  session: ConnectorSession,
  info: HubspotObject,
  records: HubspotRecord[],
  properties: string[],
  signal?: AbortSignal,
): Promise<HubspotRecord[]> {
  const found = new Map<string, HubspotRecord>();
  for (const part of chunk(records, BATCH_READ_SIZE)) {
    const body = { properties, inputs: part.map(({ id }) => ({ id })) };
    for (const record of await batchRead(session, info, body, signal)) found.set(record.id, record);
  }
  return records.flatMap((record) => {
    const full = found.get(record.id);
    return full ? [{ ...record, properties: { ...full.properties, ...record.properties } }] : [];
  });
}

/** Up to 100 records; those that do not exist are not in the answer. Reads the records themselves, not the search index. */
export async function batchRead(
  session: ConnectorSession,
  info: HubspotObject,
  body: { properties: string[]; idProperty?: string; inputs: { id: string }[] },
  signal?: AbortSignal,
): Promise<HubspotRecord[]> {
  if (body.inputs.length === 0) return [];
  const path = `${PATHS.objects(info.type)}/batch/read`;
  return (await askByPost<BatchAnswer>(session, path, body, signal)).results ?? [];
}

/** One record; after a merge the survivor, with the asked id among its `mergedIds`. */
export async function readOne(
  session: ConnectorSession,
  object: ObjectName,
  remoteId: string,
  fields: string[],
): Promise<RemoteRecord | null> {
  const { info, id } = fromRemoteId(object, remoteId);
  const properties = propertiesToAsk(info, fields);
  const fits = properties.join().length <= LONGEST_PROPERTY_LIST;
  const record = await getRecord(session, info, id, fits ? properties : [info.modified]);
  if (record === null) return null;
  const [full] = fits ? [record] : await fillProperties(session, info, [record], properties);
  if (!full) return null;
  const refs = listedRefs(info, full) ?? (await readRefs(session, info, [full.id])).get(full.id) ?? {};
  const remote = hubspotToRemote(info, full, refs);
  const isMerged = full.id !== id && !remote.mergedIds.includes(id);
  return isMerged ? { ...remote, mergedIds: [...remote.mergedIds, id] } : remote;
}

async function getRecord(
  session: ConnectorSession,
  info: HubspotObject,
  id: string,
  properties: string[],
): Promise<HubspotRecord | null> {
  const associations = Object.values(info.refs).join();
  try {
    const { body } = await ask<HubspotRecord>(session, {
      method: 'GET',
      path: `${PATHS.objects(info.type)}/${encodeURIComponent(id)}`,
      query: {
        properties: properties.join(),
        associations: associations === '' ? undefined : associations,
      },
    });
    return body;
  } catch (error) {
    if (error instanceof CrmError && error.kind === 'not_found') return null;
    throw error;
  }
}

/** Live records of an object, as the search index counts them. */
export async function count(session: ConnectorSession, object: ObjectName): Promise<number | null> {
  const { body } = await ask<RecordList>(session, {
    method: 'POST',
    path: `${PATHS.objects(MAIN_TYPE[object])}/search`,
    body: { filterGroups: [], properties: ['hs_object_id'], limit: 1 },
    bucket: 'search',
  });
  return typeof body.total === 'number' ? body.total : null;
}
