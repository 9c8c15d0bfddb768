import type { RecordInput } from '../../shared/push.js';
import type { RemoteRecord } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { DealStages } from '../mapping/deal-stages.js';
import { type ClaimedPush, holdPushes } from './claim-pushes.js';
import { createContacts, fullName, type Stranger } from './create-contacts.js';
import {
  type Asked,
  emailOf,
  findByIds,
  findContacts,
  findOnlyDeals,
  phoneOf,
  type Target,
} from './find-targets.js';
import { LOST, PushRefused } from './outcomes.js';
import type { CallPayload } from './push-payload.js';
import type { Accepted, SendGroup } from './sender.js';
import type { PushOutcome } from './settle-pushes.js';

/** Remote ids of what a call is logged on. */
export interface Targets {
  contact: string;
  contactName: string | null;
  company: string | null;
  deal: string | null;
  /** The contact, where it was made for this call. */
  made: Accepted | null;
}

export type CallPush = ClaimedPush & { payload: CallPayload };

/** A contact, and the CRM's answer where it was made just now. */
type Found = { target: Target; made: Accepted | null } | PushRefused | PushOutcome;

export interface ResolveOptions {
  contactMapping: CompiledMapping;
  /** Which deals are open; null where we may not know. */
  stages: DealStages | null;
}

/**
 * Finds the contact, company and deal of calls: what the host named, else the contact's own company, and its deal when
 * it has just one open. A contact nobody knows is made in the CRM. For each push its targets, why there are none
 * (nobody can tell which contact is meant, or there is too little to make one), or its outcome.
 */
export async function resolveTargets(
  group: SendGroup,
  pushes: readonly CallPush[],
  options: ResolveOptions,
): Promise<Map<string, Targets | PushRefused | PushOutcome>> {
  const { store } = group.services;
  const connectionId = group.connection.id;
  const contacts = await resolveContacts(group, pushes, options.contactMapping);
  const companies = await findByIds(store, connectionId, 'company', inputs(pushes, 'company'));
  const deals = await findByIds(store, connectionId, 'deal', inputs(pushes, 'deal'));
  const own = await findByIds(store, connectionId, 'company', ownCompanies(contacts));
  const unnamed: Asked<string> = new Map();
  for (const push of pushes) {
    const contact = contacts.get(push.id);
    if (push.payload.deal === undefined && contact && 'target' in contact)
      unnamed.set(push.id, contact.target.remoteId);
  }
  const only = await findOnlyDeals(store, connectionId, unnamed, options.stages);
  return new Map(
    pushes.map((push): [string, Targets | PushRefused | PushOutcome] => {
      const contact = contacts.get(push.id);
      if (!contact || !('target' in contact)) return [push.id, contact ?? LOST];
      const missing = missingOf(push, { company: companies, deal: deals });
      if (missing) return [push.id, missing];
      const { target, made } = contact;
      return [
        push.id,
        {
          contact: target.remoteId,
          contactName: target.name ?? fullName(push.payload.contact),
          company: companies.get(push.id)?.remoteId ?? own.get(push.id)?.remoteId ?? null,
          deal: deals.get(push.id)?.remoteId ?? only.get(push.id) ?? null,
          made,
        },
      ];
    }),
  );
}

function inputs(pushes: readonly CallPush[], object: 'company' | 'deal') {
  return new Map(
    pushes.flatMap((push) => {
      const input = push.payload[object];
      return input ? [[push.id, input] as const] : [];
    }),
  );
}

/** The companies that contacts belong to; one that was deleted is none. */
function ownCompanies(contacts: ReadonlyMap<string, Found>): Asked<RecordInput> {
  return new Map(
    [...contacts].flatMap(([id, contact]) => {
      const remoteId = 'target' in contact ? contact.target.refs.company_id?.[0] : undefined;
      return remoteId === undefined ? [] : [[id, { remote_id: remoteId }] as const];
    }),
  );
}

