import { type ConnectorSession, CrmError } from '../connector.js';
import { ask, orNull, PATHS } from './client.js';
import { learnFormat } from './duration-format.js';
import { readFieldDefinitions } from './field-definitions.js';
import { hasContent } from './fields.js';
import { KEY_FIELD, KEY_LABEL } from './objects.js';
import type { FieldDefinition, RowAnswer, ZohoModule } from './types.js';

/**
 * How a repeated write finds the record of the first one: our unique field; a contact's e-mail address; a visible line in
 * an activity's text; or not at all, and then nothing is created.
 */
export type WriteKeyKind = 'field' | 'email' | 'marker' | 'none';

/** Where a unique field is tried; other activities are written seldom and use a marker. */
const WITH_FIELD = ['Contacts', 'Accounts', 'Deals', 'Calls'] as const;

export const WITHOUT_FIELD: Record<ZohoModule, Exclude<WriteKeyKind, 'field'>> = {
  Contacts: 'email',
  Accounts: 'none',
  Deals: 'none',
  Calls: 'marker',
  Tasks: 'marker',
  Events: 'marker',
  Notes: 'marker',
};

/** Zoho needs a moment before a field it just made can be used. */
const FIELD_WAIT_MS = 15_000;

/**
 * Sees to it that our unique field exists where the account lets us create it, and learns how it writes the length of
 * calls.
 *
 * @returns metadata `write_keys`: API name of our field by module; `call_duration_format`, if the account's calls tell.
 */
export async function prepareWrites(session: ConnectorSession): Promise<Record<string, unknown>> {
  const keys: Record<string, string> = {};
  for (const module of WITH_FIELD) {
    const name = await prepareKeyField(session, module);
    if (name !== null) keys[module] = name;
  }
  const format = await learnFormat(session);
  return { write_keys: keys, ...(format === null ? {} : { call_duration_format: format }) };
}

/** API name of our unique field as `prepareWrites` found it; null where there is none. */
export function keyFieldOf(session: ConnectorSession, module: ZohoModule): string | null {
  const keys = session.metadata['write_keys'];
  const name = typeof keys === 'object' && keys !== null ? (keys as Record<string, unknown>)[module] : null;
  return typeof name === 'string' ? name : null;
}

async function prepareKeyField(session: ConnectorSession, module: ZohoModule): Promise<string | null> {
  const existing = await findKeyField(session, module);
  if (existing) return isUnique(existing) ? existing.api_name : null;
  if (!(await createKeyField(session, module))) return null;
  const made = await findKeyField(session, module);
  if (!made)
    throw new CrmError('unavailable', 'Zoho does not know our key field yet', {
      retryAfterMs: FIELD_WAIT_MS,
    });
  return isUnique(made) ? made.api_name : null;
}

async function findKeyField(
  session: ConnectorSession,
  module: ZohoModule,
): Promise<FieldDefinition | undefined> {
  const definitions = await orNull(readFieldDefinitions(session, module));
  return definitions?.find(
    ({ api_name, field_label, custom_field }) =>
      api_name === KEY_FIELD || (custom_field === true && field_label === KEY_LABEL),
  );
}

/** A field that somebody else made may not be. */
const isUnique = ({ unique, external }: FieldDefinition): boolean =>
  hasContent(unique) || hasContent(external);

/** False where it is not allowed to us, or not possible in this module or edition. */
async function createKeyField(session: ConnectorSession, module: ZohoModule): Promise<boolean> {
  const field = {
    field_label: KEY_LABEL,
    data_type: 'text',
    length: 120,
    unique: { casesensitive: false },
  };
  const answer = await orNull(
    ask<{ fields?: RowAnswer[] }>(session, {
      method: 'POST',
      path: PATHS.fields,
      query: { module },
      body: { fields: [field] },
      writes: true,
    }),
  );
  const row = answer?.body?.fields?.[0];
  // Taken: another worker was faster.
  return row?.status === 'success' || row?.code === 'SUCCESS' || row?.code === 'DUPLICATE_DATA';
}
