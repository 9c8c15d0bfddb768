import type { CrmRecord } from '../records.js';
import type { HeldDeletion } from '../run.js';
import { may, type Page, type PageQuery, type Route } from './route.js';

export const listHeldDeletions = {
  method: 'GET',
  path: '/crm/held-deletions',
  access: may('view'),
  success: 200,
  errors: [],
  summary:
    'Deletions that were held back because they were too many at once, newest first; `?state=waiting` for those to decide',
} as const satisfies Route;
export interface ListHeldDeletionsQuery extends PageQuery {
  state?: HeldDeletion['state'];
}
export type ListHeldDeletionsResult = Page<HeldDeletion>;

export const listHeldRecords = {
  method: 'GET',
  path: '/crm/held-deletions/:held_id/records',
  access: may('view'),
  success: 200,
  errors: ['held_deletion_not_found'],
  summary:
    'The records that are held back, as they were last seen; of approved ones those still to be deleted',
} as const satisfies Route;
export type ListHeldRecordsQuery = PageQuery;
export type ListHeldRecordsResult = Page<CrmRecord>;

export const decideHeldDeletion = {
  method: 'POST',
  path: '/crm/held-deletions/:held_id/decide',
  access: may('sync'),
  success: 200,
  errors: ['held_deletion_not_found', 'held_deletion_changed', 'held_deletion_decided', 'not_connected'],
  summary:
    'Deletes the held records here too, those that the CRM still does not have then, or keeps them; the same decision again changes nothing',
} as const satisfies Route;
export interface DecideHeldDeletionBody {
  decision: 'delete' | 'keep';
  /** How many records the person saw: refused when another number is held by now. */
  count: number;
  workspace_id?: string;
}
export type DecideHeldDeletionResult = HeldDeletion;
