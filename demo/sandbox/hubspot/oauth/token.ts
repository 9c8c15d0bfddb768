import { createHash, timingSafeEqual } from 'node:crypto';
import { type Answer, type Call, empty, json } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import type { Code, Grant } from './grants.js';

/** Fails with the RFC 6749 error and the vendor's older fields side by side, always as 400. */
function oauthError(error: string, status: string, message: string): Answer {
  return json(400, { error, error_description: message, status, message });
}

type Form = URLSearchParams;

/** Form body of a token call; parameters in the query string are not looked at. */
function readForm(call: Call): Form | null {
  const type = call.headers['content-type'] ?? '';
  if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) return null;
  return new URLSearchParams(call.body.toString('utf8'));
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

function clientFault(context: HubspotContext, form: Form): Answer | null {
  if (form.get('client_id') !== context.app.clientId)
    return oauthError('invalid_client', 'BAD_CLIENT_ID', 'missing or unknown client id');
  if (!sameText(form.get('client_secret') ?? '', context.app.clientSecret))
    return oauthError('invalid_client', 'BAD_CLIENT_SECRET', 'missing or invalid client secret');
  return null;
}

function withForm(context: HubspotContext, call: Call, run: (form: Form) => Answer): Answer {
  const form = readForm(call);
  if (!form)
    return oauthError('invalid_request', 'BAD_REQUEST', 'the body must be application/x-www-form-urlencoded');
  return clientFault(context, form) ?? run(form);
}

/** `POST /oauth/{version}/token`: the authorization_code and refresh_token grants. */
export function token(context: HubspotContext, call: Call): Answer {
  return withForm(context, call, (form) => {
    const type = form.get('grant_type');
    if (type === 'authorization_code') return exchangeCode(context, form);
    if (type === 'refresh_token') return refresh(context, form);
    return oauthError('unsupported_grant_type', 'BAD_GRANT_TYPE', 'missing or unknown grant_type');
  });
}

function exchangeCode(context: HubspotContext, form: Form): Answer {
  const code = context.grants.codes.get(form.get('code') ?? '');
  if (!code) return oauthError('invalid_grant', 'BAD_AUTH_CODE', 'missing or unknown auth code');
  if (code.isUsed) {
    context.note('code_replayed', `an already used code was sent again for account ${code.portalId}`);
    return oauthError('invalid_grant', 'BAD_AUTH_CODE', 'auth code has already been used');
  }
  if (code.expiresAt <= context.now())
    return oauthError('invalid_grant', 'BAD_AUTH_CODE', 'auth code has expired');
  if (form.get('redirect_uri') !== code.redirectUri) {
    const message = 'redirect_uri does not match the one the auth code was issued for';
    return oauthError('invalid_grant', 'MISMATCH_REDIRECT_URI_AUTH_CODE', message);
  }
  if (!verifies(code, form.get('code_verifier')))
    return oauthError('invalid_grant', 'BAD_CODE_VERIFIER', 'missing or invalid code_verifier');
  code.isUsed = true;
  const grant = context.grants.addGrant(code.portalId, code.userId, code.scopes, context.now());
  return tokenAnswer(context, grant);
}

/** RFC 7636: a verifier is needed exactly when the code was asked for with a challenge. */
function verifies(code: Code, verifier: string | null): boolean {
  if (code.challenge === null) return true;
  if (!verifier || !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  const computed =
    code.challengeMethod === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return sameText(computed, code.challenge);
}

function refresh(context: HubspotContext, form: Form): Answer {
  const grant = context.grants.byRefreshToken.get(form.get('refresh_token') ?? '');
  if (!grant)
    return oauthError('invalid_grant', 'BAD_REFRESH_TOKEN', 'refresh token is invalid, expired or revoked');
  return tokenAnswer(context, grant);
}

function tokenAnswer(context: HubspotContext, grant: Grant): Answer {
  const ttlS = context.settings.access_token_ttl_s;
  const issued = context.grants.issue(grant, context.now(), ttlS);
  const answer = {
    access_token: issued.token,
    refresh_token: grant.refreshToken,
    token_type: 'bearer',
    token_use: 'access_token',
    expires_in: ttlS,
    hub_id: grant.portalId,
    user_id: grant.userId,
    scopes: grant.scopes,
  };
  return json(200, answer, { 'cache-control': 'no-store' });
}

/** `POST /oauth/{version}/token/introspect`. */
export function introspect(context: HubspotContext, call: Call): Answer {
  return withForm(context, call, (form) => {
    const text = form.get('token') ?? '';
    const access = context.grants.accessTokens.get(text);
    const isLive = access !== undefined && access.expiresAt > context.now();
    const held = isLive ? access : context.grants.byRefreshToken.get(text);
    if (!held) return json(200, { active: false });
    const base = {
      active: true,
      token: text,
      token_type: 'bearer',
      token_use: isLive ? 'access_token' : 'refresh_token',
      client_id: context.app.clientId,
      app_id: context.app.appId,
      hub_id: held.portalId,
      hub_domain: context.portals.get(held.portalId)?.info.domain,
      user: context.portals.get(held.portalId)?.info.owners[0]?.email,
      user_id: held.userId,
      scopes: held.scopes,
    };
    if (!isLive) return json(200, base);
    const expiresIn = Math.ceil((access.expiresAt - context.now()) / 1000);
    return json(200, { ...base, expires_in: expiresIn, is_private_distribution: false });
  });
}

/** `POST /oauth/{version}/token/revoke`; access tokens already issued live on until they expire. */
export function revoke(context: HubspotContext, call: Call): Answer {
  return withForm(context, call, (form) => {
    const text = form.get('token') ?? '';
    context.grants.byRefreshToken.delete(text);
    context.grants.accessTokens.delete(text);
    return empty(204);
  });
}
