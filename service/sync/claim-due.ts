import { QueryTypes, type Transaction } from 'sequelize';
import { connectors } from '../connectors/registry.js';
import { mayWork } from '../store/queries/pauses.js';
import type { Store } from '../store/store.js';
import { connectionOf, HELD, roomOfProvider, roomOfWorkspace } from './caps.js';
import { CLAIMED, type ClaimedRun, LEASE_S } from './lease.js';
import { newProgress } from './progress.js';
import { inPullOrder, PULL_ORDER } from './pull-order.js';

/**
 * Takes connections that are due, oldest first, and makes their runs, in the worker's hands already. What finds no
 * room stays due; what may not be polled is parked until that changes. A connection with another run under way or
 * waiting is polled an interval later: that run says how it stands.
 */
export async function takeDue(
  store: Store,
  worker: string,
  limit: number,
  transaction: Transaction,
): Promise<ClaimedRun[]> {
  const rows = await store.sequelize.query<ClaimedRun>(
    `WITH ${HELD}, offered AS (
       SELECT p.*, ${roomOfProvider('p.provider')} AS free
         FROM jsonb_to_recordset($1::jsonb) AS p(provider text, objects jsonb, progress jsonb)
     ), due AS MATERIALIZED (
       SELECT o.objects, o.progress, o.free, s.* FROM offered o CROSS JOIN LATERAL (
         SELECT s.connection_id, s.next_run_at FROM crm_sync_schedules s
          WHERE s.provider = o.provider AND s.next_run_at <= now()
          ORDER BY s.next_run_at LIMIT $3::int * 2 + 50 FOR UPDATE SKIP LOCKED) s
        WHERE o.free > 0
     ), looked AS (
       SELECT d.*, c.workspace_id, c.provider, ${mayWork('c')} AS may_run FROM due d ${connectionOf('d.connection_id')}
     ), fair AS (
       SELECT *, row_number() OVER (PARTITION BY workspace_id ORDER BY next_run_at) AS of_workspace,
              row_number() OVER (PARTITION BY provider ORDER BY next_run_at) AS of_provider FROM looked WHERE may_run
     ), chosen AS MATERIALIZED (
       SELECT * FROM fair WHERE of_workspace <= ${roomOfWorkspace('fair.workspace_id')} AND of_provider <= free
        ORDER BY next_run_at LIMIT $3
     ), moved AS (
       UPDATE crm_sync_schedules s SET next_run_at = now() + make_interval(secs => interval_s * (0.95 + random() * 0.1))
         FROM chosen WHERE s.connection_id = chosen.connection_id
     ), parked AS (
       UPDATE crm_sync_schedules s SET next_run_at = 'infinity'
         FROM looked WHERE s.connection_id = looked.connection_id AND NOT looked.may_run
     )
     INSERT INTO crm_sync_runs (workspace_id, connection_id, kind, objects, progress, correlation_id, state, lease, worker, lease_until, started_at)
     SELECT workspace_id, connection_id, 'delta', ARRAY(SELECT jsonb_array_elements_text(objects)), progress, gen_random_uuid(),
            'running', 1, $2, now() + make_interval(secs => ${LEASE_S}), now() FROM chosen
     ON CONFLICT DO NOTHING
     RETURNING ${CLAIMED}`,
    { bind: [offers(), worker, limit], type: QueryTypes.SELECT, transaction },
  );
  if (rows.length > 0) await resumeCutShort(store, rows, transaction);
  return rows;
}

/** What a poll of each provider reads. */
function offers(): string {
  return JSON.stringify(
    [...connectors.values()].map(({ id, objects }) => {
      const ordered = inPullOrder(objects);
      return { provider: id, objects: ordered, progress: ordered.map(newProgress) };
    }),
  );
}

/** A copy that was cut short, by an ended access for one, and not by a person, goes on from where it stood. */
async function resumeCutShort(store: Store, polled: ClaimedRun[], transaction: Transaction): Promise<void> {
  await store.sequelize.query(
    `INSERT INTO crm_sync_runs (workspace_id, connection_id, kind, objects, progress, correlation_id)
     SELECT c.workspace_id, c.id, 'backfill', array_agg(k.object ORDER BY o.place),
            jsonb_agg(o.progress ORDER BY o.place), gen_random_uuid()
       FROM crm_sync_cursors k JOIN crm_connections c ON c.id = k.connection_id
       JOIN ROWS FROM (jsonb_to_recordset($2::jsonb) AS (object text, progress jsonb)) WITH ORDINALITY AS o(object, progress, place)
            ON o.object = k.object
      WHERE k.connection_id = ANY ($1::uuid[]) AND k.backfill_started_at IS NOT NULL AND k.backfill_cancelled_at IS NULL
      GROUP BY c.id ON CONFLICT DO NOTHING`,
    { bind: [polled.map((run) => run.connection_id), CUT_SHORT], transaction },
  );
}

const CUT_SHORT = JSON.stringify(
  PULL_ORDER.map((object) => ({
    object,
    progress: newProgress(object),
  })),
);
