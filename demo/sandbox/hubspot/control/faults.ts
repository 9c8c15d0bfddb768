import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { NewFault } from '../../kit/traffic/fault-queue.js';
import type { HubspotContext } from '../context.js';
import { invalid } from '../refusal.js';
import { type Fault, REQUEST_FAULTS } from '../traffic/faults.js';
import { controlBody } from './read-body.js';

function optionalNumber(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || value < 0) throw invalid(`${name} must be a number, not below 0`);
  return value;
}

/** `POST faults`: adds a waiting fault, or does at once what `revoke_grant`, `expire_access_tokens`, `clear` say. */
export function postFault(context: HubspotContext, call: Call): Answer {
  const body = controlBody(call);
  const { kind } = body;
  const portalId = body['portal'] === undefined ? null : Number(body['portal']);
  if (kind === 'clear') context.faults.clear();
  else if (kind === 'revoke_grant') context.grants.uninstall(portalId);
  else if (kind === 'expire_access_tokens') context.grants.expireAccessTokens(portalId, context.now());
  else return json(201, context.faults.add(readFault(body)));
  return json(200, { kind, done: true });
}

function readFault(body: Record<string, unknown>): NewFault<Fault> {
  const kind = REQUEST_FAULTS.find((each) => each === body['kind']);
  if (!kind)
    throw invalid(
      `unknown fault ${String(body['kind'])}; one of ${REQUEST_FAULTS.join(', ')}, revoke_grant, expire_access_tokens, clear`,
    );
  const match = (body['match'] ?? {}) as Fault['match'];
  const bucket = body['bucket'] === 'search' || body['bucket'] === 'daily' ? body['bucket'] : 'account';
  return {
    kind,
    match,
    bucket,
    ...('times' in body ? { times: optionalNumber(body['times'], 'times') || null } : {}),
    delay_ms: optionalNumber(body['delay_ms'], 'delay_ms'),
    retry_after_s: optionalNumber(body['retry_after_s'], 'retry_after_s'),
    status: optionalNumber(body['status'], 'status') ?? 500,
    scope: typeof body['scope'] === 'string' ? body['scope'] : null,
  };
}
