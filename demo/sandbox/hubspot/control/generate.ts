import { FIRST_NAMES, JOB_TITLES, LAST_NAMES } from '../../kit/seed-names.js';
import { PRIMARY } from '../association-types.js';
import type { ObjectType } from '../object-types.js';
import { createRecord } from '../records/write.js';
import { invalid } from '../refusal.js';
import type { Portal } from '../state/portal.js';

const WRITER = { source: 'IMPORT', id: 'generated' } as const;

type Maker = (i: number) => Record<string, string>;

const MAKERS: Record<'contacts' | 'companies', Maker> = {
  contacts: (i) => {
    const firstname = FIRST_NAMES[i % FIRST_NAMES.length] ?? 'Ada';
    const lastname = LAST_NAMES[Math.floor(i / 25) % LAST_NAMES.length] ?? 'Rossi';
    return {
      firstname,
      lastname,
      email: `contact.${i}@generated.example`,
      phone: `+39 3${40 + (i % 10)} ${String(5_550_000 + (i % 10_000)).padStart(7, '0')}`,
      jobtitle: JOB_TITLES[i % JOB_TITLES.length] ?? '',
      country: i % 2 === 0 ? 'Italia' : 'Italy',
      yearly_use_kwh: String(1_000 + ((i * 7) % 90_000)),
    };
  },
  companies: (i) => ({
    name: `Azienda ${i} S.r.l.`,
    domain: `azienda-${i}.example`,
    country: 'Italia',
    vat_number: `IT${String(20_000_000_000 + i).slice(0, 11)}`,
  }),
};

/**
 * Makes many records without checking each: `{contacts, companies, deals}` counts, and `one_timestamp: true` for an
 * import whose records all carry the same modified date. Otherwise times are spread between the last write and now.
 */
export function generateRecords(portal: Portal, value: unknown): Record<string, number> {
  if (value === null || typeof value !== 'object') throw invalid('generate must be an object of counts');
  const asked = value as Record<string, unknown>;
  const counts = {
    companies: countOf(asked['companies']),
    contacts: countOf(asked['contacts']),
    deals: countOf(asked['deals']),
  };
  const total = counts.companies + counts.contacts + counts.deals;
  const times = spread(portal, total, asked['one_timestamp'] === true);
  const companies = make(portal, 'companies', counts.companies, MAKERS.companies, times);
  const contacts = make(portal, 'contacts', counts.contacts, MAKERS.contacts, times);
  const stages = portal.info.pipelines[0]?.stages ?? [];
  const deals = make(
    portal,
    'deals',
    counts.deals,
    (i) => dealProperties(i, stages[i % stages.length]?.id),
    times,
  );
  contacts.forEach((id, i) => {
    const company = companies[i % companies.length];
    if (company) link(portal, 'contacts', id, company, PRIMARY.contactToCompany);
  });
  deals.forEach((id, i) => {
    const company = companies[i % companies.length];
    if (company) link(portal, 'deals', id, company, PRIMARY.dealToCompany);
    const contact = contacts[i % contacts.length];
    if (contact) portal.associations.add({ type: 'deals', id }, { type: 'contacts', id: contact }, 3);
  });
  return counts;
}

function countOf(value: unknown): number {
  const count = Number(value ?? 0);
  if (!Number.isInteger(count) || count < 0 || count > 2_000_000)
    throw invalid('counts must be whole numbers');
  return count;
}

function spread(portal: Portal, total: number, isOne: boolean): () => number {
  const now = portal.now();
  const start = Math.max(portal.latestWriteAt, now - 7 * 86_400_000);
  let made = 0;
  return () =>
    portal.writeTime(isOne ? now : Math.floor(start + ((now - start) * ++made) / Math.max(total, 1)));
}

function make(portal: Portal, type: ObjectType, count: number, maker: Maker, time: () => number): string[] {
  const base = portal.generated[type] ?? 0;
  portal.generated[type] = base + count;
  return Array.from({ length: count }, (_, i) => {
    const write = { set: maker(base + i), clear: [] };
    return createRecord(portal, type, write, WRITER, time()).id;
  });
}

function dealProperties(i: number, stage: string | undefined): Record<string, string> {
  return {
    dealname: `Fornitura ${i}`,
    amount: String(500 + ((i * 13) % 50_000)),
    pipeline: 'default',
    dealstage: stage ?? 'appointmentscheduled',
  };
}

function link(
  portal: Portal,
  type: 'contacts' | 'deals',
  id: string,
  companyId: string,
  typeId: number,
): void {
  portal.associations.add({ type, id }, { type: 'companies', id: companyId }, typeId);
}
