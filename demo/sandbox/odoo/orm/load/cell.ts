import { repr } from '../../fault.js';
import type { Env } from '../env.js';
import { findExternalId } from '../external-ids.js';
import type { Field } from '../field.js';
import { nameDomain } from '../name-search.js';
import { search } from '../search.js';
import { CellFault } from './message.js';

const DATE_FORMATS = { date: '2012-12-31', datetime: '2012-12-31 23:59:59' };

/** Says something without refusing the row. */
export type Warn = (message: string) => void;

/**
 * A cell of an import as `create` and `write` take it. Cells are text; an empty one clears.
 *
 * @param sub `id` after a slash (external id), `.id` (database id), or none: the name.
 * @throws CellFault worded as the importer words it.
 */
export function convertCell(
  env: Env,
  label: string,
  field: Field,
  sub: string | null,
  cell: unknown,
  warn: Warn,
): unknown {
  if (cell === '' || cell === false || cell === null || cell === undefined) return false;
  if (field.type === 'many2one') return findOne(env, label, field, sub, cell, warn);
  if (field.type === 'many2many')
    return [
      [
        6,
        0,
        String(cell)
          .split(',')
          .map((each) => findOne(env, label, field, sub, each.trim(), warn)),
      ],
    ];
  if (sub !== null) throw new CellFault(`Unknown sub-field '${sub}'`);
  if (field.type === 'one2many') throw new CellFault(`Cannot import '${label}' in one column`);
  const text = String(cell);
  if (field.type === 'boolean') return toBoolean(label, cell, warn);
  if (field.type === 'date' || field.type === 'datetime') return toMoment(label, field.type, text);
  if (field.type === 'selection') return toChoice(label, field, text);
  if (['integer', 'float', 'monetary', 'many2one_reference'].includes(field.type))
    return toNumber(label, field, text);
  return text;
}

function toBoolean(label: string, cell: unknown, warn: Warn): boolean {
  if (typeof cell !== 'string') throw new CellFault(`'${typeof cell}' object has no attribute 'lower'`);
  const text = cell.toLowerCase();
  if (['1', 'true', 'yes'].includes(text)) return true;
  if (['0', 'false', 'no'].includes(text)) return false;
  warn(`Unknown value '${cell}' for boolean field '${label}', assuming 'yes'`);
  return true;
}

function toNumber(label: string, field: Field, text: string): number {
  const number = Number(text);
  const isWhole = field.type === 'integer' || field.type === 'many2one_reference';
  if (text.trim() === '' || !Number.isFinite(number) || (isWhole && !Number.isInteger(number)))
    throw new CellFault(
      `'${text}' does not seem to be ${isWhole ? 'an integer' : 'a number'} for field '${label}'`,
    );
  return number;
}

function toMoment(label: string, type: 'date' | 'datetime', text: string): string {
  const form = type === 'date' ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
  if (!form.test(text) || Number.isNaN(Date.parse(text.replace(' ', 'T'))))
    throw new CellFault(
      `'${text}' does not seem to be a valid ${type} for field '${label}'`,
      `Use the format '${DATE_FORMATS[type]}'`,
    );
  return text;
}

/** By value or by label, in the caller's language too. */
function toChoice(label: string, field: Field, text: string): string {
  const choice = field.selection?.find(
    (each) => each.includes(text) || each.some((name) => same(name, text)),
  );
  if (!choice)
    throw new CellFault(
      `Value '${text}' not found in selection field '${label}'`,
      field.selection?.map(([value, name]) => name ?? value),
    );
  return choice[0];
}

function same(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}

function findOne(
  env: Env,
  label: string,
  field: Field,
  sub: string | null,
  cell: unknown,
  warn: Warn,
): number {
  const text = String(cell);
  const target = field.relation ?? '';
  if (sub === '.id') return byDatabaseId(env, label, target, text);
  if (sub === 'id') return byExternalId(env, label, target, text);
  if (sub !== null) throw new CellFault(`Unknown sub-field '${sub}'`);
  const model = env.model(target);
  const ids = search(env.sudo(), model, { domain: nameDomain(model, text, '=') });
  const [id] = ids;
  if (ids.length > 1)
    warn(`Found multiple matches for value '${text}' in field '${label}' (${ids.length} matches)`);
  if (id === undefined) throw noMatch('name', text, label);
  return id;
}

function byDatabaseId(env: Env, label: string, target: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new CellFault(`Invalid database id '${text}' for the field '${label}'`);
  if (!env.row(target, Number(text))) throw noMatch('database id', text, label);
  return Number(text);
}

function byExternalId(env: Env, label: string, target: string, text: string): number {
  const found = findExternalId(env, text.includes('.') ? text : `__import__.${text}`);
  if (!found || found['model'] !== target || !env.row(target, found['res_id']))
    throw noMatch('external id', text, label);
  return Number(found['res_id']);
}

function noMatch(kind: string, text: string, label: string): CellFault {
  return new CellFault(`No matching record found for ${kind} ${repr(text)} in field '${label}'`);
}
