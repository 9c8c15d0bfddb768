import { QueryTypes } from 'sequelize';
import type { Mapping, MappingBase, MappingRow } from '../../../shared/mapping.js';
import { layOver } from '../../../shared/mapping-rows.js';
import type { AppField, CustomFieldDefinition, ObjectName } from '../../../shared/records.js';
import type { Connector } from '../../connectors/connector.js';
import { FieldMapping } from '../models/index.js';
import { prepare } from '../prepared.js';
import { type ReadSince, readKeyOf } from '../read-key.js';
import { presentCustomField } from './find-app-fields.js';

/** Whose mapping: a workspace's, or with `id` null the app's default. */
export interface MappingScope {
  id: string | null;
  appId: string;
}

export interface StoredMapping extends Mapping {
  /** Differs wherever records may have to be read again: what was copied under another key is out of date. */
  readKey: string;
  /** The oldest version of this level since which records are read as by its newest; 0: since before there was one. */
  alikeSince: number;
  /** The app's own fields, by the name that rows give them. */
  declared: ReadonlyMap<string, AppField>;
}

/** A level's newest version, as it is stored. */
interface Saved extends ReadSince {
  version: number;
  rows: MappingRow[];
  author: string | null;
  created_at: string;
}

interface Found {
  of_app: Saved | null;
  of_workspace: Saved | null;
  declared: CustomFieldDefinition[] | null;
}

/** The mapping in use at a level: what it decides itself, laid over the app's default, laid over the provider's preset. */
export async function findMapping(
  scope: MappingScope,
  connector: Pick<Connector, 'id' | 'preset'>,
  object: ObjectName,
): Promise<StoredMapping> {
  const [found] = (await database().query<Found>(NEWEST, {
    bind: [scope.appId, connector.id, object, scope.id],
    type: QueryTypes.SELECT,
  })) as [Found];
  const { of_app: ofApp, of_workspace: ofWorkspace } = found;
  const preset: MappingBase = { source: 'preset', version: 0, rows: connector.preset[object] };
  const appWide: MappingBase = ofApp ? { ...lay(preset, ofApp, 'app'), version: ofApp.version } : preset;
  const [level, base, own] =
    scope.id === null ? (['app', preset, ofApp] as const) : (['workspace', appWide, ofWorkspace] as const);
  const { source, rows } = own ? lay(base, own, level) : base;
  const declared = new Map(
    (found.declared ?? []).map(presentCustomField).map((field) => [field.name, field]),
  );
  const last = own ?? ofApp;
  return {
    ...{ provider: connector.id, object, level, version: own?.version ?? 0, source, rows, base },
    updated_at: last ? new Date(last.created_at).toISOString() : null,
    updated_by: last?.author ?? null,
    ...{ alikeSince: own?.alike_since ?? 0, declared },
    readKey: readKeyOf({ ofApp, own: ofWorkspace }, rows, declared),
  };
}

const database = () => FieldMapping.sequelize as NonNullable<typeof FieldMapping.sequelize>;

/** A layer that decides nothing is not to be seen. */
function lay<Level extends 'app' | 'workspace'>(base: MappingBase, layer: Saved, level: Level) {
  const source = layer.overrides?.length === 0 ? base.source : level;
  return { source, rows: layOver(base.rows, layer) };
}

const newest = (workspace: string): string => `(
  SELECT to_jsonb(m) FROM (
    SELECT version, alike_since, rows, overrides, author, created_at FROM crm_field_mappings
     WHERE app_id = $1 AND workspace_id ${workspace} AND provider = $2 AND object = $3 ORDER BY version DESC LIMIT 1) m)`;

/** Each by one descent of its index. */
const NEWEST = prepare(`
  SELECT ${newest('IS NULL')} AS of_app, ${newest('= $4')} AS of_workspace,
         (SELECT fields FROM crm_app_fields WHERE app_id = $1 AND object = $3) AS declared`);
