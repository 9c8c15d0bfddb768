import type { Fields, ObjectName } from '../../../shared/records.js';
import { anyOf } from '../bed/random.js';
import { hasNoDate, type Person } from '../model/world.js';
import type { Storm } from '../storm.js';

const REST_MS = 60;

/** People whose title is the host's alone. */
export const ofHost = ({ n }: Person): boolean => n % 3 === 0;
/** Few, whose last name both sides change all the time. */
export const ofBoth = ({ n }: Person): boolean => n % 3 === 1 && n < 30;

/** Says something of a record that the host knows from the feed. */
export async function say(
  storm: Storm,
  object: ObjectName,
  remoteId: string,
  fields: Fields,
): Promise<boolean> {
  const localId = storm.reader.localIdOf(object, remoteId);
  if (localId === undefined) return false;
  const { host } = storm.bed;
  const body = { workspace_id: host.workspaceId, fields };
  await host.ask('PUT', `/crm/records/${object}/${localId}`, { key: host.keys.secret, body });
  storm.ledger.hostSaid({ object, localId, remoteId, fields });
  storm.ledger.count('host edits');
  return true;
}

/** The host changes what is its own and what both sides change, one word after the other, as every host does. */
export async function hostEdits(storm: Storm): Promise<void> {
  const random = storm.randomOf('host edits');
  const own = storm.world.people.filter(ofHost);
  const both = storm.world.people.filter(ofBoth);
  const undated = storm.world.deals.filter(hasNoDate);
  for (let n = 1; await storm.rest(random(REST_MS)); n += 1) {
    const kind = random(10);
    if (kind < 6) await say(storm, 'contact', anyOf(random, own).id, { title: `Host title ${n}` });
    else if (kind < 9) await say(storm, 'contact', anyOf(random, both).id, { last_name: `Host ${n}` });
    else await fillDate(storm, undated);
  }
}

/** Once each: what the host filled stays as it is. */
async function fillDate(storm: Storm, undated: { id: string }[]): Promise<void> {
  const deal = undated.pop();
  if (deal && !(await say(storm, 'deal', deal.id, { close_date: '2027-03-01', title: 'Not the host’s' })))
    undated.unshift(deal);
}
