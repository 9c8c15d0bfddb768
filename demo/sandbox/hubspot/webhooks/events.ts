import { infoOf } from '../object-types.js';
import type { ChangeEvent } from '../state/portal.js';

/** One event as it is delivered; `attemptNumber` is added at delivery. */
export type WebhookEvent = Record<string, unknown> & { subscriptionType: string; portalId: number };

/** Events with a type of their own; activities come as generic `object.*` events. */
const NAMED = new Set(['contacts', 'companies', 'deals']);

/** Stable subscription id of a subscription type. */
function subscriptionId(type: string): number {
  return 3_000_000 + [...type].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 99_991, 7);
}

/** Turns a change of a record into the event its subscription would deliver. */
export function toWebhookEvent(change: ChangeEvent, appId: number, eventId: number): WebhookEvent {
  const info = infoOf(change.object);
  const isNamed = NAMED.has(change.object);
  const subscriptionType = `${isNamed ? info.singular : 'object'}.${change.kind}`;
  return {
    eventId,
    subscriptionId: subscriptionId(subscriptionType),
    portalId: change.portalId,
    appId,
    occurredAt: change.at,
    subscriptionType,
    objectId: Number(change.objectId),
    ...(isNamed ? {} : { objectTypeId: info.typeId }),
    ...change.details,
  };
}
