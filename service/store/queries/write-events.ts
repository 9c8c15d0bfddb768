import { QueryTypes, type Transaction } from 'sequelize';
import type { Alert, EventData, EventType } from '../../../shared/events.js';
import { prepare } from '../prepared.js';
import type { Store } from '../store.js';

/** Heard when a transaction that wrote events commits: the workspace's id (ours), or nothing where it is of a whole app. */
export const EVENT_CHANNEL = 'crm_events';

/**
 * SQL: writes events of connections, in the statement or transaction of their cause.
 *
 * @param query gives `connection_id, type, data`; none writes nothing.
 */
export const eventsFrom = (query: string): string =>
  `INSERT INTO crm_events (app_id, workspace_id, connection_id, type, data)
   SELECT w.app_id, w.id, c.id, e.type, e.data FROM (${query}) AS e
     JOIN crm_connections c ON c.id = e.connection_id JOIN workspaces w ON w.id = c.workspace_id`;

/** Writes one event of a connection, in the transaction of its cause. */
export function writeEvent<T extends EventType>(
  store: Store,
  connectionId: string,
  type: T,
  data: EventData[T],
  transaction: Transaction,
): Promise<void> {
  return writeEvents(store, connectionId, [{ type, data }], transaction);
}

/** Writes events of one connection, in the transaction of their cause. */
export async function writeEvents(
  store: Store,
  connectionId: string,
  events: readonly { type: EventType; data: object }[],
  transaction: Transaction,
): Promise<void> {
  if (events.length === 0) return;
  await store.sequelize.query(WRITE, { bind: [connectionId, JSON.stringify(events)], transaction });
}

const WRITE = prepare(
  eventsFrom(
    'SELECT $1::uuid AS connection_id, o.type, o.data FROM jsonb_to_recordset($2::jsonb) AS o(type text, data jsonb)',
  ),
);

/** Writes an alert about a connection, unless it had the same one within so many hours. */
export async function alertOnce(
  store: Store,
  connectionId: string,
  alert: Alert,
  hours: number,
  transaction?: Transaction,
): Promise<void> {
  await store.sequelize.query(
    eventsFrom(`
      SELECT c.id AS connection_id, 'alert.raised' AS type, $2::jsonb AS data FROM crm_connections c
       WHERE c.id = $1 AND NOT EXISTS (
         SELECT 1 FROM crm_events o WHERE o.workspace_id = c.workspace_id AND o.connection_id = c.id AND o.type = 'alert.raised'
            AND o.data ->> 'code' = $3 AND o.occurred_at > now() - make_interval(hours => $4))`),
    {
      bind: [connectionId, JSON.stringify(alert), alert.code, hours],
      type: QueryTypes.INSERT,
      ...(transaction ? { transaction } : {}),
    },
  );
}

/** Writes one event of a whole app. */
export async function writeAppEvent<T extends EventType>(
  store: Store,
  appId: string,
  type: T,
  data: EventData[T],
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query('INSERT INTO crm_events (app_id, type, data) VALUES ($1, $2, $3)', {
    bind: [appId, type, JSON.stringify(data)],
    transaction,
  });
}
