import type { Transaction } from 'sequelize';
import type { Store } from '../store.js';
import { wake } from '../wake.js';

/** Polls a second that are brought forward: the whole of an app must not crowd out everybody else. */
const A_SECOND = 50;

/**
 * Brings the next poll of every connection of an app forward, spread over the time that their number needs. Those that
 * are just being claimed, fail or are parked keep their time.
 */
export async function pollSoon(
  store: Store,
  of: { appId: string; provider?: string },
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `WITH open AS (
       SELECT s.connection_id FROM workspaces w
         JOIN crm_connections c ON c.workspace_id = w.id AND ($2::text IS NULL OR c.provider = $2) AND c.status = 'active'
         JOIN crm_sync_schedules s ON s.connection_id = c.id AND s.failures = 0 AND s.next_run_at < 'infinity'
        WHERE w.app_id = $1 FOR UPDATE OF s SKIP LOCKED
     )
     UPDATE crm_sync_schedules s SET next_run_at = LEAST(s.next_run_at, now() + make_interval(
              secs => random() * (SELECT count(*) FROM open) / ${A_SECOND}))
       FROM open WHERE s.connection_id = open.connection_id`,
    { bind: [of.appId, of.provider ?? null], transaction },
  );
  await wake(store, 'delta', transaction);
}
