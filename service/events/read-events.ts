import { QueryTypes } from 'sequelize';
import type { EventType } from '../../shared/events.js';
import { prepare } from '../store/prepared.js';
import type { Store } from '../store/store.js';

/** A place in the log: transaction, then number. Whoever has read up to it goes on behind it. */
export interface EventPlace {
  xid: string;
  seq: string;
}

export interface EventRow extends EventPlace {
  id: string;
  type: EventType;
  occurred_at: Date;
  app_id: string;
  /** Ours; null for what concerns the whole app. */
  workspace_key: string | null;
  /** The host's. */
  workspace_id: string | null;
  provider: string | null;
  connection_id: string | null;
  data: Record<string, unknown>;
}

/** Whose events; what is left out does not matter. `workspaceId` is ours. */
export interface EventScope {
  appId?: string;
  workspaceId?: string;
}

/** SQL: what an `EventRow` has, of an event `e`. */
export const EVENT_COLUMNS = `e.id, e.type, e.occurred_at, e.app_id, e.workspace_id AS workspace_key, w.external_id AS workspace_id, c.provider,
  e.connection_id, e.data, e.xid::text, e.seq::text`;
export const EVENT_JOINS =
  'LEFT JOIN workspaces w ON w.id = e.workspace_id LEFT JOIN crm_connections c ON c.id = e.connection_id';

/**
 * Events behind a place, oldest first, in commit order: those of transactions that earlier ones might still join are left
 * for later, so that no reader ever skips one.
 */
export function readEvents(
  store: Store,
  scope: EventScope,
  after: EventPlace,
  limit: number,
): Promise<EventRow[]> {
  return store.sequelize.query<EventRow>(READ[scopeName(scope)], {
    bind: [after.xid, after.seq, limit, scope.workspaceId ?? scope.appId].filter((one) => one !== undefined),
    type: QueryTypes.SELECT,
  });
}

const scopeName = ({ appId, workspaceId }: EventScope): keyof typeof READ =>
  workspaceId !== undefined ? 'workspace' : appId !== undefined ? 'app' : 'all';

const read = (where: string): string =>
  prepare(`
    SELECT ${EVENT_COLUMNS} FROM crm_events e ${EVENT_JOINS}
     WHERE e.xid < pg_snapshot_xmin(pg_current_snapshot()) AND (e.xid, e.seq) > ($1::xid8, $2::bigint) ${where}
     ORDER BY e.xid, e.seq LIMIT $3`);

const READ = {
  all: read(''),
  app: read('AND e.app_id = $4::uuid'),
  workspace: read('AND e.workspace_id = $4::uuid'),
};

/** Where the log ends now: what is behind this place is read later than what can be read now, and nothing is left out. */
export async function endOfEvents(store: Store): Promise<EventPlace> {
  const [row] = await store.sequelize.query<{ xid: string }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid',
    { type: QueryTypes.SELECT },
  );
  return { xid: row?.xid ?? '0', seq: '0' };
}

/** Whether events behind a place are committed and still held back by an older transaction that is open. */
export async function withholdsEvents(store: Store, after: EventPlace): Promise<boolean> {
  const rows = await store.sequelize.query(WITHHELD, {
    bind: [after.xid, after.seq],
    type: QueryTypes.SELECT,
  });
  return rows.length > 0;
}

const WITHHELD = prepare(`
  SELECT 1 FROM crm_events e WHERE e.xid >= pg_snapshot_xmin(pg_current_snapshot()) AND (e.xid, e.seq) > ($1::xid8, $2::bigint) LIMIT 1`);
