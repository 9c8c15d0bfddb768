import type { MappingRow, MappingVersion, RowDiff } from '../mapping.js';
import type { ObjectName } from '../records.js';
import type { GetMappingResult, MappingQuery } from './mappings.js';
import { mayOrApp, type PageQuery, type Route } from './route.js';

export const listMappingVersions = {
  method: 'GET',
  path: '/crm/mappings/versions',
  access: mayOrApp('view'),
  success: 200,
  errors: ['provider_unknown', 'object_unknown'],
  summary: 'What was saved at a level, newest first, with who saved it and how much it changed',
} as const satisfies Route;
export interface ListMappingVersionsQuery extends MappingQuery, PageQuery {}
export interface ListMappingVersionsResult {
  versions: MappingVersion[];
  next_cursor: string | null;
}

export const getMappingVersion = {
  method: 'GET',
  path: '/crm/mappings/versions/:version',
  access: mayOrApp('view'),
  success: 200,
  errors: ['provider_unknown', 'object_unknown', 'mapping_version_not_found'],
  summary:
    'The rows that going back to a version would give, and how they differ from those in use or from another version; version 0 is the base',
} as const satisfies Route;
export interface GetMappingVersionQuery extends MappingQuery {
  /** Another version to compare with; left out: what is in use now. */
  against?: number;
}
export interface GetMappingVersionResult {
  version: number;
  author: string | null;
  note: string | null;
  /** Null for version 0, which nobody saved. */
  created_at: string | null;
  rows: MappingRow[];
  /** `before`: that other one; `after`: this version. */
  diff: RowDiff[];
}

export const rollBackMapping = {
  method: 'POST',
  path: '/crm/mappings/rollback',
  access: mayOrApp('map'),
  success: 200,
  creates: true,
  errors: [
    'provider_unknown',
    'object_unknown',
    'not_connected',
    'connection_needs_reauth',
    'mapping_invalid',
    'mapping_version_conflict',
    'mapping_version_not_found',
    'crm_unreachable',
    'crm_rate_limited',
    'crm_error',
  ],
  summary: 'Saves an earlier version as the newest; version 0 goes back to what the level is laid over',
} as const satisfies Route;
export interface RollBackMappingBody extends MappingQuery {
  version: number;
  /** As of `PUT /crm/mappings`. */
  base_version?: number;
  note?: string;
  workspace_id?: string;
}
export type RollBackMappingResult = GetMappingResult;

export const getMappingPreset = {
  method: 'GET',
  path: '/crm/mappings/preset',
  access: mayOrApp('view'),
  success: 200,
  errors: ['provider_unknown', 'object_unknown'],
  summary: "The provider's preset for one object: what is in use while nothing was saved",
} as const satisfies Route;
export interface GetMappingPresetResult {
  provider: string;
  object: ObjectName;
  rows: MappingRow[];
}
