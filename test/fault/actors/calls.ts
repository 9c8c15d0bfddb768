import { anyOf } from '../bed/random.js';
import type { SentCall } from '../model/ledger.js';
import type { Storm } from '../storm.js';

const REST_MS = 220;

/** Calls are sent to the CRM, some from two places at once, some again with other words, some with people nobody knows. */
export async function calls(storm: Storm): Promise<void> {
  const random = storm.randomOf('calls');
  const { people, deals } = storm.world;
  const sent: SentCall[] = [];
  for (let n = 1; await storm.rest(random(REST_MS)); n += 1) {
    const person = anyOf(random, people);
    const isStranger = random(8) === 0;
    const call: SentCall = {
      ...{
        id: `call_${n}`,
        name: `Call ${n}.`,
        subject: `Call ${n}.`,
        body: `Said in call ${n}`,
        durationS: n,
      },
      contact: isStranger ? { email: `stranger.${random(12)}@fault.example` } : { id: person.id },
      company: isStranger ? null : person.company,
      deal: isStranger ? null : anyOf(random, deals).id,
    };
    const email = 'email' in call.contact ? call.contact.email : person.email;
    const places = random(3) === 0 ? 2 : 1;
    await Promise.all(Array.from({ length: places }, () => pushCall(storm, call, email)));
    // Leases of the others end early: see expiries.ts.
    if (n % 2 === 1 && !isStranger && random(2) === 0) sent.push(call);
    const again = random(3) === 0 ? sent.shift() : undefined;
    if (again) await changed(storm, again);
  }
}

/** The same call with other words: the activity changes, and is not made twice. */
async function changed(storm: Storm, call: SentCall): Promise<void> {
  const { contact } = call;
  const person = storm.world.people.find(({ id }) => 'id' in contact && id === contact.id);
  if (person) await pushCall(storm, { ...call, subject: `${call.name} Corrected` }, person.email);
}

/** Sends a call, and keeps what was sent. */
export async function pushCall(
  { bed: { host }, ledger }: Pick<Storm, 'bed' | 'ledger'>,
  call: SentCall,
  email: string,
): Promise<void> {
  ledger.calls.set(call.id, call);
  await host.ask('POST', `/crm/calls/${call.id}/push-to-crm`, {
    body: {
      call: {
        ...{ subject: call.subject, body: call.body, occurred_at: '2026-11-20T10:00:00.000Z' },
        ...{ duration_s: call.durationS, direction: 'outbound', outcome: 'connected' },
      },
      contact: { email, last_name: 'Stranger' },
      ...(call.company === null ? {} : { company: { remote_id: call.company } }),
      ...(call.deal === null ? {} : { deal: { remote_id: call.deal } }),
    },
  });
  ledger.count('calls pushed');
}
