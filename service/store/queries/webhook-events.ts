import { QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { Store } from '../store.js';
import { type Lane, laneFinder, nextLane, type Round } from './next-lane.js';
import { mayGoOn } from './pauses.js';

/** Long enough for a slow CRM between two beats, short enough that a dead worker's events go on soon. */
const LEASE_S = 60;

/** Events that are worked on together at most. */
const MOST = 500;

/** An event in a worker's hands. Every write under it is refused once another worker has a higher `lease`. */
export interface ClaimedEvent {
  id: string;
  connection_id: string;
  object: ObjectName;
  provider: string;
  remote_id: string;
  also_ids: string[];
  occurred_at: Date | null;
  received_at: Date;
  /** That failed. */
  tries: number;
  lease: string;
}

const DUE = `p.state = 'received' AND p.next_try_at <= now() AND (p.lease_until IS NULL OR p.lease_until < now())`;
/** SQL: whether events are due. */
export const EVENTS_WAIT = `EXISTS (SELECT 1 FROM crm_webhook_events p WHERE ${DUE})`;
const FIND_LANE = laneFinder('crm_webhook_events', `state = 'received'`, DUE);

/**
 * Takes due events of one connection and object, oldest first. Connections have their turn one after another.
 *
 * @param round moved on to what was taken.
 * @param except connections that shall not have another turn now.
 */
export async function claimEvents(
  store: Store,
  worker: string,
  round: Round,
  except: readonly string[],
): Promise<ClaimedEvent[] | null> {
  for (;;) {
    const lane = await nextLane(store, FIND_LANE, round, except);
    if (!lane) return null;
    const events = await claim(store, worker, lane);
    // None: another worker was faster.
    if (events.length > 0) return events;
  }
}

function claim(store: Store, worker: string, lane: Lane): Promise<ClaimedEvent[]> {
  return store.sequelize.query<ClaimedEvent>(
    `UPDATE crm_webhook_events SET lease = lease + 1, worker = $1, lease_until = now() + make_interval(secs => ${LEASE_S})
      WHERE id IN (SELECT p.id FROM crm_webhook_events p WHERE p.connection_id = $2 AND p.object = $3 AND ${DUE}
                    ORDER BY p.id LIMIT ${MOST} FOR UPDATE SKIP LOCKED)
      RETURNING id, connection_id, object, provider, remote_id, also_ids, occurred_at, received_at, tries, lease`,
    { bind: [worker, lane.connection_id, lane.object], type: QueryTypes.SELECT },
  );
}

/** SQL: the events of ids $1 whose leases are still those of $2. */
const HELD = `unnest($1::bigint[], $2::bigint[]) AS h(id, lease)
  JOIN crm_webhook_events e ON e.id = h.id AND e.lease = h.lease AND e.state = 'received'`;

const heldBy = (events: readonly ClaimedEvent[]): unknown[] => [
  events.map(({ id }) => id),
  events.map(({ lease }) => lease),
];

/**
 * Whether all are still ours and their connection may work; they stay locked until commit. First of all in a transaction
 * that writes.
 */
export async function lockEvents(
  store: Store,
  events: readonly ClaimedEvent[],
  transaction: Transaction,
): Promise<boolean> {
  const rows = await store.sequelize.query(
    `SELECT 1 FROM ${HELD} JOIN crm_connections c ON c.id = e.connection_id
      WHERE ${mayGoOn('c')} ORDER BY e.id FOR UPDATE OF e`,
    { bind: heldBy(events), type: QueryTypes.SELECT, transaction },
  );
  return rows.length === events.length;
}

/** Renews the leases while the CRM is slow. */
export async function holdEvents(store: Store, events: readonly ClaimedEvent[]): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_webhook_events SET lease_until = now() + make_interval(secs => ${LEASE_S})
      WHERE id IN (SELECT e.id FROM ${HELD})`,
    { bind: heldBy(events) },
  );
}

/** In the transaction that locked them. */
export async function endEvents(
  store: Store,
  events: readonly ClaimedEvent[],
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_webhook_events SET state = 'done', error = NULL, settled_at = clock_timestamp(), lease_until = NULL
      WHERE id = ANY ($1::bigint[])`,
    { bind: [events.map(({ id }) => id)], transaction },
  );
}

/** How events are given back that could not be worked on. */
export interface GivenBack {
  /** Null: at once. */
  nextTryAt: Date | null;
  /** Null leaves what is known of earlier tries. */
  error: unknown;
  /** Adds to the tries; false for what is nobody's failure. */
  counts: boolean;
  /** Tries after which an event has failed for good. */
  mostTries: number;
}

/** @returns how many have failed for good. */
export async function giveBackEvents(
  store: Store,
  events: readonly ClaimedEvent[],
  how: GivenBack,
): Promise<number> {
  const rows = await store.sequelize.query<{ state: string }>(
    `UPDATE crm_webhook_events SET lease_until = NULL, tries = tries + $3::int, error = COALESCE($4::jsonb, error),
            next_try_at = COALESCE($5::timestamptz, now()),
            state = CASE WHEN $3::int > 0 AND tries + 1 >= $6::int THEN 'failed' ELSE 'received' END,
            settled_at = CASE WHEN $3::int > 0 AND tries + 1 >= $6::int THEN now() END
      WHERE id IN (SELECT e.id FROM ${HELD}) RETURNING state`,
    {
      bind: [
        ...heldBy(events),
        how.counts ? 1 : 0,
        how.error === null ? null : JSON.stringify(how.error),
        how.nextTryAt?.toISOString() ?? null,
        how.mostTries,
      ],
      type: QueryTypes.SELECT,
    },
  );
  return rows.filter(({ state }) => state === 'failed').length;
}
