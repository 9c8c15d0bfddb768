import { QueryTypes, type Transaction, UniqueConstraintError } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress, RunKind } from '../../shared/run.js';
import { SyncCursor } from '../store/models/index.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';
import { newProgress } from './progress.js';
import { inPullOrder } from './pull-order.js';

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
}

/** Another worker holds the run, it was cancelled, or its connection is no longer active: stop without a trace. */
export class StaleLease extends Error {}

/**
 * Takes the next due run of a kind, or one whose worker died. A connection has one run in a worker's hands at a time,
 * whatever its kind.
 *
 * @returns null when nothing is due.
 */
export async function claimRun(store: Store, kind: RunKind, worker: string): Promise<ClaimedRun | null> {
  try {
    const rows = await store.sequelize.query<ClaimedRun>(
      `UPDATE crm_sync_runs SET state = 'running', lease = lease + 1, worker = $2,
              lease_until = now() + make_interval(secs => ${LEASE_S}), started_at = COALESCE(started_at, now())
        WHERE id = (
          SELECT r.id FROM crm_sync_runs r JOIN crm_connections c ON c.id = r.connection_id
           WHERE r.kind = $1 AND r.state IN ('queued', 'running') AND r.not_before <= now()
             AND (r.lease_until IS NULL OR r.lease_until < now()) AND c.status = 'active'
             AND NOT EXISTS (SELECT 1 FROM crm_sync_runs o
                              WHERE o.connection_id = r.connection_id AND o.id <> r.id AND o.state = 'running')
           ORDER BY r.not_before LIMIT 1 FOR UPDATE OF r SKIP LOCKED)
        RETURNING id, workspace_id, connection_id, kind, objects, progress, correlation_id, attempts, lease, started_at`,
      { bind: [kind, worker], type: QueryTypes.SELECT },
    );
    return rows[0] ?? null;
  } catch (error) {
    // Another worker took the connection's other run at the same moment: this one waits for that.
    if (error instanceof UniqueConstraintError) return null;
    throw error;
  }
}

/**
 * Proves, first of all in the transaction that writes, that the run is still ours. The row stays locked until commit,
 * so nobody can take or cancel the run in between; what a disconnect deletes cannot be written again.
 *
 * @throws StaleLease
 */
export async function fence(store: Store, run: ClaimedRun, transaction: Transaction): Promise<void> {
  const rows = await store.sequelize.query(
    `SELECT 1 FROM crm_sync_runs r JOIN crm_connections c ON c.id = r.connection_id
      WHERE r.id = $1 AND r.lease = $2 AND r.state = 'running' AND c.status = 'active' FOR UPDATE OF r`,
    { bind: [run.id, run.lease], type: QueryTypes.SELECT, transaction },
  );
  if (rows.length === 0) throw new StaleLease('the run is no longer ours');
}

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

/** Gives a run back, to be taken again after `notBefore`; its cursors stand where the last page put them. */
export async function releaseRun(
  store: Store,
  run: ClaimedRun,
  how: { notBefore: Date | null; error: unknown; attempts: number },
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_sync_runs SET state = 'queued', lease_until = NULL, worker = NULL, attempts = $5,
            not_before = COALESCE($3::timestamptz, now()), error = $4
      WHERE id = $1 AND lease = $2 AND state = 'running'`,
    {
      bind: [
        run.id,
        run.lease,
        how.notBefore?.toISOString() ?? null,
        how.error === null ? null : JSON.stringify(how.error),
        how.attempts,
      ],
    },
  );
}

/**
 * Ends a run and says when its connection is polled next. A run that was asked for more meanwhile is queued again
 * for that.
 *
 * @returns false when it was no longer ours.
 */
export async function finishRun(
  store: Store,
  run: ClaimedRun,
  outcome: { state: 'succeeded' | 'failed'; progress: ObjectProgress[]; error: unknown },
): Promise<boolean> {
  return store.transaction(async (transaction) => {
    const [row] = await store.sequelize.query<{ more: ObjectName[] }>(
      `SELECT more FROM crm_sync_runs WHERE id = $1 AND lease = $2 AND state = 'running' FOR UPDATE`,
      { bind: [run.id, run.lease], type: QueryTypes.SELECT, transaction },
    );
    if (!row) return false;
    if (row.more.length > 0) await goOn(store, run, outcome, row.more, transaction);
    else await end(store, run, outcome, transaction);
    // A failing connection is asked less and less often, at most every hour.
    await store.sequelize.query(
      `UPDATE crm_sync_schedules SET
              failures = CASE WHEN $2 THEN 0 ELSE failures + 1 END,
              next_run_at = now() + make_interval(secs => CASE WHEN $2 THEN interval_s
                ELSE LEAST(3600, interval_s * power(2, LEAST(failures, 5))) END)
        WHERE connection_id = $1`,
      { bind: [run.connection_id, outcome.state === 'succeeded'], transaction },
    );
    return true;
  });
}

type Outcome = { state: 'succeeded' | 'failed'; progress: ObjectProgress[]; error: unknown };

const asJson = (error: unknown): string | null => (error === null ? null : JSON.stringify(error));

async function end(store: Store, run: ClaimedRun, outcome: Outcome, transaction: Transaction): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_sync_runs SET state = $2, progress = $3, error = $4, finished_at = now(), lease_until = NULL WHERE id = $1`,
    {
      bind: [run.id, outcome.state, JSON.stringify(outcome.progress), asJson(outcome.error)],
      transaction,
    },
  );
}

async function goOn(
  store: Store,
  run: ClaimedRun,
  outcome: Outcome,
  more: ObjectName[],
  transaction: Transaction,
): Promise<void> {
  const kept = outcome.progress.filter(({ object, state }) => state === 'done' && !more.includes(object));
  const progress = inPullOrder([...kept.map(({ object }) => object), ...more]).map(
    (object) => kept.find((one) => one.object === object) ?? newProgress(object),
  );
  await store.sequelize.query(
    `UPDATE crm_sync_runs SET state = 'queued', more = '{}', objects = $2::text[], progress = $3, error = $4,
            attempts = 0, not_before = now(), lease_until = NULL, worker = NULL WHERE id = $1`,
    {
      bind: [run.id, progress.map(({ object }) => object), JSON.stringify(progress), asJson(outcome.error)],
      transaction,
    },
  );
  await SyncCursor.update(
    { backfillCursor: null, backfillStartedAt: null },
    { where: { connectionId: run.connection_id, object: more }, transaction },
  );
  await wake(store, run.kind, transaction);
}
