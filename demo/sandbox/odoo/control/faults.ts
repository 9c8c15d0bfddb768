import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { NewFault } from '../../kit/traffic/fault-queue.js';
import type { OdooContext } from '../context.js';
import type { ApiKey } from '../instances/api-keys.js';
import type { Operation } from '../orm/model.js';
import { type OdooFault, REQUEST_FAULTS } from '../traffic/faults.js';
import { BadControl, controlBody, databaseOf } from './read-body.js';

const OPERATIONS: Operation[] = ['read', 'write', 'create', 'unlink'];

/** `POST faults`: adds a waiting fault, or does at once what `revoke_keys`, `expire_keys`, `clear` say. */
export function postFault(context: OdooContext, call: Call): Answer {
  const body = controlBody(call);
  const { kind } = body;
  if (kind === 'clear') context.faults.clear();
  else if (kind === 'revoke_keys' || kind === 'expire_keys') endKeys(context, body);
  else return json(201, context.faults.add(readFault(body)));
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

function optionalNumber(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || value < 0) throw new BadControl(`${name} must be a number, not below 0`);
  return value;
}

function readFault(body: Record<string, unknown>): NewFault<OdooFault> {
  const kind = REQUEST_FAULTS.find((each) => each === body['kind']);
  if (!kind)
    throw new BadControl(
      `unknown fault ${String(body['kind'])}; one of ${REQUEST_FAULTS.join(', ')}, revoke_keys, expire_keys, clear`,
    );
  return {
    kind,
    match: (body['match'] ?? {}) as OdooFault['match'],
    ...('times' in body ? { times: optionalNumber(body['times'], 'times') || null } : {}),
    delay_ms: optionalNumber(body['delay_ms'], 'delay_ms'),
    retry_after_s: optionalNumber(body['retry_after_s'], 'retry_after_s'),
    status: optionalNumber(body['status'], 'status') ?? 500,
    operation: OPERATIONS.find((each) => each === body['operation']) ?? null,
  };
}
