import { infoOf, type ObjectType } from '../object-types.js';
import type { PropertyDefinition } from '../properties/definition.js';
import { readValue } from '../records/present.js';
import { parseInstant } from '../records/values.js';
import type { Portal } from '../state/portal.js';
import type { SearchIndex } from '../state/search-index.js';
import type { Version } from '../state/version.js';
import { comparable, compileFilter, type Filter, type Predicate } from './search-filters.js';

/** A checked search. */
export interface Search {
  portal: Portal;
  type: ObjectType;
  groups: Filter[][];
  query: string | null;
  sort: { property: string; descending: boolean } | null;
  offset: number;
  limit: number;
}

/** One page of hits and how many there are in all. */
export interface Hits {
  versions: Version[];
  total: number;
}

/** A stretch of an ordered index that holds every match, and what is left to test in it. */
interface Stretch {
  walk: Iterable<Version>;
  count: () => number;
  rest: Filter[][];
}

const RANGE_OPERATORS = new Set(['EQ', 'GT', 'GTE', 'LT', 'LTE', 'BETWEEN']);

/** Runs a search over the index, using its order where sort and filters allow, a scan where they do not. */
export function runSearch(search: Search): Hits {
  const { portal, type, sort } = search;
  const index = portal.store(type).search;
  const { modifiedProperty } = infoOf(type);
  const known = candidates(search, index);
  if (known)
    return sortedScan(search, known, search.groups, sort ?? { property: 'hs_object_id', descending: false });
  if (sort?.property === modifiedProperty)
    return collect(search, modifiedStretch(index, search.groups, modifiedProperty, sort.descending));
  if (!sort || (sort.property === 'hs_object_id' && !sort.descending))
    return collect(search, idStretch(index, search.groups));
  const { walk, rest } = idStretch(index, search.groups);
  return sortedScan(search, walk, rest, sort);
}

function collect(search: Search, stretch: Stretch): Hits {
  const matches = matcher(search, stretch.rest);
  const versions: Version[] = [];
  let seen = 0;
  for (const version of stretch.walk) {
    if (matches && !matches(version)) continue;
    if (seen >= search.offset && versions.length < search.limit) versions.push(version);
    seen++;
    // Without anything left to test, the rest of the stretch only needs counting.
    if (!matches && versions.length === search.limit) return { versions, total: stretch.count() };
  }
  return { versions, total: seen };
}

function matcher({ portal, type, query }: Search, groups: Filter[][]): Predicate | null {
  const compiled = groups.map((group) => group.map((filter) => compileFilter(portal, type, filter)));
  const isOpen = compiled.length === 0 || compiled.some((group) => group.length === 0);
  const words = query?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  if (isOpen && words.length === 0) return null;
  return (version) =>
    (isOpen || compiled.some((group) => group.every((predicate) => predicate(version)))) &&
    words.every((word) =>
      Object.values(version.properties).some((value) => value.toLowerCase().includes(word)),
    );
}

/** Inclusive bounds that the range filters of a single group set on one property, and the filters left over. */
function bounds(groups: Filter[][], property: string, parse: (text: string) => number) {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  const [group] = groups;
  if (!group || groups.length !== 1) return { low, high, rest: groups };
  const rest: Filter[] = [];
  for (const filter of group) {
    if (filter.propertyName !== property || !RANGE_OPERATORS.has(filter.operator)) {
      rest.push(filter);
      continue;
    }
    const value = parse(filter.value ?? '');
    if (filter.operator === 'GT') low = Math.max(low, value + 1);
    if (filter.operator === 'LT') high = Math.min(high, value - 1);
    if (['GTE', 'EQ', 'BETWEEN'].includes(filter.operator)) low = Math.max(low, value);
    if (['LTE', 'EQ'].includes(filter.operator)) high = Math.min(high, value);
    if (filter.operator === 'BETWEEN') high = Math.min(high, parse(filter.highValue ?? ''));
  }
  return { low, high, rest: [rest] };
}

function modifiedStretch(
  index: SearchIndex,
  groups: Filter[][],
  property: string,
  descending: boolean,
): Stretch {
  const { low, high, rest } = bounds(groups, property, parseInstant);
  const order = index.byModified;
  const from = low === Number.NEGATIVE_INFINITY ? 0 : order.positionAt(low);
  const to = high === Number.POSITIVE_INFINITY ? order.length : order.positionAt(high + 1);
  return { walk: order.walk(from, to, descending), count: () => order.count(from, to), rest };
}

function idStretch(index: SearchIndex, groups: Filter[][]): Stretch {
  const { low, high, rest } = bounds(groups, 'hs_object_id', Number);
  const { byId, byModified } = index;
  const from = low === Number.NEGATIVE_INFINITY ? 0 : byId.indexAfter(low - 1);
  const to = high === Number.POSITIVE_INFINITY ? byId.length : byId.indexAfter(high);
  function* walk(): Generator<Version> {
    for (let i = from; i < to; i++) {
      const version = byModified.get(byId.at(i));
      if (version) yield version;
    }
  }
  return { walk: walk(), count: () => Math.max(0, to - from), rest };
}

/**
 * The few records that can match at all, when every group names ids or values of a unique property; else null.
 * Values are looked up in the live records, so this is only used while the index has nothing left to show.
 */
function candidates({ portal, type, groups }: Search, index: SearchIndex): Version[] | null {
  if (groups.length === 0 || index.isBehind) return null;
  const store = portal.store(type);
  const ids = new Set<string>();
  for (const group of groups) {
    const key = group.find(
      ({ propertyName, operator }) =>
        (operator === 'EQ' || operator === 'IN') &&
        (propertyName === 'hs_object_id' || store.isUnique(propertyName)),
    );
    if (!key) return null;
    for (const value of key.values ?? [key.value ?? '']) {
      const id = key.propertyName === 'hs_object_id' ? value : store.findByUnique(key.propertyName, value);
      if (id !== undefined) ids.add(id);
    }
  }
  return [...ids].flatMap((id) => index.byModified.get(id) ?? []);
}

function sortedScan(
  search: Search,
  walk: Iterable<Version>,
  rest: Filter[][],
  sort: { property: string; descending: boolean },
): Hits {
  const { portal, type } = search;
  const definition = portal.property(type, sort.property) as PropertyDefinition;
  const matches = matcher(search, rest);
  const keyed: { key: number | string | null; version: Version }[] = [];
  for (const version of walk) {
    if (matches && !matches(version)) continue;
    const text = readValue(portal, type, version, sort.property);
    keyed.push({ key: text === null ? null : comparable(definition, text), version });
  }
  keyed.sort((a, b) => compareKeys(a.key, b.key, sort.descending));
  const versions = keyed.slice(search.offset, search.offset + search.limit).map((each) => each.version);
  return { versions, total: keyed.length };
}

/** Records without a value come last either way. */
function compareKeys(a: number | string | null, b: number | string | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a === b) return 0;
  return a < b === descending ? 1 : -1;
}