function missingOf(push: CallPush, found: Record<'company' | 'deal', Asked<Target>>): PushRefused | null {
  for (const object of ['company', 'deal'] as const) {
    const input = push.payload[object];
    if (!input || found[object].has(push.id)) continue;
    const message = `There is no ${object} ${input.id ?? ''} among the copied records.`;
    return new PushRefused(`${object}_not_found`, message, `${object}_id`, input.id ?? null);
  }
  return null;
}

async function resolveContacts(
  group: SendGroup,
  pushes: readonly CallPush[],
  mapping: CompiledMapping,
): Promise<Map<string, Found>> {
  const asked = new Map(pushes.map((push) => [push.id, push.payload.contact]));
  const held = await findContacts(group.services.store, group.connection.id, asked);
  const found = new Map<string, Found>();
  const unknown: CallPush[] = [];
  for (const push of pushes) {
    const { contact } = push.payload;
    const [one, ...others] = held.get(push.id) ?? [];
    if (others.length > 0) found.set(push.id, ambiguous(contact.phone ?? contact.email ?? null));
    else if (one) found.set(push.id, { target: one, made: null });
    else if (contact.id !== undefined && contact.email === undefined && contact.phone === undefined)
      found.set(push.id, noSuchContact(contact.id));
    else unknown.push(push);
  }
  const strangers = await searchContacts(group, unknown, mapping, found);
  for (const [id, each] of await makeContacts(group, strangers, mapping)) found.set(id, each);
  return found;
}

/** Asks the CRM for contacts we do not hold, each once; those it does not know either are left. */
async function searchContacts(
  { connector, session, stopping }: SendGroup,
  pushes: readonly CallPush[],
  mapping: CompiledMapping,
  found: Map<string, Found>,
): Promise<Stranger[]> {
  const strangers: Stranger[] = [];
  const answers = new Map<string, RemoteRecord[]>();
  for (const push of pushes) {
    const { contact } = push.payload;
    const by = { email: emailOf(contact), phone: phoneOf(contact) };
    const asked = JSON.stringify(by);
    const isSearchable = by.email !== null || by.phone !== null;
    stopping.throwIfAborted();
    const records =
      answers.get(asked) ??
      (isSearchable ? await connector.findContacts(session, by, [...mapping.crmFields]) : []);
    answers.set(asked, records);
    const [one, ...others] = records;
    if (others.length > 0) found.set(push.id, ambiguous(by.phone ?? by.email));
    else if (one) {
      const { fields } = mapping.fromCrm(one.values);
      const target = { remoteId: one.remoteId, name: fullName(fields), refs: one.refs };
      found.set(push.id, { target, made: null });
    } else strangers.push({ push, contact });
  }
  return strangers;
}

/** Only of pushes that are still ours: nothing may be written for one that another worker has. */
async function makeContacts(
  group: SendGroup,
  strangers: readonly Stranger[],
  mapping: CompiledMapping,
): Promise<Map<string, Found>> {
  if (strangers.length === 0) return new Map();
  group.stopping.throwIfAborted();
  const ours = await holdPushes(
    group.services.store,
    strangers.map(({ push }) => push),
  );
  const held = strangers.filter(({ push }) => ours.has(push.id));
  const made = await createContacts(group, mapping, held);
  return new Map(
    strangers.map(({ push }): [string, Found] => {
      const each = made.get(push.id) ?? LOST;
      return [push.id, 'result' in each ? { target: each.target, made: each.result } : each];
    }),
  );
}

function noSuchContact(id: string): PushRefused {
  const message = 'There is no such contact among the copied records.';
  return new PushRefused('contact_not_found', message, 'contact_id', id);
}

function ambiguous(value: string | null): PushRefused {
  return new PushRefused(
    'contact_ambiguous',
    'More than one contact has this phone number. Say which one by id or e-mail.',
    'contact_id',
    value,
  );
}
