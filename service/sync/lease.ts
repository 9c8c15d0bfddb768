import { QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress, RunKind } from '../../shared/run.js';
import { prepare } from '../store/prepared.js';
import { mayGoOn } from '../store/queries/pauses.js';
import type { Store } from '../store/store.js';

/** Long enough for a slow page, short enough that a dead worker's run goes on soon. */
export const LEASE_S = 60;

/** A run in a worker's hands. Every write under it carries `lease` and is refused once another worker has a higher one. */
export interface ClaimedRun {
  id: string;
  workspace_id: string;
  connection_id: string;
  kind: RunKind;
  objects: ObjectName[];
  progress: ObjectProgress[];
  correlation_id: string;
  attempts: number;
  lease: string;
  started_at: Date;
  requested_by: string | null;
}

/** The columns of a `ClaimedRun`. */
export const CLAIMED =
  'id, workspace_id, connection_id, kind, objects, progress, correlation_id, attempts, lease, started_at, requested_by';

/**
 * SQL: the state of a run in a worker's hands, as the planner cannot see it. It would take the small index of runs
 * under way for the key, and read all that runs which ended since the last vacuum left in it.
 */
export const RUNNING = `(SELECT 'running')`;

/** Another worker holds the run, it was cancelled, or its connection may not work now: stop without a trace. */
export class StaleLease extends Error {}

/**
 * Proves, first of all in the transaction that writes, that the run is still ours. The row stays locked until commit,
 * so nobody can take or cancel the run in between; what a disconnect deletes cannot be written again.
 *
 * @throws StaleLease
 */
export async function fence(store: Store, run: ClaimedRun, transaction: Transaction): Promise<void> {
  const rows = await store.sequelize.query(FENCE, {
    bind: [run.id, run.lease],
    type: QueryTypes.SELECT,
    transaction,
  });
  if (rows.length === 0) throw new StaleLease('the run is no longer ours');
}

const FENCE = prepare(`
  SELECT 1 FROM crm_sync_runs r JOIN crm_connections c ON c.id = r.connection_id
   WHERE r.id = $1 AND r.lease = $2 AND r.state = ${RUNNING} AND ${mayGoOn('c')} FOR UPDATE OF r`);

/** Keeps the progress of a fenced run and renews its lease. */
export async function keepProgress(
  store: Store,
  run: ClaimedRun,
  progress: ObjectProgress[],
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_sync_runs SET progress = $2, lease_until = now() + make_interval(secs => ${LEASE_S}) WHERE id = $1`,
    { bind: [run.id, JSON.stringify(progress)], transaction },
  );
}

/** Keeps a lease alive while the CRM is slow. @returns a function that stops it. */
export function keepAlive(store: Store, run: ClaimedRun, onLost: () => void): () => void {
  const timer = setInterval(
    () => {
      store.sequelize
        .query(
          `UPDATE crm_sync_runs SET lease_until = now() + make_interval(secs => ${LEASE_S})
          WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING 1`,
          { bind: [run.id, run.lease], type: QueryTypes.SELECT },
        )
        .then((rows) => {
          if (rows.length === 0) onLost();
        })
        .catch(() => undefined); // The next beat tries again; the lease outlives three.
    },
    (LEASE_S * 1000) / 4,
  );
  timer.unref();
  return () => clearInterval(timer);
}
