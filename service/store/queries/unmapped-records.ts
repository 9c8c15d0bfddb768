import { QueryTypes, type Transaction } from 'sequelize';
import type { UnmappedCount } from '../../../shared/mapping-trials.js';
import type { Fields } from '../../../shared/records.js';
import type { Store } from '../store.js';
import type { SideOwner } from './host-sides.js';

/** SQL: a record `r` that could not be mapped whole, as the index of those is made. */
export const UNMAPPED = 'r.errors IS NOT NULL AND r.deleted_at IS NULL';

/** A record that could not be mapped, as we hold it. */
export interface UnmappedRecord {
  id: string;
  remote_id: string;
  raw: Record<string, unknown>;
  refs: Record<string, string[]>;
  remote_updated_at: Date | null;
}

/** Locks the next records after `after` that could not be mapped, in the order of locks that storing a page has. */
export function lockUnmapped(
  store: Store,
  { connectionId, object }: SideOwner,
  { after, limit }: { after: string; limit: number },
  transaction: Transaction,
): Promise<UnmappedRecord[]> {
  return store.sequelize.query<UnmappedRecord>(
    `WITH next AS (
       SELECT r.id FROM crm_records r WHERE r.connection_id = $1 AND r.object = $2 AND ${UNMAPPED} AND r.id > $3 ORDER BY r.id LIMIT $4
     )
     SELECT r.id, r.remote_id, r.raw, r.refs, r.remote_updated_at FROM crm_records r JOIN next USING (id) WHERE ${UNMAPPED}
      ORDER BY r.remote_id FOR UPDATE OF r`,
    { bind: [connectionId, object, after, limit], type: QueryTypes.SELECT, transaction },
  );
}

/** Where a page of values ends: records newest first, the errors of each in order. */
export interface UnmappedPlace {
  id: string;
  n: number;
}

export interface UnmappedRow extends UnmappedPlace {
  local_id: string;
  remote_id: string;
  fields: Fields;
  error: { field: string; crm: string; code: string; message: string; since?: string };
  /** Of the CRM field to blame. */
  raw: unknown;
  updated_at: Date;
}

const OF_OBJECT = `r.connection_id = $1 AND r.object = $2 AND ${UNMAPPED}`;

/** Values that could not be mapped, of one field or of all. */
export function readUnmapped(
  store: Store,
  { connectionId, object }: SideOwner,
  { field, after, limit }: { field: string | null; after: UnmappedPlace | null; limit: number },
): Promise<UnmappedRow[]> {
  return store.sequelize.query<UnmappedRow>(
    `SELECT r.id, e.n::int AS n, r.local_id, r.remote_id, r.fields, e.error, r.raw -> (e.error ->> 'crm') AS raw, r.updated_at
       FROM crm_records r, jsonb_array_elements(r.errors) WITH ORDINALITY AS e(error, n)
      WHERE ${OF_OBJECT} AND ($3::text IS NULL OR e.error ->> 'field' = $3)
        AND ($4::bigint IS NULL OR (r.id <= $4 AND (r.id < $4 OR e.n > $5)))
      ORDER BY r.id DESC, e.n LIMIT $6`,
    {
      bind: [connectionId, object, field, after?.id ?? null, after?.n ?? null, limit],
      type: QueryTypes.SELECT,
    },
  );
}

/** How many records there are of which a value could not be mapped, together and by what is wrong. */
export async function countUnmapped(
  store: Store,
  { connectionId, object }: SideOwner,
): Promise<{ total: number; counts: UnmappedCount[] }> {
  const [row] = await store.sequelize.query<{ total: number; counts: UnmappedCount[] | null }>(
    `WITH found AS MATERIALIZED (SELECT r.errors FROM crm_records r WHERE ${OF_OBJECT})
     SELECT (SELECT count(*)::int FROM found) AS total, (
       SELECT jsonb_agg(c ORDER BY c.count DESC, c.field, c.code) FROM (
         SELECT e ->> 'field' AS field, e ->> 'crm' AS crm, e ->> 'code' AS code, count(*) AS count
           FROM found, jsonb_array_elements(errors) e GROUP BY 1, 2, 3) c) AS counts`,
    { bind: [connectionId, object], type: QueryTypes.SELECT },
  );
  return { total: row?.total ?? 0, counts: row?.counts ?? [] };
}
