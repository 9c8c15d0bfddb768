import { connectors } from '../connectors/registry.js';
import { prepare } from '../store/prepared.js';
import { mayWork } from '../store/queries/pauses.js';
import type { Store } from '../store/store.js';
import { connectionOf, HELD, roomOfProvider, roomOfWorkspace } from './caps.js';
import { CLAIMED, LEASE_S } from './lease.js';
import { newProgress } from './progress.js';
import { inPullOrder, PULL_ORDER } from './pull-order.js';
import { type Claim, claimInTurn, MY_TURN, QUEUED, TOLD, takeTurn } from './take-turns.js';

/** SQL: the schedule of this connection, locked, unless somebody else holds it or it is no longer due. */
const lockedDue = (id: string): string =>
  `CROSS JOIN LATERAL (SELECT 1 FROM crm_sync_schedules k
     WHERE k.connection_id = ${id} AND k.next_run_at <= now() FOR UPDATE SKIP LOCKED) AS locked`;

/**
 * Takes connections that are due, oldest first, and makes their runs, in the worker's hands already. What finds no
 * room stays due; what may not be polled is parked until that changes. A connection with another run under way or
 * waiting is polled an interval later: that run says how it stands. A copy that was cut short goes on.
 *
 * @param isAfterQueue false takes none while polls wait that were asked for: they go first.
 */
export function takeDue(store: Store, worker: string, limit: number, isAfterQueue: boolean): Promise<Claim> {
  return claimInTurn(store, TAKE_DUE, ['delta', OFFERS, worker, limit, COPY, isAfterQueue]);
}

const OFFERED = 'jsonb_to_recordset($2::jsonb) AS p(provider text, objects jsonb, progress jsonb)';
const IS_DUE = `EXISTS (SELECT 1 FROM ${OFFERED} CROSS JOIN LATERAL (
  SELECT 1 FROM crm_sync_schedules s WHERE s.provider = p.provider AND s.next_run_at <= now() LIMIT 1) AS one)`;

/** Looks at more than it takes, for the room's sake, and locks only what it takes or parks. */
const TAKE_DUE = prepare(`
  WITH ${takeTurn(`($6 OR NOT ${QUEUED}) AND ${IS_DUE}`)}, ${HELD}, offered AS (
    SELECT p.*, ${roomOfProvider('p.provider')} AS free FROM ${OFFERED} WHERE ${MY_TURN}
  ), due AS MATERIALIZED (
    SELECT o.objects, o.progress, o.free, s.* FROM offered o CROSS JOIN LATERAL (
      SELECT s.connection_id, s.next_run_at FROM crm_sync_schedules s
       WHERE s.provider = o.provider AND s.next_run_at <= now() ORDER BY s.next_run_at LIMIT $4::int * 2 + 50) s
     WHERE o.free > 0
  ), looked AS MATERIALIZED (
    SELECT d.*, c.workspace_id, c.provider, ${mayWork('c')} AS may_run FROM due d ${connectionOf('d.connection_id')}
  ), fair AS (
    SELECT *, row_number() OVER (PARTITION BY workspace_id ORDER BY next_run_at) AS of_workspace,
           row_number() OVER (PARTITION BY provider ORDER BY next_run_at) AS of_provider FROM looked WHERE may_run
  ), chosen AS MATERIALIZED (
    SELECT f.* FROM (
      SELECT * FROM fair WHERE of_workspace <= ${roomOfWorkspace('fair.workspace_id')} AND of_provider <= free
       ORDER BY next_run_at LIMIT $4) f ${lockedDue('f.connection_id')}
  ), moved AS (
    UPDATE crm_sync_schedules s SET next_run_at = now() + make_interval(secs => interval_s * (0.95 + random() * 0.1))
      FROM chosen WHERE s.connection_id = chosen.connection_id
  ), parked AS (
    UPDATE crm_sync_schedules s SET next_run_at = 'infinity' FROM (
      SELECT l.connection_id FROM looked l ${lockedDue('l.connection_id')} WHERE NOT l.may_run) p
     WHERE s.connection_id = p.connection_id
  ), taken AS (
    INSERT INTO crm_sync_runs (workspace_id, connection_id, kind, objects, progress, correlation_id, state, lease, worker, lease_until, started_at)
    SELECT workspace_id, connection_id, 'delta', ARRAY(SELECT jsonb_array_elements_text(objects)), progress, gen_random_uuid(),
           'running', 1, $3, now() + make_interval(secs => ${LEASE_S}), now() FROM chosen
    ON CONFLICT DO NOTHING
    RETURNING ${CLAIMED}
  ), resumed AS ( -- copies that were cut short, by an ended access for one, and not by a person
    INSERT INTO crm_sync_runs (workspace_id, connection_id, kind, objects, progress, correlation_id)
    SELECT t.workspace_id, t.connection_id, 'backfill', array_agg(k.object ORDER BY o.place),
           jsonb_agg(o.progress ORDER BY o.place), gen_random_uuid()
      FROM taken t
      CROSS JOIN LATERAL (SELECT c.object FROM crm_sync_cursors c WHERE c.connection_id = t.connection_id
                             AND c.backfill_started_at IS NOT NULL AND c.backfill_cancelled_at IS NULL OFFSET 0) k
      JOIN ROWS FROM (jsonb_to_recordset($5::jsonb) AS (object text, progress jsonb)) WITH ORDINALITY AS o(object, progress, place)
           ON o.object = k.object
     GROUP BY t.workspace_id, t.connection_id ON CONFLICT DO NOTHING
  )
  ${TOLD}`);

/** What a poll of each provider reads. */
const OFFERS = JSON.stringify(
  [...connectors.values()].map(({ id, objects }) => {
    const ordered = inPullOrder(objects);
    return { provider: id, objects: ordered, progress: ordered.map(newProgress) };
  }),
);

/** Progress of a copy, object by object in the order they are pulled. */
const COPY = JSON.stringify(PULL_ORDER.map((object) => ({ object, progress: newProgress(object) })));
