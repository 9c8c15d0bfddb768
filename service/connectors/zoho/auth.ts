import type { ObjectName } from '../../../shared/records.js';
import type { OAuth2Auth, TokenSet } from '../connector.js';
import { regions } from './data-centres.js';

/** What every sign-in asks for, and which of our objects stop working without it. Zoho knows no optional scopes. */
const SCOPES: Record<string, ObjectName[]> = {
  'ZohoCRM.modules.contacts.ALL': ['contact'],
  'ZohoCRM.modules.accounts.ALL': ['company'],
  'ZohoCRM.modules.deals.ALL': ['deal'],
  'ZohoCRM.modules.calls.ALL': ['activity'],
  'ZohoCRM.modules.tasks.ALL': [],
  'ZohoCRM.modules.events.ALL': [],
  'ZohoCRM.modules.notes.ALL': [],
  'ZohoCRM.settings.modules.READ': [],
  // Not only READ: our unique field is made with it. Where the person may not, writes go by other keys.
  'ZohoCRM.settings.fields.ALL': [],
  'ZohoCRM.settings.layouts.READ': [],
  'ZohoCRM.settings.pipeline.READ': ['deal'],
  'ZohoCRM.settings.currencies.READ': [],
  'ZohoCRM.org.READ': [],
  'ZohoCRM.users.READ': [],
  // Channels that tell of changes; polling does without.
  'ZohoCRM.notifications.ALL': [],
  'ZohoCRM.coql.READ': ['contact', 'company', 'deal', 'activity'],
};

/** The token endpoint answers this, mostly with HTTP 200, to whoever asked too often; ten minutes later it is over. */
const THROTTLED = 'Access Denied';
const THROTTLED_MS = 10 * 60_000;

/**
 * Zoho's OAuth 2.0. Access tokens last an hour, ten of them within ten minutes; the refresh token stays the same, and a
 * person has 20 of them for one client: the 21st silently ends the oldest.
 * @source multi-DC, token validity and refresh pages, see README.md, checked 2026-11.
 */
export const auth: OAuth2Auth = {
  kind: 'oauth2',
  authorizeUrl: (hosts) => `${hosts.authUrl}/oauth/v2/auth`,
  tokenUrl: (hosts) => `${hosts.authUrl}/oauth/v2/token`,
  revokeUrl: (hosts, token) =>
    `${hosts.authUrl}/oauth/v2/token/revoke?${new URLSearchParams({ token }).toString()}`,
  scopes: Object.keys(SCOPES),
  scopeSeparator: ',',
  optionalScopes: [],
  objectsNeeding: (scope) => SCOPES[scope] ?? [],
  pkce: false,
  // Without them there is no refresh token, the second time at the latest.
  authorizeParams: { access_type: 'offline', prompt: 'consent' },
  tokenScheme: 'Zoho-oauthtoken',
  renewals: { requests: 10, perMs: 10 * 60_000 },
  grantPerSignIn: true,
  regions,
  readTokens,
  // Most errors come with HTTP 200.
  isGrantGone: (_status, body) => errorOf(body) === 'invalid_code' || errorOf(body) === 'invalid_grant',
  readWait: (_status, body) => (errorOf(body) === THROTTLED ? THROTTLED_MS : null),
};

function readTokens(body: unknown): TokenSet {
  if (!isObject(body) || typeof body['access_token'] !== 'string' || body['access_token'] === '')
    throw new Error('Zoho answered no access token');
  const { access_token, refresh_token, expires_in, scope, api_domain } = body;
  return {
    accessToken: access_token,
    refreshToken: typeof refresh_token === 'string' && refresh_token !== '' ? refresh_token : null,
    expiresInS: typeof expires_in === 'number' ? expires_in : null,
    scopes: typeof scope === 'string' ? scope.split(/[\s,]+/).filter(Boolean) : [],
    extra: typeof api_domain === 'string' ? { api_domain } : {},
  };
}

function errorOf(body: unknown): unknown {
  return isObject(body) ? body['error'] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
