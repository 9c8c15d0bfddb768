import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { NewFault } from '../../kit/traffic/fault-queue.js';
import type { ZohoContext } from '../context.js';
import { invalidData } from '../refusal.js';
import { type Fault, REQUEST_FAULTS } from '../traffic/faults.js';
import { controlBody } from './read-body.js';

function optionalNumber(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || value < 0) throw invalidData(`${name} must be a number, not below 0`);
  return value;
}

function optionalText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** `POST faults`: adds a waiting fault, or does at once what `revoke_grant`, `expire_access_tokens`, `clear` say. */
export function postFault(context: ZohoContext, call: Call): Answer {
  const body = controlBody(call);
  const { kind } = body;
  const orgId = optionalText(body['org']);
  if (kind === 'clear') context.faults.clear();
  else if (kind === 'revoke_grant') context.grants.revokeAll(orgId);
  else if (kind === 'expire_access_tokens') context.grants.expireAccessTokens(orgId, context.now());
  else if (kind === 'spend_credits') spendCredits(context, orgId, body);
  else return json(201, context.faults.add(readFault(body)));
  return json(200, { kind, done: true });
}

function spendCredits(context: ZohoContext, orgId: string | null, body: Record<string, unknown>): void {
  const credits = optionalNumber(body['credits'], 'credits') ?? 0;
  for (const id of orgId === null ? context.orgs.keys() : [orgId])
    context.credits.spend(id, credits, context.now());
}

function readFault(body: Record<string, unknown>): NewFault<Fault> {
  const kind = REQUEST_FAULTS.find((each) => each === body['kind']);
  if (!kind)
    throw invalidData(
      `unknown fault ${String(body['kind'])}; one of ${REQUEST_FAULTS.join(', ')}, revoke_grant, expire_access_tokens, spend_credits, clear`,
    );
  return {
    kind,
    match: (body['match'] ?? {}) as Fault['match'],
    bucket: body['bucket'] === 'credits' ? 'credits' : 'concurrency',
    ...('times' in body ? { times: optionalNumber(body['times'], 'times') || null } : {}),
    delay_ms: optionalNumber(body['delay_ms'], 'delay_ms'),
    retry_after_s: optionalNumber(body['retry_after_s'], 'retry_after_s'),
    status: optionalNumber(body['status'], 'status') ?? 500,
    scope: optionalText(body['scope']),
    code: optionalText(body['code']),
    row: optionalNumber(body['row'], 'row'),
  };
}
