import { languageOf } from '../../kit/pages/language.js';
import { type Answer, type Call, page, redirect } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { accountsServer, canSignInTo, findDataCentre } from '../data-centres.js';
import { consentErrorPage, consentPage } from '../pages/consent.js';
import type { Org } from '../state/org.js';
import { isKnownScope } from './scopes.js';

/** A checked authorisation request. */
export interface AuthorizeRequest {
  clientId: string;
  redirectUri: string;
  scopes: string[];
  state: string | null;
  isOffline: boolean;
  /** Whether `prompt=consent` asks for a refresh token even where there is one. */
  isForced: boolean;
}

/** Why the accounts server shows its error page instead of the consent page. */
export type AuthorizeFault = 'client' | 'redirect' | 'scope' | 'response_type' | 'account' | 'busy';

type Params = Record<string, string>;

function isAllowedRedirect(context: ZohoContext, uri: string): boolean {
  const { redirectUris } = context.app;
  if (redirectUris) return redirectUris.includes(uri);
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, hash } = new URL(uri);
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1') && hash === '';
}

/** Checks the parameters of an authorisation; they come from the query or from the consent form. */
export function checkAuthorize(
  context: ZohoContext,
  params: URLSearchParams,
): { request: AuthorizeRequest } | { fault: AuthorizeFault } {
  const clientId = params.get('client_id') ?? '';
  if (clientId !== context.app.clientId) return { fault: 'client' };
  const redirectUri = params.get('redirect_uri') ?? '';
  if (!isAllowedRedirect(context, redirectUri)) return { fault: 'redirect' };
  if (params.get('response_type') !== 'code') return { fault: 'response_type' };
  const scopes = (params.get('scope') ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  if (scopes.length === 0 || !scopes.every(isKnownScope)) return { fault: 'scope' };
  const isOffline = params.get('access_type') === 'offline';
  const isForced = params.get('prompt') === 'consent';
  return { request: { clientId, redirectUri, scopes, state: params.get('state'), isOffline, isForced } };
}

/** The accounts a person who starts at this accounts server can sign in to; their home moves them there. */
function accountsFrom(context: ZohoContext, dc: string): Org[] {
  return [...context.orgs.values()].filter((org) => canSignInTo(dc, org.info.dc));
}

/** `GET {accounts}/oauth/v2/auth`: sign-in and consent on one page, or the error page. */
export function showConsent(context: ZohoContext, call: Call, params: Params): Answer {
  const language = languageOf(call.headers['accept-language']);
  const dc = params['dc'] ?? 'us';
  const checked = checkAuthorize(context, call.url.searchParams);
  if ('fault' in checked) return page(400, consentErrorPage(checked.fault, language));
  const orgs = accountsFrom(context, dc);
  if (!findDataCentre(dc) || orgs.length === 0) return page(400, consentErrorPage('account', language));
  return page(200, consentPage({ app: context.app, request: checked.request, orgs, dc, language }));
}

/** `POST` on the same address: the decision, from the form or from a script that sends the same fields. */
export function decideConsent(context: ZohoContext, call: Call, params: Params): Answer {
  const form = new URLSearchParams(call.body.toString('utf8'));
  const language = languageOf(call.headers['accept-language']);
  const checked = checkAuthorize(context, form);
  if ('fault' in checked) return page(400, consentErrorPage(checked.fault, language));
  const { request } = checked;
  const back = new URL(request.redirectUri);
  if (request.state !== null) back.searchParams.set('state', request.state);
  if (form.get('decision') !== 'allow') {
    back.searchParams.set('error', 'access_denied');
    return redirect(back.href);
  }
  const orgs = accountsFrom(context, params['dc'] ?? 'us');
  const orgId = form.get('org_id');
  const org = orgId === null ? orgs[0] : orgs.find((each) => each.id === orgId);
  const users = org?.info.users.filter((each) => each.isActive) ?? [];
  const email = form.get('user');
  const user = email === null ? users[0] : users.find((each) => each.email === email);
  if (!org || !user) return page(400, consentErrorPage('account', language));
  if (isBusy(context)) return page(429, consentErrorPage('busy', language));
  const { code } = context.grants.addCode({
    redirectUri: request.redirectUri,
    orgId: org.id,
    userId: user.id,
    dc: org.info.dc,
    scopes: request.scopes,
    isOffline: request.isOffline && (request.isForced || !context.grants.hasConsent(user.id)),
    expiresAt: context.now() + context.settings.code_ttl_s * 1_000,
  });
  back.searchParams.set('code', code);
  back.searchParams.set('location', org.info.dc);
  back.searchParams.set('accounts-server', accountsServer(call.url.origin, org.info.dc));
  return redirect(back.href);
}

function isBusy(context: ZohoContext): boolean {
  const { app, settings } = context;
  return settings.limits.oauth && context.throttle.isOver('code', app.clientId, context.now());
}
