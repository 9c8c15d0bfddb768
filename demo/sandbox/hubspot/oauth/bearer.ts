import type { HubspotContext } from '../context.js';
import { Refusal } from '../refusal.js';
import { isoUtc } from '../state/version.js';
import type { AccessToken } from './grants.js';

/** The live token of an `Authorization: Bearer` header. @throws Refusal 401. */
export function authenticate(context: HubspotContext, header: string | undefined): AccessToken {
  const text = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
  const token = text === undefined ? undefined : context.grants.accessTokens.get(text);
  if (!token) {
    const message =
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more ' +
      'details at https://developers.hubspot.com/docs/methods/auth/oauth-overview';
    throw new Refusal(401, message, { category: 'INVALID_AUTHENTICATION' });
  }
  const agoS = Math.floor((context.now() - token.expiresAt) / 1000);
  if (token.expiresAt <= context.now())
    throw new Refusal(401, `The OAuth token used to make this call expired ${agoS} second(s) ago.`, {
      category: 'EXPIRED_AUTHENTICATION',
      context: { 'expire time': [isoUtc(token.expiresAt)] },
    });
  return token;
}

/** 403 `MISSING_SCOPES` that names the scopes which would have opened the endpoint. */
export function missingScopes(scopes: string[]): Refusal {
  return new Refusal(403, "This app hasn't been granted all required scopes to make this call.", {
    category: 'MISSING_SCOPES',
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: scopes },
      },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  });
}
