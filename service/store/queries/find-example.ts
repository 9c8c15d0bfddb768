import { QueryTypes } from 'sequelize';
import type { Fields } from '../../../shared/records.js';
import type { Store } from '../store.js';
import { followLocalIds, followRemoteId } from './follow-merges.js';
import type { SideOwner } from './host-sides.js';
import type { Provenance } from './provenance.js';

/** Which record: by its id in the CRM, by ours or the host's, or the newest. */
export interface ExampleId {
  remoteId?: string | undefined;
  localId?: string | undefined;
}

/** A record as it is kept here; `remoteId` is null of one that only the host has so far. */
export interface KeptExample {
  remoteId: string | null;
  localId: string;
  /** By the CRM's own field names. */
  raw: Record<string, unknown>;
  /** By field as mappings name it, `custom.x` too. */
  held: Fields;
  /** Of these, what the host said or wrote. */
  host: Fields;
}

interface Row {
  remote_id: string;
  local_id: string;
  raw: Record<string, unknown>;
  fields: Fields;
  custom: Fields;
  provenance: Provenance;
  host: Fields | null;
}

/** The record asked for, which must be there in the CRM as far as we know; null when we have none. */
export async function findExample(
  store: Store,
  owner: SideOwner,
  id: ExampleId,
): Promise<KeptExample | null> {
  const { condition, value } = await conditionOf(store, owner, id);
  // The newest in the feed: an index leads there, whereas the CRM's own times would have to be sorted each time.
  const [row] = await store.sequelize.query<Row>(
    `SELECT r.remote_id, r.local_id, r.raw, r.fields, r.custom, r.provenance,
            (SELECT s.host FROM crm_host_sides s
              WHERE s.connection_id = r.connection_id AND s.object = r.object AND s.local_id = r.local_id) AS host
       FROM crm_records r
      WHERE r.workspace_id = $1 AND r.connection_id = $2 AND r.object = $3 AND r.deleted_at IS NULL ${condition}
      ORDER BY r.change_xid DESC, r.change_seq DESC LIMIT 1`,
    {
      bind: [owner.workspaceId, owner.connectionId, owner.object, ...value],
      type: QueryTypes.SELECT,
    },
  );
  if (row) return toExample(row);
  return id.localId === undefined ? null : findOwn(store, owner, id.localId);
}

async function conditionOf(
  store: Store,
  owner: SideOwner,
  { remoteId, localId }: ExampleId,
): Promise<{ condition: string; value: string[] }> {
  if (remoteId !== undefined)
    return { condition: 'AND r.remote_id = $4', value: [await followRemoteId(store, owner, remoteId)] };
  if (localId === undefined) return { condition: 'AND NOT r.untold', value: [] };
  const merged = await followLocalIds(store, owner, [localId]);
  return { condition: 'AND r.local_id = $4', value: [merged.get(localId) ?? localId] };
}

function toExample({ remote_id, local_id, raw, fields, custom, provenance, host }: Row): KeptExample {
  const held: Fields = { ...fields };
  for (const [name, value] of Object.entries(custom)) held[`custom.${name}`] = value;
  const written = Object.fromEntries(
    Object.entries(held).filter(([name]) => (provenance[name] ?? provenance['*'])?.[0] === 'host'),
  );
  return { remoteId: remote_id, localId: local_id, raw, held, host: { ...written, ...host } };
}

/** A record that the host told us of and that no CRM has yet. */
async function findOwn(store: Store, owner: SideOwner, localId: string): Promise<KeptExample | null> {
  const [row] = await store.sequelize.query<{ host: Fields }>(
    `SELECT s.host FROM crm_host_sides s WHERE s.connection_id = $1 AND s.object = $2 AND s.local_id = $3
        AND NOT EXISTS (SELECT 1 FROM crm_records r WHERE r.connection_id = s.connection_id AND r.object = s.object AND r.local_id = s.local_id)`,
    { bind: [owner.connectionId, owner.object, localId], type: QueryTypes.SELECT },
  );
  return row ? { remoteId: null, localId, raw: {}, held: {}, host: row.host } : null;
}
