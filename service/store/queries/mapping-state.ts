import { QueryTypes } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import { prepare } from '../prepared.js';
import type { Store } from '../store.js';

/** What a compiled mapping was made of. */
export interface MappingState {
  /** Another one as soon as anything of it was written again. */
  key: string;
  /** Of the CRM's fields; null: none are kept. */
  fetchedAt: Date | null;
  doubtedSince: Date | null;
}

const newest = (workspace: string): string => `
  SELECT m.version, m.xmin FROM crm_field_mappings m
   WHERE m.app_id = w.app_id AND m.workspace_id ${workspace} AND m.provider = c.provider AND m.object = $2
   ORDER BY m.version DESC LIMIT 1`;

/** Rows are told by the transaction that wrote them, which no two versions of one share. */
const READ_STATE = prepare(`
  SELECT concat(ARRAY[f.xmin, a.xmin, o.xmin, h.xmin]::text, f.ctid, a.version, '.', o.version,
                ARRAY(SELECT d.crm FROM crm_field_drifts d
                       WHERE d.connection_id = $1 AND d.object = $2 AND d.paused ORDER BY d.crm COLLATE "C")) AS key,
         f.fetched_at AS "fetchedAt", f.doubted_since AS "doubtedSince"
    FROM crm_connections c
    JOIN workspaces w ON w.id = c.workspace_id
    LEFT JOIN crm_field_cache f ON f.connection_id = c.id AND f.object = $2
    LEFT JOIN crm_app_fields h ON h.app_id = w.app_id AND h.object = $2
    LEFT JOIN LATERAL (${newest('IS NULL')}) a ON true
    LEFT JOIN LATERAL (${newest('= w.id')}) o ON true
   WHERE c.id = $1`);

/** Where the mapping of an object of a connection stands; null where there is no such connection. */
export async function readMappingState(
  store: Store,
  { connectionId, object }: { connectionId: string; object: ObjectName },
): Promise<MappingState | null> {
  const [state] = await store.sequelize.query<MappingState>(READ_STATE, {
    bind: [connectionId, object],
    type: QueryTypes.SELECT,
  });
  return state ?? null;
}
