import { type AskedField, askedField } from '../../kit/control/fields.js';
import { BadControl } from '../../kit/control/read-body.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import type { Database } from '../instances/database.js';
import { choicesText } from '../models/custom-fields.js';
import { type Choice, type Field, type FieldType, isStored } from '../orm/field.js';
import { fieldsGet } from '../orm/fields-get.js';
import type { Model } from '../orm/model.js';
import { createRow } from '../orm/write.js';
import { databaseOf, modelOf } from './find.js';

/** `GET fields?model=[&server=&database=]`: as `fields_get` has them. */
export function listFields(context: OdooContext, call: Call): Answer {
  const query = call.url.searchParams;
  const db = databaseOf(context, query.get('server'), query.get('database'));
  const model = modelOf(db, query.get('model'));
  return json(200, { model: model.name, fields: Object.values(fieldsGet(db.system(), model, [], [])) });
}

/** `POST fields` `{model, server?, database?, name, label?, type?, options?, required?, read_only?}`: as an administrator makes one. */
export function postField(context: OdooContext, call: Call): Answer {
  const { db, model, asked } = placeOf(context, call);
  const { name, label = name, type = 'char', options = [], required = false, readOnly = false } = asked;
  const env = db.system();
  const [modelId] = env.table('ir.model').lookup('model', model.name) ?? [];
  const values = {
    name,
    model_id: modelId,
    field_description: label,
    ttype: type,
    required,
    readonly: readOnly,
  };
  const selection = type === 'selection' ? { selection: choicesText(options) } : {};
  const id = db.run(() => createRow(env, 'ir.model.fields', { ...values, ...selection }), db.openSnapshot());
  return json(201, { model: model.name, made: name, id });
}

/**
 * `PATCH fields`: the same, of a field that is there, or was taken away here (then it is back). Fields of modules and the
 * type too, which no administrator can: as an update of a module would.
 */
export function patchField(context: OdooContext, call: Call): Answer {
  const { db, model, asked } = placeOf(context, call);
  const taken = takenFrom(model);
  const before = model.fields[asked.name] ?? taken.get(asked.name);
  if (!before) throw unknown(asked);
  taken.delete(asked.name);
  model.fields[asked.name] = changed(before, asked);
  return json(200, { model: model.name, changed: asked.name, server: db.version.major });
}

/** `DELETE fields?model=&name=[&server=&database=]`: what records hold is shown again once the field is put back. */
export function deleteField(context: OdooContext, call: Call): Answer {
  const { model, asked } = placeOf(context, call);
  const before = model.fields[asked.name];
  if (!before) throw unknown(asked);
  takenFrom(model).set(asked.name, before);
  delete model.fields[asked.name];
  return json(200, { model: model.name, deleted: asked.name });
}

/** Fields that were taken away, by name. */
const taken = new WeakMap<Model, Map<string, Field>>();

function takenFrom(model: Model): Map<string, Field> {
  const known = taken.get(model) ?? new Map<string, Field>();
  taken.set(model, known);
  return known;
}

const unknown = ({ name }: AskedField): BadControl => new BadControl(`no field ${name}`, 404);

function placeOf(context: OdooContext, call: Call): { db: Database; model: Model; asked: AskedField } {
  const asked = askedField(call, 'model');
  const db = databaseOf(context, asked.body['server'], asked.body['database']);
  return { db, model: modelOf(db, asked.object), asked };
}

function changed(before: Field, { label, type, options, required, readOnly }: AskedField): Field {
  const selection = options?.map(({ value, label: text }): Choice => [value, text]);
  if (!isStored(before) && type !== undefined) throw new BadControl('a computed field keeps its type');
  return {
    ...before,
    ...(label === undefined ? {} : { label }),
    ...(type === undefined ? {} : { type: type as FieldType }),
    ...(selection === undefined ? {} : { selection }),
    ...(required === undefined ? {} : { required }),
    ...(readOnly === undefined ? {} : { readonly: readOnly }),
  };
}
