import { userError, valueError } from '../fault.js';
import { checkModelAccess, isAllowed } from './access.js';
import { domainTest, leavesOf, mentionsActive } from './domain.js';
import type { Env } from './env.js';
import type { Model } from './model.js';
import type { Row, Value } from './row.js';

/** Which records, in what order, how many. */
export interface Query {
  domain: unknown;
  order?: unknown;
  offset?: unknown;
  limit?: unknown;
}

/**
 * Ids of the records that pass, in order. Archived ones only when the context or the domain asks for them.
 *
 * @throws Fault `ValueError`, `UserError` or `AccessError`.
 */
export function search(env: Env, model: Model, query: Query): number[] {
  const order = orderOf(query.order, model);
  const offset = countOf(query.offset, 0);
  const limit = countOf(query.limit, 0);
  const until = limit > 0 ? offset + limit : Number.POSITIVE_INFINITY;
  // Rows come by id, so a page in that order is done when it is full.
  const isById = order[0]?.field === 'id' && !order[0].isDown;
  const rows = found(env, model, query.domain, isById ? until : Number.POSITIVE_INFINITY);
  if (!isById) sortRows(env, model, rows, order);
  return rows.slice(offset, until).map((row) => row.id);
}

/** How many records pass. */
export function searchCount(env: Env, model: Model, domain: unknown): number {
  return found(env, model, domain).length;
}

/** Rows that pass, by id, `most` of them at most. */
function found(env: Env, model: Model, domain: unknown, most = Number.POSITIVE_INFINITY): Row[] {
  checkModelAccess(env, model, 'read');
  const test = domainTest(env, model, domain);
  const hidesArchived = model.hasActive && env.context.active_test !== false && !mentionsActive(domain);
  const rows: Row[] = [];
  for (const row of candidates(env, model, domain)) {
    if ((hidesArchived && row['active'] === false) || !test(row) || !isAllowed(env, model, row, 'read'))
      continue;
    if (rows.push(row) >= most) break;
  }
  return rows;
}

/**
 * Rows worth testing, by id: when every condition has to hold, those an id list or an index at the top names, or
 * those beyond an id; else all.
 */
function candidates(env: Env, model: Model, domain: unknown): Iterable<Row> {
  const table = env.table(model.name);
  const isPlain = Array.isArray(domain) && domain.every((item) => Array.isArray(item));
  let beyond = 0;
  for (const [path, operator, value] of isPlain ? leavesOf(domain) : []) {
    if (path === 'id' && operator === '>' && typeof value === 'number') beyond = Math.max(beyond, value);
    if (operator !== '=' && operator !== 'in') continue;
    const values = (Array.isArray(value) ? value : [value]) as Value[];
    // Anything else is converted on the way, or means "empty": that is for the test.
    const kind = ['char', 'text'].includes(model.fields[path]?.type ?? '') ? 'string' : 'number';
    if (values.some((each) => typeof each !== kind || each === '')) continue;
    if (path === 'id') return rowsOf(table.rows, values);
    const ids = values.map((each) => table.lookup(path, each));
    if (ids.every((each) => each !== null)) return rowsOf(table.rows, ids.flat());
  }
  return table.after(beyond);
}

function rowsOf(rows: Map<number, Row>, ids: Value[]): Row[] {
  const known = [...new Set(ids)].flatMap((id) => (typeof id === 'number' ? (rows.get(id) ?? []) : []));
  return known.sort((a, b) => a.id - b.id);
}

function countOf(value: unknown, fallback: number): number {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : fallback;
}

type Direction = { field: string; isDown: boolean };

/** `write_date asc, id desc`. @throws Fault `UserError` for text that is no order, `ValueError` for an unknown field. */
function orderOf(order: unknown, model: Model): Direction[] {
  const text = typeof order === 'string' && order.trim() ? order : model.order;
  return text.split(',').map((part) => {
    const match = /^\s*([a-z_][a-z0-9_]*)(?:\s+(asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*$/i.exec(part);
    if (!match)
      throw userError(
        `Invalid "order" specified (${text}). A valid "order" specification is a comma-separated list of valid ` +
          'field names (optionally followed by asc/desc for the direction)',
      );
    const field = match[1] ?? '';
    if (!(field in model.fields)) throw valueError(`Invalid field '${field}' on model '${model.name}'`);
    return { field, isDown: match[2]?.toLowerCase() === 'desc' };
  });
}

const collator = new Intl.Collator('en');

function sortRows(env: Env, model: Model, rows: Row[], order: Direction[]): void {
  if (order[0]?.field === 'id') {
    rows.sort((a, b) => b.id - a.id);
    return;
  }
  const keys = new Map(
    rows.map((row) => [row.id, order.map(({ field }) => sortKey(env, model, row, field))]),
  );
  rows.sort((a, b) => {
    const [left = [], right = []] = [keys.get(a.id), keys.get(b.id)];
    for (const [i, { isDown }] of order.entries()) {
      const sign = compare(left[i] ?? null, right[i] ?? null);
      if (sign !== 0) return isDown ? -sign : sign;
    }
    return a.id - b.id;
  });
}

function sortKey(env: Env, model: Model, row: Row, name: string): string | number | null {
  const field = model.fields[name];
  const value = env.value(model, row, name);
  if (value === null || Array.isArray(value)) return null;
  if (field?.type === 'many2one') return env.nameOf(field.relation ?? '', Number(value));
  if (field?.type === 'datetime') return String(value);
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Empty counts as greatest, as in the database. */
function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}
