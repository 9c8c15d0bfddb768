import type { ObjectName } from '../../../shared/records.js';
import type { WebhookEvent, WebhookKind, Webhooks } from '../webhooks.js';
import { HUBSPOT_OBJECTS, MAIN_TYPE } from './objects.js';
import type { HubspotType } from './types.js';

/** An event as HubSpot sends it. Everything is optional: there are more types than we know. */
interface HubspotEvent {
  eventId?: number;
  portalId?: number;
  occurredAt?: number;
  /** `contact.propertyChange`; a field table of the vendor's calls it `eventType`. */
  subscriptionType?: string;
  eventType?: string;
  objectId?: number;
  objectTypeId?: string;
  propertyName?: string;
  primaryObjectId?: number;
  mergedObjectIds?: number[];
  newObjectId?: number;
  associationType?: string;
  associationRemoved?: boolean;
  fromObjectId?: number;
  toObjectId?: number;
}

const KINDS: Readonly<Record<string, WebhookKind>> = {
  creation: 'created',
  propertyChange: 'updated',
  deletion: 'deleted',
  privacyDeletion: 'deleted',
  merge: 'merged',
  restore: 'restored',
  associationChange: 'linked',
};

/** HubSpot's objects by the word for one, which begins types of events and stands in those of associations. */
const BY_WORD: Readonly<Record<string, HubspotType>> = {
  ...{ contact: 'contacts', company: 'companies', deal: 'deals', call: 'calls' },
};
const BY_TYPE_ID = new Map(Object.values(BY_WORD).map((type) => [HUBSPOT_OBJECTS[type].typeId, type]));
/** Ours by HubSpot's; activities that are no calls are not read. */
const OURS = new Map(Object.entries(MAIN_TYPE).map(([ours, type]) => [type, ours as ObjectName]));

/** A batch, which may mix portals. HubSpot repeats events, and may give the same `eventId` to several. */
export const readEvents: Webhooks['readEvents'] = ({ body }) => {
  const parsed: unknown = JSON.parse(body.toString('utf8'));
  const list = Array.isArray(parsed) ? parsed : [parsed];
  return list.flatMap((event) => {
    if (typeof event !== 'object' || event === null)
      throw new Error('HubSpot sent something that is no event');
    return readEvent(event as HubspotEvent);
  });
};

function readEvent(event: HubspotEvent): WebhookEvent[] {
  const type = event.subscriptionType ?? event.eventType ?? '';
  const [word = '', what = ''] = type.split('.');
  const common = {
    accountId: event.portalId === undefined ? null : String(event.portalId),
    kind: KINDS[what] ?? ('other' as const),
    occurredAt: typeof event.occurredAt === 'number' ? new Date(event.occurredAt) : null,
    fields: event.propertyName === undefined ? [] : [event.propertyName],
  };
  // `attemptNumber` is another at each delivery of the same event.
  const parts = [event.portalId, type, event.objectId ?? event.primaryObjectId, event.propertyName];
  const key = [...parts, event.occurredAt, event.eventId].map((part) => part ?? '').join(':');
  if (common.kind === 'linked') return readLink(event, { ...common, key });
  const known = BY_WORD[word] ?? BY_TYPE_ID.get(event.objectTypeId ?? '');
  const [remoteId = '', ...alsoIds] = idsOf(event);
  return [{ ...common, key, object: (known && OURS.get(known)) ?? null, remoteId, alsoIds }];
}

/** The record it is about, then those that a merge took into it or made of both. */
function idsOf({ objectId, primaryObjectId, newObjectId, mergedObjectIds = [] }: HubspotEvent): string[] {
  const ids = [objectId ?? primaryObjectId, primaryObjectId, newObjectId, ...mergedObjectIds];
  return [...new Set(ids.filter((id) => id !== undefined).map(String))];
}

/** A link concerns the record that refers to the other one: `CONTACT_TO_COMPANY` the contact, whichever end told it. */
function readLink(
  event: HubspotEvent,
  common: Pick<WebhookEvent, 'key' | 'accountId' | 'kind' | 'occurredAt' | 'fields'>,
): WebhookEvent[] {
  const [from, to] = (event.associationType ?? '').split('_TO_').map((word) => BY_WORD[word.toLowerCase()]);
  const key = `${common.key}:${event.associationType}:${event.fromObjectId}:${event.toObjectId}:${event.associationRemoved}`;
  const link = { ...common, key, alsoIds: [] };
  if (from && to && refersTo(from, to))
    return [{ ...link, object: OURS.get(from) ?? null, remoteId: String(event.fromObjectId) }];
  if (from && to && refersTo(to, from))
    return [{ ...link, object: OURS.get(to) ?? null, remoteId: String(event.toObjectId) }];
  return [{ ...link, object: null, remoteId: String(event.fromObjectId ?? event.objectId ?? '') }];
}

const refersTo = (type: HubspotType, other: HubspotType): boolean =>
  Object.values(HUBSPOT_OBJECTS[type].refs).includes(other);
