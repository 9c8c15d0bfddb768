import { randomUUID } from 'node:crypto';
import { entryOf, loggableBody } from '../kit/request-log.js';
import { Router } from '../kit/router.js';
import { type Answer, type Call, dated } from '../kit/sandbox.js';
import { strikeOnTheWay, withRetryAfter } from '../kit/traffic/on-the-way.js';
import { accountRoutes } from './api/account.js';
import { associationRoutes } from './api/associations.js';
import { batchReadRoutes } from './api/batch-read.js';
import { batchWriteRoutes } from './api/batch-write.js';
import { objectRoutes } from './api/objects.js';
import { propertyRoutes } from './api/properties.js';
import { searchRoutes } from './api/search.js';
import type { ApiRoute, HubspotContext } from './context.js';
import { decideConsent, showConsent } from './oauth/authorize.js';
import { authenticate, missingScopes } from './oauth/bearer.js';
import { introspect, revoke, token } from './oauth/token.js';
import { pageRoutes } from './pages/index.js';
import { Refusal } from './refusal.js';
import type { Fault } from './traffic/faults.js';
import { rateLimited } from './traffic/rate-limited.js';

type Params = Record<string, string>;
type OpenRoute = (context: HubspotContext, call: Call, params: Params) => Answer;

/** Dated versions of the CRM APIs that still answer; older ones are gone or were never there. */
const API_VERSIONS = new Set(['2026-03', '2026-09']);
const OAUTH_VERSIONS = new Set(['v3', '2026-03', '2026-09']);

const api = new Router<ApiRoute>();
for (const route of [
  ...objectRoutes,
  ...batchReadRoutes,
  ...batchWriteRoutes,
  ...searchRoutes,
  ...associationRoutes,
  ...propertyRoutes,
  ...accountRoutes,
])
  api.add(route.pattern, route);

const open = new Router<OpenRoute>();
open.add('GET /oauth/authorize', (context, call) => showConsent(context, call, null));
open.add('GET /oauth/:portalId/authorize', (context, call, params) =>
  showConsent(context, call, params['portalId'] ?? null),
);
open.add('POST /oauth/authorize', decideConsent);
open.add('POST /oauth/:version/token', versioned(token));
open.add('POST /oauth/:version/token/introspect', versioned(introspect));
open.add('POST /oauth/:version/token/revoke', versioned(revoke));
for (const [pattern, run] of pageRoutes) open.add(pattern, run);

function versioned(run: (context: HubspotContext, call: Call) => Answer): OpenRoute {
  return (context, call, params) =>
    OAUTH_VERSIONS.has(params['version'] ?? '') ? run(context, call) : notThere();
}

function notThere(): Answer {
  return new Refusal(404, 'resource not found', { category: 'NOT_FOUND' }).toAnswer();
}

/** Answers one call to the public face, faults and all, and logs it. */
export async function serveHubspot(context: HubspotContext, call: Call): Promise<Answer> {
  const at = new Date(context.now()).toISOString();
  const account = { id: null as string | null };
  const answer = dated(await withFaults(context, call, account), context.settings.clock_offset_ms);
  const body = loggableBody(call.body, call.headers['content-type']);
  const entry = entryOf(call, answer, { at, account: account.id, body });
  context.log.add(entry, call.path.replace(/\/\d{4,}(?=\/|$)/g, '/{id}'));
  return answer;
}

async function withFaults(
  context: HubspotContext,
  call: Call,
  account: { id: string | null },
): Promise<Answer> {
  const fault = context.faults.take({ method: call.method, path: call.path, query: call.url.search });
  switch (fault?.kind) {
    case 'rate_limit':
      return withRetryAfter(rateLimited(fault.bucket).toAnswer(), fault);
    case 'server_error':
      return withRetryAfter(
        new Refusal(fault.status, 'internal error', { category: 'SERVER_ERROR' }).toAnswer(),
        fault,
      );
    case 'token_down':
      return new Refusal(503, 'Service unavailable', { category: 'SERVER_ERROR' }).toAnswer();
    default:
      return (
        (await strikeOnTheWay(fault, context.faults, () => dispatch(context, call, account, null))) ??
        dispatch(context, call, account, fault)
      );
  }
}

