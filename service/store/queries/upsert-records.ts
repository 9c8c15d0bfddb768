import { QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { Store } from '../store.js';

/** A mapped record ready to be stored. `hash` covers all that is stored of it; an equal one writes nothing. */
export interface RecordRow {
  remote_id: string;
  fields: unknown;
  custom: unknown;
  refs: unknown;
  raw: unknown;
  /** Hex. */
  hash: string;
  errors: unknown;
  deleted: boolean;
  remote_updated_at: string | null;
}

export interface UpsertCounts {
  created: number;
  updated: number;
}

/**
 * Stores one page of one object, and links for what is new, in one statement. A record already linked keeps its
 * local id; an older version than the stored one changes nothing. Ids must be distinct within a page.
 */
export async function upsertRecords(
  store: Store,
  owner: { workspaceId: string; connectionId: string; object: ObjectName },
  rows: RecordRow[],
  transaction: Transaction,
): Promise<UpsertCounts> {
  if (rows.length === 0) return { created: 0, updated: 0 };
  const [counts] = await store.sequelize.query<UpsertCounts>(
    `WITH input AS (
       SELECT i.*, decode(i.hash, 'hex') AS digest, (
                SELECT r.hash FROM crm_records r
                 WHERE r.connection_id = $2 AND r.object = $3 AND r.remote_id = i.remote_id) AS stored
         FROM jsonb_to_recordset($4::jsonb) AS i(remote_id text, fields jsonb, custom jsonb, refs jsonb, raw jsonb,
              hash text, errors jsonb, deleted boolean, remote_updated_at timestamptz)
     ), changed AS (
       INSERT INTO crm_records AS r (workspace_id, connection_id, object, remote_id, local_id, fields, custom, refs, raw,
              hash, errors, deleted_at, remote_updated_at)
       SELECT $1, $2, $3, i.remote_id,
              COALESCE((SELECT l.local_id FROM crm_entity_links l
                         WHERE l.connection_id = $2 AND l.object = $3 AND l.remote_id = i.remote_id), gen_random_uuid()::text),
              i.fields, i.custom, i.refs, i.raw, i.digest, i.errors, CASE WHEN i.deleted THEN now() END, i.remote_updated_at
         FROM input i WHERE i.stored IS DISTINCT FROM i.digest
         ORDER BY i.remote_id -- one order of locks for every writer
       ON CONFLICT (connection_id, object, remote_id) DO UPDATE SET
              fields = EXCLUDED.fields, custom = EXCLUDED.custom, refs = EXCLUDED.refs, raw = EXCLUDED.raw,
              hash = EXCLUDED.hash, errors = EXCLUDED.errors, deleted_at = EXCLUDED.deleted_at,
              remote_updated_at = EXCLUDED.remote_updated_at, updated_at = now(),
              change_seq = nextval('crm_records_change_seq'), change_xid = pg_current_xact_id()
        WHERE r.hash <> EXCLUDED.hash
          AND (r.remote_updated_at IS NULL OR EXCLUDED.remote_updated_at IS NULL OR r.remote_updated_at <= EXCLUDED.remote_updated_at)
       RETURNING r.remote_id, r.local_id, r.xmax = 0 AS created
     ), linked AS (
       INSERT INTO crm_entity_links (connection_id, object, remote_id, workspace_id, local_id)
       SELECT $2, $3, remote_id, $1, local_id FROM changed WHERE created
       ON CONFLICT DO NOTHING
     )
     SELECT count(*) FILTER (WHERE created)::int AS created, count(*) FILTER (WHERE NOT created)::int AS updated FROM changed`,
    {
      bind: [owner.workspaceId, owner.connectionId, owner.object, JSON.stringify(rows)],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  return counts ?? { created: 0, updated: 0 };
}
