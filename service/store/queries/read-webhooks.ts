import { QueryTypes, type Transaction } from 'sequelize';
import type { Store } from '../store.js';

/** A delivery whose events are to be read. */
export interface UnreadDelivery {
  id: string;
  provider: string;
  app_id: string | null;
  connection_id: string | null;
  received_at: Date;
  headers: Record<string, string>;
  body: Buffer;
}

/** SQL: whether bodies are unread. */
export const BODIES_WAIT = `EXISTS (SELECT 1 FROM crm_webhook_deliveries WHERE state = 'received')`;

/** Locks deliveries that nobody else is reading, oldest first. */
export function lockUnread(store: Store, limit: number, transaction: Transaction): Promise<UnreadDelivery[]> {
  return store.sequelize.query<UnreadDelivery>(
    `SELECT id, provider, app_id, connection_id, received_at, headers, body FROM crm_webhook_deliveries
      WHERE state = 'received' ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    { bind: [limit], type: QueryTypes.SELECT, transaction },
  );
}

/** @param errors by id, of those whose body cannot be read. */
export async function markRead(
  store: Store,
  ids: string[],
  errors: ReadonlyMap<string, string>,
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_webhook_deliveries d SET read_at = now(), error = i.error,
            state = CASE WHEN i.error IS NULL THEN 'read' ELSE 'failed' END
       FROM unnest($1::bigint[], $2::text[]) AS i(id, error) WHERE d.id = i.id`,
    { bind: [ids, ids.map((id) => errors.get(id) ?? null)], transaction },
  );
}

/** A connection as those who tell of its account know it. */
export interface ToldConnection {
  id: string;
  provider: string;
  account_id: string;
  app_id: string;
}

/** Connections with one of the accounts, or one of the ids; disconnected ones are nobody's. */
export function findTold(
  store: Store,
  accounts: readonly { provider: string; accountId: string }[],
  ids: string[],
  transaction: Transaction,
): Promise<ToldConnection[]> {
  return store.sequelize.query<ToldConnection>(
    `SELECT c.id, c.provider, c.account_id, w.app_id FROM (
       SELECT k.* FROM unnest($1::text[], $2::text[]) AS i(provider, account_id)
         JOIN crm_connections k ON k.provider = i.provider AND k.account_id = i.account_id
       UNION
       SELECT k.* FROM crm_connections k WHERE k.id = ANY ($3::uuid[])) c
       JOIN workspaces w ON w.id = c.workspace_id WHERE c.status <> 'disconnected'`,
    {
      bind: [accounts.map(({ provider }) => provider), accounts.map(({ accountId }) => accountId), ids],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
}

/** An event as it is kept. */
export interface NewEvent {
  provider: string;
  dedupeKey: string;
  deliveryId: string;
  appId: string | null;
  accountId: string | null;
  connectionId: string | null;
  object: string | null;
  remoteId: string;
  alsoIds: string[];
  kind: string;
  fields: string[];
  occurredAt: Date | null;
  receivedAt: Date;
  /** Why it is ignored; null: it is worked on. */
  reason: string | null;
  nextTryAt: Date;
}

/** Keeps the events that are not known yet. @returns of each its provider and whether it is ignored. */
export async function insertEvents(
  store: Store,
  events: readonly NewEvent[],
  transaction: Transaction,
): Promise<{ provider: string; ignored: boolean }[]> {
  if (events.length === 0) return [];
  return store.sequelize.query(
    `INSERT INTO crm_webhook_events (provider, dedupe_key, delivery_id, app_id, account_id, connection_id, object, remote_id,
            also_ids, kind, fields, occurred_at, received_at, reason, next_try_at, state, settled_at)
     SELECT provider, dedupe_key, delivery_id, app_id, account_id, connection_id, object, remote_id,
            ARRAY(SELECT jsonb_array_elements_text(also_ids)), kind, ARRAY(SELECT jsonb_array_elements_text(fields)),
            occurred_at, received_at, reason, next_try_at,
            CASE WHEN reason IS NULL THEN 'received' ELSE 'ignored' END, CASE WHEN reason IS NOT NULL THEN now() END
       FROM jsonb_to_recordset($1::jsonb) AS i(provider text, dedupe_key text, delivery_id bigint, app_id uuid,
            account_id text, connection_id uuid, object text, remote_id text, also_ids jsonb, kind text, fields jsonb,
            occurred_at timestamptz, received_at timestamptz, reason text, next_try_at timestamptz)
      ORDER BY provider, dedupe_key, connection_id -- one order of locks for every reader
     ON CONFLICT (provider, dedupe_key, connection_id) DO NOTHING RETURNING provider, state = 'ignored' AS ignored`,
    { bind: [JSON.stringify(events.map(toRow))], type: QueryTypes.SELECT, transaction },
  );
}

const toRow = (event: NewEvent) => ({
  ...{ provider: event.provider, dedupe_key: event.dedupeKey, delivery_id: event.deliveryId },
  ...{ app_id: event.appId, account_id: event.accountId, connection_id: event.connectionId },
  ...{ object: event.object, remote_id: event.remoteId, also_ids: event.alsoIds, kind: event.kind },
  ...{ fields: event.fields, occurred_at: event.occurredAt, received_at: event.receivedAt },
  ...{ reason: event.reason, next_try_at: event.nextTryAt },
});

/** Events of accounts that somebody has connected since go on as that connection's. */
export async function adoptEvents(store: Store): Promise<void> {
  await store.sequelize.query(
    `WITH adopted AS (
       DELETE FROM crm_webhook_events e USING crm_connections c, workspaces w
        WHERE e.connection_id IS NULL AND e.reason = 'unknown_account' AND c.provider = e.provider
          AND c.account_id = e.account_id AND c.status <> 'disconnected' AND w.id = c.workspace_id
          AND (e.app_id IS NULL OR e.app_id = w.app_id)
       RETURNING e.*, c.id AS adopter)
     INSERT INTO crm_webhook_events (provider, dedupe_key, delivery_id, app_id, account_id, connection_id, object, remote_id,
            also_ids, kind, fields, occurred_at, received_at)
     SELECT provider, dedupe_key, delivery_id, app_id, account_id, adopter, object, remote_id, also_ids, kind, fields,
            occurred_at, received_at FROM adopted
     ON CONFLICT (provider, dedupe_key, connection_id) DO NOTHING`,
  );
}
