import type { CallInput, ContactInput, FailedPush, PushReceipt, RecordInput } from '../push.js';
import type { ObjectName } from '../records.js';
import type { RetryDeadLettersResult } from './dead-letters.js';
import { may, type Page, type PageQuery, type Route } from './route.js';

export const pushCall = {
  method: 'POST',
  path: '/crm/calls/:call_id/push-to-crm',
  access: may('push'),
  success: 202,
  creates: true,
  errors: [
    'provider_unknown',
    'not_connected',
    'call_unknown',
    'contact_required',
    'connection_needs_reauth',
    'connection_paused',
  ],
  summary: 'Puts a call on its way to the CRM, once: the same call pushed again answers the same receipt',
} as const satisfies Route;
export interface PushCallBody {
  /** Needed when more than one CRM is connected. */
  provider?: string;
  /** Left out: the call registered with `PUT /crm/records/activity/:call_id`. */
  call?: CallInput;
  contact?: ContactInput;
  company?: RecordInput;
  deal?: RecordInput;
  workspace_id?: string;
}
export type PushCallResult = PushReceipt;

export const getPush = {
  method: 'GET',
  path: '/crm/calls/:call_id/push',
  access: may('view'),
  success: 200,
  errors: ['push_not_found'],
  summary: 'The receipt of a pushed call; `deal_stage` tells where its outcome moved the deal',
} as const satisfies Route;
export type GetPushResult = PushReceipt;

export const getPushById = {
  method: 'GET',
  path: '/crm/pushes/:push_id',
  access: may('view'),
  success: 200,
  errors: ['push_not_found'],
  summary: 'One receipt by its own id, of a call or of any other record',
} as const satisfies Route;
export type GetPushByIdResult = PushReceipt;

export const listPushes = {
  method: 'GET',
  path: '/crm/pushes',
  access: may('view'),
  success: 200,
  errors: ['provider_unknown'],
  summary:
    'Newest receipts of up to 100 calls at once: `?call_ids=a,b,c`; calls that were never pushed are left out',
} as const satisfies Route;
export interface ListPushesQuery {
  /** Call ids, separated by commas. */
  call_ids: string;
  provider?: string;
}
export type ListPushesResult = Page<PushReceipt>;

export const listFailedPushes = {
  method: 'GET',
  path: '/crm/dead-letters',
  access: may('view'),
  success: 200,
  errors: ['provider_unknown'],
  summary:
    'Pushes of a workspace that the CRM refused or that were given up, newest first, with the error; without those that a newer push of the same record has overtaken',
} as const satisfies Route;
export interface ListFailedPushesQuery extends PageQuery {
  provider?: string;
  object?: ObjectName;
}
export type ListFailedPushesResult = Page<FailedPush>;

export const retryFailedPush = {
  method: 'POST',
  path: '/crm/dead-letters/:push_id/retry',
  access: may('push'),
  success: 202,
  errors: ['dead_letter_not_found', 'dead_letter_superseded', 'not_connected'],
  summary: 'Sends one more time: five new tries, looking first where an earlier try may have arrived',
} as const satisfies Route;
export type RetryFailedPushResult = FailedPush;

export const retryFailedPushes = {
  method: 'POST',
  path: '/crm/dead-letters/retry',
  access: may('push'),
  success: 202,
  errors: ['provider_unknown'],
  summary: 'Sends up to 1,000 of a workspace one more time, oldest first; `{}` means whichever there are',
} as const satisfies Route;
export interface RetryFailedPushesBody {
  provider?: string;
  object?: ObjectName;
  workspace_id?: string;
}
export type RetryFailedPushesResult = RetryDeadLettersResult;
