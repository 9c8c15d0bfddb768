import { validationError } from '../fault.js';
import type { Env } from './env.js';
import type { Field } from './field.js';
import type { Model } from './model.js';
import type { Row } from './row.js';
import { storeRow } from './write.js';

type Unlink = (env: Env, modelName: string, ids: number[]) => void;

/**
 * What a deletion does elsewhere: many2one fields that point at the row are emptied, cascade or forbid it; links of
 * many lose it; its external ids, messages and activities go with it.
 */
export function forgetRow(env: Env, model: Model, row: Row, unlink: Unlink): void {
  const system = env.sudo();
  for (const other of env.db.models.values())
    for (const [name, field] of Object.entries(other.fields)) {
      if (field.relation !== model.name || field.compute || LOG_NAMES.has(name)) continue;
      if (field.type === 'many2one') releaseOne(system, other, name, field, row.id, unlink);
      else if (field.type === 'many2many') releaseMany(system, other, name, row.id);
    }
  for (const [linked, modelField] of [
    ['ir.model.data', 'model'],
    ['mail.message', 'model'],
    ['mail.activity', 'res_model'],
    ['ir.attachment', 'res_model'],
  ] as const) {
    if (!env.db.models.has(linked)) continue;
    const hanging = rowsWhere(system, linked, 'res_id', row.id).filter(
      (each) => each[modelField] === model.name,
    );
    for (const each of hanging) if (env.row(linked, each.id)) unlink(system, linked, [each.id]);
  }
}

const LOG_NAMES = new Set(['create_uid', 'write_uid']);

function rowsWhere(env: Env, modelName: string, field: string, value: number): Row[] {
  const table = env.table(modelName);
  const ids = table.lookup(field, value);
  if (ids) return ids.flatMap((id) => table.get(id) ?? []);
  return [...table.rows.values()].filter((row) => row[field] === value);
}

function releaseOne(env: Env, other: Model, name: string, field: Field, id: number, unlink: Unlink): void {
  const rule = field.onDelete ?? (field.required ? 'restrict' : 'set null');
  for (const pointing of rowsWhere(env, other.name, name, id)) {
    if (rule === 'cascade') {
      if (env.row(other.name, pointing.id)) unlink(env, other.name, [pointing.id]);
    } else if (rule === 'restrict')
      throw validationError(
        'The operation cannot be completed: another model requires the record being deleted. If possible, archive ' +
          `it instead.\n\nModel: ${other.label} (${other.name})\nConstraint: ${other.name.replaceAll('.', '_')}_${name}_fkey\n`,
      );
    // A foreign key is emptied by the database itself: the row's write date does not move.
    else storeRow(env, other, { ...pointing, [name]: null });
  }
}

function releaseMany(env: Env, other: Model, name: string, id: number): void {
  for (const row of env.table(other.name).rows.values()) {
    const ids = row[name];
    if (Array.isArray(ids) && ids.includes(id))
      storeRow(env, other, { ...row, [name]: ids.filter((each) => each !== id) });
  }
}
