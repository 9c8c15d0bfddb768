import { QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress } from '../../shared/run.js';
import { gather } from '../store/gather.js';
import { SyncCursor } from '../store/models/index.js';
import { prepare } from '../store/prepared.js';
import { runTold } from '../store/queries/told-events.js';
import { eventsFrom } from '../store/queries/write-events.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';
import { type ClaimedRun, RUNNING } from './lease.js';
import { logLines, type RunLine } from './log-run.js';
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
 * for that. Runs that end at the same time end together.
 *
 * @returns false when it was no longer ours.
 */
export async function finishRun(store: Store, run: ClaimedRun, outcome: Outcome): Promise<boolean> {
  const more = await endingsOf(store)({ run, outcome });
  if (more === null) return false;
  return more.length === 0 || goOn(store, run, outcome);
}

interface Outcome {
  state: 'succeeded' | 'failed';
  progress: ObjectProgress[];
  error: unknown;
  /** What a person reads of it in the log, written as it ends. Null or left out: nothing. */
  line?: RunLine | null;
}

interface Ending {
  run: ClaimedRun;
  outcome: Outcome;
}

const MOST_AT_ONCE = 200;
const endings = new WeakMap<Store, (ending: Ending) => Promise<ObjectName[] | null>>();

function endingsOf(store: Store): (ending: Ending) => Promise<ObjectName[] | null> {
  const known = endings.get(store) ?? gather(MOST_AT_ONCE, (list: Ending[]) => endRuns(store, list));
  endings.set(store, known);
  return known;
}

/** @returns of each what it was asked for meanwhile, and then it has not ended; null when it was no longer ours. */
async function endRuns(store: Store, list: Ending[]): Promise<(ObjectName[] | null)[]> {
  const given = [...list].sort((a, b) => (a.run.id < b.run.id ? -1 : 1)); // one order of locks for every worker
  const rows = await store.sequelize.query<{ id: string; more: ObjectName[] }>(END, {
    bind: [
      given.map(({ run }) => run.id),
      given.map(({ run }) => run.lease),
      given.map(({ outcome }) => outcome.state),
      given.map(({ outcome }) => JSON.stringify(outcome.progress)),
      given.map(({ outcome }) => asJson(outcome.error)),
      given.map(({ outcome }) => asJson(outcome.line ?? null)),
    ],
    type: QueryTypes.SELECT,
  });
  const mine = new Map(rows.map(({ id, more }) => [id, more]));
  return list.map(({ run }) => mine.get(run.id) ?? null);
}

/**
 * A failing connection is asked less and less often, at most every hour. A poll that came by itself and went well has its
 * successor since it was claimed.
 */
const END = prepare(`
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::jsonb[], $5::jsonb[], $6::jsonb[]) AS g(id, lease, state, progress, error, line)
  ), mine AS MATERIALIZED (
    SELECT g.*, r.workspace_id, r.connection_id, r.kind, r.requested_by IS NULL AND r.attempts = 0 AS by_itself, r.requested_by IS NOT NULL AS asked_for,
           -- A poll that failed is over: asked once more it would fail the same way.
           CASE WHEN g.state = 'failed' AND r.kind = 'delta' THEN '{}' ELSE r.more END AS more
      FROM given g CROSS JOIN LATERAL (
        SELECT o.* FROM crm_sync_runs o WHERE o.id = g.id AND o.lease = g.lease AND o.state = ${RUNNING} FOR UPDATE) r
  ), ended AS (
    UPDATE crm_sync_runs r SET state = m.state, progress = m.progress, error = m.error, finished_at = now(), lease_until = NULL
      FROM mine m WHERE r.id = m.id AND cardinality(m.more) = 0
  ), logged AS (${logLines('SELECT * FROM mine WHERE cardinality(more) = 0')}
  ), scheduled AS (
    UPDATE crm_sync_schedules s SET failures = CASE WHEN m.state = 'failed' THEN failures + 1 ELSE 0 END,
           next_run_at = now() + make_interval(secs => CASE
             WHEN m.state = 'failed' THEN LEAST(3600, interval_s * power(2, LEAST(failures, 5)))
             WHEN m.kind = 'backfill' THEN 0 -- what changed during a copy is looked for at once
             ELSE interval_s * (0.95 + random() * 0.1) END)
      FROM mine m WHERE s.connection_id = m.connection_id AND cardinality(m.more) = 0
       AND NOT (m.state = 'succeeded' AND m.kind = 'delta' AND m.by_itself AND s.failures = 0 AND s.next_run_at > now())
  ), told AS (${eventsFrom(`
    SELECT connection_id, 'run.finished' AS type, ${runTold('m', "error ->> 'code'")} AS data FROM mine m
     -- A poll that changed nothing is no news: there are hundreds a second.
     WHERE cardinality(more) = 0 AND (asked_for OR kind = 'backfill' OR state = 'failed' OR jsonb_path_exists(progress, '$[*] ? (@.created > 0 || @.updated > 0 || @.failed > 0)'))`)}
  )
  SELECT id, more FROM mine`);

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
  await store.sequelize.query(
    logLines('SELECT r.*, $2::jsonb AS line FROM crm_sync_runs r WHERE r.id = $1'),
    { bind: [run.id, asJson(outcome.line ?? null)], transaction },
  );
  if (run.kind === 'backfill')
    await SyncCursor.update(
      { backfillCursor: null, backfillStartedAt: null },
      { where: { connectionId: run.connection_id, object: more }, transaction },
    );
  await wake(store, run.kind, transaction);
}
