import { userError, validationError } from '../fault.js';
import type { Env } from '../orm/env.js';
import type { Choice, Field, FieldType } from '../orm/field.js';
import type { Row, Value } from '../orm/row.js';

/** Kinds an administrator can choose. Relations to many need a table of their own and are left out. */
const KINDS: readonly string[] = [
  'boolean',
  'char',
  'date',
  'datetime',
  'float',
  'html',
  'integer',
  'many2one',
  'selection',
  'text',
] satisfies FieldType[];

/**
 * A row of `ir.model.fields` about to be stored: the model by its id, and what may be made or changed at all.
 *
 * @throws Fault `ValidationError`, `UserError`.
 */
export function prepareField(
  env: Env,
  values: Record<string, Value>,
  before: Row | null,
): Record<string, Value> {
  const model = env.row('ir.model', values['model_id'] ?? before?.['model_id']);
  const whole: Record<string, Value> = {
    state: 'manual',
    ...before,
    ...values,
    model: model?.['model'] ?? null,
  };
  if (whole['state'] !== 'manual') {
    if (before) throw userError('Properties of base fields cannot be altered in this manner!');
    return whole;
  }
  const { name, ttype } = whole;
  if (!String(name).startsWith('x_'))
    throw validationError("Custom fields must have a name that starts with 'x_'!");
  if (!before && isDescribed(env, whole))
    throw validationError('The operation cannot be completed: Field names must be unique per model.');
  if (!KINDS.includes(String(ttype)))
    throw validationError(`Wrong value for ir.model.fields.ttype: '${ttype}'`);
  if (before && ttype !== before['ttype'])
    throw userError('Changing the type of a field is not yet supported. Please drop it and create it again!');
  if (before && name !== before['name']) throw userError('Renaming a field is not supported here.');
  return { ...whole, store: true };
}

function isDescribed(env: Env, { model, name }: Record<string, Value>): boolean {
  const table = env.table('ir.model.fields');
  return (table.lookup('model', model ?? null) ?? []).some((id) => table.get(id)?.['name'] === name);
}

/** The model has the field from now on; taken back with the transaction. */
export function putField(env: Env, row: Row, before: Row | null): void {
  const { fields } = env.model(String(row['model']));
  const name = String(row['name']);
  const known = fields[name];
  fields[name] = fieldOf(row, known);
  env.db.record('ir.model.fields', row.id, () => {
    if (before && known) fields[name] = known;
    else delete fields[name];
  });
}

/** The column goes, and all that is in it. */
export function dropField(env: Env, row: Row): void {
  const model = String(row['model']);
  const { fields } = env.model(model);
  const name = String(row['name']);
  const known = fields[name];
  if (!known) return;
  delete fields[name];
  env.db.record('ir.model.fields', row.id, () => {
    fields[name] = known;
  });
  const table = env.table(model);
  for (const { [name]: value, ...rest } of [...table.rows.values()])
    if (value !== undefined) env.db.record(model, rest['id'] as number, table.put(rest as Row));
}

/** A field as its row describes it. */
function fieldOf(row: Row, before: Field | undefined): Field {
  const { ttype, field_description: label, required, readonly, relation, selection } = row;
  return {
    ...before,
    ...{ type: String(ttype) as FieldType, label: String(label), manual: true },
    ...{ required: required === true, readonly: readonly === true },
    ...(relation ? { relation: String(relation) } : {}),
    ...(ttype === 'selection' ? { selection: choicesIn(selection ?? null) } : {}),
  };
}

/** Choices as text, `[('a','A'),('b','B')]`, as the vendor took them for long. */
function choicesIn(text: Value): Choice[] {
  return [...String(text ?? '').matchAll(/\(\s*'([^']*)'\s*,\s*'([^']*)'\s*\)/g)].map(
    ([, value = '', label = '']) => [value, label],
  );
}

/** Choices as that text. */
export function choicesText(options: readonly { value: string; label: string }[]): string {
  return `[${options.map(({ value, label }) => `('${value}','${label}')`).join(',')}]`;
}
