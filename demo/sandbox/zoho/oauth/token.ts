import { createHash, timingSafeEqual } from 'node:crypto';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { apiDomain } from '../data-centres.js';
import { GUESS } from '../guesses.js';
import type { AccessToken } from './grants.js';

type Params = Record<string, string>;

/** The vendor's token errors: HTTP 200, only the body says that nothing was issued. */
export function tokenError(error: string): Answer {
  return json(200, { error }, { 'cache-control': 'no-store' });
}

/** The answer to too many requests; not an answer about the token. */
export function throttled(context: ZohoContext): Answer {
  return json(context.settings.token_throttle_status, {
    error: 'Access Denied',
    error_description: 'You have made too many requests continuously. Please try again after some time.',
    status: 'failure',
  });
}

/** Parameters of a token call: a form body, or the query string. */
function readParams(call: Call): URLSearchParams {
  const all = new URLSearchParams(call.url.searchParams);
  const type = (call.headers['content-type'] ?? '').toLowerCase();
  if (type.startsWith('application/x-www-form-urlencoded'))
    for (const [name, value] of new URLSearchParams(call.body.toString('utf8'))) all.set(name, value);
  return all;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/** What is wrong with the client; its secret may differ from one data centre to the next. */
function clientFault(
  context: ZohoContext,
  dc: string,
  id: string | null,
  secret: string | null,
): string | null {
  const { app } = context;
  if (id !== app.clientId) return 'invalid_client';
  const expected = app.clientSecrets[dc] ?? app.clientSecrets['default'] ?? '';
  return sameText(secret ?? '', expected) ? null : 'invalid_client_secret';
}

/** `POST {accounts}/oauth/v2/token`: the authorization_code and refresh_token grants. */
export function token(context: ZohoContext, call: Call, params: Params): Answer {
  const dc = params['dc'] ?? 'us';
  const form = readParams(call);
  const fault = clientFault(context, dc, form.get('client_id'), form.get('client_secret'));
  if (fault) return tokenError(fault);
  const type = form.get('grant_type');
  if (type === 'authorization_code') return exchangeCode(context, dc, form);
  if (type === 'refresh_token') return refresh(context, dc, form);
  return tokenError(GUESS.unknownGrantType);
}

function exchangeCode(context: ZohoContext, dc: string, form: URLSearchParams): Answer {
  const code = context.grants.codes.get(form.get('code') ?? '');
  if (!code || code.expiresAt <= context.now()) return tokenError('invalid_code');
  if (code.isUsed) {
    context.note('code_replayed', `an already used code was sent again for account ${code.orgId}`);
    return tokenError('invalid_code');
  }
  if (code.dc !== dc) {
    context.note('wrong_data_centre', `a code of ${code.dc} was sent to the accounts server of ${dc}`);
    return tokenError('invalid_code');
  }
  if (form.get('redirect_uri') !== code.redirectUri) return tokenError('invalid_redirect_uri');
  if (code.isOffline && isOver(context, 'consent', code.userId)) return throttled(context);
  code.isUsed = true;
  const grant = code.isOffline ? context.grants.addGrant(code, context.now()) : null;
  // The first access token is one of the refresh token's ten.
  if (grant) isOver(context, 'access', grant.refreshToken);
  const issued = issue(context, code, grant?.refreshToken ?? null);
  return tokenAnswer(context, issued, grant ? { refresh_token: grant.refreshToken } : {});
}

/** A refresh token is good at its own accounts server only, does not rotate and is not sent back. */
function refresh(context: ZohoContext, dc: string, form: URLSearchParams): Answer {
  const grant = context.grants.byRefreshToken.get(form.get('refresh_token') ?? '');
  if (!grant || grant.dc !== dc) return tokenError('invalid_code');
  if (isOver(context, 'access', grant.refreshToken)) return throttled(context);
  return tokenAnswer(context, issue(context, grant, grant.refreshToken), {});
}

function isOver(context: ZohoContext, kind: 'consent' | 'access', of: string): boolean {
  return context.settings.limits.oauth && context.throttle.isOver(kind, of, context.now());
}

function issue(
  context: ZohoContext,
  holder: Pick<AccessToken, 'orgId' | 'userId' | 'dc' | 'scopes'>,
  refreshToken: string | null,
): AccessToken {
  const now = context.now();
  return context.grants.issue(holder, refreshToken, now + context.settings.access_token_ttl_s * 1_000, now);
}

function tokenAnswer(context: ZohoContext, issued: AccessToken, more: Record<string, string>): Answer {
  const answer = {
    access_token: issued.token,
    ...more,
    scope: issued.scopes.join(' '),
    api_domain: apiDomain(context.origin, issued.dc),
    token_type: 'Bearer',
    expires_in: context.settings.access_token_ttl_s,
  };
  return json(200, answer, { 'cache-control': 'no-store' });
}

/** `POST {accounts}/oauth/v2/token/revoke?token=`: the token alone is enough. */
export function revoke(context: ZohoContext, call: Call, params: Params): Answer {
  const text = readParams(call).get('token') ?? '';
  const held = context.grants.byRefreshToken.get(text) ?? context.grants.accessTokens.get(text);
  if (!held || held.dc !== (params['dc'] ?? 'us')) return json(400, { error: GUESS.unknownToken });
  context.grants.revoke(text);
  return json(200, { status: 'success' });
}

/** `POST {accounts}/oauth/v2/revoke/token`: the newer form, with the client's credentials as HTTP Basic. */
export function revokeAsClient(context: ZohoContext, call: Call, params: Params): Answer {
  const encoded = /^Basic (\S+)$/i.exec(call.headers['authorization'] ?? '')?.[1] ?? '';
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const fault = clientFault(context, params['dc'] ?? 'us', id, secret);
  return fault ? json(401, { error: fault }) : revoke(context, call, params);
}
