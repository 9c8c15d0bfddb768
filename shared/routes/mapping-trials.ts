import type { MappingRow } from '../mapping.js';
import type { DryRun, UnmappedCount, UnmappedValue } from '../mapping-trials.js';
import type { ObjectName } from '../records.js';
import { may, type PageQuery, type Route } from './route.js';

export const dryRunMapping = {
  method: 'POST',
  path: '/crm/mappings/dry-run',
  access: may('view'),
  success: 200,
  errors: ['provider_unknown', 'object_unknown', 'not_connected'],
  summary:
    'What a mapping would change in the records we hold, field by field, a part at a time: go on with `after`, and add up; writes nothing',
} as const satisfies Route;
export interface DryRunMappingBody {
  provider: string;
  object: ObjectName;
  /** Left out: the saved rows, which tells what cannot be converted now. */
  rows?: MappingRow[];
  /** `next` of the part before. */
  after?: string;
  workspace_id?: string;
}
export type DryRunMappingResult = DryRun;

export const listUnmapped = {
  method: 'GET',
  path: '/crm/mappings/errors',
  access: may('view'),
  success: 200,
  errors: ['provider_unknown', 'object_unknown', 'not_connected'],
  summary:
    'Records that could not be mapped, by field and one by one, newest first; they are mapped again after a save',
} as const satisfies Route;
export interface ListUnmappedQuery extends PageQuery {
  provider: string;
  object: ObjectName;
  /** Only values of this field. */
  field?: string;
}
export interface ListUnmappedResult {
  /** Of all of them, most first. */
  counts: UnmappedCount[];
  /** Records with at least one. */
  total_records: number;
  items: UnmappedValue[];
  next_cursor: string | null;
}
