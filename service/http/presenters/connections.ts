import { QueryTypes } from 'sequelize';
import type { ConnectionChannels, Connection as ConnectionView } from '../../../shared/connection.js';
import { connectorFor } from '../../connectors/registry.js';
import type { Connection } from '../../store/models/index.js';
import type { Store } from '../../store/store.js';

interface Counts {
  connection_id: string;
  waiting: number;
  counts: Record<string, number> | null;
  channels: ConnectionChannels | null;
}

/** Connections as the API shows them, with what waits and how much we hold; two queries for any number of them. */
export async function presentConnections(store: Store, connections: Connection[]): Promise<ConnectionView[]> {
  const ids = connections.map(({ id }) => id);
  const rows = ids.length === 0 ? [] : await countAll(store, ids);
  const byId = new Map(rows.map((row) => [row.connection_id, row]));
  return connections.map((connection) => present(connection, byId.get(connection.id)));
}

function present(connection: Connection, counts: Counts | undefined): ConnectionView {
  const { auth } = connectorFor(connection.provider);
  const wanted = auth.kind === 'oauth2' ? auth.scopes : [];
  const missing =
    connection.status === 'disconnected' ? [] : wanted.filter((scope) => !connection.scopes.includes(scope));
  return {
    id: connection.id,
    provider: connection.provider,
    status: connection.status,
    status_reason: connection.statusReason,
    status_since: connection.statusSince.toISOString(),
    account: { id: connection.accountId, name: connection.accountName, url: connection.accountUrl },
    scopes: connection.scopes,
    missing_scopes: missing.map((scope) => ({
      scope,
      objects: auth.kind === 'oauth2' ? auth.objectsNeeding(scope) : [],
    })),
    connected_by: connection.connectedBy,
    connected_at: connection.connectedAt.toISOString(),
    paused_by: connection.pausedBy,
    key_expires_at: auth.kind === 'api_key' ? (connection.tokenExpiresAt?.toISOString() ?? null) : null,
    channels: counts?.channels ?? null,
    waiting_pushes: counts?.waiting ?? 0,
    counts: counts?.counts ?? {},
  };
}

/** Null where there are none. */
const CHANNELS = `
  SELECT CASE WHEN count(*) = 0 THEN NULL ELSE jsonb_build_object(
      'state', CASE WHEN bool_and(is_open) THEN 'open' WHEN bool_or(is_open) THEN 'partly_open'
                    WHEN bool_or(error IS NOT NULL OR opened_at IS NOT NULL) THEN 'closed' ELSE 'opening' END,
      'expires_at', to_char(min(expires_at) FILTER (WHERE is_open) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'error', (array_agg(error) FILTER (WHERE error IS NOT NULL))[1]) END
    FROM (SELECT w.*, w.opened_at IS NOT NULL AND (w.expires_at IS NULL OR w.expires_at > now()) AS is_open
            FROM crm_webhook_channels w WHERE w.connection_id = c.id) per_channel`;

function countAll(store: Store, ids: string[]): Promise<Counts[]> {
  return store.sequelize.query<Counts>(
    `SELECT c.id AS connection_id,
            (SELECT count(*)::int FROM crm_pushes p
              WHERE p.connection_id = c.id AND p.state IN ('queued', 'waiting_for_quota', 'sending', 'checking')) AS waiting,
            (SELECT jsonb_object_agg(object, n) FROM
              (SELECT object, count(*)::int AS n FROM crm_records r
                WHERE r.connection_id = c.id AND r.deleted_at IS NULL GROUP BY object) per_object) AS counts,
            (${CHANNELS}) AS channels
       FROM crm_connections c WHERE c.id = ANY($1::uuid[])`,
    { bind: [ids], type: QueryTypes.SELECT },
  );
}
