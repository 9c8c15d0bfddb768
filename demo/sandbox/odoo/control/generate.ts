import { BadControl } from '../../kit/control/read-body.js';
import type { Database } from '../instances/database.js';
import { stampOf } from '../orm/stamp.js';
import { createRow } from '../orm/write.js';
import { ordinaryPerson } from '../seed/people.js';
import { countryId } from '../seed/places.js';

const WEEK_MS = 7 * 86_400_000;

/**
 * Makes many records: `{contacts, companies, deals}` counts, with `one_timestamp: true` as one import whose rows all
 * carry its start, which `started_ms_ago` puts into the past. Otherwise each has a transaction of its own, spread over
 * the week before now.
 */
export function generateRecords(db: Database, value: unknown): Record<string, number> {
  if (value === null || typeof value !== 'object')
    throw new BadControl('generate must be an object of counts');
  const asked = value as Record<string, unknown>;
  const counts = {
    companies: countOf(asked['companies']),
    contacts: countOf(asked['contacts']),
    deals: countOf(asked['deals']),
  };
  const stamps = stampsFor(db, counts.companies + counts.contacts + counts.deals, asked);
  const italy = countryId(db.system(), 'IT');
  const base = db.table('res.partner').lastId;
  const companies = make(db, 'res.partner', counts.companies, stamps, (i) => ({
    name: `Azienda ${base + i} S.r.l.`,
    is_company: true,
    website: `azienda-${base + i}.example`,
    country_id: italy,
  }));
  const contacts = make(db, 'res.partner', counts.contacts, stamps, (i) => {
    const { name, more } = ordinaryPerson(base + i + 1);
    return {
      name,
      email: `contact.${base + i}@generated.example`,
      phone: `+39 3${40 + (i % 10)} ${String(5_550_000 + (i % 10_000)).padStart(7, '0')}`,
      parent_id: companies[i % companies.length] ?? false,
      ...more,
    };
  });
  make(db, 'crm.lead', counts.deals, stamps, (i) => ({
    name: `Fornitura ${base + i}`,
    type: 'opportunity',
    expected_revenue: 500 + ((i * 13) % 50_000),
    stage_id: 1 + (i % 4),
    partner_id: contacts[i % contacts.length] ?? companies[i % companies.length] ?? false,
  }));
  return counts;
}

function countOf(value: unknown): number {
  const count = Number(value ?? 0);
  if (!Number.isInteger(count) || count < 0 || count > 1_000_000)
    throw new BadControl('counts must be whole numbers');
  return count;
}

function stampsFor(db: Database, total: number, asked: Record<string, unknown>): () => string {
  const now = db.now();
  if (asked['one_timestamp'] === true) {
    const stamp = stampOf(now - Number(asked['started_ms_ago'] ?? 0), 481);
    return () => stamp;
  }
  let made = 0;
  return () => stampOf(Math.floor(now - WEEK_MS + (WEEK_MS * made++) / Math.max(total, 1)), 77);
}

function make(
  db: Database,
  model: string,
  count: number,
  stamps: () => string,
  values: (i: number) => Record<string, unknown>,
): number[] {
  const env = db.systemAs(4, { tracking_disable: true });
  return Array.from({ length: count }, (_, i) => {
    const begun = { ...db.openSnapshot(), stamp: stamps() };
    return db.run(() => createRow(env, model, values(i)), begun);
  });
}
