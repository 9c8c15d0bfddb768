import { type Answer, empty, json } from '../../kit/sandbox.js';
import type { ApiRoute, Exchange } from '../context.js';
import { need } from '../oauth/scopes.js';
import { invalidData } from '../refusal.js';
import type { Org } from '../state/org.js';
import type { User } from '../state/org-info.js';
import { withOffset } from '../state/time.js';
import { numberParam, PER_PAGE_MAX } from './input.js';

const SINCE = Date.UTC(2025, 1, 3, 8);

/** `GET /org`: who the account is; a token says nothing of that. */
function getOrg({ org }: Exchange): Answer {
  const { info } = org;
  const { edition } = org.settings;
  const base = info.currencies[0];
  const shown = {
    id: info.id,
    zgid: info.zgid,
    primary_zuid: info.users[0]?.zuid,
    company_name: info.name,
    domain_name: `org${info.zgid}`,
    website: `https://${info.domain}`,
    primary_email: info.users[0]?.email,
    country: info.country,
    country_code: info.country,
    currency: `${base?.iso_code}`,
    currency_symbol: base?.symbol,
    iso_code: base?.iso_code,
    time_zone: info.timeZone,
    mc_status: org.isMultiCurrency(),
    max_per_page: 200,
    license_details: {
      paid: edition !== 'free',
      paid_type: edition,
      paid_expiry: null,
      trial_type: null,
      trial_expiry: null,
      users_license_purchased: info.users.length,
    },
    type: 'production',
  };
  return json(200, { org: [shown] });
}

function presentUser(org: Org, user: User) {
  const at = withOffset(SINCE, org.info.timeZone);
  return {
    id: user.id,
    zuid: user.zuid,
    first_name: user.first_name,
    last_name: user.last_name,
    full_name: `${user.first_name} ${user.last_name}`,
    email: user.email,
    status: user.isActive ? 'active' : 'deleted',
    confirm: true,
    role: { name: 'Manager', id: `${org.info.idPrefix}00000026005` },
    profile: { name: 'Administrator', id: `${org.info.idPrefix}00000026011` },
    time_zone: org.info.timeZone,
    locale: 'it_IT',
    created_time: at,
    Modified_Time: at,
  };
}

const USER_TYPES: Record<string, (user: User, ownId: string) => boolean> = {
  AllUsers: () => true,
  ActiveUsers: (user) => user.isActive,
  DeactiveUsers: (user) => !user.isActive,
  ConfirmedUsers: (user) => user.isActive,
  ActiveConfirmedUsers: (user) => user.isActive,
  AdminUsers: (user) => user.isActive,
  CurrentUser: (user, ownId) => user.id === ownId,
};

function listUsers({ org, query, token }: Exchange): Answer {
  const wanted = USER_TYPES[query.get('type') ?? 'AllUsers'];
  if (!wanted) throw invalidData('invalid type', { param_name: 'type' });
  const perPage = numberParam(query, 'per_page', PER_PAGE_MAX, PER_PAGE_MAX);
  const page = numberParam(query, 'page', 1, 1_000_000);
  const users = org.info.users.filter((user) => wanted(user, token.userId));
  const shown = users.slice((page - 1) * perPage, page * perPage);
  if (shown.length === 0) return empty(204);
  const info = { per_page: perPage, count: shown.length, page, more_records: page * perPage < users.length };
  return json(200, { users: shown.map((user) => presentUser(org, user)), info });
}

function getUser({ org, params }: Exchange): Answer {
  const user = org.user(params['id'] ?? '');
  return user ? json(200, { users: [presentUser(org, user)] }) : empty(204);
}

/** `GET /org/currencies`: only the base one where multi-currency is off. */
function listCurrencies({ org }: Exchange): Answer {
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  const currencies = org.info.currencies.map((currency, i) => ({
    id: `${org.info.idPrefix}0000000010${i}`,
    name: `${names.of(currency.iso_code)} - ${currency.iso_code}`,
    iso_code: currency.iso_code,
    symbol: currency.symbol,
    exchange_rate: currency.exchange_rate,
    is_base: currency.is_base,
    is_active: true,
    prefix_symbol: true,
    format: { decimal_separator: 'Comma', thousand_separator: 'Period', decimal_places: '2' },
    created_time: withOffset(SINCE, org.info.timeZone),
    modified_time: withOffset(SINCE, org.info.timeZone),
  }));
  return json(200, { currencies });
}

/** The account itself: organisation, users, currencies. */
export const accountRoutes: ApiRoute[] = [
  { pattern: 'GET /org', needs: () => [need('org')], run: getOrg },
  { pattern: 'GET /org/currencies', needs: () => [need('settings.currencies')], run: listCurrencies },
  { pattern: 'GET /users', needs: () => [need('users')], run: listUsers },
  { pattern: 'GET /users/:id', needs: () => [need('users')], run: getUser },
];
