import { QueryTypes } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { RunKind } from '../../shared/run.js';
import { correlationId } from '../log.js';
import type { Services } from '../services.js';
import { type Connection, SyncSchedule } from '../store/models/index.js';
import { wake } from '../store/wake.js';
import { newProgress } from './progress.js';

/**
 * Queues a run and wakes the workers. While one of the same kind waits or runs, that one is answered; one that still
 * waits takes the objects on. From its first run on a connection is polled.
 */
export async function enqueueRun(
  services: Services,
  connection: Connection,
  input: { kind: RunKind; objects: ObjectName[]; requestedBy: string | null },
): Promise<{ runId: string; alreadyRunning: boolean }> {
  return services.store.transaction(async (transaction) => {
    const [row] = await services.store.sequelize.query<{ id: string; inserted: boolean }>(
      `INSERT INTO crm_sync_runs AS r (workspace_id, connection_id, kind, objects, progress, requested_by, correlation_id)
       VALUES ($1, $2, $3, $4::text[], $5::jsonb, $6, $7)
       ON CONFLICT (connection_id, kind) WHERE state IN ('queued', 'running') DO UPDATE SET
              objects = CASE WHEN r.state = 'queued' THEN r.objects || ARRAY(SELECT unnest(EXCLUDED.objects) EXCEPT SELECT unnest(r.objects)) ELSE r.objects END
       RETURNING id, r.xmax = 0 AS inserted`,
      {
        bind: [
          connection.workspaceId,
          connection.id,
          input.kind,
          input.objects,
          JSON.stringify(input.objects.map(newProgress)),
          input.requestedBy,
          correlationId(),
        ],
        type: QueryTypes.SELECT,
        transaction,
      },
    );
    const run = row as { id: string; inserted: boolean };
    await SyncSchedule.findOrCreate({
      where: { connectionId: connection.id },
      defaults: { connectionId: connection.id, nextRunAt: services.clock.now() },
      transaction,
    });
    await wake(services.store, input.kind, transaction);
    return { runId: run.id, alreadyRunning: !run.inserted };
  });
}

/** Objects of a run in the order they are pulled: what others point at first. */
const ORDER: readonly ObjectName[] = ['company', 'contact', 'deal', 'activity'];
export function inPullOrder(objects: readonly ObjectName[]): ObjectName[] {
  return ORDER.filter((object) => objects.includes(object));
}
