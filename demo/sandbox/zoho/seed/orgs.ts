import { OWNERS } from '../../kit/seed-names.js';
import { DATA_CENTRES } from '../data-centres.js';
import type { Settings } from '../settings.js';
import { Org } from '../state/org.js';
import type { Currency, OrgInfo, User } from '../state/org-info.js';
import { renewalsPipeline, standardPipeline } from '../state/pipelines.js';
import { seedOrg } from './seed.js';

type Name = [first: string, last: string, email: string];

const CURRENCIES: Record<string, [symbol: string, rate: string]> = {
  EUR: ['€', '1'],
  USD: ['$', '0.92'],
  CHF: ['CHF', '1.05'],
  INR: ['₹', '1'],
  AUD: ['A$', '1'],
  JPY: ['¥', '1'],
  CNY: ['¥', '1'],
  CAD: ['C$', '1'],
  SAR: ['SR', '1'],
  GBP: ['£', '1'],
};

function currencies(codes: string[]): Currency[] {
  return codes.map((iso_code, i) => {
    const [symbol = '', rate = '1'] = CURRENCIES[iso_code] ?? [];
    return { iso_code, symbol, exchange_rate: i === 0 ? '1' : rate, is_base: i === 0 };
  });
}

function users(idPrefix: string, names: Name[]): User[] {
  return names.map(([first_name, last_name, email], i) => ({
    id: `${idPrefix}3010000000${i + 1}`,
    zuid: `20${idPrefix}${i + 1}`,
    ...{ first_name, last_name, email },
    // The last of a larger account has left the company.
    isActive: i < 3,
  }));
}

/** Id prefixes are far apart, so an id of another account shows as one that is not there. */
function org(
  position: number,
  more: Pick<OrgInfo, 'dc' | 'name' | 'domain' | 'country' | 'timeZone'>,
  codes: string[],
  names: Name[],
  isLarge = false,
): OrgInfo {
  const idPrefix = String(5_725_767 + position * 111_111);
  const pipelines = [standardPipeline(idPrefix), ...(isLarge ? [renewalsPipeline(idPrefix)] : [])];
  const ids = { id: `${idPrefix}00000000101`, zgid: `200${idPrefix}` };
  return {
    ...ids,
    ...more,
    currencies: currencies(codes),
    pipelines,
    users: users(idPrefix, names),
    idPrefix,
    isLarge,
  };
}

const GONE: Name = ['Aldo', 'Rigoni', 'aldo.rigoni@nordest-energia.example'];

const NORDEST_ENERGIA = org(
  0,
  {
    dc: 'eu',
    name: 'Nordest Energia',
    domain: 'nordest-energia.example',
    country: 'IT',
    timeZone: 'Europe/Rome',
  },
  ['EUR', 'USD', 'CHF'],
  [...OWNERS, GONE],
  true,
);

const PLACES: Record<string, [country: string, timeZone: string, currency: string]> = {
  us: ['US', 'America/New_York', 'USD'],
  in: ['IN', 'Asia/Kolkata', 'INR'],
  au: ['AU', 'Australia/Sydney', 'AUD'],
  jp: ['JP', 'Asia/Tokyo', 'JPY'],
  cn: ['CN', 'Asia/Shanghai', 'CNY'],
  ca: ['CA', 'America/Toronto', 'CAD'],
  sa: ['SA', 'Asia/Riyadh', 'SAR'],
  uk: ['GB', 'Europe/London', 'GBP'],
};

/** A small account in each of the other data centres. */
function branches(): OrgInfo[] {
  return DATA_CENTRES.filter(({ id }) => id !== 'eu').map(({ id: dc, name }, i) => {
    const [country = '', timeZone = 'UTC', currency = 'USD'] = PLACES[dc] ?? [];
    const domain = `${dc}.nordest-energia.example`;
    const more = { dc, name: `Nordest ${name}`, domain, country, timeZone };
    return org(i + 1, more, [currency], [['Enrico', 'Pavan', `enrico.pavan@${domain}`]]);
  });
}

/** The accounts a person can sign in to, one large and the others small, filled unless `isEmpty`. */
export function makeOrgs(settings: Settings, now: () => number, isEmpty: boolean): Org[] {
  return [NORDEST_ENERGIA, ...branches()].map((info) => {
    const made = new Org(info, settings, now);
    const counts = info.isLarge
      ? { contacts: 100, accounts: 40, deals: 60 }
      : { contacts: 6, accounts: 4, deals: 3 };
    if (!isEmpty) seedOrg(made, counts);
    return made;
  });
}
