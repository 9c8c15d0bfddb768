import type { MappingDocument, MappingFault, MappingLevel, RowDiff } from '../mapping.js';
import type { ObjectName } from '../records.js';
import { mayOrApp, type Route } from './route.js';

export const exportMappings = {
  method: 'GET',
  path: '/crm/mappings/export',
  access: mayOrApp('view'),
  success: 200,
  errors: ['provider_unknown', 'object_unknown'],
  summary: 'The mappings in use at one provider as a file that an import takes',
} as const satisfies Route;
export interface ExportMappingsQuery {
  provider: string;
  /** Left out: every object of the provider. */
  object?: ObjectName;
  level?: MappingLevel;
}
export type ExportMappingsResult = MappingDocument;

export const importMappings = {
  method: 'POST',
  path: '/crm/mappings/import',
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
    'mapping_document_unknown',
    'crm_unreachable',
    'crm_rate_limited',
    'crm_error',
  ],
  summary: 'Saves every mapping of a file, or none; `dry_run` only tells what would change and what is wrong',
} as const satisfies Route;
export interface ImportMappingsBody {
  document: MappingDocument;
  /** Refuses the file of another one; left out: whatever the file says. */
  provider?: string;
  level?: MappingLevel;
  dry_run?: boolean;
  /** As `base_version` of `PUT /crm/mappings`, by object. */
  base_versions?: Partial<Record<ObjectName, number>>;
  note?: string;
  workspace_id?: string;
}
export interface ImportMappingsResult {
  objects: { object: ObjectName; diff: RowDiff[]; faults: MappingFault[] }[];
  saved: boolean;
}
