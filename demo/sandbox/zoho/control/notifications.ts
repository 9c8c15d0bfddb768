import { controlBody } from '../../kit/control/read-body.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { invalidData } from '../refusal.js';
import { moduleOf, orgOf } from './records.js';

/** `GET notifications`: how they are delivered, which channels live, the last deliveries, and how many are under way. */
export function getNotifications(context: ZohoContext): Answer {
  const { postman, channels, now } = context;
  const { settings, deliveries, underWay } = postman;
  const alive = channels.alive(now()).map(({ token: _secret, ...channel }) => channel);
  return json(200, { settings, channels: alive, deliveries, under_way: underWay });
}

/**
 * `POST notifications`: changes what is named; `expire: true` lets every channel be over; `storm: {object, times, org?}`
 * tells of every record of a module as changed, so many times over.
 */
export function postNotifications(context: ZohoContext, call: Call): Answer {
  const { expire, storm, ...changes } = controlBody(call);
  const known = Object.keys(context.postman.settings);
  const unknown = Object.keys(changes).find((name) => !known.includes(name));
  if (unknown)
    throw invalidData(`unknown notification setting ${unknown}; one of ${known.join(', ')}, expire, storm`);
  Object.assign(context.postman.settings, changes);
  if (expire === true)
    for (const channel of context.channels.alive(context.now())) channel.expiresAt = context.now();
  if (typeof storm === 'object' && storm !== null) raiseStorm(context, storm as Record<string, unknown>);
  return getNotifications(context);
}

/** Each time a notification of its own: what is collected would be one. */
function raiseStorm(context: ZohoContext, { object, times, org: id }: Record<string, unknown>): void {
  const org = orgOf(context, id);
  const { name: module } = moduleOf(object);
  const changes = [...org.store(module).all()].map(({ id: recordId }) => ({
    ...{ orgId: org.id, module, recordId, fields: [] },
    ...{ operation: 'update' as const, isRelated: false },
  }));
  for (let i = 0; i < Number(times ?? 1); i++) context.postman.send(changes);
}
