import { COMPANIES } from '../../kit/seed-names.js';
import type { Database } from '../instances/database.js';
import { italianVat } from '../models/vat.js';
import type { Env } from '../orm/env.js';
import { stampOf } from '../orm/stamp.js';
import { createRow } from '../orm/write.js';
import { seedPeople } from './people.js';
import { countryId } from './places.js';

const DAY_MS = 86_400_000;

/** Writes records one transaction each, with starts a minute apart in the past: no two share a write date. */
class Seeder {
  private at: number;

  constructor(private readonly db: Database) {
    this.at = db.now() - 30 * DAY_MS;
  }

  create(model: string, values: Record<string, unknown>, uid = 2): number {
    this.at += 61_000;
    const begun = { ...this.db.openSnapshot(), stamp: stampOf(this.at, 137) };
    const env = this.db.systemAs(uid, { tracking_disable: true });
    return this.db.run(() => createRow(env, model, values), begun);
  }

  get env(): Env {
    return this.db.system();
  }

  day(days: number): string {
    return new Date(this.db.now() + days * DAY_MS).toISOString().slice(0, 10);
  }
}

/** Companies, people in them, addresses that are no people, and deals; the first four people have an open one each. */
export function seedRecords(
  db: Database,
  counts: { contacts: number; companies: number; deals: number },
): void {
  const seeder = new Seeder(db);
  // What customers add: a step of one team alone.
  const ofTeam = db.version.major < 19 ? { team_id: 2 } : { team_ids: [[6, 0, [2]]] };
  seeder.create('crm.stage', { name: 'Rinnovo proposto', sequence: 3, ...ofTeam });
  const companies = COMPANIES.slice(0, counts.companies).map((entry, i) => seedCompany(seeder, entry, i));
  const people = seedPeople(counts.contacts).map((person, i) => {
    const parent_id =
      person.company === null ? false : (companies[person.company % companies.length] ?? false);
    const { name, email, phone, more } = person;
    return seeder.create('res.partner', { name, email, phone, parent_id, user_id: 4 + (i % 2), ...more });
  });
  companies.slice(0, 3).forEach((parent_id, i) => {
    seeder.create('res.partner', {
      name: `Magazzino ${i + 1}`,
      type: 'delivery',
      parent_id,
      street: `Via del Porto ${i + 1}`,
    });
  });
  for (let i = 0; i < counts.deals; i++) seedDeal(seeder, people[i % people.length], i);
}

function seedCompany(seeder: Seeder, [name, domain, city]: (typeof COMPANIES)[number], i: number): number {
  const isGerman = city === 'München' || city === 'Rosenheim';
  const vat = isGerman ? `DE${136_695_976 + i}` : italianVat(String(1_234_567_890 + i * 7_919));
  return seeder.create('res.partner', {
    name,
    is_company: true,
    website: i % 2 === 0 ? domain : `https://www.${domain}/contatti`,
    email: `info@${domain}`,
    phone: i % 4 === 3 ? '' : `+39 0${41 + (i % 9)} 555 0${100 + i}`,
    street: `Via Roma ${i + 1}`,
    city,
    zip: String(30_000 + i * 13),
    country_id: countryId(seeder.env, isGerman ? 'DE' : 'IT'),
    vat: i % 6 === 5 ? '' : vat,
  });
}

function seedDeal(seeder: Seeder, partner_id: number | undefined, i: number): void {
  const { env } = seeder;
  const partner = env.row('res.partner', partner_id);
  const company = env.row('res.partner', partner?.['parent_id']) ?? partner;
  const isRenewal = i >= 4 && i % 4 === 1;
  const isLost = i >= 4 && i % 7 === 6;
  const subject =
    i % 2 === 0 ? 'Fornitura energia' : isRenewal ? 'Rinnovo contratto' : 'Impianto fotovoltaico';
  seeder.create('crm.lead', {
    name: `${String(company?.['name'] ?? 'Nuovo cliente')} – ${subject}`,
    // One in nine is still a lead, which is no deal.
    type: i % 9 === 8 ? 'lead' : 'opportunity',
    partner_id: partner_id ?? false,
    expected_revenue: i % 10 === 9 ? 0 : 2_400 + ((i * 1_373) % 42_000) + (i % 3 === 0 ? 0.5 : 0),
    stage_id: i < 4 ? 1 + (i % 3) : 1 + (i % 4),
    team_id: isRenewal ? 2 : 1,
    user_id: 4 + (i % 2),
    date_deadline: seeder.day(10 + ((i * 5) % 90)),
    ...(isLost ? { active: false, probability: 0, lost_reason_id: 1 } : {}),
  });
}
