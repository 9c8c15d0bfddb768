import { QueryTypes, type Transaction } from 'sequelize';
import type { Store } from '../store.js';

/** Which events; null does not matter. */
export interface EventFilter {
  id: string | null;
  provider: string | null;
  connectionId: string | null;
  state: string | null;
  from: Date | null;
  to: Date | null;
}

export const ANY_EVENT: EventFilter = {
  ...{ id: null, provider: null, connectionId: null, state: null, from: null, to: null },
};

/** Events that an operator replays at once at most. */
const MOST = 1_000;

/** SQL: whether the row `e` is one of the filter in $1 to $6. */
const MATCHES = `($1::bigint IS NULL OR e.id = $1) AND ($2::text IS NULL OR e.provider = $2)
  AND ($3::uuid IS NULL OR e.connection_id = $3) AND ($4::text IS NULL OR e.state = $4)
  AND ($5::timestamptz IS NULL OR e.received_at >= $5) AND ($6::timestamptz IS NULL OR e.received_at < $6)`;

const bindOf = ({ id, provider, connectionId, state, from, to }: EventFilter): unknown[] => [
  ...[id, provider, connectionId, state, from, to],
];

/** One event as an operator sees it. */
export interface EventRow {
  id: string;
  provider: string;
  account_id: string | null;
  connection_id: string | null;
  workspace_id: string | null;
  object: string | null;
  remote_id: string;
  kind: string;
  fields: string[];
  occurred_at: Date | null;
  received_at: Date;
  state: string;
  reason: string | null;
  error: { code: string; message: string } | null;
  tries: number;
  next_try_at: Date;
  settled_at: Date | null;
  replays: number;
}

/** Newest first, older than `after`. */
export function listEvents(
  store: Store,
  filter: EventFilter,
  page: { after: string | null; limit: number },
): Promise<EventRow[]> {
  return store.sequelize.query<EventRow>(
    `SELECT e.id, e.provider, COALESCE(e.account_id, c.account_id) AS account_id, e.connection_id,
            w.external_id AS workspace_id, e.object, e.remote_id, e.kind, e.fields, e.occurred_at, e.received_at, e.state,
            e.reason, e.error, e.tries, e.next_try_at, e.settled_at, e.replays
       FROM crm_webhook_events e LEFT JOIN crm_connections c ON c.id = e.connection_id
       LEFT JOIN workspaces w ON w.id = c.workspace_id
      WHERE ${MATCHES} AND ($7::bigint IS NULL OR e.id < $7) ORDER BY e.id DESC LIMIT $8`,
    { bind: [...bindOf(filter), page.after, page.limit], type: QueryTypes.SELECT },
  );
}

/** What a replay came to. */
export interface Replayed {
  replayed: number;
  waiting: number;
  bodies: number;
  left: number;
}

/**
 * Has settled events worked on again, oldest first, from their first try on; those that wait are left alone. What nobody
 * has connected, or is no record of ours, there is nothing to do about.
 */
export async function replayEvents(
  store: Store,
  filter: EventFilter,
  transaction: Transaction,
): Promise<Replayed> {
  const bind = bindOf(filter);
  const [counts] = await store.sequelize.query<Omit<Replayed, 'bodies'>>(
    `WITH named AS MATERIALIZED (
       SELECT e.id, e.state FROM crm_webhook_events e
        WHERE ${MATCHES} AND e.connection_id IS NOT NULL AND e.object IS NOT NULL AND e.state <> 'ignored'
     ), chosen AS MATERIALIZED (
       SELECT id FROM named WHERE state <> 'received' ORDER BY id LIMIT ${MOST}
     ), replayed AS (
       UPDATE crm_webhook_events e SET state = 'received', tries = 0, error = NULL, settled_at = NULL, lease = lease + 1,
              lease_until = NULL, next_try_at = now(), replays = replays + 1
        WHERE e.id IN (SELECT id FROM chosen) AND e.state <> 'received' RETURNING 1)
     SELECT (SELECT count(*)::int FROM replayed) AS replayed,
            (SELECT count(*)::int FROM named WHERE state = 'received') AS waiting,
            (SELECT count(*)::int FROM named WHERE state <> 'received') - (SELECT count(*)::int FROM chosen) AS left`,
    { bind, type: QueryTypes.SELECT, transaction },
  );
  const bodies = filter.id === null ? await rereadBodies(store, bind, transaction) : 0;
  return { replayed: 0, waiting: 0, left: 0, ...counts, bodies };
}

/** Bodies that failed to be read, of a provider and time, unless events in another state are asked for. */
async function rereadBodies(store: Store, bind: unknown[], transaction: Transaction): Promise<number> {
  const rows = await store.sequelize.query(
    `UPDATE crm_webhook_deliveries e SET state = 'received', error = NULL
      WHERE id IN (SELECT e.id FROM crm_webhook_deliveries e WHERE e.state = 'failed' AND ${MATCHES}
                    ORDER BY e.id LIMIT ${MOST}) RETURNING 1`,
    { bind, type: QueryTypes.SELECT, transaction },
  );
  return rows.length;
}
