import type { CallInput, ContactInput, RecordInput } from '../push.js';
import type { CrmRecord } from '../records.js';
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
  summary: 'One record by our id',
} as const satisfies Route;
export type GetRecordResult = CrmRecord;

export const putRecord = {
  method: 'PUT',
  path: '/crm/records/:object/:local_id',
  access: backend,
  success: 200,
  errors: ['object_unknown', 'object_not_supported'],
  summary: 'Registers the host side of a record; a call registered here can be pushed by its id alone',
} as const satisfies Route;
export interface PutRecordBody {
  workspace_id: string;
  /** The call itself: for now only activities are written from the host. */
  fields: CallInput;
  contact?: ContactInput;
  company?: RecordInput;
  deal?: RecordInput;
}
