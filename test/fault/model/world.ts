import type { Crm } from '../bed/crm.js';
import { anyOf, type Random } from '../bed/random.js';

/** Somebody who is in the CRM from the beginning. */
export interface Person {
  n: number;
  id: string;
  email: string;
  company: string;
}

/** What is in the CRM before it is connected, by the CRM's ids. */
export interface World {
  companies: string[];
  people: Person[];
  deals: { n: number; id: string }[];
  /** Contacts that nobody needs. */
  doomed: string[];
}

const DOOMED = 15;

export interface WorldSize {
  people: number;
  companies: number;
  deals: number;
}

export const STAGES = ['appointmentscheduled', 'qualifiedtobuy', 'presentationscheduled', 'contractsent'];
export const COUNTRIES = { Italy: 'IT', Germany: 'DE' } as const;

export const phoneOf = (n: number): string => `+39 02 5555 ${String(n % 10_000).padStart(4, '0')}`;

/** Every third deal has no date of closing yet. */
export const hasNoDate = ({ n }: { n: number }): boolean => n % 3 === 0;

export async function makeWorld(crm: Crm, random: Random, size: WorldSize): Promise<World> {
  const range = (length: number) => Array.from({ length }, (_, n) => n);
  const companies = await crm.write(
    'companies',
    range(size.companies).map((n) => ({
      properties: {
        name: `Company ${n}`,
        phone: `02 ${1000 + n}`,
        country: anyOf(random, ['Italy', 'Germany']),
      },
    })),
  );
  const drafts = range(size.people).map((n) => ({
    n,
    email: `person.${n}@fault.example`,
    company: anyOf(random, companies),
  }));
  const ids = await crm.write(
    'contacts',
    drafts.map(({ n, email, company }) => ({
      properties: {
        ...{ email, firstname: `First ${n}`, lastname: `Last ${n}`, phone: phoneOf(n) },
        ...{
          country: anyOf(random, ['Italy', 'Germany']),
          ...(n % 2 === 0 ? { jobtitle: `Title ${n}` } : {}),
        },
      },
      associations: { companies: [company] },
    })),
  );
  const people = drafts.map((draft, i) => ({ ...draft, id: ids[i] as string }));
  const deals = await crm.write(
    'deals',
    range(size.deals).map((n) => {
      const person = anyOf(random, people);
      return {
        properties: {
          ...{
            dealname: `Deal ${n}`,
            amount: `${1000 + n}.5`,
            pipeline: 'default',
            dealstage: anyOf(random, STAGES),
          },
          ...(hasNoDate({ n }) ? {} : { closedate: '2027-01-15' }),
        },
        associations: { contacts: [person.id], companies: [person.company] },
      };
    }),
  );
  const doomed = await crm.write(
    'contacts',
    range(DOOMED).map((n) => ({ properties: { email: `doomed.${n}@fault.example` } })),
  );
  return { companies, people, deals: deals.map((id, n) => ({ n, id })), doomed };
}
