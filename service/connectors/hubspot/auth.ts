import type { ObjectName } from '../../../shared/records.js';
import type { OAuth2Auth, TokenSet } from '../connector.js';
import { PATHS } from './client.js';

/**
 * Scopes every install must grant, exactly as registered with the app: HubSpot refuses a sign-in that names others.
 * Calls, notes, tasks and meetings have no scope of their own; those of contacts open them.
 */
const SCOPES: Record<string, ObjectName[]> = {
  oauth: [],
  'crm.objects.contacts.read': ['contact', 'activity'],
  'crm.objects.contacts.write': ['contact', 'activity'],
  'crm.objects.companies.read': ['company'],
  'crm.objects.companies.write': ['company'],
  'crm.objects.deals.read': ['deal'],
  'crm.objects.deals.write': ['deal'],
  'crm.objects.owners.read': [],
  'crm.schemas.contacts.read': ['contact', 'activity'],
  'crm.schemas.companies.read': ['company'],
  'crm.schemas.deals.read': ['deal'],
};

/** Allow us to create the unique property that holds our write key; without them we write by other keys. */
const OPTIONAL_SCOPES = [
  'crm.schemas.contacts.write',
  'crm.schemas.companies.write',
  'crm.schemas.deals.write',
];

/**
 * HubSpot's OAuth 2.0. Access tokens last 30 minutes; the refresh token stays the same until the app is removed.
 * @source OAuth guide and specification of 2026-09, see README.md, checked 2026-11.
 */
export const auth: OAuth2Auth = {
  kind: 'oauth2',
  authorizeUrl: (hosts) => `${hosts.authUrl}/oauth/authorize`,
  tokenUrl: (hosts) => `${hosts.apiUrl}${PATHS.token}`,
  revokeUrl: (hosts) => `${hosts.apiUrl}${PATHS.revoke}`,
  introspectUrl: (hosts) => `${hosts.apiUrl}${PATHS.introspect}`,
  readIntrospection: (body) =>
    isObject(body) && typeof body['hub_domain'] === 'string' ? { hub_domain: body['hub_domain'] } : {},
  scopes: Object.keys(SCOPES),
  optionalScopes: OPTIONAL_SCOPES,
  objectsNeeding: (scope) => SCOPES[scope] ?? [],
  pkce: true,
  authorizeParams: {},
  readTokens,
  isGrantGone: (status, body) =>
    status >= 400 &&
    status < 500 &&
    isObject(body) &&
    (body['error'] === 'invalid_grant' || body['status'] === 'BAD_REFRESH_TOKEN'),
};

function readTokens(body: unknown): TokenSet {
  if (!isObject(body) || typeof body['access_token'] !== 'string' || body['access_token'] === '')
    throw new Error('HubSpot answered no access token');
  const { access_token, refresh_token, expires_in, hub_id, user_id } = body;
  return {
    accessToken: access_token,
    refreshToken: typeof refresh_token === 'string' && refresh_token !== '' ? refresh_token : null,
    expiresInS: typeof expires_in === 'number' ? expires_in : null,
    scopes: readScopes(body),
    extra: { ...(hub_id === undefined ? {} : { hub_id }), ...(user_id === undefined ? {} : { user_id }) },
  };
}

function readScopes(body: Record<string, unknown>): string[] {
  if (Array.isArray(body['scopes'])) return body['scopes'].filter((each) => typeof each === 'string');
  return typeof body['scope'] === 'string' ? body['scope'].split(/\s+/).filter(Boolean) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
