import { Op, QueryTypes } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import { connectors } from '../connectors/registry.js';
import type { Services } from '../services.js';
import { Connection, SyncCursor, SyncRun } from '../store/models/index.js';
import { enqueueRun } from './enqueue-run.js';

/** Connections looked at in one round. */
const BATCH = 100;

/**
 * Queues the runs of every active connection that is due, and moves its next time on. Several processes may do this
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
    await queueRuns(services, id).catch((error: unknown) =>
      // The others of this round are not to wait for their next turn because of one.
      services.log.error({ err: error, connection_id: id }, 'a due connection was not queued'),
    );
  }
  return due.length;
}

/** Objects whose copy was begun and neither ended nor is going on. */
async function cutShort(connectionId: string): Promise<ObjectName[]> {
  const live = await SyncRun.count({
    where: { connectionId, kind: 'backfill', state: ['queued', 'running'] },
  });
  if (live > 0) return [];
  const cursors = await SyncCursor.findAll({ where: { connectionId, backfillStartedAt: { [Op.ne]: null } } });
  return cursors.map(({ object }) => object);
}

/** A delta; and a backfill that was cut short, by an ended access for one, goes on from where it stood. */
async function queueRuns(services: Services, connectionId: string): Promise<void> {
  const connection = await Connection.findByPk(connectionId);
  const connector = connection && connectors.get(connection.provider);
  if (!connection || !connector) return;
  const objects = await cutShort(connectionId);
  if (objects.length > 0)
    await enqueueRun(services, connection, { kind: 'backfill', objects, requestedBy: null });
  await enqueueRun(services, connection, { kind: 'delta', objects: connector.objects, requestedBy: null });
}
