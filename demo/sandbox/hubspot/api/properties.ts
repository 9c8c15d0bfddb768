import type { Params } from '../../kit/router.js';
import { type Answer, empty } from '../../kit/sandbox.js';
import { type ApiRoute, type Exchange, ok, readObject } from '../context.js';
import { findObjectType, type ObjectType } from '../object-types.js';
import { define, type PropertyDefinition, type PropertyType } from '../properties/definition.js';
import { invalid, notFound, Refusal } from '../refusal.js';
import { isoUtc } from '../state/version.js';
import { objectTypeOf, readText } from './input.js';

const UNIQUE_MAX = 10;
const FIELD_TYPES: Record<PropertyType, string[]> = {
  bool: ['booleancheckbox', 'radio', 'select'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'],
  number: ['number'],
  phone_number: ['phonenumber'],
  string: ['text', 'textarea', 'html', 'phonenumber', 'file'],
};

function list(exchange: Exchange): Answer {
  const { portal, query } = exchange;
  const { type } = objectTypeOf(exchange);
  // Archived definitions are a separate list.
  const listed = query.get('archived') === 'true' ? portal.archivedProperties : portal.properties;
  return ok({ results: [...listed[type].values()] });
}

function get({ portal, params, ...exchange }: Exchange): Answer {
  const { type } = objectTypeOf({ portal, params, ...exchange });
  const definition = portal.property(type, params['name'] ?? '');
  if (!definition) throw notFound(`Property "${params['name']}" does not exist`);
  return ok(definition);
}

function readDefinition(body: Record<string, unknown>): PropertyDefinition {
  const [name, label] = [readText(body, 'name'), readText(body, 'label')];
  const type = readText(body, 'type') as PropertyType;
  const fieldType = readText(body, 'fieldType');
  const group = readText(body, 'groupName');
  if (!/^[a-z][a-z0-9_]*$/.test(name))
    throw invalid(`Property name "${name}" must be lower case letters, digits and underscores`);
  if (!FIELD_TYPES[type]?.includes(fieldType))
    throw invalid(`fieldType "${fieldType}" is not valid for type "${type}"`);
  const options = Array.isArray(body['options']) ? body['options'] : [];
  const pairs = options.map((option: Record<string, unknown>): [string, string] => [
    readText(option, 'value'),
    readText(option, 'label'),
  ]);
  const unique = body['hasUniqueValue'] === true;
  if (unique && type !== 'string' && type !== 'number')
    throw invalid('hasUniqueValue is only available on string and number properties');
  const description = typeof body['description'] === 'string' ? body['description'] : '';
  return define(name, label, type, { fieldType, group, options: pairs, unique, custom: true, description });
}

function create(exchange: Exchange): Answer {
  const { portal, context, call } = exchange;
  const { type } = objectTypeOf(exchange);
  const definition = readDefinition(readObject(call));
  if (portal.property(type, definition.name))
    throw new Refusal(409, `A property named '${definition.name}' already exists.`, {
      category: 'OBJECT_ALREADY_EXISTS',
      subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    });
  if (definition.hasUniqueValue) checkUniqueAllowed(exchange, type);
  return ok(portal.putProperty(type, { ...definition, createdAt: isoUtc(context.now()) }), 201);
}

/** A custom property of the path. @throws Refusal 404, and 400 for one that HubSpot made. */
function ownProperty(exchange: Exchange, what: string): PropertyDefinition {
  const { portal, params } = exchange;
  const name = params['name'] ?? '';
  const definition = portal.property(objectTypeOf(exchange).type, name);
  if (!definition) throw notFound(`Property "${name}" does not exist`);
  if (definition.hubspotDefined)
    throw invalid(`Property "${name}" is defined by HubSpot and cannot be ${what}`);
  return definition;
}

/** `PATCH`: what is named changes; what records hold stays as it is. */
function update(exchange: Exchange): Answer {
  const { portal, call } = exchange;
  const before = ownProperty(exchange, 'changed');
  const body = readObject(call);
  const asked = { ...before, options: before.options.map(({ value, label }) => ({ value, label })), ...body };
  const after = readDefinition({ ...asked, name: before.name, hasUniqueValue: before.hasUniqueValue });
  const { type } = objectTypeOf(exchange);
  return ok(portal.putProperty(type, { ...after, createdAt: before.createdAt ?? isoUtc(portal.now()) }));
}

function archive(exchange: Exchange): Answer {
  exchange.portal.archiveProperty(objectTypeOf(exchange).type, ownProperty(exchange, 'archived'));
  return empty();
}

function checkUniqueAllowed({ portal, context }: Exchange, type: ObjectType): void {
  if (type === 'calls' && !context.settings.unique_on_calls)
    throw invalid('Unique properties are not supported for this object type');
  const custom = [...portal.properties[type].values()].filter(
    (each) => each.hasUniqueValue && !each.hubspotDefined,
  );
  if (custom.length >= UNIQUE_MAX)
    throw invalid(`This object already has the maximum of ${UNIQUE_MAX} unique properties`);
}

function readScopes(params: Params): string[] {
  const scope = findObjectType(params['type'] ?? '')?.scope;
  return scope ? [`crm.schemas.${scope}.read`, `crm.objects.${scope}.read`] : [];
}

function writeScopes(params: Params): string[] {
  const info = findObjectType(params['type'] ?? '');
  if (!info) return [];
  const own = `crm.schemas.${info.scope}.write`;
  return info.type === 'calls' ? [own, 'crm.schemas.calls.write'] : [own];
}

const base = '/crm/properties/:version/:type';

/** Property definitions: list, one, create. */
export const propertyRoutes: ApiRoute[] = [
  { pattern: `GET ${base}`, scopes: readScopes, bucket: 'account', run: list },
  { pattern: `GET ${base}/:name`, scopes: readScopes, bucket: 'account', run: get },
  { pattern: `POST ${base}`, scopes: writeScopes, bucket: 'account', run: create },
  { pattern: `PATCH ${base}/:name`, scopes: writeScopes, bucket: 'account', run: update },
  { pattern: `DELETE ${base}/:name`, scopes: writeScopes, bucket: 'account', run: archive },
];
