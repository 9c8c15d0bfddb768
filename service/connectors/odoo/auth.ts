import type { CredentialField } from '../../../shared/provider-info.js';
import { type ApiKeyAuth, CredentialsRefused, CrmError, type TokenSet } from '../connector.js';

const HELP = 'https://www.odoo.com/documentation/19.0/developer/reference/external_api.html#api-keys';

const FIELDS: CredentialField[] = [
  {
    name: 'url',
    label: 'Address',
    type: 'url',
    required: true,
    pattern: '(?:https?://)?\\S+',
    placeholder: 'https://your-company.odoo.com',
  },
  { name: 'database', label: 'Database', type: 'text', required: true, placeholder: 'your-company' },
  { name: 'username', label: 'User', type: 'text', required: true, placeholder: 'name@your-company.com' },
  { name: 'api_key', label: 'API key', type: 'password', required: true, help_url: HELP },
  {
    name: 'key_expires_on',
    label: 'Key valid until',
    type: 'text',
    required: false,
    pattern: '\\d{4}-\\d{2}-\\d{2}',
    placeholder: '2027-02-28',
  },
  { name: 'company', label: 'Company', type: 'text', required: false },
];

/**
 * Odoo has no sign-in for other applications: a user makes an API key, which holds three months at most unless an
 * administrator made it. There are no scopes; the user's rights count.
 */
export const auth: ApiKeyAuth = { kind: 'api_key', credentialFields: FIELDS, readCredentials, apiUrl };

function readCredentials(values: Readonly<Record<string, string>>, now: Date): TokenSet {
  const { url = '', database = '', username = '', api_key: key = '', key_expires_on: until = '' } = values;
  const { company = '' } = values;
  return {
    accessToken: key,
    refreshToken: null,
    expiresInS: until === '' ? null : secondsUntil(until, now),
    scopes: [],
    extra: { url: normalizeUrl(url), database, username, ...(company === '' ? {} : { company }) },
  };
}

/** A key holds to the end of its last day. */
function secondsUntil(day: string, now: Date): number {
  const end = Date.parse(`${day}T23:59:59Z`);
  if (Number.isNaN(end))
    throw new CredentialsRefused(
      'key_expires_on',
      'invalid_format',
      'This is not a date such as 2027-02-28.',
    );
  return Math.round((end - now.getTime()) / 1_000);
}

/** People paste the address of any page: what follows `/web` or `/odoo` is cut off there, and https is meant. */
function normalizeUrl(text: string): string {
  const typed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(withScheme)) throw wrongUrl();
  const url = new URL(withScheme);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') throw wrongUrl();
  const path = url.pathname.replace(/\/web(?:\/.*)?$/, '').replace(/\/+$/, '');
  return `${url.origin}${path}`;
}

const wrongUrl = () =>
  new CredentialsRefused(
    'url',
    'invalid_format',
    'This is not the address of an Odoo, such as https://you.odoo.com.',
  );

function apiUrl(place: Readonly<Record<string, unknown>>): string {
  if (typeof place['url'] === 'string') return place['url'];
  throw new CrmError('other', 'The connection does not say where its Odoo is');
}
