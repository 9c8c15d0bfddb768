import { type Answer, json } from '../../kit/sandbox.js';
import { type ApiRoute, type Exchange, readObject } from '../context.js';
import { type DataType, type FieldDefinition, field } from '../fields/definition.js';
import { GUESS } from '../guesses.js';
import type { ModuleName } from '../modules.js';
import { need } from '../oauth/scopes.js';
import { invalid, invalidData, RowFault } from '../refusal.js';
import { missingParam, moduleNamed } from './input.js';

const FIELDS_AT_ONCE = 5;
const CREATABLE = new Set<string>([
  'text',
  'textarea',
  'email',
  'phone',
  'website',
  'picklist',
  'currency',
  'double',
  'integer',
  'bigint',
  'date',
  'datetime',
  'boolean',
]);
const CAN_BE_UNIQUE = new Set<string>(['text', 'email', 'phone', 'website', 'integer', 'bigint']);

type Given = Record<string, unknown>;

/** `Connect External ID` becomes `Connect_External_ID`; a taken name gets a number. */
function apiNameOf(exchange: Exchange, module: ModuleName, label: string): string {
  const base =
    label
      .trim()
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '') || 'Field';
  let name = base;
  for (let i = 1; exchange.org.field(module, name); i++) name = `${base}${i}`;
  return name;
}

function bad(position: number, name: string, code = 'INVALID_DATA'): RowFault {
  const message = code === 'MANDATORY_NOT_FOUND' ? 'required field not found' : 'invalid data';
  return new RowFault(code, message, { api_name: name, json_path: `$.fields[${position}].${name}` });
}

function choicesOf(given: Given): string[] {
  const values = given['pick_list_values'];
  if (!Array.isArray(values)) return [];
  return values.map((each) => String((each as Given)['display_value'] ?? ''));
}

function readUnique(given: Given, position: number): FieldDefinition['unique'] {
  const unique = given['unique'];
  if (unique === undefined || unique === null) return null;
  const casesensitive = (unique as Given)['casesensitive'];
  if (typeof unique !== 'object' || typeof casesensitive !== 'boolean') throw bad(position, 'unique');
  return { casesensitive };
}

function readExternal(given: Given, position: number): FieldDefinition['external'] {
  const external = given['external'];
  if (external === undefined || external === null) return null;
  const { type, show } = external as Given;
  if ((type !== 'org' && type !== 'user') || typeof show !== 'boolean') throw bad(position, 'external');
  return { type, show };
}

function createOne(exchange: Exchange, module: ModuleName, given: Given, position: number) {
  const { org, context } = exchange;
  const { field_label: label, data_type: type } = given;
  if (typeof label !== 'string' || label.trim() === '')
    throw bad(position, 'field_label', 'MANDATORY_NOT_FOUND');
  if (!CREATABLE.has(String(type))) throw bad(position, 'data_type');
  if (org.fieldsOf(module).some((each) => each.label.toLowerCase() === label.trim().toLowerCase()))
    throw bad(position, 'field_label', 'DUPLICATE_DATA');
  const unique = readUnique(given, position);
  const external = readExternal(given, position);
  if ((unique || external) && !CAN_BE_UNIQUE.has(String(type)))
    throw bad(position, unique ? 'unique' : 'external');
  if (unique && module === 'Calls' && !context.settings.unique_on_calls) throw bad(position, 'unique');
  if (external && !context.settings.external_fields) throw bad(position, 'external', 'NOT_SUPPORTED');
  const { length } = given;
  if (length !== undefined && (typeof length !== 'number' || length < 1 || length > 255))
    throw bad(position, 'length');
  const definition = field(type as DataType, apiNameOf(exchange, module, label), label.trim(), {
    ...(typeof length === 'number' ? { length } : {}),
    ...{ isCustom: true, unique, external, values: choicesOf(given) },
  });
  const added = org.addField(module, definition);
  return { code: 'SUCCESS', details: { id: added.id }, message: 'field created', status: 'success' };
}

/** `POST /settings/fields?module=`: makes custom fields, each answered for itself. */
function create(exchange: Exchange): Answer {
  const name = exchange.query.get('module');
  if (name === null) throw missingParam('module');
  const module = moduleNamed(name).name;
  const { fields } = readObject(exchange.call);
  if (!Array.isArray(fields) || fields.length === 0)
    throw invalid('MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'fields' });
  if (fields.length > FIELDS_AT_ONCE)
    throw invalidData('invalid data', { api_name: 'fields', maximum_length: FIELDS_AT_ONCE });
  let failed = 0;
  const answers = fields.map((given, position) => {
    try {
      return createOne(exchange, module, given as Given, position);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      failed++;
      return error.toRow();
    }
  });
  return json(failed === 0 ? 201 : failed === answers.length ? 400 : 207, { fields: answers });
}

/** The custom field of the path. @throws Refusal `INVALID_DATA`. */
function customField({ org, query, params }: Exchange): { module: ModuleName; field: FieldDefinition } {
  const name = query.get('module');
  if (name === null) throw missingParam('module');
  const module = moduleNamed(name).name;
  const found = org.fieldsOf(module).find(({ id }) => id === params['id']);
  if (!found?.isCustom)
    throw invalidData('the id given seems to be invalid', { id: params['id'], json_path: '$.fields[0].id' });
  return { module, field: found };
}

/** `PATCH /settings/fields/{id}?module=`: label, length and choices of a custom field. */
function change(exchange: Exchange): Answer {
  const { module, field: before } = customField(exchange);
  const { fields } = readObject(exchange.call);
  const [given] = (Array.isArray(fields) ? fields : []) as Given[];
  if (!given) throw invalid('MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'fields' });
  const other = Object.keys(given).find((key) => key !== 'id' && !GUESS.changeableOfFields.includes(key));
  if (other !== undefined)
    throw invalidData('invalid data', { api_name: other, json_path: `$.fields[0].${other}` });
  const { field_label: label, length } = given;
  exchange.org.changeField(module, before.apiName, {
    ...(typeof label === 'string' ? { label } : {}),
    ...(typeof length === 'number' ? { length } : {}),
    ...('pick_list_values' in given ? { values: choicesOf(given) } : {}),
  });
  return done('field updated', before);
}

/** `DELETE /settings/fields/{id}?module=`. */
function remove(exchange: Exchange): Answer {
  const { module, field: before } = customField(exchange);
  exchange.org.removeField(module, before);
  return done('field deleted', before);
}

const done = (message: string, { id }: FieldDefinition): Answer =>
  json(200, { fields: [{ code: 'SUCCESS', details: { id }, message, status: 'success' }] });

export const createFieldRoutes: ApiRoute[] = [
  { pattern: 'POST /settings/fields', needs: () => [need('settings.fields', 'CREATE')], run: create },
  { pattern: 'PATCH /settings/fields/:id', needs: () => [need('settings.fields', 'UPDATE')], run: change },
  { pattern: 'DELETE /settings/fields/:id', needs: () => [need('settings.fields', 'DELETE')], run: remove },
];
