import { type ConnectorSession, CrmError } from '../connector.js';
import { PATHS, send } from './client.js';
import { readProperties } from './fields.js';
import { HUBSPOT_OBJECTS, KEY_PROPERTY } from './objects.js';
import type { HubspotType } from './types.js';

/**
 * How a repeated write finds the record of the first one: our unique property; a contact's e-mail address; a visible
 * line in an activity's text; or not at all, and then nothing is created.
 */
export type WriteKeyKind = 'property' | 'email' | 'marker' | 'none';

/** Where a unique property is tried; the other activities are written seldom and use a marker. */
const WITH_PROPERTY = ['contacts', 'companies', 'deals', 'calls'] as const;

const WITHOUT_PROPERTY: Record<HubspotType, WriteKeyKind> = {
  contacts: 'email',
  companies: 'none',
  deals: 'none',
  calls: 'marker',
  notes: 'marker',
  tasks: 'marker',
  meetings: 'marker',
};

/**
 * Sees to it that our unique property exists where the account lets us create it.
 * @returns metadata `write_keys`: a kind of key for each HubSpot object.
 */
export async function prepareWrites(session: ConnectorSession): Promise<Record<string, unknown>> {
  const kinds: Record<string, WriteKeyKind> = { ...WITHOUT_PROPERTY };
  for (const type of WITH_PROPERTY) if (await hasKeyProperty(session, type)) kinds[type] = 'property';
  return { write_keys: kinds };
}

/** The kind of key that `prepareWrites` found; without its metadata, the one that needs no property. */
export function writeKeyKind(session: ConnectorSession, type: HubspotType): WriteKeyKind {
  const kinds = session.metadata['write_keys'];
  const kind =
    typeof kinds === 'object' && kinds !== null ? (kinds as Record<string, unknown>)[type] : undefined;
  return kind === 'property' ? 'property' : WITHOUT_PROPERTY[type];
}

async function hasKeyProperty(session: ConnectorSession, type: HubspotType): Promise<boolean> {
  const definitions = await readProperties(session, type);
  const existing = definitions.find((each) => each.name === KEY_PROPERTY);
  // Uniqueness cannot be added to a property that somebody else made.
  if (existing) return existing.hasUniqueValue === true;
  const groupName = definitions.find((each) => each.name === HUBSPOT_OBJECTS[type].anchor)?.groupName;
  return groupName === undefined ? false : createKeyProperty(session, type, groupName);
}

async function createKeyProperty(
  session: ConnectorSession,
  type: HubspotType,
  groupName: string,
): Promise<boolean> {
  try {
    await send(session, PATHS.properties(type), {
      name: KEY_PROPERTY,
      label: 'Connect external ID',
      description: 'Set by the integration so that nothing is written twice. Leave it as it is.',
      groupName,
      type: 'string',
      fieldType: 'text',
      hasUniqueValue: true,
      formField: false,
    });
    return true;
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    // Another worker was faster.
    if (error.kind === 'conflict') return isUniqueNow(session, type);
    // Not allowed to us, not possible on this object, or ten unique properties are there already.
    if (error.kind === 'permission' || error.kind === 'validation') return false;
    throw error;
  }
}

async function isUniqueNow(session: ConnectorSession, type: HubspotType): Promise<boolean> {
  const definitions = await readProperties(session, type);
  return definitions.some((each) => each.name === KEY_PROPERTY && each.hasUniqueValue === true);
}
