import type { ConnectorSession, RemoteRecord } from '../connector.js';
import { phoneForms } from '../phone-forms.js';
import { searchRead } from './client.js';
import { fieldsOf } from './lists.js';
import { toRemotes } from './lookups.js';
import { domainOf, fieldsToAsk } from './objects.js';
import { partsOf } from './parts.js';
import { MODELS, type Row } from './types.js';

const MOST_CONTACTS = 10;
const [CONTACTS] = partsOf('contact');

/** Contacts with that e-mail address, else with that phone number in one of the ways it may be written. */
export async function findContacts(
  session: ConnectorSession,
  by: { email: string | null; phone: string | null },
  fields: string[],
): Promise<RemoteRecord[]> {
  const email = by.email?.trim().toLowerCase() ?? '';
  const rows = email === '' ? [] : await search(session, fields, await emailDomain(session, email));
  const forms = phoneForms(by.phone?.trim() ?? '');
  const found =
    rows.length === 0 && forms.length > 0
      ? await search(session, fields, await phoneDomain(session, forms))
      : rows;
  return toRemotes(session, CONTACTS, found);
}

async function emailDomain(session: ConnectorSession, email: string): Promise<unknown[]> {
  const known = await fieldsOf(session, MODELS.contact);
  return 'email_normalized' in known ? [['email_normalized', '=', email]] : [['email', '=ilike', email]];
}

/** Which fields hold numbers differs between versions and modules; what they have is an "or" in prefix notation. */
async function phoneDomain(session: ConnectorSession, forms: string[]): Promise<unknown[]> {
  const known = await fieldsOf(session, MODELS.contact);
  const terms = ['phone', 'mobile', 'phone_sanitized'].filter((name) => name in known);
  return [...terms.slice(1).map(() => '|'), ...terms.map((name) => [name, 'in', forms])];
}

async function search(session: ConnectorSession, wanted: string[], by: unknown[]): Promise<Row[]> {
  const fields = await fieldsToAsk(session, CONTACTS, wanted);
  const domain = [...(await domainOf(session, CONTACTS)), ['active', '=', true], ...by];
  return (await searchRead(session, MODELS.contact, { domain, fields, limit: MOST_CONTACTS })).result;
}
