import { QueryTypes } from 'sequelize';
import type { Mapping, MappingBase, MappingRow } from '../../../shared/mapping.js';
import { layOver, type MappingLayer } from '../../../shared/mapping-rows.js';
import type { ObjectName } from '../../../shared/records.js';
import type { Connector } from '../../connectors/connector.js';
import { FieldMapping } from '../models/index.js';
import { prepare } from '../prepared.js';

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
}

/** A level's newest version, as it is stored. */
interface Saved extends MappingLayer {
  is_default: boolean;
  version: number;
  alike_since: number;
  rows: MappingRow[];
  author: string | null;
  created_at: Date;
}

/** The mapping in use at a level: what it decides itself, laid over the app's default, laid over the provider's preset. */
export async function findMapping(
  scope: MappingScope,
  connector: Pick<Connector, 'id' | 'preset'>,
  object: ObjectName,
): Promise<StoredMapping> {
  const newest = await database().query<Saved>(NEWEST, {
    bind: [scope.appId, connector.id, object, scope.id],
    type: QueryTypes.SELECT,
  });
  const ofApp = newest.find(({ is_default }) => is_default);
  const ofWorkspace = newest.find(({ is_default }) => !is_default);
  const preset: MappingBase = { source: 'preset', version: 0, rows: connector.preset[object] };
  const appWide: MappingBase = ofApp ? { ...lay(preset, ofApp, 'app'), version: ofApp.version } : preset;
  const isAppWide = scope.id === null;
  const own = isAppWide ? ofApp : ofWorkspace;
  const base = isAppWide ? preset : appWide;
  const last = own ?? ofApp;
  return {
    ...{ provider: connector.id, object, level: isAppWide ? 'app' : 'workspace', base },
    ...(own ? lay(base, own, isAppWide ? 'app' : 'workspace') : { source: base.source, rows: base.rows }),
    version: own?.version ?? 0,
    updated_at: last?.created_at.toISOString() ?? null,
    updated_by: last?.author ?? null,
    alikeSince: own?.alike_since ?? 0,
    readKey: readKeyOf(ofApp, isAppWide ? undefined : ofWorkspace),
  };
}

const database = () => FieldMapping.sequelize as NonNullable<typeof FieldMapping.sequelize>;

/** A layer that decides nothing is not to be seen. */
function lay<Level extends 'app' | 'workspace'>(base: MappingBase, layer: Saved, level: Level) {
  const source = layer.overrides?.length === 0 ? base.source : level;
  return { source, rows: layOver(base.rows, layer) };
}

/** Numbers that only grow, so that one save and another that takes it back are still two. */
function readKeyOf(ofApp: Saved | undefined, own: Saved | undefined): string {
  const followed = own?.overrides === null ? '-' : (ofApp?.alike_since ?? 0);
  return `${followed}.${own?.alike_since ?? 0}`;
}

/** Both levels by one descent of the index each. */
const NEWEST = prepare(`
  (SELECT true AS is_default, version, alike_since, rows, overrides, author, created_at FROM crm_field_mappings
    WHERE app_id = $1 AND workspace_id IS NULL AND provider = $2 AND object = $3 ORDER BY version DESC LIMIT 1)
  UNION ALL
  (SELECT false, version, alike_since, rows, overrides, author, created_at FROM crm_field_mappings
    WHERE app_id = $1 AND workspace_id = $4 AND provider = $2 AND object = $3 ORDER BY version DESC LIMIT 1)`);
