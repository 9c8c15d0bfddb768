import { type AskedField, askedField } from '../../kit/control/fields.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import type { ObjectType } from '../object-types.js';
import { define, optionList, type PropertyDefinition, type PropertyType } from '../properties/definition.js';
import { invalid, notFound } from '../refusal.js';
import type { Portal } from '../state/portal.js';
import { portalOf, typeOf } from './records.js';

/** `GET fields?object=[&portal=]`: definitions, those HubSpot made and archived ones too. */
export function listFields(context: HubspotContext, call: Call): Answer {
  const query = call.url.searchParams;
  const object = typeOf(query.get('object'));
  const portal = portalOf(context, query.get('portal') ?? undefined);
  const required = requiredOf(portal, object);
  const all = [...portal.properties[object].values(), ...portal.archivedProperties[object].values()];
  return json(200, {
    object,
    fields: all.map((each) => ({ ...each, required: required.includes(each.name) })),
  });
}

/** `POST fields` `{object, portal?, name, label?, type?, field_type?, options?, required?, read_only?}`. */
export function postField(context: HubspotContext, call: Call): Answer {
  const { portal, object, asked } = placeOf(context, call);
  if (portal.property(object, asked.name)) throw invalid(`there is a property ${asked.name}`);
  const before = define(asked.name, asked.label ?? asked.name, typeIn(asked) ?? 'string', { custom: true });
  return json(201, put(portal, object, before, asked));
}

/** `PATCH fields`: the same, of a property that is there, or was archived (then it is back). HubSpot's own ones too. */
export function patchField(context: HubspotContext, call: Call): Answer {
  const { portal, object, asked } = placeOf(context, call);
  const { name } = asked;
  const before = portal.property(object, name) ?? portal.archivedProperties[object].get(name);
  if (!before) throw notFound(`no property ${name}`);
  return json(200, put(portal, object, { ...before, archived: false }, asked));
}

/** `DELETE fields?object=&name=[&portal=]`: archives a property, HubSpot's own ones too. */
export function deleteField(context: HubspotContext, call: Call): Answer {
  const { portal, object, asked } = placeOf(context, call);
  const definition = portal.property(object, asked.name);
  if (!definition) throw notFound(`no property ${asked.name}`);
  portal.archiveProperty(object, definition);
  return json(200, { object, archived: asked.name });
}

function placeOf(
  context: HubspotContext,
  call: Call,
): { portal: Portal; object: ObjectType; asked: AskedField } {
  const asked = askedField(call);
  return { portal: portalOf(context, asked.body['portal']), object: typeOf(asked.object), asked };
}

const typeIn = ({ type }: AskedField): PropertyType | undefined => type as PropertyType | undefined;

function put(
  portal: Portal,
  object: ObjectType,
  before: PropertyDefinition,
  asked: AskedField,
): PropertyDefinition {
  const { label = before.label, options, required, readOnly, body } = asked;
  const type = typeIn(asked) ?? before.type;
  const isRetyped = type !== before.type;
  const fieldType = isRetyped ? define('', '', type).fieldType : before.fieldType;
  const { readOnlyValue } = before.modificationMetadata;
  if (required !== undefined) setRequired(portal, object, before.name, required);
  return portal.putProperty(object, {
    ...before,
    ...{ label, type },
    fieldType: typeof body['field_type'] === 'string' ? body['field_type'] : fieldType,
    options: options ? optionList(options.map((each) => [each.value, each.label])) : before.options,
    modificationMetadata: { ...before.modificationMetadata, readOnlyValue: readOnly ?? readOnlyValue },
  });
}

const requiredOf = ({ settings }: Portal, object: ObjectType): string[] =>
  settings.required_properties[object] ?? [];

/** As an administrator demands it at creation. The property itself does not say so. */
function setRequired(portal: Portal, object: ObjectType, name: string, isRequired: boolean): void {
  const others = requiredOf(portal, object).filter((each) => each !== name);
  portal.settings.required_properties[object] = isRequired ? [...others, name] : others;
}
