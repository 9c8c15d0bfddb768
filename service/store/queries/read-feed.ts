import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { Store } from '../store.js';
import type { Provenance } from './provenance.js';

/** A place in the feed: transaction, then number within all changes. */
export interface FeedPlace {
  xid: string;
  seq: string;
}

export interface FeedRow extends FeedPlace {
  connection_id: string;
  provider: string;
  account_id: string;
  metadata: Record<string, unknown>;
  object: ObjectName;
  local_id: string;
  remote_id: string;
  fields: Record<string, never>;
  custom: Record<string, never>;
  refs: Record<string, string[]>;
  /** Remote id -> local id, by object, of everything `refs` names. */
  linked: Record<string, Record<string, string>> | null;
  deleted_at: Date | null;
  merged_into: string | null;
  remote_updated_at: Date | null;
  updated_at: Date;
}

/**
 * What a `FeedRow` has, of a record `r` and its connection `c`. Links are probed one by one: as a join, the planner reads
 * all links of the connection for every row.
 */
export const RECORD_COLUMNS = `r.connection_id, c.provider, c.account_id, c.metadata, r.object, r.local_id, r.remote_id, r.fields, r.custom, r.refs,
  r.deleted_at, r.merged_into, r.remote_updated_at, r.updated_at, r.change_xid::text AS xid, r.change_seq AS seq,
  (SELECT jsonb_object_agg(object, ids) FROM (
     SELECT object, jsonb_object_agg(remote_id, local_id) AS ids FROM (
       SELECT substring(ref.name from '^(contact|company|deal)') AS object, remote_id, (
                SELECT l.local_id FROM crm_entity_links l WHERE l.connection_id = r.connection_id
                   AND l.object = substring(ref.name from '^(contact|company|deal)') AND l.remote_id = ids.remote_id) AS local_id
         FROM jsonb_each(r.refs) AS ref(name, remote_ids), jsonb_array_elements_text(ref.remote_ids) AS ids(remote_id)) AS found
      WHERE local_id IS NOT NULL GROUP BY object) AS by_object) AS linked`;

/**
 * Changes of one object after a place, oldest first, in commit order: rows of transactions that might still be
 * joined by earlier ones are left for later, so that no reader ever skips one. A new record that waits for its mapping
 * is not there yet.
 */
export async function readFeed(
  store: Store,
  workspaceId: string,
  object: ObjectName,
  after: FeedPlace | null,
  limit: number,
): Promise<FeedRow[]> {
  return store.sequelize.query<FeedRow>(
    `SELECT ${RECORD_COLUMNS} FROM crm_records r JOIN crm_connections c ON c.id = r.connection_id
      WHERE r.workspace_id = $1 AND r.object = $2 AND NOT r.untold AND r.change_xid < pg_snapshot_xmin(pg_current_snapshot())
        AND (r.change_xid, r.change_seq) > ($3::xid8, $4::bigint)
      ORDER BY r.change_xid, r.change_seq LIMIT $5`,
    { bind: [workspaceId, object, after?.xid ?? '0', after?.seq ?? '0', limit], type: QueryTypes.SELECT },
  );
}

/** A transaction anywhere in the database server holds rows back, most for milliseconds: so long they are waited for. */
const PATIENCE_MS = 400;
const STEP_MS = 25;

/** `readFeed`, that at the end of the feed gives rows which are only just being held back a moment to follow. */
export async function readFeedPatiently(...args: Parameters<typeof readFeed>): Promise<FeedRow[]> {
  const limit = args[4];
  const until = performance.now() + PATIENCE_MS;
  const [store, workspaceId, object, after] = args;
  for (;;) {
    const isWithheld = await withholds(store, workspaceId, object, after);
    const rows = await readFeed(...args);
    if (!isWithheld || rows.length >= limit || performance.now() > until) return rows;
    await sleep(STEP_MS);
  }
}

async function withholds(
  store: Store,
  workspaceId: string,
  object: ObjectName,
  after: FeedPlace | null,
): Promise<boolean> {
  const rows = await store.sequelize.query(
    `SELECT 1 FROM crm_records r WHERE r.workspace_id = $1 AND r.object = $2 AND NOT r.untold
        AND r.change_xid >= pg_snapshot_xmin(pg_current_snapshot())
        AND (r.change_xid, r.change_seq) > ($3::xid8, $4::bigint) LIMIT 1`,
    { bind: [workspaceId, object, after?.xid ?? '0', after?.seq ?? '0'], type: QueryTypes.SELECT },
  );
  return rows.length > 0;
}

export async function readRecord(
  store: Store,
  workspaceId: string,
  object: ObjectName,
  localId: string,
): Promise<(FeedRow & { provenance: Provenance }) | null> {
  const rows = await store.sequelize.query<FeedRow & { provenance: Provenance }>(
    `SELECT ${RECORD_COLUMNS}, r.provenance FROM crm_records r JOIN crm_connections c ON c.id = r.connection_id
      WHERE r.workspace_id = $1 AND r.object = $2 AND r.local_id = $3 AND NOT r.untold ORDER BY r.deleted_at NULLS FIRST LIMIT 1`,
    { bind: [workspaceId, object, localId], type: QueryTypes.SELECT },
  );
  return rows[0] ?? null;
}
