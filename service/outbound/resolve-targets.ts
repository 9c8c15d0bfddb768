import type { PushError } from '../../shared/push.js';
import type { Fields } from '../../shared/records.js';
import type { Connector, ConnectorSession } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { Services } from '../services.js';
import { type ClaimedPush, holdPush } from './claim-pushes.js';
import { findById, findContacts, findOnlyDeal, type Target, toE164 } from './find-targets.js';
import { writeKey } from './push-keys.js';

/** Remote ids of what a call is logged on. */
export interface Targets {
  contact: string;
  contactName: string | null;
  company: string | null;
  deal: string | null;
}

/** The push cannot go out as it is; a person must change something. */
export class PushRefused extends Error {
  readonly pushError: PushError;
  constructor(code: string, message: string, field: string | null = null, value: string | null = null) {
    super(message);
    this.pushError = { code, message, field, value, vendor_code: null };
  }
}

/** Another worker took the push over: nothing may be written any more. */
export class PushLost extends Error {}

export interface PushWork {
  services: Services;
  push: ClaimedPush;
  connector: Connector;
  session: ConnectorSession;
  contactMapping: CompiledMapping;
}

/**
 * Finds the contact, company and deal of a call: what the host named, else the contact's own company, and its deal when
 * it has just one open. A contact nobody knows is made in the CRM.
 *
 * @throws PushRefused when nobody can tell which contact is meant or there is too little to make one.
 */
export async function resolveTargets(work: PushWork): Promise<Targets> {
  const { services, push } = work;
  const { payload, connection_id: connectionId } = push;
  const contact = await resolveContact(work);
  const company = payload.company
    ? await requireRecord(work, 'company')
    : (contact.refs.company_id?.[0] ?? null);
  const deal = payload.deal
    ? await requireRecord(work, 'deal')
    : await findOnlyDeal(services, connectionId, contact.remoteId);
  return { contact: contact.remoteId, contactName: contact.name ?? nameOf(work), company, deal };
}

async function requireRecord({ services, push }: PushWork, object: 'company' | 'deal'): Promise<string> {
  const input = push.payload[object] ?? {};
  const found = await findById(services, push.connection_id, object, input);
  if (!found)
    throw new PushRefused(
      `${object}_not_found`,
      `There is no ${object} ${input.id ?? ''} among the copied records.`,
      `${object}_id`,
      input.id ?? null,
    );
  return found.remoteId;
}

async function resolveContact(work: PushWork): Promise<Target> {
  const { services, push, connector, session, contactMapping } = work;
  const { contact } = push.payload;
  const held = await findContacts(services, push.connection_id, contact);
  if (held.length > 1) throw ambiguous(contact.phone ?? contact.email ?? null);
  if (held[0]) return held[0];
  if (contact.id !== undefined && contact.email === undefined && contact.phone === undefined) {
    throw new PushRefused(
      'contact_not_found',
      'There is no such contact among the copied records.',
      'contact_id',
      contact.id,
    );
  }
  const by = {
    email: contact.email?.trim().toLowerCase() ?? null,
    phone: contact.phone ? toE164(contact.phone) : null,
  };
  const isSearchable = by.email !== null || by.phone !== null;
  const found = isSearchable ? await connector.findContacts(session, by, [...contactMapping.crmFields]) : [];
  if (found.length > 1) throw ambiguous(by.phone ?? by.email);
  if (found[0]) {
    const { fields } = contactMapping.fromCrm(found[0].values);
    return { remoteId: found[0].remoteId, name: fullName(fields), refs: found[0].refs };
  }
  return createContact(work);
}

async function createContact({
  services,
  push,
  connector,
  session,
  contactMapping,
}: PushWork): Promise<Target> {
  const { contact } = push.payload;
  if (!contact.email && !contact.last_name && !contact.first_name) {
    throw new PushRefused(
      'contact_not_found',
      'Nobody in the CRM has this phone number, and there is no name or e-mail to add them with.',
      'phone_e164',
      contact.phone ?? null,
    );
  }
  // What the host does not tell is left out: should the contact be there after all, nothing of it is emptied.
  const phone = contact.phone ? toE164(contact.phone) : null;
  const fields: Fields = {
    ...(contact.email ? { email: contact.email.trim() } : {}),
    ...(phone === null ? {} : { phone_e164: phone }),
    ...(contact.first_name ? { first_name: contact.first_name } : {}),
    ...(contact.last_name ? { last_name: contact.last_name } : {}),
    ...(contact.title ? { title: contact.title } : {}),
    ...(contact.country_iso ? { country_iso: contact.country_iso } : {}),
  };
  const { values } = contactMapping.toCrm(fields);
  // The same unknown person in two calls is one contact: the key is theirs, not the call's.
  const who = contact.email?.trim().toLowerCase() ?? phone ?? push.local_id;
  const key = writeKey(push.workspace_id, 'contact', who);
  if (!(await holdPush(services.store, push))) throw new PushLost('another worker has the push');
  const [result] = await connector.write(session, 'contact', [
    { key, remoteId: null, values, associations: [] },
  ]);
  if (result?.ok) return { remoteId: result.remoteId, name: fullName(fields), refs: {} };
  const row = [...contactMapping.rows.values()].find(({ target }) => target === result?.error.field);
  throw new PushRefused(
    'contact_refused',
    `The contact could not be added: ${result?.error.message ?? 'no answer'}`,
    row?.field ?? 'contact_id',
    result?.error.value ?? null,
  );
}

function ambiguous(value: string | null): PushRefused {
  return new PushRefused(
    'contact_ambiguous',
    'More than one contact has this phone number. Say which one by id or e-mail.',
    'contact_id',
    value,
  );
}

const fullName = (fields: Fields): string | null =>
  [fields.first_name, fields.last_name].filter(Boolean).join(' ') || null;
const nameOf = ({ push }: PushWork): string | null =>
  [push.payload.contact.first_name, push.payload.contact.last_name].filter(Boolean).join(' ') || null;