function dispatch(
  context: HubspotContext,
  call: Call,
  account: { id: string | null },
  fault: Fault | null,
): Answer {
  const openRoute = open.find(call.method, call.path);
  if ('target' in openRoute) return openRoute.target(context, call, openRoute.params);
  try {
    const found = api.find(call.method, call.path);
    if (!('target' in found)) return found.allowed.length > 0 ? notAllowed(found.allowed) : notThere();
    return serveApi(context, call, found.target, found.params, account, fault);
  } catch (error) {
    if (error instanceof Refusal) return error.toAnswer();
    throw error;
  }
}

function notAllowed(methods: string[]): Answer {
  const refusal = new Refusal(405, `HTTP 405 Method Not Allowed. Allowed: ${methods.join(', ')}`);
  return refusal.toAnswer();
}

function serveApi(
  context: HubspotContext,
  call: Call,
  route: ApiRoute,
  params: Params,
  account: { id: string | null },
  fault: Fault | null,
): Answer {
  const version = params['version'];
  if (version !== undefined && !API_VERSIONS.has(version)) return notThere();
  const grant = authenticate(context, call.headers['authorization']);
  account.id = String(grant.portalId);
  const portal = context.portals.get(grant.portalId);
  if (!portal) return notThere();
  const { isOver, headers } = countRequest(context, route.bucket, grant.portalId);
  if (isOver) return withHeaders(rateLimited(route.bucket).toAnswer(), headers);
  if (call.body.length > 0 && !/^application\/json\b/i.test(call.headers['content-type'] ?? ''))
    throw new Refusal(415, 'HTTP 415 Unsupported Media Type', { category: 'VALIDATION_ERROR' });
  const scopes = route.scopes(params);
  if (fault?.kind === 'deny_scope' && (fault.scope === null || scopes.includes(fault.scope))) {
    context.faults.useUp(fault);
    throw missingScopes(scopes);
  }
  if (scopes.length > 0 && !scopes.some((scope) => grant.scopes.includes(scope))) throw missingScopes(scopes);
  const exchange = { call, params, query: call.url.searchParams, context, portal, version: version ?? '' };
  return withHeaders(runRoute(route, exchange), headers);
}

/** Refusals keep the rate headers too. */
function runRoute(route: ApiRoute, exchange: Parameters<ApiRoute['run']>[0]): Answer {
  try {
    return route.run(exchange);
  } catch (error) {
    if (error instanceof Refusal) return error.toAnswer();
    throw error;
  }
}

/** Counts the call: the rate headers, which search never has, and whether the limit is reached. */
function countRequest(
  context: HubspotContext,
  bucket: 'account' | 'search',
  portalId: number,
): { isOver: boolean; headers: Record<string, string> } {
  const limit = context.settings.limits[bucket];
  if (!limit) return { isOver: false, headers: {} };
  const { isOver, remaining } = context.limits.take(`${bucket}:${portalId}`, limit, context.now());
  if (bucket === 'search') return { isOver, headers: {} };
  const headers = {
    'x-hubspot-ratelimit-max': String(limit.max),
    'x-hubspot-ratelimit-remaining': String(remaining),
    'x-hubspot-ratelimit-interval-milliseconds': String(limit.window_ms),
  };
  return { isOver, headers };
}

function withHeaders(answer: Answer, headers: Record<string, string>): Answer {
  if (answer.hangMs !== undefined) return answer;
  const correlation = { 'x-hubspot-correlation-id': randomUUID() };
  return { ...answer, headers: { ...correlation, ...headers, ...answer.headers } };
}
