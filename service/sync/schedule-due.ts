import { QueryTypes } from 'sequelize';
import { connectors } from '../connectors/registry.js';
import type { Services } from '../services.js';
import { Connection } from '../store/models/index.js';
import { enqueueRun } from './enqueue-run.js';

/** Connections looked at in one round. */
const BATCH = 100;

/**
 * Queues a delta for every active connection that is due, and moves its next time on. Several processes may do this
 * at once: each takes other rows. @returns how many were queued.
 */
export async function scheduleDue(services: Services): Promise<number> {
  const due = await services.store.sequelize.query<{ connection_id: string }>(
    `UPDATE crm_sync_schedules SET next_run_at = now() + make_interval(secs => interval_s * (0.95 + random() * 0.1))
      WHERE connection_id IN (
        SELECT s.connection_id FROM crm_sync_schedules s JOIN crm_connections c ON c.id = s.connection_id
         WHERE s.next_run_at <= now() AND c.status = 'active' ORDER BY s.next_run_at LIMIT ${BATCH} FOR UPDATE OF s SKIP LOCKED)
      RETURNING connection_id`,
    { type: QueryTypes.SELECT },
  );
  for (const { connection_id: id } of due) {
    await queueDelta(services, id).catch((error: unknown) =>
      // The others of this round are not to wait for their next turn because of one.
      services.log.error({ err: error, connection_id: id }, 'a due connection was not queued'),
    );
  }
  return due.length;
}

async function queueDelta(services: Services, connectionId: string): Promise<void> {
  const connection = await Connection.findByPk(connectionId);
  const connector = connection && connectors.get(connection.provider);
  if (!connection || !connector) return;
  await enqueueRun(services, connection, { kind: 'delta', objects: connector.objects, requestedBy: null });
}
