import { QueryTypes } from 'sequelize';
import type { Services } from '../../services.js';
import { prepare } from '../../store/prepared.js';
import type { Store } from '../../store/store.js';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from '../read-events.js';

/** Longer than a try takes. */
const LEASE_S = 45;
/** Deliveries under way to one endpoint, over all processes. */
const MOST_AT_ONCE = 4;
/** Any number that no other lock of the service uses. */
const CLAIM_LOCK = 4_723_661_011;

/** A delivery in a worker's hands; what became of it is written under its lease only. */
export interface ClaimedDelivery {
  id: string;
  endpointId: string;
  url: string;
  lease: string;
  /** This try's number. */
  attempt: number;
  expiresAt: Date;
  event: EventRow;
}

type Row = EventRow & {
  delivery_id: string;
  endpoint_id: string;
  url: string;
  lease: string;
  attempts: number;
  expires_at: Date;
};

/**
 * Takes up to `limit` deliveries that are due, the oldest of each endpoint first and of all endpoints in turn, so that
 * none waits behind the backlog of another. A resting endpoint gets one. Claims go one at a time, for what is under way
 * to be counted exactly; what a killed process had in hand comes back when its lease is over.
 */
export async function claimDeliveries(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  limit: number,
): Promise<ClaimedDelivery[]> {
  const now = clock.now().toISOString();
  const due = await store.sequelize.query(IS_DUE, { bind: [now], type: QueryTypes.SELECT });
  if (due.length === 0) return [];
  return store.transaction(async (transaction) => {
    await store.sequelize.query('SELECT pg_advisory_xact_lock($1)', { bind: [CLAIM_LOCK], transaction });
    const rows = await store.sequelize.query<Row>(CLAIM, {
      bind: [now, limit],
      type: QueryTypes.SELECT,
      transaction,
    });
    return rows.map(({ delivery_id, endpoint_id, url, lease, attempts, expires_at, ...event }) => ({
      ...{ id: delivery_id, endpointId: endpoint_id, url, lease, attempt: attempts, expiresAt: expires_at },
      event,
    }));
  });
}

/** SQL: whether an endpoint `e` may be sent something, at a time. */
const mayTry = (now: string): string =>
  `e.enabled AND (e.open_until IS NULL OR e.open_until <= ${now}::timestamptz)`;

const FREE = '(d.lease_until IS NULL OR d.lease_until < now())';

/** SQL: whether deliveries are due at time $1. One probe an endpoint: the backlog of one that rests is not read. */
export const DELIVERIES_WAIT = `EXISTS (SELECT 1 FROM crm_event_endpoints e CROSS JOIN LATERAL (
  SELECT 1 FROM crm_event_deliveries d
   WHERE d.endpoint_id = e.id AND d.state = 'waiting' AND d.next_try_at <= $1::timestamptz AND ${FREE} LIMIT 1) AS due
 WHERE ${mayTry('$1')})`;
const IS_DUE = prepare(`SELECT 1 WHERE ${DELIVERIES_WAIT}`);

const CLAIM = prepare(`
  WITH room AS (
    SELECT e.id, CASE WHEN e.open_until IS NULL THEN ${MOST_AT_ONCE} ELSE 1 END - (
             SELECT count(*) FROM crm_event_deliveries d WHERE d.endpoint_id = e.id AND d.lease_until >= now()) AS free
      FROM crm_event_endpoints e WHERE ${mayTry('$1')}
  ), due AS (
    SELECT d.id, d.sequence, row_number() OVER (PARTITION BY room.id ORDER BY d.next_try_at, d.sequence) AS turn
      FROM room CROSS JOIN LATERAL (
        SELECT d.id, d.next_try_at, d.sequence FROM crm_event_deliveries d
         WHERE d.endpoint_id = room.id AND d.state = 'waiting' AND d.next_try_at <= $1::timestamptz AND ${FREE}
         ORDER BY d.next_try_at, d.sequence LIMIT GREATEST(room.free, 0)) d
  ), taken AS (
    UPDATE crm_event_deliveries d SET lease = lease + 1, lease_until = now() + make_interval(secs => ${LEASE_S}), attempts = attempts + 1
     WHERE id IN (SELECT id FROM due ORDER BY turn, sequence LIMIT $2) AND state = 'waiting'
    RETURNING d.id, d.sequence, d.endpoint_id, d.event_id, d.lease, d.attempts, d.expires_at
  )
  SELECT t.id AS delivery_id, t.endpoint_id, p.url, t.lease::text, t.attempts, t.expires_at, ${EVENT_COLUMNS}
    FROM taken t JOIN crm_event_endpoints p ON p.id = t.endpoint_id JOIN crm_events e ON e.id = t.event_id ${EVENT_JOINS}
   ORDER BY t.sequence`);

/** Gives a delivery back as if it had not been taken. */
export async function handBack(store: Store, { id, lease }: ClaimedDelivery): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_event_deliveries SET lease_until = NULL, attempts = attempts - 1 WHERE id = $1 AND lease = $2 AND state = 'waiting'`,
    { bind: [id, lease] },
  );
}
