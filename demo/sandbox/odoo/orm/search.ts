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
  const rows = found(env, model, query.domain);
  sortRows(env, model, rows, orderOf(query.order, model));
  const offset = countOf(query.offset, 0);
  const limit = countOf(query.limit, 0);
  const ids = rows.map((row) => row.id);
  return limit > 0 ? ids.slice(offset, offset + limit) : ids.slice(offset);
}

/** How many records pass. */
export function searchCount(env: Env, model: Model, domain: unknown): number {
  return found(env, model, domain).length;
}

function found(env: Env, model: Model, domain: unknown): Row[] {
  checkModelAccess(env, model, 'read');
  const test = domainTest(env, model, domain);
  const hidesArchived = model.hasActive && env.context.active_test !== false && !mentionsActive(domain);
  return candidates(env, model, domain).filter(
    (row) => (!hidesArchived || row['active'] !== false) && test(row) && isAllowed(env, model, row, 'read'),
  );
}

/** Rows worth testing: those an index or an id list at the top names, when every condition has to hold; else all. */
function candidates(env: Env, model: Model, domain: unknown): Row[] {
  const table = env.table(model.name);
  const isPlain = Array.isArray(domain) && domain.every((item) => Array.isArray(item));
  for (const [path, operator, value] of isPlain ? leavesOf(domain) : []) {
    if (operator !== '=' && operator !== 'in') continue;
    const values = (Array.isArray(value) ? value : [value]) as Value[];
    if (path === 'id') return rowsOf(table.rows, values);
    if (values.includes(null) || values.includes(false as Value)) continue;
    const ids = values.map((each) => table.lookup(path, each));
    if (ids.every((each) => each !== null)) return rowsOf(table.rows, ids.flat());
  }
  return [...table.rows.values()];
}

function rowsOf(rows: Map<number, Row>, ids: Value[]): Row[] {
  return [...new Set(ids)].flatMap((id) => (typeof id === 'number' ? (rows.get(id) ?? []) : []));
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
  const first = order[0];
  if (first?.field === 'id') {
    rows.sort((a, b) => (first.isDown ? b.id - a.id : a.id - b.id));
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
