import type { ContactInput } from '../../shared/push.js';
import type { Fields } from '../../shared/records.js';
import type { WriteInput, WriteResult } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { ClaimedPush } from './claim-pushes.js';
import { emailOf, phoneOf, type Target } from './find-targets.js';
import { PushRefused } from './outcomes.js';
import { writeKey } from './push-keys.js';
import type { Accepted, SendGroup } from './sender.js';

/** Somebody a call was with whom the CRM does not know. */
export interface Stranger {
  push: ClaimedPush;
  contact: ContactInput;
}

/** A contact that was made, or why it could not be. */
export type Made = { target: Target; result: Accepted } | PushRefused;

/**
 * Makes contacts in the CRM, each once: the same unknown person in two calls is one contact, since the key is theirs and
 * not the call's. Calls that name a phone alone share the contact of the one that names an e-mail address with it.
 *
 * @returns what became of each, by the id of its push.
 */
export async function createContacts(
  group: SendGroup,
  mapping: CompiledMapping,
  strangers: readonly Stranger[],
): Promise<Map<string, Made>> {
  const made = new Map<string, Made>();
  const inputs = new Map<string, { input: WriteInput; fields: Fields }>();
  const keys = new Map<string, string>();
  const byPhone = new Map(
    strangers.flatMap(({ contact }) => {
      const [phone, email] = [phoneOf(contact), emailOf(contact)];
      return phone !== null && email !== null ? [[phone, email] as const] : [];
    }),
  );
  // Those with an e-mail address first: they tell most of a person.
  const ordered = [...strangers].sort((a, b) => rank(a.contact) - rank(b.contact));
  for (const { push, contact } of ordered) {
    const phone = phoneOf(contact);
    const who = emailOf(contact) ?? byPhone.get(phone ?? '') ?? phone ?? push.local_id;
    const key = writeKey(push.workspace_id, 'contact', who);
    if (!inputs.has(key) && !contact.email && !contact.last_name && !contact.first_name) {
      made.set(push.id, nobody(contact));
      continue;
    }
    const input = inputs.get(key) ?? toInput(mapping, key, contact);
    if (input instanceof PushRefused) made.set(push.id, input);
    else {
      keys.set(push.id, key);
      inputs.set(key, input);
    }
  }
  const results = await write(
    group,
    [...inputs.values()].map(({ input }) => input),
  );
  for (const [pushId, key] of keys)
    made.set(pushId, toMade(mapping, inputs.get(key)?.fields ?? {}, results.get(key)));
  return made;
}

const rank = (contact: ContactInput): number =>
  emailOf(contact) !== null ? 0 : contact.last_name || contact.first_name ? 1 : 2;

async function write(group: SendGroup, inputs: WriteInput[]): Promise<Map<string, WriteResult>> {
  const { connector, session } = group;
  const results = new Map<string, WriteResult>();
  for (let at = 0; at < inputs.length; at += connector.can.batchWrite)
    for (const result of await connector.write(
      session,
      'contact',
      inputs.slice(at, at + connector.can.batchWrite),
    ))
      results.set(result.key, result);
  return results;
}

/** What the host does not tell is left out: should the contact be there after all, nothing of it is emptied. */
function toInput(
  mapping: CompiledMapping,
  key: string,
  contact: ContactInput,
): { input: WriteInput; fields: Fields } | PushRefused {
  const phone = phoneOf(contact);
  const fields: Fields = {
    ...(contact.email ? { email: contact.email.trim() } : {}),
    ...(phone === null ? {} : { phone_e164: phone }),
    ...(contact.first_name ? { first_name: contact.first_name } : {}),
    ...(contact.last_name ? { last_name: contact.last_name } : {}),
    ...(contact.title ? { title: contact.title } : {}),
    ...(contact.country_iso ? { country_iso: contact.country_iso } : {}),
  };
  const { values, errors } = mapping.toCrm(fields);
  const missing = errors.find(({ code }) => code === 'required_empty');
  if (missing) return new PushRefused(missing.code, missing.message, missing.field);
  return { input: { key, remoteId: null, values, associations: [] }, fields };
}

function toMade(mapping: CompiledMapping, fields: Fields, result: WriteResult | undefined): Made {
  if (result?.ok) return { target: { remoteId: result.remoteId, name: fullName(fields), refs: {} }, result };
  const row = [...mapping.rows.values()].find(({ target }) => target === result?.error.field);
  return new PushRefused(
    'contact_refused',
    `The contact could not be added: ${result?.error.message ?? 'no answer'}`,
    row?.field ?? 'contact_id',
    result?.error.value ?? null,
  );
}

function nobody(contact: ContactInput): PushRefused {
  return new PushRefused(
    'contact_not_found',
    'Nobody in the CRM has this phone number, and there is no name or e-mail to add them with.',
    'phone_e164',
    contact.phone ?? null,
  );
}

export const fullName = (fields: Pick<Fields, 'first_name' | 'last_name'> | ContactInput): string | null =>
  [fields.first_name, fields.last_name].filter(Boolean).join(' ') || null;
