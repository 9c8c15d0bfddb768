import type { CrmRow } from '../bed/crm.js';
import type { SentCall } from '../model/ledger.js';
import type { Storm } from '../storm.js';
import { historyOf } from './history.js';
import type { Found } from './violation.js';

type Did = Pick<Storm, 'bed' | 'ledger'>;

/** Every call, and every record that the host made, is in the CRM once; nothing failed, and receipts tell the truth. */
export async function findPushFaults(storm: Did): Promise<Found> {
  const { bed, ledger } = storm;
  const found: Found = [];
  const contacts = await bed.crm.all('contacts');
  const all = await bed.crm.all('calls');
  for (const call of ledger.calls.values())
    for (const story of checkCall(call, all, contacts))
      found.push({ id: call.id, story: `${story}${await historyOf(bed, 'activity', call.id)}` });
  if (all.length > ledger.calls.size)
    found.push({
      id: 'calls',
      story: `${all.length} activities of ${ledger.calls.size} calls are in the CRM`,
    });
  found.push(...(await findDoubles(storm, contacts)), ...(await findFailed(storm)));
  return found;
}

function checkCall(call: SentCall, all: CrmRow[], contacts: CrmRow[]): string[] {
  const [one, ...others] = all.filter(({ properties }) => properties['hs_call_title']?.startsWith(call.name));
  if (!one) return ['lost: it is not in the CRM'];
  if (others.length > 0) return [`doubled: ${[one, ...others].map(({ id }) => id).join(' and ')} in the CRM`];
  const contact = 'id' in call.contact ? call.contact.id : contacts.find(byEmail(call.contact.email))?.id;
  const wanted = { contacts: contact, companies: call.company, deals: call.deal };
  const unlinked = Object.entries(wanted).filter(
    ([object, id]) => id !== null && (one.associations[object] ?? []).join() !== id,
  );
  return [
    ...unlinked.map(([object, id]) => `it is on ${object} ${one.associations[object]} instead of ${id}`),
    ...(one.properties['hs_call_title'] === call.subject
      ? []
      : [`it says “${one.properties['hs_call_title']}” instead of “${call.subject}”`]),
  ];
}

const byEmail =
  (email: string) =>
  ({ properties }: CrmRow): boolean =>
    properties['email'] === email;

/** Contacts by their e-mail address and companies by their name, where the host made them or a call was with them. */
async function findDoubles({ bed, ledger }: Did, contacts: CrmRow[]): Promise<Found> {
  const companies = await bed.crm.all('companies');
  const found: Found = [];
  const expectOne = (id: string, rows: CrmRow[]) => {
    if (rows.length === 0) found.push({ id, story: 'lost: it is not in the CRM' });
    if (rows.length > 1) found.push({ id, story: `doubled: ${rows.map((row) => row.id).join(' and ')}` });
  };
  for (const { remoteId, object, localId, fields } of ledger.said.values()) {
    if (remoteId !== null) continue;
    if (object === 'contact') expectOne(localId, contacts.filter(byEmail(String(fields['email']))));
    else
      expectOne(
        localId,
        companies.filter(({ properties }) => properties['name'] === fields['name']),
      );
  }
  const strangers = [...ledger.calls.values()].flatMap(({ contact }) =>
    'email' in contact ? contact.email : [],
  );
  for (const email of new Set(strangers)) expectOne(email, contacts.filter(byEmail(email)));
  return found;
}

/** A push that a person would have to look at, or that never came to its end. */
async function findFailed({ bed }: Did): Promise<Found> {
  const rows = await bed.sql<{
    object: string;
    local_id: string;
    remote_id: string | null;
    state: string;
    error: unknown;
  }>(
    `SELECT object, local_id, remote_id, state, error FROM crm_pushes p
      WHERE state NOT IN ('sent', 'already_there') AND NOT EXISTS (
        SELECT 1 FROM crm_pushes n WHERE n.object = p.object AND n.local_id = p.local_id AND n.sequence > p.sequence)`,
  );
  return rows.map(({ object, local_id, state, error }) => ({
    id: `${object} ${local_id}`,
    story: `its push is ${state}: ${JSON.stringify(error)}`,
  }));
}
