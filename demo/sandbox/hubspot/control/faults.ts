import { controlBody, optionalText } from '../../kit/control/read-body.js';
import { readFault } from '../../kit/control/read-fault.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { NewFault } from '../../kit/traffic/fault-queue.js';
import type { HubspotContext } from '../context.js';
import { type Fault, REQUEST_FAULTS } from '../traffic/faults.js';

const AT_ONCE = ['revoke_grant', 'expire_access_tokens', 'clear'];

/** `POST faults`: adds a waiting fault, or does at once what `revoke_grant`, `expire_access_tokens`, `clear` say. */
export function postFault(context: HubspotContext, call: Call): Answer {
  const body = controlBody(call);
  const { kind } = body;
  const portalId = body['portal'] === undefined ? null : Number(body['portal']);
  if (kind === 'clear') context.faults.clear();
  else if (kind === 'revoke_grant') context.grants.uninstall(portalId);
  else if (kind === 'expire_access_tokens') context.grants.expireAccessTokens(portalId, context.now());
  else return json(201, context.faults.add(faultOf(body)));
  return json(200, { kind, done: true });
}

function faultOf(body: Record<string, unknown>): NewFault<Fault> {
  return {
    ...readFault<Fault>(body, REQUEST_FAULTS, AT_ONCE),
    bucket: body['bucket'] === 'search' || body['bucket'] === 'daily' ? body['bucket'] : 'account',
    scope: optionalText(body['scope']),
  };
}
