import { QueryTypes, type Transaction } from 'sequelize';
import type { RunKind } from '../../shared/run.js';
import { connectors } from '../connectors/registry.js';
import { prepare } from '../store/prepared.js';
import { mayWork } from '../store/queries/pauses.js';
import type { Store } from '../store/store.js';
import { connectionOf, HELD, roomOfProvider, roomOfWorkspace } from './caps.js';
import { takeDue } from './claim-due.js';
import { CLAIMED, type ClaimedRun, LEASE_S } from './lease.js';

/** Any number that no other lock of the service uses. Claims take milliseconds; one at a time, they can count. */
const CLAIM_LOCK = 4_723_661_002;

/**
 * Takes up to `limit` runs of a kind: those that were asked for or whose worker died, then, of deltas, those of
 * connections that are due. A connection has one run in a worker's hands at a time, whatever its kind.
 */
export async function claimRuns(
  store: Store,
  kind: RunKind,
  worker: string,
  limit: number,
): Promise<ClaimedRun[]> {
  const waiting = await findWork(store, kind);
  const runs = waiting.queued
    ? await oneAtATime(store, (t) => takeQueued(store, kind, worker, limit, t))
    : [];
  if (!waiting.due || runs.length >= limit) return runs;
  const due = await oneAtATime(store, (t) => takeDue(store, worker, limit - runs.length, t));
  return [...runs, ...due];
}

/** Whether there is anything to take: most looks find nothing and must cost next to nothing. */
async function findWork(store: Store, kind: RunKind): Promise<{ queued: boolean; due: boolean }> {
  const [found] = await store.sequelize.query<{ queued: boolean; due: boolean }>(FIND, {
    bind: [kind, [...connectors.keys()]],
    type: QueryTypes.SELECT,
  });
  return found ?? { queued: false, due: false };
}

const FIND = prepare(`
  SELECT EXISTS (SELECT 1 FROM crm_sync_runs WHERE kind = $1 AND state IN ('queued', 'running') AND not_before <= now()
           AND (lease_until IS NULL OR lease_until < now())) AS queued,
         $1 = 'delta' AND EXISTS (SELECT 1 FROM unnest($2::text[]) AS p(id) CROSS JOIN LATERAL (
           SELECT 1 FROM crm_sync_schedules s WHERE s.provider = p.id AND s.next_run_at <= now() LIMIT 1) AS one) AS due`);

function oneAtATime<T>(store: Store, claim: (transaction: Transaction) => Promise<T>): Promise<T> {
  return store.transaction(async (transaction) => {
    await store.sequelize.query(`SELECT pg_advisory_xact_lock(${CLAIM_LOCK})`, { transaction });
    return claim(transaction);
  });
}

function takeQueued(
  store: Store,
  kind: RunKind,
  worker: string,
  limit: number,
  transaction: Transaction,
): Promise<ClaimedRun[]> {
  return store.sequelize.query<ClaimedRun>(TAKE_QUEUED, {
    bind: [kind, worker, limit],
    type: QueryTypes.SELECT,
    transaction,
  });
}

const TAKE_QUEUED = prepare(`
  WITH ${HELD}, open AS MATERIALIZED (
    SELECT r.id, r.not_before, r.workspace_id, c.provider,
           row_number() OVER (PARTITION BY r.workspace_id ORDER BY r.not_before, r.id) AS of_workspace,
           row_number() OVER (PARTITION BY c.provider ORDER BY r.not_before, r.id) AS of_provider
      FROM crm_sync_runs r ${connectionOf('r.connection_id')}
     WHERE r.kind = $1 AND r.state IN ('queued', 'running') AND r.not_before <= now()
       AND (r.lease_until IS NULL OR r.lease_until < now()) AND ${mayWork('c')}
       AND NOT EXISTS (SELECT 1 FROM crm_sync_runs o
                        WHERE o.connection_id = r.connection_id AND o.id <> r.id AND o.state = 'running')
  )
  UPDATE crm_sync_runs SET state = 'running', lease = lease + 1, worker = $2,
         lease_until = now() + make_interval(secs => ${LEASE_S}), started_at = COALESCE(started_at, now())
   WHERE id IN (SELECT id FROM open WHERE of_workspace <= ${roomOfWorkspace('open.workspace_id')}
                   AND of_provider <= ${roomOfProvider('open.provider')}
                 ORDER BY not_before, id LIMIT $3)
     AND state IN ('queued', 'running') AND (lease_until IS NULL OR lease_until < now())
  RETURNING ${CLAIMED}`);
