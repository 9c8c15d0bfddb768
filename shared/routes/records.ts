import type { ConflictRule } from '../mapping.js';
import type { CallInput, ContactInput, RecordInput } from '../push.js';
import type { CrmRecord, CrmRecordDetail, Fields, FieldValue, ObjectName } from '../records.js';
import { backend, may, type Page, type Route } from './route.js';

export const listRecords = {
  method: 'GET',
  path: '/crm/records/:object',
  access: may('view'),
  success: 200,
  errors: ['object_unknown'],
  summary: 'Change feed of one object, oldest change first; keep the last `next_cursor` and ask again',
} as const satisfies Route;
/** `next_cursor` is never null: asking again with it later yields what changed since. `has_more`: ask at once. */
export interface ListRecordsResult extends Page<CrmRecord> {
  has_more: boolean;
}

export const getRecord = {
  method: 'GET',
  path: '/crm/records/:object/:local_id',
  access: may('view'),
  success: 200,
  errors: ['object_unknown', 'record_not_found'],
  summary: 'One record by our id, with who last set each field and when',
} as const satisfies Route;
export type GetRecordResult = CrmRecordDetail;

export const putRecord = {
  method: 'PUT',
  path: '/crm/records/:object/:local_id',
  access: backend,
  success: 200,
  errors: ['object_unknown', 'provider_unknown', 'not_connected', 'record_linked_elsewhere'],
  summary:
    'The host side of a record: what it says is brought to the CRM by the rules of the mapping. A call is only registered, and can be pushed by its id alone',
} as const satisfies Route;
/** Of an activity. */
export interface PutActivityBody {
  workspace_id: string;
  fields: CallInput;
  contact?: ContactInput;
  company?: RecordInput;
  deal?: RecordInput;
}
/** Of a contact, company or deal. At least one field; those given are set, the others stay. */
export interface PutRecordBody {
  workspace_id: string;
  /** Left out: every connected CRM. */
  provider?: string;
  /** Which record of the CRM this is, when the host knows it: it bears the host's id from then on. */
  remote_id?: string;
  /** Canonical fields; null clears. References (`company_id`, …) are local ids, and are only ever added in the CRM. */
  fields?: Fields;
  /** Custom fields by their own name. */
  custom?: Record<string, string | number | boolean | null>;
}
export interface PutRecordResult {
  object: ObjectName;
  local_id: string;
  updated_at: string;
  /** One for each CRM; empty for an activity. */
  sides: RecordSide[];
}
export interface RecordSide {
  connection_id: string;
  provider: string;
  /** The push that brings the change to the CRM; null when nothing has to be written. */
  push_id: string | null;
  /** Null while the record is not in the CRM. */
  remote_id: string | null;
  /** Not empty: the record is kept, and made in the CRM once the host gives one of these fields. */
  missing: string[];
  /** Fields given that the CRM does not take over, or that overwrite a change made there. */
  conflicts: FieldConflict[];
}
/** `neither`: each side keeps its own. */
export interface FieldConflict {
  field: string;
  host: FieldValue;
  crm: FieldValue;
  rule: ConflictRule;
  winner: 'host' | 'crm' | 'neither';
}
