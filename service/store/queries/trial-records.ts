import { QueryTypes } from 'sequelize';
import type { CallInput } from '../../../shared/push.js';
import type { Fields } from '../../../shared/records.js';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';
import type { HostSide, SideOwner } from './host-sides.js';

/** A record that a mapping is tried on. */
export interface TrialRecord {
  remote_id: string;
  local_id: string;
  fields: Fields;
  custom: Fields;
  aside: Fields | null;
  untold: boolean;
  /** Values of the CRM's fields asked for, of those that were copied. */
  raw: Record<string, unknown> | null;
  /** What the host said, null where it said nothing. */
  host: Fields | null;
  base_host: Fields | null;
  base_crm: Fields | null;
}

const LIVE = 'r.connection_id = $1 AND r.object = (SELECT $2::text) AND r.deleted_at IS NULL'; // see UNPROVEN in upsert-records.ts

/** Records in the order of their ids in the CRM, last first: mostly the newest. */
export async function readTrialRecords(
  store: Store,
  { connectionId, object }: SideOwner,
  { names, before, limit }: { names: readonly string[]; before: string | null; limit: number },
): Promise<TrialRecord[]> {
  return store.sequelize.query<TrialRecord>(
    `SELECT r.remote_id, r.local_id, r.fields, r.custom, r.aside, r.untold, s.host, s.base_host, s.base_crm, (
              SELECT jsonb_object_agg(name, r.raw -> name) FROM unnest($3::text[]) AS name WHERE r.raw ? name) AS raw
       FROM crm_records r
       LEFT JOIN crm_host_sides s ON s.connection_id = r.connection_id AND s.object = r.object AND s.local_id = r.local_id
      WHERE ${LIVE} AND ($4::text IS NULL OR r.remote_id < $4) ORDER BY r.remote_id DESC LIMIT $5`,
    { bind: [connectionId, object, textArray([...names]), before, limit], type: QueryTypes.SELECT },
  );
}

export async function countTrialRecords(store: Store, { connectionId, object }: SideOwner): Promise<number> {
  const [row] = await store.sequelize.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM crm_records r WHERE ${LIVE}`,
    { bind: [connectionId, object], type: QueryTypes.SELECT },
  );
  return row?.n ?? 0;
}

/** A write that waits for a record which is not in the CRM yet: of a call, or of what the host said. */
export interface TrialPush extends HostSide {
  call: CallInput | null;
}

/** Writes on their way that will make a record in the CRM, oldest first. */
export async function readTrialPushes(
  store: Store,
  { connectionId, object }: SideOwner,
  limit: number,
): Promise<TrialPush[]> {
  return store.sequelize.query<TrialPush>(
    `SELECT p.local_id, p.payload -> 'call' AS call, COALESCE(s.host, '{}') AS host, s.base_host, s.base_crm FROM (
       SELECT DISTINCT ON (p.local_id) p.local_id, p.payload, p.sequence FROM crm_pushes p
        WHERE p.connection_id = $1 AND p.object = $2 AND p.state IN ('queued', 'waiting_for_quota', 'sending', 'checking')
          AND COALESCE(p.payload ->> 'kind', 'call') IN ('call', 'record')
          AND NOT EXISTS (SELECT 1 FROM crm_entity_links l WHERE l.connection_id = p.connection_id AND l.object = p.object AND l.local_id = p.local_id)
        ORDER BY p.local_id, p.sequence DESC) p
       LEFT JOIN crm_host_sides s ON s.connection_id = $1 AND s.object = $2 AND s.local_id = p.local_id
      ORDER BY p.sequence LIMIT $3`,
    { bind: [connectionId, object, limit], type: QueryTypes.SELECT },
  );
}
