import { type AskedField, askedField } from '../../kit/control/fields.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { type DataType, type FieldDefinition, field } from '../fields/definition.js';
import { presentField } from '../fields/present-field.js';
import type { ModuleName } from '../modules.js';
import { invalidData, Refusal } from '../refusal.js';
import type { Org } from '../state/org.js';
import { moduleOf, orgOf } from './records.js';

/** `GET fields?object=[&org=]`. */
export function listFields(context: ZohoContext, call: Call): Answer {
  const query = call.url.searchParams;
  const { name } = moduleOf(query.get('object'));
  const org = orgOf(context, query.get('org'));
  const required = org.settings.required_fields[name] ?? [];
  const fields = org.fieldsOf(name).map((each) => ({
    ...{ name: each.apiName, required: each.isMandatory || required.includes(each.apiName) },
    ...presentField(each),
  }));
  return json(200, { object: name, fields });
}

/** `POST fields` `{object, org?, name, label?, type?, options?, required?, read_only?}`. */
export function postField(context: ZohoContext, call: Call): Answer {
  const { org, module, asked } = placeOf(context, call);
  if (org.field(module, asked.name)) throw invalidData(`there is a field ${asked.name}`);
  const made = field((asked.type ?? 'text') as DataType, asked.name, asked.label ?? asked.name, {
    isCustom: true,
  });
  org.addField(module, { ...made, ...changeOf(org, module, asked) });
  return json(201, { object: module, made: asked.name });
}

/** `PATCH fields`: the same, of a field that is there, or was deleted (then it is back). Zoho's own ones too. */
export function patchField(context: ZohoContext, call: Call): Answer {
  const { org, module, asked } = placeOf(context, call);
  if (!org.changeField(module, asked.name, changeOf(org, module, asked))) throw unknown(asked);
  return json(200, { object: module, changed: asked.name });
}

/** `DELETE fields?object=&name=[&org=]`: Zoho's own ones too. */
export function deleteField(context: ZohoContext, call: Call): Answer {
  const { org, module, asked } = placeOf(context, call);
  const found = org.field(module, asked.name);
  if (!found) throw unknown(asked);
  org.removeField(module, found);
  return json(200, { object: module, deleted: asked.name });
}

const unknown = ({ name }: AskedField): Refusal => new Refusal(404, 'NOT_FOUND', `no field ${name}`);

function placeOf(context: ZohoContext, call: Call): { org: Org; module: ModuleName; asked: AskedField } {
  const asked = askedField(call);
  return { org: orgOf(context, asked.body['org']), module: moduleOf(asked.object).name, asked };
}

/** What is asked for, as a layout demands it where it is to be required. */
function changeOf(org: Org, module: ModuleName, asked: AskedField): Partial<FieldDefinition> {
  const { name, label, type, options, required, readOnly } = asked;
  if (required !== undefined) setRequired(org, module, name, required);
  const { length, decimals } = field((type ?? 'text') as DataType, '', '');
  return {
    ...(label === undefined ? {} : { label }),
    ...(type === undefined ? {} : { type: type as DataType, length, decimals }),
    ...(options === undefined ? {} : { values: options.map(({ value }) => value) }),
    ...(readOnly === undefined ? {} : { isReadOnly: readOnly }),
  };
}

function setRequired({ settings }: Org, module: ModuleName, name: string, isRequired: boolean): void {
  const others = (settings.required_fields[module] ?? []).filter((each) => each !== name);
  settings.required_fields[module] = isRequired ? [...others, name] : others;
}
