import { languageOf } from '../../kit/pages/language.js';
import { type Answer, type Call, page, redirect } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { consentErrorPage, consentPage } from '../pages/consent.js';

/** A checked authorisation request. */
export interface AuthorizeRequest {
  clientId: string;
  redirectUri: string;
  scopes: string[];
  optionalScopes: string[];
  state: string | null;
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
}

/** Why HubSpot shows its error page instead of the consent page. */
export type AuthorizeFault = 'client' | 'redirect' | 'scope' | 'pkce' | 'account';

function words(text: string | null): string[] {
  return (text ?? '').split(/[ ]+/).filter(Boolean);
}

function isAllowedRedirect(context: HubspotContext, uri: string): boolean {
  const { redirectUris } = context.app;
  if (redirectUris) return redirectUris.includes(uri);
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, hash } = new URL(uri);
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1') && hash === '';
}

function scopesMatch(context: HubspotContext, scopes: string[], optional: string[]): boolean {
  const { required_scopes, optional_scopes } = context.settings;
  const asked = new Set(scopes);
  const isExact = asked.size === required_scopes.length && required_scopes.every((each) => asked.has(each));
  return isExact && optional.every((each) => optional_scopes.includes(each) || asked.has(each));
}

/** Checks the parameters of an authorisation; they come from the query or from the consent form. */
export function checkAuthorize(
  context: HubspotContext,
  params: URLSearchParams,
): { request: AuthorizeRequest } | { fault: AuthorizeFault } {
  const clientId = params.get('client_id') ?? '';
  if (clientId !== context.app.clientId) return { fault: 'client' };
  const redirectUri = params.get('redirect_uri') ?? '';
  if (!isAllowedRedirect(context, redirectUri)) return { fault: 'redirect' };
  const scopes = words(params.get('scope'));
  const optionalScopes = words(params.get('optional_scope'));
  if (!scopesMatch(context, scopes, optionalScopes)) return { fault: 'scope' };
  const challenge = params.get('code_challenge');
  const method = params.get('code_challenge_method') ?? 'plain';
  if (challenge !== null && method !== 'S256' && method !== 'plain') return { fault: 'pkce' };
  const challengeMethod = method === 'S256' ? 'S256' : 'plain';
  const state = params.get('state');
  return { request: { clientId, redirectUri, scopes, optionalScopes, state, challenge, challengeMethod } };
}

/** `GET /oauth/authorize` and `/oauth/{portalId}/authorize`: the consent page, or the error page. */
export function showConsent(context: HubspotContext, call: Call, pinned: string | null): Answer {
  const language = languageOf(call.headers['accept-language']);
  const checked = checkAuthorize(context, call.url.searchParams);
  if ('fault' in checked) return page(400, consentErrorPage(checked.fault, language));
  const portals = [...context.portals.values()].filter((each) => !pinned || String(each.id) === pinned);
  if (portals.length === 0) return page(400, consentErrorPage('account', language));
  return page(200, consentPage({ app: context.app, request: checked.request, portals, language }));
}

/** `POST /oauth/authorize`: the decision, from the form or from a script that sends the same fields. */
export function decideConsent(context: HubspotContext, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString('utf8'));
  const language = languageOf(call.headers['accept-language']);
  const checked = checkAuthorize(context, form);
  if ('fault' in checked) return page(400, consentErrorPage(checked.fault, language));
  const { request } = checked;
  const back = new URL(request.redirectUri);
  if (request.state !== null) back.searchParams.set('state', request.state);
  if (form.get('decision') !== 'allow') {
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('error_description', 'The user denied the request');
    return redirect(back.href);
  }
  const portal = context.portals.get(Number(form.get('portal_id') ?? [...context.portals.keys()][0]));
  if (!portal) return page(400, consentErrorPage('account', language));
  const { code } = context.grants.addCode({
    clientId: request.clientId,
    redirectUri: request.redirectUri,
    portalId: portal.id,
    userId: portal.info.owners[0]?.userId ?? 1,
    scopes: [...new Set([...request.scopes, ...request.optionalScopes])],
    challenge: request.challenge,
    challengeMethod: request.challengeMethod,
    expiresAt: context.now() + context.settings.code_ttl_s * 1000,
  });
  back.searchParams.set('code', code);
  return redirect(back.href);
}
