import { QueryTypes, type Transaction } from 'sequelize';
import type { HeldDeletion } from '../../../shared/run.js';
import type { Store } from '../store.js';
import { type FeedRow, RECORD_COLUMNS } from './read-feed.js';

/** A `HeldDeletion` with its place in the list, which is more exact than a JavaScript date. */
export type HeldRow = Omit<HeldDeletion, 'created_at' | 'decided_at'> & {
  created_at: Date;
  decided_at: Date | null;
  place: string;
  is_cut: boolean;
};

const HELD = `SELECT h.id, h.connection_id, c.provider, h.object, h.live, h.state, h.created_at, h.decided_at, h.decided_by,
    CASE h.state WHEN 'waiting' THEN (SELECT count(*)::int FROM crm_gone_records g WHERE g.held_id = h.id) ELSE h.count END AS count,
    h.created_at::text AS place, c.status = 'disconnected' AS is_cut
  FROM crm_held_deletions h JOIN crm_connections c ON c.id = h.connection_id`;

export interface HeldPlace {
  at: string;
  id: string;
}

/** Newest first, after (older than) a place. */
export function listHeld(
  store: Store,
  workspaceId: string,
  page: { state: HeldDeletion['state'] | null; after: HeldPlace | null; limit: number },
): Promise<HeldRow[]> {
  return store.sequelize.query<HeldRow>(
    `${HELD} WHERE h.workspace_id = $1 AND ($2::text IS NULL OR h.state = $2)
       AND ($3::timestamptz IS NULL OR (h.created_at, h.id) < ($3, $4::uuid)) ORDER BY h.created_at DESC, h.id DESC LIMIT $5`,
    {
      bind: [workspaceId, page.state, page.after?.at ?? null, page.after?.id ?? null, page.limit],
      type: QueryTypes.SELECT,
    },
  );
}

/** Those of a connection that wait for a decision. */
export function listWaiting(store: Store, connectionId: string): Promise<HeldRow[]> {
  return store.sequelize.query<HeldRow>(
    `${HELD} WHERE h.connection_id = $1 AND h.state = 'waiting' ORDER BY h.created_at, h.id`,
    { bind: [connectionId], type: QueryTypes.SELECT },
  );
}

/** One of a workspace, locked when a transaction is given. */
export async function findHeld(
  store: Store,
  workspaceId: string,
  id: string,
  transaction?: Transaction,
): Promise<HeldRow | null> {
  const [row] = await store.sequelize.query<HeldRow>(
    `${HELD} WHERE h.workspace_id = $1 AND h.id = $2 ${transaction ? 'FOR UPDATE OF h' : ''}`,
    {
      bind: [workspaceId, id],
      type: QueryTypes.SELECT,
      ...(transaction ? { transaction } : {}),
    },
  );
  return row ?? null;
}

/** The workspace that held deletions belong to. */
export async function workspaceOfHeld(store: Store, id: string): Promise<string | null> {
  const [row] = await store.sequelize.query<{ workspace_id: string }>(
    'SELECT workspace_id FROM crm_held_deletions WHERE id = $1',
    { bind: [id], type: QueryTypes.SELECT },
  );
  return row?.workspace_id ?? null;
}

/** Records that are held, by remote id, after one. */
export function readHeldRecords(
  store: Store,
  heldId: string,
  after: string | null,
  limit: number,
): Promise<FeedRow[]> {
  return store.sequelize.query<FeedRow>(
    `SELECT ${RECORD_COLUMNS} FROM crm_gone_records g JOIN crm_records r USING (connection_id, object, remote_id)
       JOIN crm_connections c ON c.id = r.connection_id
      WHERE g.held_id = $1 AND ($2::text IS NULL OR g.remote_id > $2) ORDER BY g.remote_id LIMIT $3`,
    { bind: [heldId, after, limit], type: QueryTypes.SELECT },
  );
}

/** Notes what was decided of a locked, waiting one. Kept records are remembered; the same proof does not name them again. */
export async function settleHeld(
  store: Store,
  held: HeldRow,
  how: { state: 'approved' | 'dismissed'; by: string; at: Date },
  transaction: Transaction,
): Promise<void> {
  const run = (sql: string, ...bind: unknown[]) =>
    store.sequelize.query(sql, { bind: [held.id, ...bind], transaction });
  await run(
    'UPDATE crm_held_deletions SET state = $2, count = $3, decided_by = $4, decided_at = $5 WHERE id = $1',
    ...[how.state, held.count, how.by, how.at],
  );
  if (how.state === 'dismissed')
    await run(`UPDATE crm_gone_records SET state = 'kept', kept_at = $2 WHERE held_id = $1`, how.at);
}
