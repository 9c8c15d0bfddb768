import type { ModuleName } from '../../modules.js';
import type { Org } from '../../state/org.js';
import type { RecordVersion } from '../../state/record.js';
import { type Column, type Comparable, columnOf } from './columns.js';
import { compile, earliestModified } from './conditions.js';
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
  for (const version of inOrder(org, module, query, sorts)) {
    if (!matches(version)) continue;
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

/** Records in the asked order. Ordered by Modified_Time they are read from where the condition can begin to hold. */
function* inOrder(org: Org, module: ModuleName, query: Query, sorts: Sort[]): Generator<RecordVersion> {
  const store = org.store(module);
  const [first, ...rest] = sorts;
  if (!first) return yield* store.all();
  if (first.column.name !== 'Modified_Time') return yield* sorted([...store.all()], sorts);
  const order = store.byModified;
  const earliest = earliestModified(query.where);
  const from = earliest === Number.NEGATIVE_INFINITY ? 0 : order.positionAt(earliest);
  let tied: RecordVersion[] = [];
  for (const version of order.walk(from, order.length, first.isDescending)) {
    if (tied[0] && tied[0].updatedAt !== version.updatedAt) {
      yield* sorted(tied, rest);
      tied = [];
    }
    tied.push(version);
  }
  yield* sorted(tied, rest);
}

function sorted(versions: RecordVersion[], sorts: Sort[]): RecordVersion[] {
  if (sorts.length === 0) return versions;
  const keyed = versions.map((version) => ({
    version,
    keys: sorts.map(({ column }) => column.compare(version)),
  }));
  keyed.sort((a, b) => compareKeys(a.keys, b.keys, sorts));
  return keyed.map(({ version }) => version);
}

function compareKeys(a: Comparable[], b: Comparable[], sorts: Sort[]): number {
  for (const [i, { isDescending }] of sorts.entries()) {
    const [left = null, right = null] = [a[i], b[i]];
    if (left === right) continue;
    // Empty values come first.
    const isBefore = left === null || (right !== null && left < right);
    return isBefore === isDescending ? 1 : -1;
  }
  return 0;
}
