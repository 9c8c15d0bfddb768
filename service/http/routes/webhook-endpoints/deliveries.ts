import type { Transaction } from 'sequelize';
import { z } from 'zod';
import {
  getWebhookDelivery,
  listWebhookDeliveries,
  resendWebhookDeliveries,
  resendWebhookDelivery,
} from '../../../../shared/routes/webhook-endpoints.js';
import { DELIVERY_STATES } from '../../../../shared/webhook-endpoints.js';
import { ServiceError } from '../../../errors.js';
import { presentEvent } from '../../../events/present-event.js';
import {
  type DeliveryRow,
  findDelivery,
  listAttempts,
  listDeliveries,
} from '../../../events/webhooks/deliveries.js';
import type { EndpointRow } from '../../../events/webhooks/endpoints.js';
import { resendDead, resendDelivery, resendMissed } from '../../../events/webhooks/resend.js';
import type { Services } from '../../../services.js';
import type { Store } from '../../../store/store.js';
import { defineEndpoint, type Endpoint } from '../../endpoint.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { presentDelivery } from '../../presenters/webhook-endpoints.js';
import { isoTime, pageOf, pageQuery, uuid } from '../../schemas/common.js';
import { eventSchema } from '../../schemas/events.js';
import { attemptSchema, deliverySchema, eventType } from '../../schemas/webhook-endpoints.js';
import { isSequence } from '../dead-letters/endpoints.js';
import { endpointOf, endpointParams } from './find-endpoint.js';

const deliveryParams = endpointParams.extend({ delivery_id: uuid });

/** What was sent to an endpoint, and sending it again. */
export function webhookDeliveryEndpoints(services: Services): Endpoint[] {
  return [list(services), get(services), resendOne(services), resendMany(services)];
}

function list({ store }: Services): Endpoint {
  return defineEndpoint({
    route: listWebhookDeliveries,
    params: endpointParams,
    query: pageQuery.extend({ state: z.enum(DELIVERY_STATES).optional(), event_type: eventType.optional() }),
    result: pageOf(deliverySchema),
    handle: async (request) => {
      const { id } = await endpointOf(store, request);
      const { cursor, limit, state, event_type: type } = request.query;
      const after = cursor === undefined ? null : decodeCursor(cursor, isSequence);
      const rows = await listDeliveries(store, id, { state, type }, { after, limit: limit + 1 });
      const page = rows.slice(0, limit);
      return {
        data: page.map(presentDelivery),
        next_cursor: rows.length > limit ? encodeCursor(page.at(-1)?.sequence) : null,
      };
    },
  });
}

function get({ store }: Services): Endpoint {
  return defineEndpoint({
    route: getWebhookDelivery,
    params: deliveryParams,
    result: deliverySchema.extend({ event: eventSchema, tried: z.array(attemptSchema) }),
    handle: async (request) => {
      const { id } = await endpointOf(store, request);
      const row = await deliveryOf(store, id, request.params.delivery_id);
      return {
        ...presentDelivery(row),
        event: presentEvent(row),
        tried: await listAttempts(store, row.delivery_id),
      };
    },
  });
}

function resendOne(services: Services): Endpoint {
  return defineEndpoint({
    route: resendWebhookDelivery,
    params: deliveryParams,
    result: deliverySchema,
    handle: (request) =>
      services.store.transaction(async (transaction) => {
        const endpoint = await endpointOf(services.store, request, transaction);
        const { delivery_id } = await deliveryOf(
          services.store,
          endpoint.id,
          request.params.delivery_id,
          transaction,
        );
        refuseDisabled(endpoint);
        await resendDelivery(services, delivery_id, transaction);
        return presentDelivery(await deliveryOf(services.store, endpoint.id, delivery_id, transaction));
      }),
  });
}

function resendMany(services: Services): Endpoint {
  return defineEndpoint({
    route: resendWebhookDeliveries,
    params: endpointParams,
    body: z.strictObject({
      since: isoTime,
      until: isoTime.optional(),
      which: z.enum(['dead', 'missed']).default('dead'),
    }),
    result: z.object({ resent: z.number().int(), has_more: z.boolean() }),
    handle: async (request) => {
      const endpoint = await endpointOf(services.store, request);
      refuseDisabled(endpoint);
      const { since, until, which } = request.body;
      const resend = which === 'dead' ? resendDead : resendMissed;
      const { count, hasMore } = await resend(services, endpoint.id, { since, until: until ?? null });
      return { resent: count, has_more: hasMore };
    },
  });
}

async function deliveryOf(
  store: Store,
  endpointId: string,
  id: string,
  transaction?: Transaction,
): Promise<DeliveryRow> {
  const row = await findDelivery(store, endpointId, id, transaction);
  if (!row)
    throw new ServiceError('webhook_delivery_not_found', {
      detail: 'This endpoint was sent no such delivery in the last seven days.',
    });
  return row;
}

function refuseDisabled({ enabled }: EndpointRow): void {
  if (!enabled) throw new ServiceError('webhook_endpoint_disabled', { detail: 'Enable the endpoint first.' });
}
