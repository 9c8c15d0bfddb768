/** One of the vendor's regions, each with its own accounts server and API host. */
export interface DataCentre {
  /** What `location` says on the callback; also the path segment here. */
  id: string;
  name: string;
  /** Domain people of that region sign in at. */
  domain: string;
}

/** In the order the sign-in page offers them. */
export const DATA_CENTRES: readonly DataCentre[] = [
  { id: 'eu', name: 'Europe', domain: 'zoho.eu' },
  { id: 'us', name: 'United States', domain: 'zoho.com' },
  { id: 'in', name: 'India', domain: 'zoho.in' },
  { id: 'au', name: 'Australia', domain: 'zoho.com.au' },
  { id: 'jp', name: 'Japan', domain: 'zoho.jp' },
  { id: 'cn', name: 'China', domain: 'zoho.com.cn' },
  { id: 'ca', name: 'Canada', domain: 'zohocloud.ca' },
  { id: 'sa', name: 'Saudi Arabia', domain: 'zoho.sa' },
  { id: 'uk', name: 'United Kingdom', domain: 'zoho.uk' },
];

const known = new Map(DATA_CENTRES.map((each) => [each.id, each]));

export function findDataCentre(id: string): DataCentre | undefined {
  return known.get(id);
}

/**
 * Whether a sign-in that starts at one accounts server may end in an account of another region. China is apart:
 * its people start at their own server and nobody else does.
 */
export function canSignInTo(startedAt: string, home: string): boolean {
  return (startedAt === 'cn') === (home === 'cn');
}

/** Stand-in for `https://accounts.zoho.eu`. */
export function accountsServer(origin: string, dc: string): string {
  return `${origin}/zoho/accounts/${dc}`;
}

/** Stand-in for `https://www.zohoapis.eu`; the answer's `api_domain`. */
export function apiDomain(origin: string, dc: string): string {
  return `${origin}/zoho/api/${dc}`;
}
