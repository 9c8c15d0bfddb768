import { CrmError, type GrantPlace, type ProviderHosts, type Regions } from '../connector.js';

/** One of Zoho's data centres. An account lives in exactly one of them. */
export interface DataCentre {
  accounts: string;
  /** Ends of `https://www.`, `https://sandbox.` and `https://developer.` API hosts. */
  api: string;
  /** Where people work. */
  crm: string;
}

function dataCentre(accounts: string, api: string): DataCentre {
  return { accounts: `https://accounts.${accounts}`, api, crm: `https://crm.${accounts}` };
}

/**
 * The allow-list for what callbacks and token answers name, by `location`. The API host of the UK is a guess.
 * @source SDK and multi-DC page, see README.md, checked 2026-11.
 */
export const DATA_CENTRES: Readonly<Record<string, DataCentre>> = {
  us: dataCentre('zoho.com', 'zohoapis.com'),
  eu: dataCentre('zoho.eu', 'zohoapis.eu'),
  in: dataCentre('zoho.in', 'zohoapis.in'),
  au: dataCentre('zoho.com.au', 'zohoapis.com.au'),
  jp: dataCentre('zoho.jp', 'zohoapis.jp'),
  cn: dataCentre('zoho.com.cn', 'zohoapis.com.cn'),
  ca: dataCentre('zohocloud.ca', 'zohoapis.ca'),
  sa: dataCentre('zoho.sa', 'zohoapis.sa'),
  uk: dataCentre('zoho.uk', 'zohoapis.uk'),
};

const apiUrlOf = ({ api }: DataCentre): string => `https://www.${api}`;

/** A sandbox of an account and a developer edition have API hosts of their own. */
const apiUrlsOf = ({ api }: DataCentre): string[] => [
  `https://www.${api}`,
  `https://sandbox.${api}`,
  `https://developer.${api}`,
];

const ACCOUNT_SERVERS = Object.values(DATA_CENTRES).map(({ accounts }) => accounts);
const API_HOSTS = Object.values(DATA_CENTRES).flatMap(apiUrlsOf);

/** Where people of a data centre begin to sign in. Zoho itself leads those of another one home, save for China. */
function startHosts(region: string): ProviderHosts {
  const centre = DATA_CENTRES[region] ?? DATA_CENTRES['us'];
  if (!centre) throw new Error('there is no data centre');
  return { authUrl: centre.accounts, apiUrl: apiUrlOf(centre) };
}

function readCallback(hosts: ProviderHosts, query: GrantPlace): GrantPlace {
  const server = textOf(query['accounts-server']);
  const location = textOf(query['location'])?.toLowerCase() ?? null;
  const place = {
    ...(server === null ? {} : { accounts_server: server }),
    ...(location !== null && location in DATA_CENTRES ? { location } : {}),
  };
  hostsOf(hosts, place);
  return place;
}

function hostsOf(hosts: ProviderHosts, place: GrantPlace): ProviderHosts {
  const server = textOf(place['accounts_server']);
  const domain = textOf(place['api_domain']);
  const authUrl = server === null ? hosts.authUrl : allow(server, hosts.authUrl, ACCOUNT_SERVERS);
  if (domain !== null) return { authUrl, apiUrl: allow(domain, hosts.apiUrl, API_HOSTS) };
  const centre = Object.values(DATA_CENTRES).find(({ accounts }) => accounts === authUrl);
  const isOurs = !API_HOSTS.includes(hosts.apiUrl);
  return { authUrl, apiUrl: isOurs || !centre ? hosts.apiUrl : apiUrlOf(centre) };
}

/**
 * An address that came from outside, if a token may go there: one of Zoho's, or below the one that the operator put in
 * Zoho's place.
 */
function allow(address: string, configured: string, known: readonly string[]): string {
  const url = normalise(address);
  const isAllowed = known.includes(configured)
    ? known.includes(url ?? '')
    : url === configured || url?.startsWith(`${configured}/`);
  if (url === null || !isAllowed)
    throw new CrmError('other', 'Zoho named a server that is not one of Zoho’s: it is not called');
  return url;
}

/** Null for anything that is more than a scheme, a host and a path. */
function normalise(address: string): string | null {
  try {
    const url = new URL(address);
    const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    return isPlain ? url.href.replace(/\/+$/, '') : null;
  } catch {
    return null;
  }
}

/** By `location`, else by the accounts server. */
export function regionOf(place: GrantPlace): string | null {
  const location = textOf(place['location']);
  if (location !== null && location in DATA_CENTRES) return location;
  const server = textOf(place['accounts_server']);
  const found = Object.entries(DATA_CENTRES).find(([, { accounts }]) => accounts === server);
  return found?.[0] ?? null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export const regions: Regions = {
  ids: Object.keys(DATA_CENTRES),
  startHosts,
  readCallback,
  hostsOf,
  regionOf,
};
