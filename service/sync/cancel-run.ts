import { QueryTypes } from 'sequelize';
import { SyncCursor } from '../store/models/index.js';
import { runTold } from '../store/queries/told-events.js';
import { eventsFrom } from '../store/queries/write-events.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';

/**
 * Ends a run that waits or is under way; one that has ended stays as it is. What was stored stays, and so does the
 * place: a copy that is started again goes on there, but not by itself.
 */
export async function cancelRun(store: Store, runId: string): Promise<void> {
  await store.transaction(async (transaction) => {
    const [run] = await store.sequelize.query<{ connection_id: string; kind: string; objects: string[] }>(
      `WITH ended AS (
       UPDATE crm_sync_runs SET state = 'cancelled', lease = lease + 1, lease_until = NULL, finished_at = now(), error = NULL,
              more = '{}', progress = COALESCE((SELECT jsonb_agg(CASE WHEN p ->> 'state' = 'running' THEN p || '{"state": "waiting"}' ELSE p END ORDER BY place)
                FROM jsonb_array_elements(progress) WITH ORDINALITY AS o(p, place)), '[]')
        WHERE id = $1 AND state IN ('queued', 'running') RETURNING id, connection_id, kind, state, objects, progress
       ), told AS (${eventsFrom(`SELECT connection_id, 'run.finished' AS type, ${runTold('ended', 'NULL')} AS data FROM ended`)})
       SELECT connection_id, kind, objects FROM ended`,
      { bind: [runId], type: QueryTypes.SELECT, transaction },
    );
    if (!run) return;
    if (run.kind === 'backfill')
      await SyncCursor.update(
        { backfillCancelledAt: new Date() },
        { where: { connectionId: run.connection_id, object: run.objects }, transaction },
      );
    await wake(store, 'called_off', transaction);
  });
}
