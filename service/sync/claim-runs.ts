import type { RunKind } from '../../shared/run.js';
import { prepare } from '../store/prepared.js';
import { mayWork } from '../store/queries/pauses.js';
import { eventsFrom } from '../store/queries/write-events.js';
import type { Store } from '../store/store.js';
import { connectionOf, HELD, roomOfProvider, roomOfWorkspace } from './caps.js';
import { takeDue } from './claim-due.js';
import { CLAIMED, type ClaimedRun, LEASE_S } from './lease.js';
import { claimInTurn, MY_TURN, QUEUED, TOLD, takeTurn } from './take-turns.js';

/**
 * Takes up to `limit` runs of a kind: those that were asked for or whose worker died, then, of deltas, those of
 * connections that are due. A connection has one run in a worker's hands at a time, whatever its kind. Mostly one
 * statement does: it looks, and takes in the same moment.
 */
export async function claimRuns(
  store: Store,
  kind: RunKind,
  worker: string,
  limit: number,
): Promise<ClaimedRun[]> {
  if (kind === 'delta') {
    const due = await takeDue(store, worker, limit, false);
    if (!due.queued) return due.runs;
  }
  const { runs } = await claimInTurn(store, TAKE_QUEUED, [kind, worker, limit]);
  if (kind !== 'delta' || runs.length >= limit) return runs;
  const due = await takeDue(store, worker, limit - runs.length, true);
  return [...runs, ...due.runs];
}

const TAKE_QUEUED = prepare(`
  WITH ${takeTurn(QUEUED)}, ${HELD}, open AS MATERIALIZED (
    SELECT r.id, r.not_before, r.workspace_id, c.provider,
           row_number() OVER (PARTITION BY r.workspace_id ORDER BY r.not_before, r.id) AS of_workspace,
           row_number() OVER (PARTITION BY c.provider ORDER BY r.not_before, r.id) AS of_provider
      FROM crm_sync_runs r ${connectionOf('r.connection_id')}
     WHERE ${MY_TURN} AND r.kind = $1 AND r.state IN ('queued', 'running') AND r.not_before <= now()
       AND (r.lease_until IS NULL OR r.lease_until < now()) AND ${mayWork('c')}
       AND NOT EXISTS (SELECT 1 FROM crm_sync_runs o
                        WHERE o.connection_id = r.connection_id AND o.id <> r.id AND o.state = 'running')
  ), taken AS (
    UPDATE crm_sync_runs SET state = 'running', lease = lease + 1, worker = $2,
           lease_until = now() + make_interval(secs => ${LEASE_S}), started_at = COALESCE(started_at, now())
     WHERE id IN (SELECT id FROM open WHERE of_workspace <= ${roomOfWorkspace('open.workspace_id')}
                     AND of_provider <= ${roomOfProvider('open.provider')}
                   ORDER BY not_before, id LIMIT $3)
       AND state IN ('queued', 'running') AND (lease_until IS NULL OR lease_until < now())
    RETURNING ${CLAIMED}
  ), announced AS (${eventsFrom(`
    SELECT connection_id, 'run.started' AS type, jsonb_build_object('run_id', id, 'kind', kind, 'objects', objects) AS data
      FROM taken WHERE lease = 1 /* taken again it has begun already */`)}
  )
  ${TOLD}`);
