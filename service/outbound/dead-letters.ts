import { QueryTypes, type Transaction } from 'sequelize';
import type { DeadState } from '../../shared/push.js';
import type { ObjectName } from '../../shared/records.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';

/** Pushes that one call sends again at most. */
const MOST_RETRIED = 1_000;

export interface DeadLetterFilter {
  provider?: string | undefined;
  /** The host's id. */
  workspace_id?: string | undefined;
  app_id?: string | undefined;
  object?: ObjectName | undefined;
  state?: DeadState | undefined;
  code?: string | undefined;
}

export interface DeadLetterRow {
  id: string;
  sequence: string;
  provider: string;
  app_id: string;
  app_name: string;
  workspace_id: string;
  workspace_key: string;
  superseded: boolean;
  is_cut: boolean;
}

/**
 * Of a push `p`: a newer one of the same kind and record was asked for. Sent again, `p` would bring back an old state, or
 * overtake the newer one. So the newest is always the last in its record's order, and a retry leaves its number alone.
 */
export const SUPERSEDED = `EXISTS (SELECT 1 FROM crm_pushes n WHERE n.workspace_id = p.workspace_id AND n.object = p.object
  AND n.local_id = p.local_id AND n.connection_id = p.connection_id AND n.sequence > p.sequence
  AND COALESCE(n.payload ->> 'kind', 'call') = COALESCE(p.payload ->> 'kind', 'call'))`;

const DEAD = `p.state IN ('failed', 'dead')`;
const JOINS = `JOIN crm_connections c ON c.id = p.connection_id JOIN workspaces w ON w.id = p.workspace_id JOIN apps a ON a.id = w.app_id`;
const MATCHES = `${DEAD} AND ($1::text IS NULL OR c.provider = $1) AND ($2::text IS NULL OR w.external_id = $2)
  AND ($3::uuid IS NULL OR w.app_id = $3) AND ($4::text IS NULL OR p.object = $4) AND ($5::text IS NULL OR p.state = $5)
  AND ($6::text IS NULL OR p.error ->> 'code' = $6)`;

const valuesOf = (filter: DeadLetterFilter) =>
  [filter.provider, filter.workspace_id, filter.app_id, filter.object, filter.state, filter.code].map(
    (value) => value ?? null,
  );

/** A page of dead letters, newest first, after (older than) a sequence number. */
export function listDeadLetters(
  store: Store,
  filter: DeadLetterFilter,
  page: { after: string | null; limit: number; isSuperseded: boolean },
): Promise<DeadLetterRow[]> {
  return store.sequelize.query<DeadLetterRow>(
    `SELECT p.id, p.sequence::text, c.provider, a.id AS app_id, a.name AS app_name, w.external_id AS workspace_id,
            w.id AS workspace_key, ${SUPERSEDED} AS superseded, c.status = 'disconnected' AS is_cut
       FROM crm_pushes p ${JOINS}
      WHERE ${MATCHES} AND ($7::bigint IS NULL OR p.sequence < $7) AND ${SUPERSEDED} = $8 ORDER BY p.sequence DESC LIMIT $9`,
    {
      bind: [...valuesOf(filter), page.after, page.isSuperseded, page.limit],
      type: QueryTypes.SELECT,
    },
  );
}

/** One dead letter, locked when a transaction is given; null for a push that is none. */
export async function findDeadLetter(
  store: Store,
  id: string,
  transaction?: Transaction,
): Promise<DeadLetterRow | null> {
  const [row] = await store.sequelize.query<DeadLetterRow>(
    `SELECT p.id, p.sequence::text, c.provider, a.id AS app_id, a.name AS app_name, w.external_id AS workspace_id,
            w.id AS workspace_key, ${SUPERSEDED} AS superseded, c.status = 'disconnected' AS is_cut
       FROM crm_pushes p ${JOINS} WHERE ${DEAD} AND p.id = $1 ${transaction ? 'FOR UPDATE OF p' : ''}`,
    { bind: [id], type: QueryTypes.SELECT, ...(transaction ? { transaction } : {}) },
  );
  return row ?? null;
}

/** Puts dead pushes back into the outbox; one that was ever tried is looked for first. */
export async function retryPushes(store: Store, ids: string[], transaction: Transaction): Promise<void> {
  if (ids.length === 0) return;
  await store.sequelize.query(
    `UPDATE crm_pushes p SET state = CASE WHEN first_tried_at IS NULL THEN 'queued' ELSE 'checking' END, attempts = 0,
            next_try_at = now(), waiting_since = NULL, error = NULL, updated_at = now()
      WHERE p.id = ANY ($1::uuid[]) AND ${DEAD}`,
    { bind: [ids], type: QueryTypes.UPDATE, transaction },
  );
  await wake(store, 'push', transaction);
}

export interface Retried {
  ids: string[];
  superseded: number;
  hasMore: boolean;
}

/** Puts the dead pushes that match back into the outbox, oldest first, up to a bound. */
export async function retryMatching(
  store: Store,
  filter: DeadLetterFilter,
  transaction: Transaction,
): Promise<Retried> {
  const rows = await store.sequelize.query<{ id: string }>(
    `SELECT p.id FROM crm_pushes p ${JOINS}
      WHERE ${MATCHES} AND c.status <> 'disconnected' AND NOT ${SUPERSEDED} ORDER BY p.sequence LIMIT $7 FOR UPDATE OF p`,
    { bind: [...valuesOf(filter), MOST_RETRIED + 1], type: QueryTypes.SELECT, transaction },
  );
  const [count] = await store.sequelize.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM crm_pushes p ${JOINS} WHERE ${MATCHES} AND ${SUPERSEDED}`,
    { bind: valuesOf(filter), type: QueryTypes.SELECT, transaction },
  );
  const ids = rows.slice(0, MOST_RETRIED).map(({ id }) => id);
  await retryPushes(store, ids, transaction);
  return { ids, superseded: count?.n ?? 0, hasMore: rows.length > MOST_RETRIED };
}
