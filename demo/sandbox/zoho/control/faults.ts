import { controlBody, optionalNumber, optionalText } from '../../kit/control/read-body.js';
import { readFault } from '../../kit/control/read-fault.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { NewFault } from '../../kit/traffic/fault-queue.js';
import type { ZohoContext } from '../context.js';
import { type Fault, REQUEST_FAULTS } from '../traffic/faults.js';

const AT_ONCE = ['revoke_grant', 'expire_access_tokens', 'spend_credits', 'clear'];

/** `POST faults`: adds a waiting fault, or does at once what `revoke_grant`, `expire_access_tokens`, `clear` say. */
export function postFault(context: ZohoContext, call: Call): Answer {
  const body = controlBody(call);
  const { kind } = body;
  const orgId = optionalText(body['org']);
  if (kind === 'clear') context.faults.clear();
  else if (kind === 'revoke_grant') context.grants.revokeAll(orgId);
  else if (kind === 'expire_access_tokens') context.grants.expireAccessTokens(orgId, context.now());
  else if (kind === 'spend_credits') spendCredits(context, orgId, body);
  else return json(201, context.faults.add(faultOf(body)));
  return json(200, { kind, done: true });
}

function spendCredits(context: ZohoContext, orgId: string | null, body: Record<string, unknown>): void {
  const credits = optionalNumber(body['credits'], 'credits') ?? 0;
  for (const id of orgId === null ? context.orgs.keys() : [orgId])
    context.credits.spend(id, credits, context.now());
}

function faultOf(body: Record<string, unknown>): NewFault<Fault> {
  return {
    ...readFault<Fault>(body, REQUEST_FAULTS, AT_ONCE),
    bucket: body['bucket'] === 'credits' ? 'credits' : 'concurrency',
    scope: optionalText(body['scope']),
    code: optionalText(body['code']),
    row: optionalNumber(body['row'], 'row'),
  };
}
