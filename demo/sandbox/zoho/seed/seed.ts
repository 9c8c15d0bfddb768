import { COMPANIES } from '../../kit/seed-names.js';
import type { ModuleName } from '../modules.js';
import { insertRow } from '../records/write.js';
import type { Org } from '../state/org.js';
import { seedPeople } from './people.js';

const DAY_MS = 86_400_000;

/** Writes records with times that begin in the past and stay apart, so that no two share a Modified_Time. */
class Seeder {
  private at: number;

  constructor(private readonly org: Org) {
    this.at = org.now() - 30 * DAY_MS;
  }

  create(module: ModuleName, values: Record<string, unknown>, i: number): string {
    this.at += 61_000;
    const { org } = this;
    const users = org.info.users.filter((each) => each.isActive);
    const userId = users[i % users.length]?.id ?? '';
    const row = { org, module, before: undefined, position: 0 };
    return insertRow(row, values, { userId, at: this.at }).id;
  }

  inDays(days: number): string {
    return new Date(this.org.now() + days * DAY_MS).toISOString().slice(0, 10);
  }
}

/** Fills an account: contacts each in a company, most with a deal that names both. */
export function seedOrg(org: Org, counts: { contacts: number; accounts: number; deals: number }): void {
  const seeder = new Seeder(org);
  const accounts = COMPANIES.slice(0, counts.accounts).map((entry, i) =>
    seeder.create('Accounts', accountValues(entry, i), i),
  );
  const people = seedPeople(counts.contacts).map(({ values, company }, i) => {
    const accountId = company === null ? undefined : accounts[company % accounts.length];
    const lookup = accountId === undefined ? {} : { Account_Name: { id: accountId } };
    const id = seeder.create('Contacts', { ...values, ...lookup }, i);
    return { id, accountId };
  });
  for (let i = 0; i < counts.deals; i++) {
    const person = people[i % people.length];
    const account = org.store('Accounts').get(person?.accountId ?? '');
    const name = String(account?.values['Account_Name'] ?? 'Nuovo cliente');
    const values = {
      ...dealValues(org, name, i),
      Closing_Date: seeder.inDays(10 + ((i * 5) % 90)),
      ...(person ? { Contact_Name: { id: person.id } } : {}),
      ...(account ? { Account_Name: { id: account.id } } : {}),
    };
    seeder.create('Deals', values, i);
  }
}

function accountValues([name, domain, city]: (typeof COMPANIES)[number], i: number): Record<string, unknown> {
  const isGerman = city === 'München' || city === 'Rosenheim';
  return {
    Account_Name: name,
    Website: i % 4 === 1 ? domain : `https://www.${domain}`,
    Phone: i % 5 === 4 ? '' : `+39 0${42 + (i % 9)} 555 0${100 + i}`,
    Employees: 3 + ((i * 13) % 240),
    Billing_Street: `Via Garibaldi ${i + 1}`,
    Billing_City: city,
    Billing_Country: isGerman ? 'Germany' : i % 3 === 0 ? 'Italy' : 'Italia',
    VAT:
      i % 6 === 5
        ? ''
        : isGerman
          ? `DE${136_695_976 + i}`
          : `IT${String(2_234_567_890 + i * 7_919).padStart(11, '0')}`,
  };
}

function dealValues(org: Org, company: string, i: number): Record<string, unknown> {
  const [first, second] = org.info.pipelines;
  // The first four belong to the people demos know and are open.
  const pipeline = second && i >= 4 && i % 4 === 1 ? second : first;
  const open = pipeline?.stages.filter((stage) => stage.forecast === 'Pipeline') ?? [];
  const stages = i < 4 ? open : (pipeline?.stages ?? []);
  const subject =
    pipeline === second ? 'Rinnovo contratto' : i % 2 === 0 ? 'Fornitura energia' : 'Impianto fotovoltaico';
  return {
    Deal_Name: `${company} – ${subject}`,
    Pipeline: pipeline?.name ?? '',
    Stage: stages[i % stages.length]?.name ?? '',
    ...(i % 10 === 9 ? {} : { Amount: 2_100 + ((i * 1_373) % 42_000) + (i % 3 === 0 ? 0.5 : 0) }),
    ...(org.isMultiCurrency()
      ? { Currency: i % 13 === 12 ? 'USD' : (org.info.currencies[0]?.iso_code ?? '') }
      : {}),
  };
}
