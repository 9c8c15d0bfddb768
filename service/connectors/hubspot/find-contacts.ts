import type { ConnectorSession, RemoteRecord } from '../connector.js';
import { phoneForms } from '../phone-forms.js';
import { readRefs } from './associations.js';
import { ask, PATHS } from './client.js';
import { HUBSPOT_OBJECTS } from './objects.js';
import { batchRead } from './read.js';
import { hubspotToRemote, propertiesToAsk } from './translate.js';
import type { HubspotRecord, RecordList } from './types.js';

const MOST_CONTACTS = 10;
const PHONE_PROPERTIES = ['phone', 'mobilephone'];

/**
 * Contacts with that e-mail address (read from the records themselves, other addresses of theirs included), else with
 * that phone number in one of the ways it may be written (searched, so a contact made moments ago may be missed).
 */
export async function findContacts(
  session: ConnectorSession,
  by: { email: string | null; phone: string | null },
  fields: string[],
): Promise<RemoteRecord[]> {
  const info = HUBSPOT_OBJECTS.contacts;
  const properties = propertiesToAsk(info, [...fields, ...PHONE_PROPERTIES]);
  const found = new Map<string, HubspotRecord>();
  for (const record of await findByEmail(session, by.email, properties)) found.set(record.id, record);
  if (found.size === 0)
    for (const record of await findByPhone(session, by.phone, properties)) found.set(record.id, record);
  const refs = await readRefs(session, info, [...found.keys()]);
  return [...found.values()].map((record) => hubspotToRemote(info, record, refs.get(record.id) ?? {}));
}

async function findByEmail(session: ConnectorSession, email: string | null, properties: string[]) {
  const id = email?.trim().toLowerCase() ?? '';
  if (id === '') return [];
  const body = { properties, idProperty: 'email', inputs: [{ id }] };
  return batchRead(session, HUBSPOT_OBJECTS.contacts, body);
}

async function findByPhone(session: ConnectorSession, phone: string | null, properties: string[]) {
  const forms = phoneForms(phone?.trim() ?? '');
  if (forms.length === 0) return [];
  const { body } = await ask<RecordList>(session, {
    method: 'POST',
    path: `${PATHS.objects('contacts')}/search`,
    body: {
      filterGroups: PHONE_PROPERTIES.map((propertyName) => ({
        filters: [{ propertyName, operator: 'IN', values: forms }],
      })),
      properties: properties.slice(0, 60),
      limit: MOST_CONTACTS,
    },
    bucket: 'search',
  });
  return body.results ?? [];
}
