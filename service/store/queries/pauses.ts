import { QueryTypes, type Transaction } from 'sequelize';
import type { Store } from '../store.js';

/** SQL: whether a kill switch holds the connection named by this alias. */
export const isSwitchedOff = (alias: string): string =>
  `EXISTS (SELECT 1 FROM crm_pauses p WHERE (p.provider IS NULL OR p.provider = ${alias}.provider)
            AND (p.workspace_id IS NULL OR p.workspace_id = ${alias}.workspace_id))`;

/** SQL: whether the connection named by this alias may work now. */
export const mayWork = (alias: string): string =>
  `(${alias}.status = 'active' AND NOT ${isSwitchedOff(alias)})`;

/**
 * SQL: whether work under way may go on. An ended access is left to the work itself: it meets it in its next request,
 * says so and ends, and what it has read by then is kept.
 */
export const mayGoOn = (alias: string): string =>
  `(${alias}.status IN ('active', 'needs_reauth') AND NOT ${isSwitchedOff(alias)})`;

/** A kill switch; null stands for every one. */
export interface Switch {
  provider: string | null;
  workspaceId: string | null;
}

/** A kill switch as it stands, with the host's own names. */
export interface PauseRow {
  provider: string | null;
  workspace_id: string | null;
  app_id: string | null;
  paused_by: string;
  paused_at: Date;
}

/** When the switch that holds a connection was thrown; null when none does. */
export async function switchedOffSince(
  store: Store,
  connection: { provider: string; workspaceId: string },
): Promise<Date | null> {
  const [row] = await store.sequelize.query<{ at: Date | null }>(
    `SELECT min(paused_at) AS at FROM crm_pauses
      WHERE (provider IS NULL OR provider = $1) AND (workspace_id IS NULL OR workspace_id = $2)`,
    { bind: [connection.provider, connection.workspaceId], type: QueryTypes.SELECT },
  );
  return row?.at ?? null;
}

export async function listPauses(store: Store): Promise<PauseRow[]> {
  return store.sequelize.query<PauseRow>(
    `SELECT p.provider, w.external_id AS workspace_id, w.app_id, p.paused_by, p.paused_at
       FROM crm_pauses p LEFT JOIN workspaces w ON w.id = p.workspace_id ORDER BY p.paused_at`,
    { type: QueryTypes.SELECT },
  );
}

/** @returns false when it was thrown already. */
export async function throwSwitch(
  store: Store,
  which: Switch,
  by: string,
  transaction: Transaction,
): Promise<boolean> {
  const rows = await store.sequelize.query(
    `INSERT INTO crm_pauses (provider, workspace_id, paused_by) VALUES ($1, $2, $3)
     ON CONFLICT (provider, workspace_id) DO NOTHING RETURNING 1`,
    { bind: [which.provider, which.workspaceId, by], type: QueryTypes.SELECT, transaction },
  );
  return rows.length > 0;
}

/** Lifts a switch and lets what it parked be polled again, spread over one interval. @returns false when there was none. */
export async function liftSwitch(store: Store, which: Switch, transaction: Transaction): Promise<boolean> {
  const rows = await store.sequelize.query(
    `DELETE FROM crm_pauses WHERE provider IS NOT DISTINCT FROM $1 AND workspace_id IS NOT DISTINCT FROM $2 RETURNING 1`,
    { bind: [which.provider, which.workspaceId], type: QueryTypes.SELECT, transaction },
  );
  if (rows.length > 0) await unpark(store, transaction);
  return rows.length > 0;
}

/** Polls again whatever may work and is parked. Also heals a schedule that was parked just as its connection came back. */
export async function unpark(store: Store, transaction?: Transaction): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_sync_schedules s SET next_run_at = now() + make_interval(secs => interval_s * random())
       FROM crm_connections c WHERE s.next_run_at = 'infinity' AND c.id = s.connection_id AND ${mayWork('c')}`,
    transaction ? { transaction } : {},
  );
}
