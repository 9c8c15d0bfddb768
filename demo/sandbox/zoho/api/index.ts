import { Router } from '../../kit/router.js';
import type { Answer, Call } from '../../kit/sandbox.js';
import type { ApiRoute, Exchange, ZohoContext } from '../context.js';
import type { AccessToken } from '../oauth/grants.js';
import { authenticate, scopeMismatch } from '../oauth/header.js';
import { isMet, type Need, scopeOf } from '../oauth/scopes.js';
import { noSuchUrl, Refusal } from '../refusal.js';
import type { Fault } from '../traffic/faults.js';
import { tooMany } from '../traffic/too-many.js';
import { accountRoutes } from './account.js';
import { coqlRoutes } from './coql/index.js';
import { createFieldRoutes } from './create-field.js';
import { deletedRoutes } from './deleted.js';
import { readRoutes } from './read.js';
import { relatedRoutes } from './related.js';
import { searchRoutes } from './search.js';
import { settingsRoutes } from './settings.js';
import { upsertRoutes } from './upsert.js';
import { watchRoutes } from './watch.js';
import { writeRoutes } from './write.js';

type Params = Record<string, string>;

/** Every endpoint, below the API host of any data centre. */
export const apiRouter = new Router<ApiRoute>();
for (const route of [
  ...readRoutes,
  ...writeRoutes,
  ...upsertRoutes,
  ...deletedRoutes,
  ...relatedRoutes,
  ...coqlRoutes,
  ...searchRoutes,
  ...settingsRoutes,
  ...createFieldRoutes,
  ...accountRoutes,
  ...watchRoutes,
]) {
  const [method, path] = route.pattern.split(' ');
  apiRouter.add(`${method} /api/:dc/crm/v8${path}`, route);
}

/** A call on its way to an endpoint. */
export interface Arrival {
  context: ZohoContext;
  call: Call;
  account: { id: string | null };
  fault: Fault | null;
}

/** Token, scopes, credits and simultaneous calls, then the endpoint. @throws Refusal. */
export async function runApi(arrival: Arrival, route: ApiRoute, params: Params): Promise<Answer> {
  const { context, call, account } = arrival;
  const token = authenticate(context, call.headers['authorization'], params['dc'] ?? '');
  account.id = token.orgId;
  const org = context.orgs.get(token.orgId);
  if (!org) throw noSuchUrl();
  checkScopes(arrival, token, route.needs(params));
  const leave = context.running.enter(org.id, route.isHeavy?.(call) ?? false, context.settings.limits);
  if (!leave) throw tooMany('concurrency');
  try {
    if (context.settings.latency_ms > 0) await wait(context.settings.latency_ms);
    const headers = spend(context, org.id, route.credits?.(call) ?? 1);
    return withHeaders(
      run(route, { call, params, query: call.url.searchParams, context, org, token }),
      headers,
    );
  } finally {
    leave();
  }
}

function checkScopes({ context, fault }: Arrival, token: AccessToken, needs: Need[]): void {
  const isDenied = fault?.kind === 'deny_scope' && needs.some((each) => isNamed(fault, each));
  if (isDenied) {
    context.faults.useUp(fault);
    throw scopeMismatch(context);
  }
  if (!needs.every((each) => isMet(each, token.scopes))) throw scopeMismatch(context);
}

function isNamed(fault: Fault, need: Need): boolean {
  return fault.scope === null || isMet(need, [fault.scope]) || scopeOf(need) === fault.scope;
}

/** Refusals cost credits too. */
function run(route: ApiRoute, exchange: Exchange): Answer {
  try {
    return route.run(exchange);
  } catch (error) {
    if (error instanceof Refusal) return error.toAnswer();
    throw error;
  }
}

/** Takes the credits; how many are left is told only once half of them are used. @throws Refusal 429. */
function spend(context: ZohoContext, orgId: string, cost: number): Record<string, string> {
  const limit = context.settings.limits.credits;
  if (limit === null) return {};
  const { isOver, remaining } = context.credits.take(orgId, cost, limit, context.now());
  if (isOver) throw tooMany('credits');
  return remaining < limit / 2 ? { 'x-api-credits-remaining': String(remaining) } : {};
}

function withHeaders(answer: Answer, headers: Record<string, string>): Answer {
  if (answer.hangMs !== undefined) return answer;
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
