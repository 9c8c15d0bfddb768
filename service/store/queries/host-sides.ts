import { QueryTypes, type Transaction } from 'sequelize';
import type { Fields, ObjectName } from '../../../shared/records.js';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';

/** Records of one object that live, or shall live, in one CRM. */
export interface SideOwner {
  workspaceId: string;
  connectionId: string;
  object: ObjectName;
}

/** What the host says of a record, and what both sides last agreed on; fields by name, `custom.x` too. */
export interface HostSide {
  local_id: string;
  host: Fields;
  base_host: Fields | null;
  base_crm: Fields | null;
}

/** The CRM's side of a record as we hold it. */
export interface CrmSide {
  local_id: string;
  remote_id: string;
  /** Null before the first sync has seen it, and mapped it. References are local ids. */
  crm: Fields | null;
  deleted: boolean;
}

const SIDE = 's.local_id, s.host, s.base_host, s.base_crm';

/**
 * References of a record `r` as local ids, by our ref field. What they name may not be known yet: then they are told
 * apart from nothing by the CRM's own id.
 */
const REFS = `(SELECT COALESCE(jsonb_object_agg(ref.name, (
    SELECT jsonb_agg(COALESCE((SELECT l.local_id FROM crm_entity_links l WHERE l.connection_id = r.connection_id
                                  AND l.object = substring(ref.name from '^(contact|company|deal)') AND l.remote_id = id.value), 'remote:' || id.value) ORDER BY id.n)
      FROM jsonb_array_elements_text(ref.ids) WITH ORDINALITY AS id(value, n))), '{}')
   FROM jsonb_each(r.refs) AS ref(name, ids))`;

const CUSTOM = `(SELECT COALESCE(jsonb_object_agg('custom.' || c.key, c.value), '{}') FROM jsonb_each(r.custom) c)`;

interface MirrorRow extends Omit<CrmSide, 'crm'> {
  fields: Fields | null;
  /** What the CRM has of fields of which we keep another value. */
  aside: Fields | null;
  custom: Fields | null;
  refs: Record<string, string[] | null> | null;
}

/** Joins the parts of a record into fields; a reference to one record is its id, to several a list. */
export function joinFields(fields: Fields, custom: Fields, refs: Record<string, string[] | null>): Fields {
  const joined: Fields = { ...fields, ...custom };
  // After a merge two ids of the CRM may lead to one record.
  for (const [name, ids] of Object.entries(refs))
    joined[name] = name.endsWith('_ids') ? [...new Set(ids ?? [])] : (ids?.[0] ?? null);
  return joined;
}

const toCrmSide = ({ fields, custom, refs, aside, ...row }: MirrorRow): CrmSide => ({
  ...row,
  crm: fields === null ? null : { ...joinFields(fields, custom ?? {}, refs ?? {}), ...aside },
});

/** Sees to it that the host's sides exist, and locks them. */
export async function lockHostSide(
  store: Store,
  owner: SideOwner,
  localId: string,
  now: Date,
  transaction: Transaction,
): Promise<HostSide> {
  const bind = [owner.connectionId, owner.object, localId];
  await store.sequelize.query(
    `INSERT INTO crm_host_sides (connection_id, object, local_id, workspace_id, host, host_at)
     VALUES ($1, $2, $3, $4, '{}', $5) ON CONFLICT DO NOTHING`,
    { bind: [...bind, owner.workspaceId, now], transaction },
  );
  const [side] = await store.sequelize.query<HostSide>(
    `SELECT ${SIDE} FROM crm_host_sides s WHERE s.connection_id = $1 AND s.object = $2 AND s.local_id = $3 FOR UPDATE`,
    { bind, type: QueryTypes.SELECT, transaction },
  );
  return side as HostSide;
}

