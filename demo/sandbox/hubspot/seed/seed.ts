import { COMPANIES } from '../../kit/seed-names.js';
import { PRIMARY } from '../association-types.js';
import type { ObjectType } from '../object-types.js';
import { defaultTypeId, linkRecords } from '../records/link.js';
import { checkWrite } from '../records/validate.js';
import { createRecord } from '../records/write.js';
import type { Place } from '../state/associations.js';
import type { Portal } from '../state/portal.js';
import { seedPeople } from './people.js';

const DAY_MS = 86_400_000;

/** Writes records with times that begin in the past and stay apart, so that no two share a modified date. */
class Seeder {
  private at: number;

  constructor(private readonly portal: Portal) {
    this.at = portal.now() - 30 * DAY_MS;
  }

  create(type: ObjectType, properties: Record<string, string>): Place {
    this.at += 61_000;
    const given = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''));
    const rules = { portal: this.portal, type, before: undefined, enforceRequired: false };
    const at = this.portal.writeTime(this.at);
    const writer = { source: 'CRM_UI', id: 'seed' } as const;
    return { type, id: createRecord(this.portal, type, checkWrite(rules, given), writer, at).id };
  }

  link(from: Place, to: Place, typeId = defaultTypeId(from, to)): void {
    // Straight to the links: seeding must not move modified dates to now.
    this.portal.associations.add(from, to, typeId);
  }

  inDays(days: number): string {
    return String(this.portal.now() - (this.portal.now() % DAY_MS) + days * DAY_MS);
  }
}

/** Fills an account: contacts each with a primary company, most with a deal, and deals with a company. */
export function seedPortal(
  portal: Portal,
  counts: { contacts: number; companies: number; deals: number },
): void {
  const seeder = new Seeder(portal);
  const companies = COMPANIES.slice(0, counts.companies).map((entry, i) => seedCompany(seeder, entry, i));
  const people = seedPeople(Math.max(counts.contacts, 20)).slice(0, counts.contacts);
  const contacts = people.map((person, i) => {
    const owner = portal.info.owners[i % portal.info.owners.length]?.id ?? '';
    const contact = seeder.create('contacts', { ...person.properties, hubspot_owner_id: owner });
    person.companies.forEach((position, order) => {
      const company = companies[position % companies.length];
      if (company) seeder.link(contact, company, order === 0 ? PRIMARY.contactToCompany : 279);
    });
    return contact;
  });
  for (let i = 0; i < counts.deals; i++) seedDeal(seeder, portal, contacts[i], i);
}

function seedCompany(seeder: Seeder, [name, domain, city]: (typeof COMPANIES)[number], i: number): Place {
  const isGerman = city === 'München' || city === 'Rosenheim';
  const vat = isGerman
    ? `DE${String(136_695_976 + i)}`
    : `IT${String(1_234_567_890 + i * 7919).padStart(11, '0')}`;
  return seeder.create('companies', {
    name,
    domain,
    city,
    country: isGerman ? 'Germany' : i % 3 === 0 ? 'Italy' : 'Italia',
    address: `Via Roma ${i + 1}`,
    phone: i % 4 === 3 ? '' : `+39 0${41 + (i % 9)} 555 0${100 + i}`,
    numberofemployees: String(3 + ((i * 17) % 240)),
    vat_number: i % 6 === 5 ? '' : vat,
  });
}

const OPEN_STAGES = ['appointmentscheduled', 'qualifiedtobuy', 'presentationscheduled', 'contractsent'];
const STAGES = [...OPEN_STAGES, 'decisionmakerboughtin', 'closedwon', 'closedlost'];

function seedDeal(seeder: Seeder, portal: Portal, contact: Place | undefined, i: number): void {
  const companyId = contact && portal.associations.primaryCompany(contact);
  const company = companyId ? portal.store('companies').get(companyId) : undefined;
  const renewals = portal.info.pipelines[1];
  // The first four belong to the people demos know and are open.
  const isRenewal = renewals !== undefined && i >= 4 && i % 4 === 1;
  const stage = isRenewal ? renewals.stages[i % 4]?.id : i < 4 ? OPEN_STAGES[i] : STAGES[i % STAGES.length];
  const subject =
    i % 2 === 0 ? 'Fornitura energia' : isRenewal ? 'Rinnovo contratto' : 'Impianto fotovoltaico';
  const deal = seeder.create('deals', {
    dealname: `${company?.properties['name'] ?? 'Nuovo cliente'} – ${subject}`,
    amount: i % 10 === 9 ? '' : String(2_400 + ((i * 1_373) % 42_000) + (i % 3 === 0 ? 0.5 : 0)),
    deal_currency_code: i % 13 === 12 ? 'USD' : portal.info.companyCurrency,
    pipeline: isRenewal ? renewals.id : 'default',
    dealstage: stage ?? 'appointmentscheduled',
    closedate: seeder.inDays(10 + ((i * 5) % 90)),
    hubspot_owner_id: portal.info.owners[i % portal.info.owners.length]?.id ?? '',
  });
  if (contact) seeder.link(contact, deal);
  if (company) seeder.link(deal, { type: 'companies', id: company.id }, PRIMARY.dealToCompany);
}

/** Links a control-door record the way people would: the first company is the primary one. */
export function linkAsPrimary(portal: Portal, from: Place, companyIds: string[]): void {
  companyIds.forEach((id, order) => {
    const to: Place = { type: 'companies', id };
    const primary = from.type === 'deals' ? PRIMARY.dealToCompany : PRIMARY.contactToCompany;
    const canBePrimary = order === 0 && (from.type === 'contacts' || from.type === 'deals');
    linkRecords(portal, from, to, canBePrimary ? primary : defaultTypeId(from, to));
  });
}
