import { QueryTypes } from 'sequelize';
import type { Fields } from '../../../shared/records.js';
import type { Store } from '../store.js';
import type { SideOwner } from './host-sides.js';

/** So many of the newest are looked through for words: a workspace may have millions, and none of their names is indexed. */
const SEARCHED = 2000;

/** A record that is in the CRM, by field as mappings name it (`custom.x` too). */
export interface NewRecord {
  remoteId: string | null;
  localId: string;
  held: Fields;
}

interface Wanted {
  /** All of them have to be in the named fields; none: every record. */
  words: readonly string[];
  /** Canonical fields the words are looked for in. */
  fields: readonly string[];
  limit: number;
}

interface Row {
  remote_id: string;
  local_id: string;
  fields: Fields;
  custom: Fields;
}

/** Records of one connection, those changed last first, with what the host said of them. */
export async function newestRecords(
  store: Store,
  { workspaceId, connectionId, object }: SideOwner,
  { words, fields, limit }: Wanted,
): Promise<NewRecord[]> {
  const rows = await store.sequelize.query<Row>(
    `SELECT r.remote_id, r.local_id, r.fields, r.custom || COALESCE(s.own, '{}') AS custom
       FROM (SELECT * FROM crm_records
              WHERE workspace_id = $1 AND object = $3 AND connection_id = $2 AND deleted_at IS NULL
              ORDER BY change_xid DESC, change_seq DESC LIMIT ${SEARCHED}) r
       LEFT JOIN LATERAL (
         SELECT jsonb_object_agg(substr(key, 8), value) AS own
           FROM crm_host_sides h, jsonb_each(h.host)
          WHERE h.connection_id = r.connection_id AND h.object = r.object AND h.local_id = r.local_id
            AND key LIKE 'custom.%') s ON true
       LEFT JOIN LATERAL (
         SELECT lower(COALESCE(string_agg(r.fields ->> name, ' '), '')) AS text FROM unnest($5::text[]) AS name) t ON true
      WHERE NOT EXISTS (SELECT 1 FROM unnest($4::text[]) AS word WHERE strpos(t.text, lower(word)) = 0)
      ORDER BY r.change_xid DESC, r.change_seq DESC LIMIT $6`,
    { bind: [workspaceId, connectionId, object, words, fields, limit], type: QueryTypes.SELECT },
  );
  return rows.map(({ remote_id, local_id, fields: held, custom }) => ({
    remoteId: remote_id,
    localId: local_id,
    held: { ...held, ...named(custom) },
  }));
}

const named = (custom: Fields): Fields =>
  Object.fromEntries(Object.entries(custom).map(([name, value]) => [`custom.${name}`, value]));
