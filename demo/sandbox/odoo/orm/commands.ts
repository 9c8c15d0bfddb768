import { Fault, repr, validationError } from '../fault.js';
import type { Env } from './env.js';
import type { Field } from './field.js';
import type { Row } from './row.js';
import { createRow, storeRow, unlinkRows, updateRows } from './write.js';

/** `[code, id, values or ids]`. */
type Command = [code: number, id?: unknown, rest?: unknown];

/** @throws Fault `ValueError` when the value is neither commands nor a list of ids nor empty. */
export function readCommands(model: string, name: string, value: unknown): Command[] {
  if (value === null || value === false || value === undefined) return [[5]];
  if (!Array.isArray(value)) throw wrong(model, name, value);
  if (value.every((each) => typeof each === 'number')) return value.length > 0 ? [[6, 0, value]] : [];
  return value.map((each) => {
    if (typeof each === 'number') return [4, each];
    if (!Array.isArray(each) || typeof each[0] !== 'number' || each[0] < 0 || each[0] > 6)
      throw wrong(model, name, value);
    return each as Command;
  });
}

function wrong(model: string, name: string, value: unknown): Fault {
  return new Fault('builtins.ValueError', `Wrong value for ${model}.${name}: ${repr(value)}`);
}

/**
 * Carries out x2many commands on a stored row: 0 create, 1 update, 2 delete, 3 unlink, 4 link, 5 unlink all, 6 set.
 *
 * @throws Fault as the operations it stands for do.
 */
export function applyCommands(
  env: Env,
  modelName: string,
  id: number,
  name: string,
  commands: Command[],
): void {
  const field = env.model(modelName).fields[name] as Field;
  const target = field.relation ?? '';
  for (const [code, rawId, rest] of commands) {
    const linked = Number(rawId);
    if (code === 0) link(env, modelName, id, name, field, [createLinked(env, field, id, rest)]);
    else if (code === 1) updateRows(env, target, [linked], rest as Record<string, unknown>);
    else if (code === 2) {
      unlinkRows(env, target, [linked]);
      if (!field.inverse) setIds(env, modelName, id, name, (ids) => ids.filter((each) => each !== linked));
    } else if (code === 3) unlinkFrom(env, modelName, id, name, field, [linked]);
    else if (code === 4) link(env, modelName, id, name, field, [linked]);
    else {
      const keep = code === 6 && Array.isArray(rest) ? rest.map(Number) : [];
      const present = idsOf(env, modelName, id, name).filter((each) => !keep.includes(each));
      unlinkFrom(env, modelName, id, name, field, present);
      link(env, modelName, id, name, field, keep);
    }
  }
}

function createLinked(env: Env, field: Field, ownerId: number, values: unknown): number {
  const owner = field.inverse ? { [field.inverse]: ownerId } : {};
  return createRow(env, field.relation ?? '', { ...(values as Record<string, unknown>), ...owner });
}

function idsOf(env: Env, modelName: string, id: number, name: string): number[] {
  const row = env.row(modelName, id) as Row;
  return env.withContext({ active_test: false }).value(env.model(modelName), row, name) as number[];
}

function link(env: Env, modelName: string, id: number, name: string, field: Field, ids: number[]): void {
  const missing = ids.find((each) => !env.row(field.relation ?? '', each));
  if (missing !== undefined)
    throw validationError(
      `The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.\n\nModel: ${field.relation} (${missing})`,
    );
  if (field.inverse) {
    const other = ids.filter((each) => env.row(field.relation ?? '', each)?.[field.inverse ?? ''] !== id);
    if (other.length > 0) updateRows(env, field.relation ?? '', other, { [field.inverse]: id });
  } else setIds(env, modelName, id, name, (present) => [...new Set([...present, ...ids])]);
}

function unlinkFrom(
  env: Env,
  modelName: string,
  id: number,
  name: string,
  field: Field,
  ids: number[],
): void {
  if (ids.length === 0) return;
  if (!field.inverse) {
    setIds(env, modelName, id, name, (present) => present.filter((each) => !ids.includes(each)));
    return;
  }
  const isOwned = env.model(field.relation ?? '').fields[field.inverse]?.required === true;
  if (isOwned) unlinkRows(env, field.relation ?? '', ids);
  else updateRows(env, field.relation ?? '', ids, { [field.inverse]: false });
}

function setIds(
  env: Env,
  modelName: string,
  id: number,
  name: string,
  change: (ids: number[]) => number[],
): void {
  const row = env.row(modelName, id) as Row;
  const present = Array.isArray(row[name]) ? row[name] : [];
  storeRow(env, env.model(modelName), { ...row, [name]: change(present) });
}
