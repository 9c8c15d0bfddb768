import { BadControl, controlBody } from '../../kit/control/read-body.js';
import { readFault } from '../../kit/control/read-fault.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { NewFault } from '../../kit/traffic/fault-queue.js';
import type { OdooContext } from '../context.js';
import type { ApiKey } from '../instances/api-keys.js';
import type { Operation } from '../orm/model.js';
import { type OdooFault, REQUEST_FAULTS } from '../traffic/faults.js';
import { databaseOf } from './find.js';

const OPERATIONS: Operation[] = ['read', 'write', 'create', 'unlink'];

const AT_ONCE = ['revoke_keys', 'expire_keys', 'clear'];

/** `POST faults`: adds a waiting fault, or does at once what `revoke_keys`, `expire_keys`, `clear` say. */
export function postFault(context: OdooContext, call: Call): Answer {
  const body = controlBody(call);
  const { kind } = body;
  if (kind === 'clear') context.faults.clear();
  else if (kind === 'revoke_keys' || kind === 'expire_keys') endKeys(context, body);
  else return json(201, context.faults.add(faultOf(body)));
  return json(200, { kind, done: true });
}

/** Keys of one login, or of everybody. */
function endKeys(context: OdooContext, body: Record<string, unknown>): void {
  const db = databaseOf(context, body['server'], body['database']);
  const users = [...db.table('res.users').rows.values()];
  const wanted = users.filter((user) => body['login'] === undefined || user['login'] === body['login']);
  if (wanted.length === 0) throw new BadControl(`no user ${String(body['login'])}`, 404);
  const matches = (key: ApiKey) => wanted.some((user) => user.id === key.uid);
  if (body['kind'] === 'revoke_keys') db.keys.remove(matches);
  else db.keys.expire(matches);
}

function faultOf(body: Record<string, unknown>): NewFault<OdooFault> {
  return {
    ...readFault<OdooFault>(body, REQUEST_FAULTS, AT_ONCE),
    operation: OPERATIONS.find((each) => each === body['operation']) ?? null,
  };
}
