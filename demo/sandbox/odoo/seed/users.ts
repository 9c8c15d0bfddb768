import {
  CONTACT_CREATION,
  GROUPS,
  SALES_ADMIN,
  SALES_ALL,
  SALES_OWN,
  SETTINGS,
  USER,
  withImplied,
} from '../models/groups.js';
import type { Env } from '../orm/env.js';
import { createRow, storeRow } from '../orm/write.js';
import { countryId } from './places.js';

/** A user of the seed and the key that is there from the start. */
export interface SeedUser {
  name: string;
  login: string;
  groups: string[];
  /** 160 bits as hex; null starts without one. */
  key: string | null;
  /** Days the key lives; null for ever, which only administrators may choose. */
  keyDays: number | null;
}

/** Users of a company's mail domain, in the order of their ids from 2 on. */
export function usersOf(domain: string): SeedUser[] {
  return [
    {
      name: 'Administrator',
      login: 'admin',
      groups: [SETTINGS, CONTACT_CREATION, SALES_ADMIN],
      key: 'ad3170ff'.repeat(5),
      keyDays: null,
    },
    {
      name: 'Linea Connect',
      login: `connect@${domain}`,
      groups: [CONTACT_CREATION, SALES_ALL],
      key: 'c0ffee42'.repeat(5),
      keyDays: 90,
    },
    {
      name: 'Marta Zanetti',
      login: `marta.zanetti@${domain}`,
      groups: [CONTACT_CREATION, SALES_ADMIN],
      key: null,
      keyDays: null,
    },
    {
      name: 'Paolo Bertoni',
      login: `paolo.bertoni@${domain}`,
      groups: [CONTACT_CREATION, SALES_OWN],
      key: 'ba5eba11'.repeat(5),
      keyDays: 90,
    },
    {
      name: 'Ilaria Costa',
      login: `ilaria.costa@${domain}`,
      groups: [USER],
      key: '0ff1ce00'.repeat(5),
      keyDays: 90,
    },
  ];
}

const DAY_MS = 86_400_000;

/** The company, the system user, and the users, with ids as a fresh database has them. */
export function seedUsers(env: Env, company: { name: string; domain: string }): void {
  for (const [xmlid, name] of GROUPS) {
    const id = createRow(env, 'res.groups', { name });
    storeRow(env, env.model('res.groups'), { ...(env.row('res.groups', id) ?? { id }), xmlid });
  }
  const eur = [...env.table('res.currency').rows.values()].find((row) => row['name'] === 'EUR')?.id ?? false;
  const own = createRow(env, 'res.partner', {
    name: company.name,
    is_company: true,
    email: `info@${company.domain}`,
    website: company.domain,
    country_id: countryId(env, 'IT'),
  });
  createRow(env, 'res.company', { name: company.name, partner_id: own, currency_id: eur });
  const bot = createRow(env, 'res.partner', { name: 'OdooBot', active: false, email: 'odoobot@example.com' });
  createRow(env, 'res.users', { login: '__system__', partner_id: bot, active: false, company_ids: [1] });
  for (const user of usersOf(company.domain)) makeUser(env, user, company.domain);
}

function makeUser(env: Env, user: SeedUser, domain: string): void {
  const email = user.login.includes('@') ? user.login : `${user.login}@${domain}`;
  const partner = createRow(env, 'res.partner', { name: user.name, email, lang: 'it_IT', tz: 'Europe/Rome' });
  const groups = withImplied(user.groups).map((xmlid) => GROUPS.findIndex(([id]) => id === xmlid) + 1);
  const uid = createRow(env, 'res.users', { login: user.login, partner_id: partner, company_ids: [1] });
  // Under its older name, which 19 no longer shows.
  storeRow(env, env.model('res.users'), { ...(env.row('res.users', uid) ?? { id: uid }), groups_id: groups });
  if (user.key === null || env.db.keys.of(uid).length > 0) return;
  const until = user.keyDays === null ? null : env.db.now() + user.keyDays * DAY_MS;
  env.db.keys.create(uid, 'Sandbox', until, user.key);
}
