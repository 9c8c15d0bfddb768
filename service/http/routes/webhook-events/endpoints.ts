import { z } from 'zod';
import {
  listWebhookEvents,
  type ReceivedWebhook,
  replayWebhook,
  WEBHOOK_STATES,
} from '../../../../shared/routes/webhook-events.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { audit } from '../../../observe/audit.js';
import type { Services } from '../../../services.js';
import {
  ANY_EVENT,
  type EventFilter,
  type EventRow,
  listEvents,
  replayEvents,
} from '../../../store/queries/replay-webhooks.js';
import { wake } from '../../../store/wake.js';
import { defineEndpoint, type Endpoint } from '../../endpoint.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { isoTime, objectName, pageOf, pageQuery, uuid } from '../../schemas/common.js';

const filter = {
  provider: z.string().min(1).max(40).optional(),
  connection_id: uuid.optional(),
  state: z.enum(WEBHOOK_STATES).optional(),
  from: isoTime.optional(),
  to: isoTime.optional(),
};
const eventId = z.string().regex(/^[1-9]\d{0,17}$/, 'must be the id of an event');
const time = isoTime.nullable();
const event = z.object({
  ...{
    id: z.string(),
    provider: z.string(),
    account_id: z.string().nullable(),
    connection_id: uuid.nullable(),
  },
  ...{ workspace_id: z.string().nullable(), object: objectName.nullable(), remote_id: z.string() },
  ...{ kind: z.string(), fields: z.array(z.string()), occurred_at: time, received_at: isoTime },
  ...{ state: z.enum(WEBHOOK_STATES), reason: z.string().nullable(), tries: z.number().int() },
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  ...{ next_try_at: time, settled_at: time, replays: z.number().int() },
}) satisfies z.ZodType<ReceivedWebhook>;

/** What CRMs told us, for the operator. */
export function webhookEventEndpoints(services: Services): Endpoint[] {
  return [list(services), replay(services)];
}

function list({ store }: Services): Endpoint {
  return defineEndpoint({
    route: listWebhookEvents,
    query: pageQuery.extend(filter),
    result: pageOf(event),
    handle: async ({ query }) => {
      const { cursor, limit, ...only } = query;
      const after = cursor === undefined ? null : decodeCursor(cursor, isEventId);
      const rows = await listEvents(store, known(only), { after, limit: limit + 1 });
      const page = rows.slice(0, limit);
      return {
        data: page.map(present),
        next_cursor: rows.length > limit ? encodeCursor(page.at(-1)?.id) : null,
      };
    },
  });
}

const isEventId = (value: unknown): value is string => eventId.safeParse(value).success;

function replay({ store }: Services): Endpoint {
  return defineEndpoint({
    route: replayWebhook,
    query: z
      .object({ ...filter, event_id: eventId.optional() })
      .refine(({ event_id, provider }) => event_id !== undefined || provider !== undefined, {
        path: ['event_id'],
        message: 'is needed, or a provider',
      }),
    result: z.object({
      ...{ replayed: z.number().int(), waiting: z.number().int() },
      ...{ bodies: z.number().int(), left: z.number().int() },
    }),
    handle: ({ query: { event_id, ...only } }) => {
      const which = { ...known(only), id: event_id ?? null };
      return store.transaction(async (transaction) => {
        const done = await replayEvents(store, which, transaction);
        const isUnknown = event_id !== undefined && done.replayed + done.waiting === 0;
        if (isUnknown && (await listEvents(store, which, { after: null, limit: 1 })).length === 0)
          throw new ServiceError('webhook_event_not_found', { detail: `There is no event ${event_id}.` });
        await audit(
          { actor: 'operator', action: 'webhooks_replayed', details: { ...which, ...done } },
          transaction,
        );
        await wake(store, 'webhook', transaction);
        return done;
      });
    },
  });
}

interface Asked {
  provider?: string | undefined;
  connection_id?: string | undefined;
  state?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** @throws ServiceError `provider_unknown`. */
function known({ provider, connection_id, state, from, to }: Asked): EventFilter {
  return {
    ...ANY_EVENT,
    provider: provider === undefined ? null : connectorFor(provider).id,
    connectionId: connection_id ?? null,
    state: state ?? null,
    from: from === undefined ? null : new Date(from),
    to: to === undefined ? null : new Date(to),
  };
}

function present(row: EventRow): unknown {
  const { error, occurred_at, received_at, settled_at, next_try_at, ...rest } = row;
  return {
    ...rest,
    error: error === null ? null : { code: error.code, message: error.message },
    occurred_at: occurred_at?.toISOString() ?? null,
    received_at: received_at.toISOString(),
    settled_at: settled_at?.toISOString() ?? null,
    next_try_at: row.state === 'received' ? next_try_at.toISOString() : null,
  };
}
