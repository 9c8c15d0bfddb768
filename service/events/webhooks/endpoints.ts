import { QueryTypes, type Transaction } from 'sequelize';
import type { EventType } from '../../../shared/events.js';
import type { Store } from '../../store/store.js';

/** An endpoint as it is stored, with how it does. */
export interface EndpointRow {
  id: string;
  app_id: string;
  url: string;
  description: string | null;
  event_types: EventType[] | null;
  /** Ours and the host's. */
  workspace_key: string | null;
  workspace_id: string | null;
  enabled: boolean;
  disabled_reason: 'by_person' | 'gone' | 'failing' | null;
  failing_since: Date | null;
  open_until: Date | null;
  created_at: Date;
  waiting: number;
  dead: number;
}

const counted = (state: string): string =>
  `(SELECT count(*)::int FROM crm_event_deliveries d WHERE d.endpoint_id = e.id AND d.state = '${state}') AS ${state}`;

const SELECT = `SELECT e.id, e.app_id, e.url, e.description, e.event_types, e.workspace_id AS workspace_key, w.external_id AS workspace_id,
  e.enabled, e.disabled_reason, e.failing_since, e.open_until, e.created_at, ${counted('waiting')}, ${counted('dead')}
  FROM crm_event_endpoints e LEFT JOIN workspaces w ON w.id = e.workspace_id WHERE e.app_id = $1`;

export function listEndpoints(
  store: Store,
  appId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<EndpointRow[]> {
  return store.sequelize.query<EndpointRow>(`${SELECT} ORDER BY e.created_at, e.id LIMIT $2 OFFSET $3`, {
    bind: [appId, limit, offset],
    type: QueryTypes.SELECT,
  });
}

/** Null for an endpoint of another app. Locked, when a transaction is given. */
export async function findEndpoint(
  store: Store,
  appId: string,
  id: string,
  transaction?: Transaction,
): Promise<EndpointRow | null> {
  const [row] = await store.sequelize.query<EndpointRow>(
    `${SELECT} AND e.id = $2 ${transaction ? 'FOR UPDATE OF e' : ''}`,
    { bind: [appId, id], type: QueryTypes.SELECT, ...(transaction ? { transaction } : {}) },
  );
  return row ?? null;
}

/** What an app decides of an endpoint. `workspaceKey` is ours. */
export interface EndpointWish {
  url: string;
  description: string | null;
  eventTypes: EventType[] | null;
  workspaceKey: string | null;
}

export async function insertEndpoint(
  store: Store,
  appId: string,
  wish: EndpointWish,
  transaction: Transaction,
): Promise<string> {
  const [row] = await store.sequelize.query<{ id: string }>(
    `INSERT INTO crm_event_endpoints (app_id, url, description, event_types, workspace_id) VALUES ($1, $2, $3, $4::text[], $5) RETURNING id`,
    {
      bind: [appId, wish.url, wish.description, wish.eventTypes, wish.workspaceKey],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  return (row as { id: string }).id;
}

/**
 * Changes an endpoint. Another address, or being enabled, is a fresh start; an endpoint that is enabled is sent what
 * happens from then on.
 */
export async function updateEndpoint(
  store: Store,
  id: string,
  wish: EndpointWish & { enabled: boolean },
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_event_endpoints SET url = $2, description = $3, event_types = $4::text[], workspace_id = $5, updated_at = now(),
            ${['failures', 'failing_since', 'open_until'].map((name) => `${name} = CASE WHEN url = $2 AND enabled = $6 THEN ${name} ELSE ${name === 'failures' ? '0' : 'NULL'} END`).join(', ')},
            since = CASE WHEN $6 AND NOT enabled THEN pg_current_xact_id() ELSE since END,
            disabled_reason = CASE WHEN $6 THEN NULL ELSE COALESCE(disabled_reason, 'by_person') END, enabled = $6
      WHERE id = $1`,
    {
      bind: [id, wish.url, wish.description, wish.eventTypes, wish.workspaceKey, wish.enabled],
      transaction,
    },
  );
}

export async function deleteEndpoint(store: Store, id: string, transaction: Transaction): Promise<void> {
  await store.sequelize.query('DELETE FROM crm_event_endpoints WHERE id = $1', { bind: [id], transaction });
}
