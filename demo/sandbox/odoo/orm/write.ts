import { missingError, SerializationFailure, validationError, valueError } from '../fault.js';
import { checkModelAccess, checkRules } from './access.js';
import { applyCommands, readCommands } from './commands.js';
import { toStored } from './convert.js';
import type { Env } from './env.js';
import { type Field, isMany, isStored } from './field.js';
import { logCreation } from './log-creation.js';
import type { Model } from './model.js';
import type { Row, Value } from './row.js';
import { forgetRow } from './unlink-links.js';

/** Written by the database alone; given values are dropped without a word. */
const LOG_FIELDS = new Set(['id', 'create_uid', 'create_date', 'write_uid', 'write_date', 'display_name']);

interface Split {
  values: Record<string, Value>;
  many: [name: string, commands: ReturnType<typeof readCommands>][];
}

/**
 * Makes one record and gives its id.
 *
 * @throws Fault `ValueError` for unknown fields and bad values, `ValidationError` for what the model refuses,
 * `AccessError`.
 */
export function createRow(env: Env, modelName: string, given: Record<string, unknown>): number {
  const model = env.model(modelName);
  checkModelAccess(env, model, 'create');
  const { values, many } = split(env, model, given, null);
  const id = env.table(modelName).takeId();
  const filled = { ...defaults(env, model, given), ...values };
  const prepared = model.prepare?.(env, filled, null) ?? filled;
  const { stamp, uid } = env;
  const row: Row = {
    ...prepared,
    id,
    create_uid: uid,
    create_date: stamp,
    write_uid: uid,
    write_date: stamp,
  };
  checkRow(env, model, row);
  storeRow(env, model, row);
  for (const [name, commands] of many) applyCommands(env, modelName, id, name, commands);
  checkRules(env, model, [row], 'create');
  model.after?.(env, row, null, new Set(Object.keys(prepared)));
  if (model.isThread) logCreation(env, model, id);
  env.db.changed('create', modelName, id);
  return id;
}

/**
 * Writes the same values to each record.
 *
 * @throws Fault as `createRow`, and `MissingError`.
 */
export function updateRows(env: Env, modelName: string, ids: number[], given: Record<string, unknown>): void {
  const model = env.model(modelName);
  checkModelAccess(env, model, 'write');
  const rows = existing(env, model, ids);
  checkRules(env, model, rows, 'write');
  for (const row of rows) updateRow(env, model, row, given);
}

function updateRow(env: Env, model: Model, before: Row, given: Record<string, unknown>): void {
  const { values, many } = split(env, model, given, before);
  const prepared = model.prepare?.(env, values, before) ?? values;
  const row: Row = { ...before, ...prepared, write_uid: env.uid, write_date: env.stamp };
  checkRow(env, model, row);
  storeRow(env, model, row);
  for (const [name, commands] of many) applyCommands(env, model.name, row.id, name, commands);
  const changed = new Set(Object.keys(prepared).filter((name) => prepared[name] !== before[name]));
  model.after?.(env, row, before, changed);
  env.db.changed('write', model.name, row.id);
}

/** Deletes records and what cannot be without them; leaves no trace. @throws Fault `MissingError`, `AccessError`. */
export function unlinkRows(env: Env, modelName: string, ids: number[]): void {
  const model = env.model(modelName);
  checkModelAccess(env, model, 'unlink');
  const rows = existing(env, model, ids);
  checkRules(env, model, rows, 'unlink');
  for (const row of rows) {
    model.beforeUnlink?.(env, row);
    forgetRow(env, model, row, unlinkRows);
    dropRow(env, model, row.id);
    env.db.changed('unlink', modelName, row.id);
  }
}

function existing(env: Env, model: Model, ids: number[]): Row[] {
  return ids.map((id) => {
    const row = env.table(model.name).get(id);
    if (!row) throw missingError(`${model.name}(${id},)`, env.uid);
    return row;
  });
}

/** Puts a row as it is. @throws SerializationFailure when it was changed since this transaction began. */
export function storeRow(env: Env, model: Model, row: Row): void {
  refuseStale(env, model, row.id);
  env.db.record(model.name, row.id, env.table(model.name).put(row));
}

function dropRow(env: Env, model: Model, id: number): void {
  refuseStale(env, model, id);
  env.db.record(model.name, id, env.table(model.name).delete(id));
}

function refuseStale(env: Env, model: Model, id: number): void {
  if ((env.table(model.name).touched.get(id) ?? 0) > env.db.snapshot()) throw new SerializationFailure();
}

function split(env: Env, model: Model, given: Record<string, unknown>, before: Row | null): Split {
  const result: Split = { values: {}, many: [] };
  for (const [name, value] of Object.entries(given)) {
    const field = model.fields[name];
    if (!field) throw valueError(`Invalid field '${name}' on model '${model.name}'`);
    if (LOG_FIELDS.has(name)) continue;
    if (isMany(field)) result.many.push([name, readCommands(model.name, name, value)]);
    else if (field.write)
      Object.assign(result.values, field.write(env, toStored(model.name, name, field, value), before));
    else if (!field.compute) Object.assign(result.values, stored(env, model, name, field, value));
  }
  return result;
}

function stored(env: Env, model: Model, name: string, field: Field, value: unknown): Record<string, Value> {
  const converted = toStored(model.name, name, field, value);
  if (field.type === 'many2one' && converted !== null && !env.row(field.relation ?? '', converted))
    throw foreignKey(model, name, Number(converted));
  // A translated text given in another language leaves the English one alone.
  return { [field.translate && env.lang !== 'en_US' ? `${name}@${env.lang}` : name]: converted };
}

function foreignKey(model: Model, name: string, id: number): Error {
  return validationError(
    'The operation cannot be completed: another model requires the record being deleted. If possible, archive it ' +
      `instead.\n\nModel: ${model.label} (${model.name})\nConstraint: ${model.name.replaceAll('.', '_')}_${name}_fkey\n`,
    `Key (${name})=(${id}) is not present in the table.`,
  );
}

function defaults(env: Env, model: Model, given: Record<string, unknown>): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [name, field] of Object.entries(model.fields)) {
    const fromContext = env.context[`default_${name}`];
    if (name in given) continue;
    if (fromContext !== undefined && !isMany(field))
      values[name] = toStored(model.name, name, field, fromContext);
    else if (field.default) values[name] = field.default(env);
  }
  return values;
}

function checkRow(env: Env, model: Model, row: Row): void {
  for (const [name, field] of Object.entries(model.fields)) {
    const value = row[name] ?? row[`${name}@${env.lang}`] ?? null;
    if (field.required && isStored(field) && !isMany(field) && value === null)
      throw new MissingValue(model, name, field, row);
  }
  model.check?.(env, row);
}

/** A mandatory field is empty; `load` words it its own way. */
export class MissingValue extends Error {
  constructor(
    readonly model: Model,
    readonly fieldName: string,
    readonly field: Field,
    readonly row: Row,
  ) {
    super(`${model.name}.${fieldName}`);
  }

  toFault(): Error {
    const { model, field, fieldName } = this;
    return validationError(
      'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n' +
        '- Delete: another model requires the record being deleted. If possible, archive it instead.\n\n' +
        `Model: ${model.label} (${model.name})\nField: ${field.label} (${fieldName})\n`,
      `Failing row contains (${Object.values(this.row).join(', ')}).`,
    );
  }
}
