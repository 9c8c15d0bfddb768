import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, ReadOptions, RemotePage, RemoteRecord } from '../connector.js';
import { remember } from '../handed-out.js';
import { expectChanges } from '../stored-cursor.js';
import { readRefs } from './associations.js';
import { ask, PATHS } from './client.js';
import {
  afterPull,
  type ChangesCursor,
  changesFrom,
  type Place,
  readCursor,
  type Seen,
  startAt,
  writeCursor,
} from './cursor.js';
import { HUBSPOT_OBJECTS, type HubspotObject, MAIN_TYPE } from './objects.js';
import { fillProperties } from './read.js';
import { hubspotToRemote, modifiedAt, propertiesToAsk } from './translate.js';
import type { HubspotRecord, RecordList } from './types.js';

const PAGE_SIZE = 200;
/** Longest body a search takes, in characters. */
const LONGEST_BODY = 3_000;

interface Found {
  /** In the order of the search. */
  records: HubspotRecord[];
  /** Whether the records came with all properties asked for. */
  isFull: boolean;
  total: number | null;
  isLast: boolean;
  at: number;
}

/**
 * Changed records, oldest change first.
 *
 * Every page is a search of its own that begins at the last stamp seen, never an offset into the one before: an
 * offset skips a record whenever an earlier one changes again and leaves its place, and ends at 10,000 results.
 * When a whole page shares one stamp (imports), that stamp is read in order of id.
 */
export async function* readChanges(
  session: ConnectorSession,
  object: ObjectName,
  options: ReadOptions,
): AsyncGenerator<RemotePage> {
  const info = HUBSPOT_OBJECTS[MAIN_TYPE[object]];
  let cursor = startOf(options.cursor);
  const remembered = new Map(cursor.seen.map((seen) => [seen[0], seen]));
  let total: number | null = null;
  for (;;) {
    const found = await searchPage(session, info, cursor.place, options);
    total ??= found.total;
    const fresh = found.records.filter(notSeen(info, cursor.place, remembered));
    const records = await translate(session, info, fresh, found.isFull, options);
    const stamps = found.records.map((record) => modifiedAt(info, record) ?? cursor.place.stamp);
    cursor = { ...cursor, latest: stamps.reduce((a, b) => Math.max(a, b), cursor.latest), seen: [] };
    const place = nextPlace(cursor.place, found, stamps);
    if (place === null) {
      yield { records, cursor: writeCursor(afterPull(cursor, remembered.values(), found.at)), total };
      return;
    }
    cursor = { ...cursor, place };
    if (records.length > 0) yield { records, cursor: writeCursor(cursor), total };
  }
}

function startOf(text: string | null): ChangesCursor {
  if (text === null) return changesFrom(0);
  return expectChanges(readCursor(text));
}

/** Remembers what it lets through. */
function notSeen(info: HubspotObject, place: Place, remembered: Map<string, Seen>) {
  const atStamp = new Set(place.ids);
  return (record: HubspotRecord): boolean => {
    const stamp = modifiedAt(info, record) ?? 0;
    if (remembered.get(record.id)?.[1] === stamp || (stamp === place.stamp && atStamp.has(record.id)))
      return false;
    remember(remembered, [record.id, stamp]);
    return true;
  };
}

/** Where the page after this one begins; null when there is none. */
function nextPlace(place: Place, found: Found, stamps: number[]): Place | null {
  const lastStamp = stamps.at(-1);
  const lastId = found.records.at(-1)?.id;
  if (place.afterId !== null) {
    // The crowd is read: go on after its stamp.
    if (found.isLast || lastId === undefined) return startAt(place.stamp + 1);
    return { ...place, afterId: lastId };
  }
  if (found.isLast || lastStamp === undefined) return null;
  const idsAt = found.records.filter((_, i) => stamps[i] === lastStamp).map((record) => record.id);
  if (lastStamp > place.stamp) return { stamp: lastStamp, ids: idsAt, afterId: null };
  return { stamp: place.stamp, ids: [...new Set([...place.ids, ...idsAt])], afterId: '0' };
}

async function searchPage(
  session: ConnectorSession,
  info: HubspotObject,
  place: Place,
  options: ReadOptions,
): Promise<Found> {
  const properties = propertiesToAsk(info, options.fields);
  const whole = searchBody(info, place, properties);
  const fits = JSON.stringify(whole).length <= LONGEST_BODY;
  const { body, at } = await ask<RecordList>(session, {
    method: 'POST',
    path: `${PATHS.objects(info.type)}/search`,
    body: fits ? whole : searchBody(info, place, [info.modified]),
    bucket: 'search',
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const isLast = body.paging?.next?.after === undefined;
  return { records: body.results ?? [], isFull: fits, total: body.total ?? null, isLast, at };
}

function searchBody(info: HubspotObject, place: Place, properties: string[]): object {
  const stamp = String(place.stamp);
  const since = { propertyName: info.modified, operator: 'GTE', value: stamp };
  const inCrowd = [
    since,
    { propertyName: info.modified, operator: 'LTE', value: stamp },
    { propertyName: 'hs_object_id', operator: 'GT', value: place.afterId ?? '0' },
  ];
  const order = place.afterId === null ? info.modified : 'hs_object_id';
  return {
    filterGroups: [{ filters: place.afterId === null ? [since] : inCrowd }],
    sorts: [{ propertyName: order, direction: 'ASCENDING' }],
    properties,
    limit: PAGE_SIZE,
  };
}

async function translate(
  session: ConnectorSession,
  info: HubspotObject,
  found: HubspotRecord[],
  isFull: boolean,
  options: ReadOptions,
): Promise<RemoteRecord[]> {
  const asked = propertiesToAsk(info, options.fields);
  const records = isFull ? found : await fillProperties(session, info, found, asked, options.signal);
  const ids = records.map((record) => record.id);
  const refs = await readRefs(session, info, ids, options.signal);
  return records.map((record) => hubspotToRemote(info, record, refs.get(record.id) ?? {}));
}
