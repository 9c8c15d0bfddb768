import { QueryTypes, type Transaction } from 'sequelize';
import type { EventType } from '../../../shared/events.js';
import type { DeliveryState, WebhookAttempt } from '../../../shared/webhook-endpoints.js';
import type { Store } from '../../store/store.js';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from '../read-events.js';

/** A delivery as it is stored, with its event and last attempt. */
export type DeliveryRow = EventRow & {
  delivery_id: string;
  sequence: string;
  state: DeliveryState;
  attempts: number;
  next_try_at: Date;
  created_at: Date;
  settled_at: Date | null;
  last: WebhookAttempt | null;
};

const ATTEMPT = `jsonb_build_object('at', to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'status', a.status, 'error', a.error,
  'duration_ms', a.duration_ms, 'answer', a.answer)`;

const SELECT = `SELECT d.id AS delivery_id, d.sequence::text, d.state, d.attempts, d.next_try_at, d.created_at, d.settled_at, ${EVENT_COLUMNS},
  (SELECT ${ATTEMPT} FROM crm_event_attempts a WHERE a.delivery_id = d.id ORDER BY a.id DESC LIMIT 1) AS last
  FROM crm_event_deliveries d JOIN crm_events e ON e.id = d.event_id ${EVENT_JOINS} WHERE d.endpoint_id = $1`;

/** A page of what was sent to an endpoint, newest first, after (older than) a sequence number. */
export function listDeliveries(
  store: Store,
  endpointId: string,
  filter: { state?: DeliveryState | undefined; type?: EventType | undefined },
  page: { after: string | null; limit: number },
): Promise<DeliveryRow[]> {
  return store.sequelize.query<DeliveryRow>(
    `${SELECT} AND ($2::text IS NULL OR d.state = $2) AND ($3::text IS NULL OR e.type = $3) AND ($4::bigint IS NULL OR d.sequence < $4)
      ORDER BY d.sequence DESC LIMIT $5`,
    {
      bind: [endpointId, filter.state ?? null, filter.type ?? null, page.after, page.limit],
      type: QueryTypes.SELECT,
    },
  );
}

export async function findDelivery(
  store: Store,
  endpointId: string,
  id: string,
  transaction?: Transaction,
): Promise<DeliveryRow | null> {
  const [row] = await store.sequelize.query<DeliveryRow>(`${SELECT} AND d.id = $2`, {
    bind: [endpointId, id],
    type: QueryTypes.SELECT,
    ...(transaction ? { transaction } : {}),
  });
  return row ?? null;
}

/** Every attempt that ended, newest first. */
export async function listAttempts(store: Store, deliveryId: string): Promise<WebhookAttempt[]> {
  const rows = await store.sequelize.query<{ attempt: WebhookAttempt }>(
    `SELECT ${ATTEMPT} AS attempt FROM crm_event_attempts a WHERE a.delivery_id = $1 ORDER BY a.id DESC`,
    { bind: [deliveryId], type: QueryTypes.SELECT },
  );
  return rows.map(({ attempt }) => attempt);
}
