import type {
  CrmField,
  FieldDrift,
  Mapping,
  MappingFault,
  MappingLevel,
  MappingPreview,
  MappingRow,
} from '../mapping.js';
import type { AppField, ObjectName } from '../records.js';
import { may, mayOrApp, type Route } from './route.js';

export const getFields = {
  method: 'GET',
  path: '/crm/fields',
  access: may('view'),
  success: 200,
  errors: [
    'provider_unknown',
    'object_unknown',
    'not_connected',
    'connection_needs_reauth',
    'crm_unreachable',
    'crm_rate_limited',
    'crm_error',
  ],
  summary: 'Fields of one object on both sides; `?refresh=true` asks the CRM again',
} as const satisfies Route;
export interface GetFieldsResult {
  provider: string;
  object: ObjectName;
  app_fields: AppField[];
  crm_fields: CrmField[];
  fetched_at: string;
}

export const getMapping = {
  method: 'GET',
  path: '/crm/mappings',
  access: mayOrApp('view'),
  success: 200,
  errors: ['provider_unknown', 'object_unknown'],
  summary: "The mapping in use for one object; `level=app` is the app's default, for its secret key alone",
} as const satisfies Route;
export interface MappingQuery {
  provider: string;
  object: ObjectName;
  /** Left out: `workspace`. `app` needs the secret key, and no workspace. */
  level?: MappingLevel;
}
/** `faults` are found against the fields the CRM has now; empty when no CRM is connected. */
export interface GetMappingResult extends Mapping {
  faults: MappingFault[];
  can_edit: boolean;
  /** Fields of the CRM that are no longer as this mapping knew them. */
  drift: FieldDrift[];
}

export const putMapping = {
  method: 'PUT',
  path: '/crm/mappings',
  access: mayOrApp('map'),
  success: 200,
  errors: [
    'provider_unknown',
    'object_unknown',
    'not_connected',
    'connection_needs_reauth',
    'mapping_invalid',
    'mapping_version_conflict',
    'crm_unreachable',
    'crm_rate_limited',
    'crm_error',
  ],
  summary:
    'Saves the mapping of one object, checked against the fields the CRM has; `stages` of the outcome of an activity say where calls move their deals',
} as const satisfies Route;
export interface PutMappingBody {
  rows: MappingRow[];
  /** Version the edit began from; another one in between answers `mapping_version_conflict`. Left out: no check. */
  base_version?: number;
  /** The same of what the edit was laid over (`base.version` of the answer it began from). */
  default_version?: number;
  /** Why, for those who read the versions. */
  note?: string;
  workspace_id?: string;
}
export type PutMappingResult = GetMappingResult;

export const previewMapping = {
  method: 'POST',
  path: '/crm/mappings/preview',
  access: may('view'),
  success: 200,
  errors: [
    'provider_unknown',
    'object_unknown',
    'not_connected',
    'record_not_found',
    'crm_unreachable',
    'crm_rate_limited',
    'crm_error',
  ],
  summary:
    'What a saved or unsaved mapping makes of a real record, both ways: of one by its id in the CRM, of one by the host’s id, or of the newest; writes nothing',
} as const satisfies Route;
export interface PreviewMappingBody {
  provider: string;
  object: ObjectName;
  /** Left out: the saved rows. */
  rows?: MappingRow[];
  /** Id in the CRM of the example, which is asked for one that we do not hold; left out: the newest that we hold. */
  record_id?: string;
  /** Our id of the example, or the host's own, instead of `record_id`; it need not be in the CRM yet. */
  local_id?: string;
  workspace_id?: string;
}
export type PreviewMappingResult = MappingPreview;

export const findExamples = {
  method: 'GET',
  path: '/crm/mappings/examples',
  access: may('view'),
  success: 200,
  errors: ['provider_unknown', 'object_unknown', 'not_connected'],
  summary:
    'Records to try a mapping on, newest first, of those we hold: by words of their names or by an id, which is the only way to older ones; and values our fields have in the newest',
} as const satisfies Route;
export interface FindExamplesResult {
  examples: ExampleRecord[];
  /** A few values by field of ours (`custom.x` too); none of sensitive fields for browsers. */
  values: Record<string, string[]>;
}
/** One of `remote_id` and `local_id` names it in a preview. */
export interface ExampleRecord {
  remote_id: string | null;
  local_id: string | null;
  label: string;
}
