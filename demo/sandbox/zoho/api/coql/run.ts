import type { ModuleName } from '../../modules.js';
import type { ModuleStore } from '../../state/module-store.js';
import type { Org } from '../../state/org.js';
import type { RecordVersion } from '../../state/record.js';
import { candidates } from './candidates.js';
import { type Column, type Comparable, columnOf } from './columns.js';
import { compile, earliestModified, type Predicate } from './conditions.js';
import type { Query } from './parse.js';

interface Sort {
  column: Column;
  isDescending: boolean;
}

/** Runs a query: the rows as they are printed, and whether more follow. @throws Refusal for unknown columns. */
export function runQuery(
  org: Org,
  module: ModuleName,
  query: Query,
): { rows: Record<string, unknown>[]; hasMore: boolean } {
  const column = (name: string) => columnOf(org, module, name);
  const columns = query.fields.map(column);
  const matches = compile(query.where, column);
  const sorts = query.orderBy.map(({ field, isDescending }) => ({ column: column(field), isDescending }));
  const found: RecordVersion[] = [];
  const wanted = query.offset + query.limit + 1;
  for (const version of inOrder(org.store(module), query, sorts, matches)) {
    found.push(version);
    if (found.length === wanted) break;
  }
  const shown = found.slice(query.offset, query.offset + query.limit);
  return { rows: shown.map((version) => print(columns, version)), hasMore: found.length === wanted };
}

function print(columns: Column[], version: RecordVersion): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const column of columns) row[column.name] = column.print(version);
  row['id'] = version.id;
  return row;
}

/** Matching records in the asked order. */
function* inOrder(
  store: ModuleStore,
  query: Query,
  sorts: Sort[],
  matches: Predicate,
): Generator<RecordVersion> {
  const [first] = sorts;
  const few = candidates(store, query.where);
  if (few || first?.column.name !== 'Modified_Time')
    return yield* sorted(matching(few ?? store.all(), matches), sorts);
  yield* byModified(store, query, sorts, matches);
}

/** Ordered by Modified_Time records are read from where the condition can begin to hold; ties are sorted apart. */
function* byModified(
  store: ModuleStore,
  query: Query,
  [first, ...rest]: Sort[],
  matches: Predicate,
): Generator<RecordVersion> {
  const order = store.byModified;
  const earliest = earliestModified(query.where);
  const from = earliest === Number.NEGATIVE_INFINITY ? 0 : order.positionAt(earliest);
  let tied: RecordVersion[] = [];
  for (const version of order.walk(from, order.length, first?.isDescending ?? false)) {
    if (!matches(version)) continue;
    if (tied[0] && tied[0].updatedAt !== version.updatedAt) {
      yield* sorted(tied, rest);
      tied = [];
    }
    tied.push(version);
  }
  yield* sorted(tied, rest);
}

function* matching(versions: Iterable<RecordVersion>, matches: Predicate): Generator<RecordVersion> {
  for (const version of versions) if (matches(version)) yield version;
}

function sorted(versions: Iterable<RecordVersion>, sorts: Sort[]): Iterable<RecordVersion> {
  if (sorts.length === 0) return versions;
  const list = [...versions];
  const isSorted = list.every(
    (version, i) => i === 0 || compare(list[i - 1] as RecordVersion, version, sorts) <= 0,
  );
  return isSorted ? list : list.sort((a, b) => compare(a, b, sorts));
}

function compare(a: RecordVersion, b: RecordVersion, sorts: Sort[]): number {
  for (const { column, isDescending } of sorts) {
    const order = compareValues(column.compare(a), column.compare(b), isDescending);
    if (order !== 0) return order;
  }
  return 0;
}

/** Empty values come first. */
function compareValues(a: Comparable, b: Comparable, isDescending: boolean): number {
  if (a === b) return 0;
  const isBefore = a === null || (b !== null && a < b);
  return isBefore === isDescending ? 1 : -1;
}
