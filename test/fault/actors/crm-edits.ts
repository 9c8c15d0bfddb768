import { anyOf } from '../bed/random.js';
import { phoneOf, STAGES } from '../model/world.js';
import type { Storm } from '../storm.js';
import { ofBoth } from './host-edits.js';

const REST_MS = 60;

/** People work in the CRM: they change what is theirs, and what both sides change, and add records. */
export async function crmEdits(storm: Storm): Promise<void> {
  const random = storm.randomOf('crm edits');
  const { people, companies, deals } = storm.world;
  const both = people.filter(ofBoth);
  const write = async (object: string, id: string, properties: Record<string, string>) => {
    await storm.bed.crm.write(object, [{ id, properties }]);
    storm.ledger.crmSaid(object, id, properties);
    storm.ledger.count('CRM edits');
  };
  for (let n = 1; await storm.rest(random(REST_MS)); n += 1) {
    const kind = random(20);
    if (kind < 7) await write('contacts', anyOf(random, people).id, { firstname: `Crm ${n}` });
    else if (kind < 11) await write('contacts', anyOf(random, people).id, { phone: phoneOf(n * 7) });
    else if (kind < 14) await write('contacts', anyOf(random, both).id, { lastname: `Crm ${n}` });
    else if (kind < 16) await write('companies', anyOf(random, companies), { name: `Crm company ${n}` });
    else if (kind < 18)
      await write('deals', anyOf(random, deals).id, { amount: `${n}.25`, dealstage: anyOf(random, STAGES) });
    else await add(storm, n);
  }
}

/** Somebody new, in a company that is new as well. */
async function add({ bed: { crm }, ledger }: Storm, n: number): Promise<void> {
  const [company = ''] = await crm.write('companies', [{ properties: { name: `New company ${n}` } }]);
  const properties = { email: `new.${n}@fault.example`, lastname: `New ${n}` };
  await crm.write('contacts', [{ properties, associations: { companies: [company] } }]);
  ledger.count('CRM edits', 2);
}
