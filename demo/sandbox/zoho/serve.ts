import { entryOf, loggableBody } from '../kit/request-log.js';
import { Router } from '../kit/router.js';
import { type Answer, type Call, dated } from '../kit/sandbox.js';
import { strikeOnTheWay, withRetryAfter } from '../kit/traffic/on-the-way.js';
import { apiRouter, runApi } from './api/index.js';
import type { ZohoContext } from './context.js';
import { decideConsent, showConsent } from './oauth/authorize.js';
import { serverInfo } from './oauth/server-info.js';
import { revoke, revokeAsClient, token, tokenError } from './oauth/token.js';
import { pageRoutes } from './pages/index.js';
import { noSuchUrl, Refusal } from './refusal.js';
import type { Fault } from './traffic/faults.js';
import { tooMany } from './traffic/too-many.js';

type Params = Record<string, string>;
type OpenRoute = (context: ZohoContext, call: Call, params: Params) => Answer;

const open = new Router<OpenRoute>();
/** Below `/accounts/{dc}`, and without a data centre as the one most people start at. */
for (const base of ['/accounts/:dc', '']) {
  open.add(`GET ${base}/oauth/v2/auth`, showConsent);
  open.add(`POST ${base}/oauth/v2/auth`, decideConsent);
  open.add(`POST ${base}/oauth/v2/token`, token);
  open.add(`POST ${base}/oauth/v2/token/revoke`, revoke);
  open.add(`POST ${base}/oauth/v2/revoke/token`, revokeAsClient);
  open.add(`GET ${base}/oauth/serverinfo`, serverInfo);
}
for (const [pattern, run] of pageRoutes) open.add(pattern, run);

/** Answers one call to the public face, faults and all, and logs it. */
export async function serveZoho(context: ZohoContext, call: Call): Promise<Answer> {
  const at = new Date(context.now()).toISOString();
  const account = { id: null as string | null };
  context.origin = call.url.origin;
  const answer = dated(await withFaults(context, call, account), context.settings.clock_offset_ms);
  const body = loggableBody(call.body, call.headers['content-type']);
  const entry = entryOf(call, answer, { at, account: account.id, body });
  context.log.add(entry, call.path.replace(/\/\d{6,}(?=\/|$)/g, '/{id}'));
  return answer;
}

async function withFaults(context: ZohoContext, call: Call, account: { id: string | null }): Promise<Answer> {
  const fault = context.faults.take({ method: call.method, path: call.path, query: call.url.search });
  switch (fault?.kind) {
    case 'rate_limit':
      return withRetryAfter(tooMany(fault.bucket).toAnswer(), fault);
    case 'server_error':
      return withRetryAfter(
        new Refusal(fault.status, 'INTERNAL_ERROR', 'Internal Server Error').toAnswer(),
        fault,
      );
    case 'token_down':
      return new Refusal(503, 'INTERNAL_ERROR', 'Service unavailable').toAnswer();
    case 'token_error':
      return tokenError(fault.code ?? 'invalid_code');
    default:
      return (
        (await strikeOnTheWay(fault, context.faults, () => dispatch(context, call, account, null))) ??
        dispatch(context, call, account, fault)
      );
  }
}

async function dispatch(
  context: ZohoContext,
  call: Call,
  account: { id: string | null },
  fault: Fault | null,
): Promise<Answer> {
  const openRoute = open.find(call.method, call.path);
  try {
    if ('target' in openRoute) return openRoute.target(context, call, openRoute.params);
    const found = apiRouter.find(call.method, call.path);
    if ('target' in found) return await runApi({ context, call, account, fault }, found.target, found.params);
    if (found.allowed.length > 0)
      throw new Refusal(400, 'INVALID_REQUEST_METHOD', 'The http request method type is not a valid one');
    throw noSuchUrl();
  } catch (error) {
    if (error instanceof Refusal) return error.toAnswer();
    throw error;
  }
}
