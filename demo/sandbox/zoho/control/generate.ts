import { FIRST_NAMES, JOB_TITLES, LAST_NAMES } from '../../kit/seed-names.js';
import type { ModuleName } from '../modules.js';
import { insertChecked } from '../records/write.js';
import { invalidData } from '../refusal.js';
import type { Org } from '../state/org.js';
import type { Stored } from '../state/record.js';
import { controlWriter } from './records.js';

type Maker = (i: number) => Record<string, Stored>;

const contactMaker: Maker = (i) => ({
  First_Name: FIRST_NAMES[i % FIRST_NAMES.length] ?? 'Ada',
  Last_Name: LAST_NAMES[Math.floor(i / 25) % LAST_NAMES.length] ?? 'Rossi',
  Email: `contact.${i}@generated.example`,
  Phone: `+39 3${40 + (i % 10)} ${5_550_000 + (i % 10_000)}`,
  Title: JOB_TITLES[i % JOB_TITLES.length] ?? '',
  Mailing_Country: i % 2 === 0 ? 'Italia' : 'Italy',
});

const accountMaker: Maker = (i) => ({
  Account_Name: `Azienda ${i} S.r.l.`,
  Website: `https://azienda-${i}.example`,
  Billing_Country: 'Italia',
  VAT: `IT${20_000_000_000 + i}`,
});

function dealMaker(org: Org): Maker {
  const pipeline = org.info.pipelines[0];
  const stages = pipeline?.stages ?? [];
  return (i) => ({
    Deal_Name: `Fornitura ${i}`,
    Amount: 500 + ((i * 13) % 50_000),
    Pipeline: pipeline?.name ?? '',
    Stage: stages[i % stages.length]?.name ?? '',
    Closing_Date: '2027-06-30',
  });
}

/**
 * Makes many records without checking each: `{contacts, accounts, deals}` counts, and `one_timestamp: true` for an
 * import whose records all carry the same Modified_Time. Otherwise times are spread between the last write and now.
 */
export function generateRecords(org: Org, value: unknown): Record<string, number> {
  if (value === null || typeof value !== 'object') throw invalidData('generate must be an object of counts');
  const asked = value as Record<string, unknown>;
  const counts = {
    accounts: countOf(asked['accounts'] ?? asked['companies']),
    contacts: countOf(asked['contacts']),
    deals: countOf(asked['deals']),
  };
  const total = counts.accounts + counts.contacts + counts.deals;
  const times = spread(org, total, asked['one_timestamp'] === true);
  const accounts = make(org, 'Accounts', counts.accounts, accountMaker, times);
  const inAccount = (i: number): Record<string, Stored> => {
    const id = accounts[i % accounts.length];
    return id === undefined ? {} : { Account_Name: id };
  };
  const contacts = make(
    org,
    'Contacts',
    counts.contacts,
    (i) => ({ ...contactMaker(i), ...inAccount(i) }),
    times,
  );
  const deal = dealMaker(org);
  const ofContact = (i: number): Record<string, Stored> => {
    const id = contacts[i % contacts.length];
    return id === undefined ? {} : { Contact_Name: id };
  };
  make(org, 'Deals', counts.deals, (i) => ({ ...deal(i), ...inAccount(i), ...ofContact(i) }), times);
  return counts;
}

function countOf(value: unknown): number {
  const count = Number(value ?? 0);
  if (!Number.isInteger(count) || count < 0 || count > 2_000_000)
    throw invalidData('counts must be whole numbers');
  return count;
}

function spread(org: Org, total: number, isOne: boolean): () => number {
  const now = org.now();
  const start = Math.max(org.latestWriteAt, now - 7 * 86_400_000);
  let made = 0;
  return () => (isOne ? now : Math.floor(start + ((now - start) * ++made) / Math.max(total, 1)));
}

function make(org: Org, module: ModuleName, count: number, maker: Maker, time: () => number): string[] {
  const base = org.generated[module] ?? 0;
  org.generated[module] = base + count;
  const { userId } = controlWriter(org);
  return Array.from({ length: count }, (_, i) => {
    return insertChecked(org, module, { set: maker(base + i) }, { userId, at: time() }).id;
  });
}