export async function saveHostSide(
  store: Store,
  owner: SideOwner,
  side: HostSide,
  now: Date,
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_host_sides SET host = $4, base_host = $5, base_crm = $6, host_at = $7, updated_at = now()
      WHERE connection_id = $1 AND object = $2 AND local_id = $3`,
    {
      bind: [
        ...[owner.connectionId, owner.object, side.local_id, JSON.stringify(side.host)],
        ...[
          side.base_host && JSON.stringify(side.base_host),
          side.base_crm && JSON.stringify(side.base_crm),
          now,
        ],
      ],
      transaction,
    },
  );
}

/** Host sides by local id, as they stand. */
export async function readHostSides(
  store: Store,
  owner: SideOwner,
  localIds: readonly string[],
): Promise<Map<string, HostSide>> {
  const rows = await store.sequelize.query<HostSide>(
    `SELECT ${SIDE} FROM crm_host_sides s WHERE s.connection_id = $1 AND s.object = $2 AND s.local_id = ANY ($3::text[])`,
    { bind: [owner.connectionId, owner.object, textArray([...localIds])], type: QueryTypes.SELECT },
  );
  return new Map(rows.map((row) => [row.local_id, row]));
}

/** The CRM's side of a record of ours; null when it is in the CRM under no id that we know. */
export async function readCrmSide(
  store: Store,
  owner: SideOwner,
  localId: string,
  transaction: Transaction,
): Promise<CrmSide | null> {
  const [row] = await store.sequelize.query<MirrorRow>(
    `SELECT l.local_id, l.remote_id, CASE WHEN NOT r.untold THEN r.fields END AS fields, ${CUSTOM} AS custom, ${REFS} AS refs, r.aside, r.deleted_at IS NOT NULL AS deleted
       FROM crm_entity_links l LEFT JOIN crm_records r USING (connection_id, object, remote_id)
      WHERE l.connection_id = $1 AND l.object = $2 AND l.local_id = $3 AND NOT l.alias ORDER BY l.created_at DESC LIMIT 1`,
    { bind: [owner.connectionId, owner.object, localId], type: QueryTypes.SELECT, transaction },
  );
  return row ? toCrmSide(row) : null;
}

/**
 * Both sides of those of the records that have a host's, which are locked, in one order. One that waits to be mapped has
 * none yet. A connection whose host has said nothing costs one probe of an index.
 */
export async function lockSidesOf(
  store: Store,
  owner: SideOwner,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<(HostSide & CrmSide & { crm: Fields })[]> {
  const [any] = await store.sequelize.query(
    'SELECT 1 FROM crm_host_sides WHERE connection_id = $1 AND object = $2 LIMIT 1',
    { bind: [owner.connectionId, owner.object], type: QueryTypes.SELECT, transaction },
  );
  if (!any) return [];
  const rows = await store.sequelize.query<MirrorRow & HostSide>(
    `SELECT ${SIDE}, r.remote_id, r.fields, ${CUSTOM} AS custom, ${REFS} AS refs, r.aside, r.deleted_at IS NOT NULL AS deleted
       FROM crm_records r JOIN crm_host_sides s ON s.connection_id = r.connection_id AND s.object = r.object AND s.local_id = r.local_id
      WHERE r.connection_id = $1 AND r.object = (SELECT $2::text) AND r.remote_id = ANY ($3::text[]) -- see UNPROVEN in upsert-records.ts
        AND NOT r.untold
      ORDER BY s.local_id FOR UPDATE OF s`,
    {
      bind: [owner.connectionId, owner.object, textArray([...remoteIds])],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  return rows.map((row) => ({ ...row, ...toCrmSide(row), crm: toCrmSide(row).crm ?? {} }));
}

/** Moves the bases of some fields; those of the others stay. */
export async function moveBases(
  store: Store,
  owner: SideOwner,
  moves: readonly { localId: string; baseHost: Fields; baseCrm: Fields }[],
  transaction: Transaction,
): Promise<void> {
  if (moves.length === 0) return;
  const rows = [...moves].sort((a, b) => (a.localId < b.localId ? -1 : 1));
  await store.sequelize.query(
    `WITH moved AS (
       SELECT m.* FROM jsonb_to_recordset($3::jsonb) AS m(local_id text, base_host jsonb, base_crm jsonb)
         JOIN crm_host_sides s ON s.connection_id = $1 AND s.object = $2 AND s.local_id = m.local_id
        ORDER BY s.local_id FOR UPDATE OF s)
     UPDATE crm_host_sides s SET base_host = COALESCE(s.base_host, '{}') || m.base_host,
            base_crm = COALESCE(s.base_crm, '{}') || m.base_crm, updated_at = now()
       FROM moved m WHERE s.connection_id = $1 AND s.object = $2 AND s.local_id = m.local_id`,
    {
      bind: [
        owner.connectionId,
        owner.object,
        JSON.stringify(
          rows.map((row) => ({ local_id: row.localId, base_host: row.baseHost, base_crm: row.baseCrm })),
        ),
      ],
      transaction,
    },
  );
}

/** Remote ids of those records that we hold just so. */
export async function findHeld(
  store: Store,
  owner: SideOwner,
  rows: readonly { remote_id: string; hash: string }[],
  transaction: Transaction,
): Promise<Set<string>> {
  const held = await store.sequelize.query<{ remote_id: string }>(
    `SELECT r.remote_id FROM unnest($3::text[], $4::text[]) AS i(remote_id, hash) JOIN crm_records r
         ON r.connection_id = $1 AND r.object = (SELECT $2::text) AND r.remote_id = i.remote_id AND r.hash = decode(i.hash, 'hex')`,
    {
      bind: [
        ...[owner.connectionId, owner.object],
        ...[textArray(rows.map((row) => row.remote_id)), textArray(rows.map((row) => row.hash))],
      ],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  return new Set(held.map((row) => row.remote_id));
}
