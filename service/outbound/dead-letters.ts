import { QueryTypes, type Transaction } from 'sequelize';
import type { DeadState } from '../../shared/push.js';
import type { ObjectName } from '../../shared/records.js';
import { SUPERSEDED } from '../store/queries/superseded.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';

/** Pushes that one call sends again at most. */
export const MOST_RETRIED = 1_000;

/** So many are counted at most: beyond it only an operator's own query is worth its time. */
export const MOST_COUNTED = 10_000;

export interface DeadLetterFilter {
  provider?: string | undefined;
  /** The host's id. */
  workspace_id?: string | undefined;
  app_id?: string | undefined;
  connection_id?: string | undefined;
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

const DEAD = `p.state IN ('failed', 'dead')`;
const JOINS = `JOIN crm_connections c ON c.id = p.connection_id JOIN workspaces w ON w.id = p.workspace_id JOIN apps a ON a.id = w.app_id`;
const MATCHES = `${DEAD} AND ($1::text IS NULL OR c.provider = $1) AND ($2::text IS NULL OR w.external_id = $2)
  AND ($3::uuid IS NULL OR w.app_id = $3) AND ($4::text IS NULL OR p.object = $4) AND ($5::text IS NULL OR p.state = $5)
  AND ($6::text IS NULL OR p.error ->> 'code' = $6) AND ($7::uuid IS NULL OR p.connection_id = $7)`;

/** What a retry may send. */
const SENDABLE = `c.status <> 'disconnected' AND NOT ${SUPERSEDED}`;

const valuesOf = (filter: DeadLetterFilter) =>
  [
    ...[filter.provider, filter.workspace_id, filter.app_id, filter.object, filter.state, filter.code],
    filter.connection_id,
  ].map((value) => value ?? null);

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
      WHERE ${MATCHES} AND ($8::bigint IS NULL OR p.sequence < $8) AND ${SUPERSEDED} = $9 ORDER BY p.sequence DESC LIMIT $10`,
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

/** How many match, of those that a retry would send and of those that it would not; up to `MOST_COUNTED`. */
export async function countDeadLetters(
  store: Store,
  filter: DeadLetterFilter,
  isSuperseded: boolean,
): Promise<number> {
  const [row] = await store.sequelize.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (
       SELECT 1 FROM crm_pushes p ${JOINS} WHERE ${MATCHES} AND ${SUPERSEDED} = $8 LIMIT ${MOST_COUNTED}) counted`,
    { bind: [...valuesOf(filter), isSuperseded], type: QueryTypes.SELECT },
  );
  return row?.n ?? 0;
}

export interface Retried {
  ids: string[];
  superseded: number;
  /** That a retry would send next, up to `MOST_COUNTED`. */
  left: number;
}

/** Puts the dead pushes that match back into the outbox, oldest first, up to a bound. */
export async function retryMatching(
  store: Store,
  filter: DeadLetterFilter,
  transaction: Transaction,
  most = MOST_RETRIED,
): Promise<Retried> {
  const rows = await store.sequelize.query<{ id: string }>(
    `SELECT p.id FROM crm_pushes p ${JOINS}
      WHERE ${MATCHES} AND ${SENDABLE} ORDER BY p.sequence LIMIT $8 FOR UPDATE OF p`,
    { bind: [...valuesOf(filter), most], type: QueryTypes.SELECT, transaction },
  );
  const ids = rows.map(({ id }) => id);
  await retryPushes(store, ids, transaction);
  const [counts] = await store.sequelize.query<{ superseded: number; left: number }>(
    `SELECT (SELECT count(*)::int FROM crm_pushes p ${JOINS} WHERE ${MATCHES} AND ${SUPERSEDED}) AS superseded,
            (SELECT count(*)::int FROM (SELECT 1 FROM crm_pushes p ${JOINS}
              WHERE ${MATCHES} AND ${SENDABLE} LIMIT ${MOST_COUNTED}) rest) AS left`,
    { bind: valuesOf(filter), type: QueryTypes.SELECT, transaction },
  );
  return { ids, superseded: counts?.superseded ?? 0, left: counts?.left ?? 0 };
}
