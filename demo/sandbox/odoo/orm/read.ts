import { valueError } from '../fault.js';
import { checkModelAccess, checkRules } from './access.js';
import type { Env } from './env.js';
import type { Field } from './field.js';
import type { Model } from './model.js';
import type { Row, Value } from './row.js';
import { toSeconds } from './stamp.js';

/**
 * Records as the API gives them. Ids that do not exist are left out without a word.
 *
 * @param load anything but the default gives many2one as a bare id.
 * @throws Fault `ValueError` for an unknown field, `AccessError`.
 */
export function read(
  env: Env,
  model: Model,
  ids: number[],
  fields: unknown,
  load: unknown = '_classic_read',
): Record<string, unknown>[] {
  checkModelAccess(env, model, 'read');
  const names = fieldNames(model, fields);
  const rows = ids.flatMap((id) => env.table(model.name).get(id) ?? []);
  checkRules(env, model, rows, 'read');
  return rows.map((row) => present(env, model, row, names, load === '_classic_read'));
}

/** @throws Fault `ValueError` for an unknown field. */
function fieldNames(model: Model, fields: unknown): string[] {
  if (!Array.isArray(fields) || fields.length === 0) return Object.keys(model.fields);
  const names = fields.map(String);
  const unknown = names.find((name) => !(name in model.fields));
  if (unknown !== undefined) throw valueError(`Invalid field '${unknown}' on model '${model.name}'`);
  return ['id', ...names.filter((name) => name !== 'id')];
}

function present(
  env: Env,
  model: Model,
  row: Row,
  names: string[],
  isClassic: boolean,
): Record<string, unknown> {
  const entries = names.map((name) => {
    const field = model.fields[name];
    return [name, field ? toWire(env, field, env.value(model, row, name), isClassic) : false];
  });
  return Object.fromEntries(entries);
}

/** A stored value as JSON: `false` when empty, except numbers; seconds without fraction; many2one with its name. */
export function toWire(env: Env, field: Field, value: Value, isClassic: boolean): unknown {
  if (value === null) {
    if (field.type === 'integer' || field.type === 'many2one_reference') return 0;
    return field.type === 'float' || field.type === 'monetary' ? 0 : false;
  }
  if (field.type === 'datetime') return toSeconds(String(value));
  if (field.type === 'many2one' && isClassic) return [value, env.nameOf(field.relation ?? '', Number(value))];
  return value;
}
