import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { invalidData } from '../refusal.js';
import { controlBody } from './read-body.js';

/** `GET notifications`: how they are delivered, which channels live, and the last deliveries. */
export function getNotifications(context: ZohoContext): Answer {
  const { postman, channels, now } = context;
  const alive = channels.alive(now()).map(({ token: _secret, ...channel }) => channel);
  return json(200, { settings: postman.settings, channels: alive, deliveries: postman.deliveries });
}

/** `POST notifications`: changes what is named; `expire: true` lets every channel be over. */
export function postNotifications(context: ZohoContext, call: Call): Answer {
  const { expire, ...changes } = controlBody(call);
  const known = Object.keys(context.postman.settings);
  const unknown = Object.keys(changes).find((name) => !known.includes(name));
  if (unknown)
    throw invalidData(`unknown notification setting ${unknown}; one of ${known.join(', ')}, expire`);
  Object.assign(context.postman.settings, changes);
  if (expire === true)
    for (const channel of context.channels.alive(context.now())) channel.expiresAt = context.now();
  return getNotifications(context);
}
