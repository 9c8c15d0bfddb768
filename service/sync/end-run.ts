import { QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress } from '../../shared/run.js';
import { SyncCursor } from '../store/models/index.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';
import type { ClaimedRun } from './lease.js';
import { newProgress } from './progress.js';
import { inPullOrder } from './pull-order.js';

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
  const [row] = await store.sequelize.query<{ more: ObjectName[] }>(END, {
    bind: [
      run.id,
      run.lease,
      outcome.state,
      JSON.stringify(outcome.progress),
      asJson(outcome.error),
      run.kind === 'backfill',
    ],
    type: QueryTypes.SELECT,
  });
  if (!row) return false;
  return row.more.length === 0 || goOn(store, run, outcome);
}

/** One statement, since most runs are polls that find nothing. A failing connection is asked less and less often, at most every hour. */
const END = `
  WITH mine AS (
    -- A poll that failed is over: asked once more it would fail the same way.
    SELECT id, CASE WHEN $3 = 'failed' AND NOT $6 THEN '{}' ELSE more END AS more FROM crm_sync_runs WHERE id = $1 AND lease = $2 AND state = 'running' FOR UPDATE
  ), ended AS (
    UPDATE crm_sync_runs r SET state = $3, progress = $4, error = $5, finished_at = now(), lease_until = NULL
      FROM mine WHERE r.id = mine.id AND cardinality(mine.more) = 0 RETURNING r.connection_id
  ), scheduled AS (
    UPDATE crm_sync_schedules s SET failures = CASE WHEN $3 = 'failed' THEN failures + 1 ELSE 0 END,
           next_run_at = now() + make_interval(secs => CASE
             WHEN $3 = 'failed' THEN LEAST(3600, interval_s * power(2, LEAST(failures, 5)))
             WHEN $6 THEN 0 -- what changed during a copy is looked for at once
             ELSE interval_s * (0.95 + random() * 0.1) END)
      FROM ended WHERE s.connection_id = ended.connection_id
  )
  SELECT more FROM mine`;

type Outcome = { state: 'succeeded' | 'failed'; progress: ObjectProgress[]; error: unknown };

const asJson = (error: unknown): string | null => (error === null ? null : JSON.stringify(error));

/** Queues a run again for what was asked for meanwhile. @returns false when it was no longer ours. */
function goOn(store: Store, run: ClaimedRun, outcome: Outcome): Promise<boolean> {
  return store.transaction(async (transaction) => {
    const [row] = await store.sequelize.query<{ more: ObjectName[] }>(
      `SELECT more FROM crm_sync_runs WHERE id = $1 AND lease = $2 AND state = 'running' FOR UPDATE`,
      { bind: [run.id, run.lease], type: QueryTypes.SELECT, transaction },
    );
    if (row) await queueAgain(store, run, outcome, row.more, transaction);
    return row !== undefined;
  });
}

async function queueAgain(
  store: Store,
  run: ClaimedRun,
  outcome: Outcome,
  more: ObjectName[],
  transaction: Transaction,
): Promise<void> {
  const kept = outcome.progress.filter(({ object, state }) => state === 'done' && !more.includes(object));
  const counted = run.kind === 'delta' ? outcome.progress : kept; // a poll that looks once more counts on
  const progress = inPullOrder([...kept.map(({ object }) => object), ...more]).map((object) => {
    const known = counted.find((one) => one.object === object) ?? newProgress(object);
    return more.includes(object) ? { ...known, state: 'waiting' as const, total: null } : known;
  });
  await store.sequelize.query(
    `UPDATE crm_sync_runs SET state = 'queued', more = '{}', objects = $2::text[], progress = $3, error = $4,
            attempts = 0, not_before = now(), lease_until = NULL, worker = NULL WHERE id = $1`,
    {
      bind: [run.id, progress.map(({ object }) => object), JSON.stringify(progress), asJson(outcome.error)],
      transaction,
    },
  );
  if (run.kind === 'backfill')
    await SyncCursor.update(
      { backfillCursor: null, backfillStartedAt: null },
      { where: { connectionId: run.connection_id, object: more }, transaction },
    );
  await wake(store, run.kind, transaction);
}
