import type { Transaction } from 'sequelize';
import { connectorFor } from '../../connectors/registry.js';
import type { WebhookEvent } from '../../connectors/webhooks.js';
import type { Services } from '../../services.js';
import {
  findTold,
  insertEvents,
  lockUnread,
  markRead,
  type NewEvent,
  type ToldConnection,
  type UnreadDelivery,
} from '../../store/queries/read-webhooks.js';

/** Bodies that are read together. */
const BATCH = 200;
const LONGEST_ERROR = 500;

/** An event with the delivery that brought it. */
interface Told {
  delivery: UnreadDelivery;
  event: WebhookEvent;
}

/**
 * Reads the events out of bodies that were stored and gives them to the connections they concern. One that is known is
 * left alone, so a body may be delivered, or read, again. A body that cannot be read is kept and named as failed.
 *
 * @returns how many bodies were read; none: there are none that nobody else is reading.
 */
export function readDeliveries(services: Services): Promise<number> {
  const { store, metrics } = services;
  return store.transaction(async (transaction) => {
    const deliveries = await lockUnread(store, BATCH, transaction);
    if (deliveries.length === 0) return 0;
    const { told, errors } = readAll(services, deliveries);
    const events = await address(services, told, transaction);
    const added = await insertEvents(store, events, transaction);
    await markRead(
      store,
      deliveries.map(({ id }) => id),
      errors,
      transaction,
    );
    for (const { provider } of events) metrics.webhookEvents.inc({ provider, outcome: 'told' });
    for (const { provider, ignored } of added)
      metrics.webhookEvents.inc({ provider, outcome: ignored ? 'ignored' : 'read' });
    return deliveries.length;
  });
}

function readAll({ log }: Services, deliveries: readonly UnreadDelivery[]) {
  const told: Told[] = [];
  const errors = new Map<string, string>();
  for (const delivery of deliveries) {
    try {
      for (const event of eventsOf(delivery)) told.push({ delivery, event });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.warn({ delivery_id: delivery.id, provider: delivery.provider }, 'a webhook could not be read');
      errors.set(delivery.id, message.slice(0, LONGEST_ERROR));
    }
  }
  return { told, errors };
}

function eventsOf({ provider, body, headers, received_at }: UnreadDelivery): WebhookEvent[] {
  const { webhooks } = connectorFor(provider);
  return webhooks?.readEvents({ body, headers, receivedAt: received_at }) ?? [];
}

/** One event for each connection that it concerns. */
async function address(
  { store }: Services,
  told: readonly Told[],
  transaction: Transaction,
): Promise<NewEvent[]> {
  const accounts = new Map<string, { provider: string; accountId: string }>();
  const ids = new Set<string>();
  for (const { delivery, event } of told) {
    const { provider, connection_id } = delivery;
    if (connection_id !== null) ids.add(connection_id);
    else if (event.accountId !== null)
      accounts.set(`${provider} ${event.accountId}`, { provider, accountId: event.accountId });
  }
  const connections = await findTold(store, [...accounts.values()], [...ids], transaction);
  return told.flatMap((one) => {
    const concerned = connections.filter((connection) => concerns(one, connection));
    return concerned.length === 0
      ? [newEvent(one, null)]
      : concerned.map((connection) => newEvent(one, connection.id));
  });
}

/** What an app's own secret signed concerns that app alone; what came through a channel, its connection. */
function concerns({ delivery, event }: Told, connection: ToldConnection): boolean {
  if (delivery.connection_id !== null) return connection.id === delivery.connection_id;
  const isOfApp = delivery.app_id === null || delivery.app_id === connection.app_id;
  return isOfApp && connection.provider === delivery.provider && connection.account_id === event.accountId;
}

function newEvent({ delivery, event }: Told, connectionId: string | null): NewEvent {
  const { provider } = delivery;
  const { settleMs = 0 } = connectorFor(provider).webhooks ?? {};
  return {
    ...{ provider, connectionId, dedupeKey: event.key, deliveryId: delivery.id, appId: delivery.app_id },
    ...{ accountId: event.accountId, object: event.object, remoteId: event.remoteId, alsoIds: event.alsoIds },
    ...{
      kind: event.kind,
      fields: event.fields,
      occurredAt: event.occurredAt,
      receivedAt: delivery.received_at,
    },
    reason: reasonToIgnore(provider, event, connectionId),
    nextTryAt: new Date(delivery.received_at.getTime() + settleMs),
  };
}

function reasonToIgnore(provider: string, event: WebhookEvent, connectionId: string | null): string | null {
  if (event.object === null || !connectorFor(provider).objects.includes(event.object))
    return 'unknown_object';
  if (event.remoteId === '') return 'unknown_record';
  return connectionId === null ? 'unknown_account' : null;
}
