import type { ConnectorSession, RemoteRecord } from '../connector.js';
import { phoneForms } from '../phone-forms.js';
import { query, quoteAll } from './coql.js';
import { definitionsFor } from './field-definitions.js';
import { ZOHO_OBJECTS } from './objects.js';
import { fetchByIds, toRemotes } from './read-records.js';
import { fieldsToAsk } from './translate.js';

const MOST_CONTACTS = 10;
const EMAIL_FIELDS = ['Email', 'Secondary_Email'];
const PHONE_FIELDS = ['Phone', 'Mobile'];

/**
 * Contacts with that e-mail address, else with that phone number in one of the ways it may be written. By queries: the
 * search endpoint lags and needs a scope of its own.
 */
export async function findContacts(
  session: ConnectorSession,
  by: { email: string | null; phone: string | null },
  fields: string[],
): Promise<RemoteRecord[]> {
  const email = by.email?.trim() ?? '';
  const emails = email === '' ? [] : [...new Set([email.toLowerCase(), email])];
  let ids = await findIds(session, EMAIL_FIELDS, emails);
  if (ids.length === 0) ids = await findIds(session, PHONE_FIELDS, phoneForms(by.phone?.trim() ?? ''));
  const info = ZOHO_OBJECTS.Contacts;
  const asked = fieldsToAsk(info, [...fields, ...EMAIL_FIELDS, ...PHONE_FIELDS]);
  return toRemotes(session, info, await fetchByIds(session, info, ids, asked));
}

async function findIds(
  session: ConnectorSession,
  fields: readonly string[],
  values: readonly string[],
): Promise<string[]> {
  if (values.length === 0) return [];
  // A query is refused for one field that the account has not.
  const definitions = await definitionsFor(session, 'Contacts', []);
  const known = fields.filter((field) => definitions === null || definitions.has(field));
  if (known.length === 0) return [];
  const criteria = known.map((field) => `${field} in ${quoteAll(values)}`);
  const where = criteria.length === 1 ? criteria[0] : `(${criteria.join(' or ')})`;
  const { rows } = await query(session, `select id from Contacts where ${where} order by id asc`);
  return rows.slice(0, MOST_CONTACTS).map(({ id }) => id);
}
