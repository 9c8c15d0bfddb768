import type { ZohoContext } from '../context.js';
import { Refusal } from '../refusal.js';
import type { AccessToken } from './grants.js';

/**
 * The live token of an `Authorization: Zoho-oauthtoken` header, at the API host of its own data centre.
 *
 * @throws Refusal 401; `Bearer` is not taken.
 */
export function authenticate(context: ZohoContext, header: string | undefined, dc: string): AccessToken {
  const text = /^Zoho-oauthtoken (\S+)$/i.exec(header ?? '')?.[1];
  if (text === undefined) throw new Refusal(401, 'AUTHENTICATION_FAILURE', 'Authentication failed');
  const token = context.grants.accessTokens.get(text);
  if (token && token.dc !== dc)
    context.note('wrong_data_centre', `a token of ${token.dc} was sent to the API of ${dc}`);
  if (!token || token.dc !== dc || token.expiresAt <= context.now())
    throw new Refusal(401, 'INVALID_TOKEN', 'invalid oauth token');
  return token;
}

/** The refusal of a token without the scope an endpoint needs. It does not say which. */
export function scopeMismatch(context: ZohoContext): Refusal {
  const { scope_mismatch_status } = context.settings;
  return new Refusal(scope_mismatch_status, 'OAUTH_SCOPE_MISMATCH', 'Unauthorized');
}
