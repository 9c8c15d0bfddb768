import type { DeadLetter, DeadState } from '../push.js';
import type { ObjectName } from '../records.js';
import { operator, type Page, type PageQuery, type Route } from './route.js';

export const listDeadLetters = {
  method: 'GET',
  path: '/crm/admin/dead-letters',
  access: operator,
  success: 200,
  errors: ['provider_unknown'],
  summary:
    'Pushes that were refused or given up, newest first, with the error; those that a newer push of the same record has overtaken only with `?superseded=true`',
} as const satisfies Route;
/** Which of them; what is left out does not matter. */
export interface DeadLetterFilter {
  provider?: string;
  /** The host's id; the same one may be used by several apps. */
  workspace_id?: string;
  app_id?: string;
  connection_id?: string;
  object?: ObjectName;
  state?: DeadState;
  /** Of the error. */
  code?: string;
}
export interface ListDeadLettersQuery extends PageQuery, DeadLetterFilter {
  superseded?: 'true' | 'false';
}
export interface ListDeadLettersResult extends Page<DeadLetter> {
  /** On all pages together; 10,000 means so many or more. */
  total: number;
}

export const retryDeadLetter = {
  method: 'POST',
  path: '/crm/admin/dead-letters/:push_id/retry',
  access: operator,
  success: 202,
  errors: ['dead_letter_not_found', 'dead_letter_superseded', 'not_connected'],
  summary: 'Sends one more time: five new tries, looking first where an earlier try may have arrived',
} as const satisfies Route;
export type RetryDeadLetterResult = DeadLetter;

export const retryDeadLetters = {
  method: 'POST',
  path: '/crm/admin/dead-letters/retry',
  access: operator,
  success: 202,
  errors: ['provider_unknown'],
  summary: 'Sends up to `limit` (1,000) of them one more time, oldest first; `{}` means whichever there are',
} as const satisfies Route;
export interface RetryDeadLettersBody extends DeadLetterFilter {
  /** 1 to 1,000, which it is when left out. */
  limit?: number;
}
export interface RetryDeadLettersResult {
  retried: number;
  /** Not sent: a newer push of the same record was asked for since. */
  superseded: number;
  /** That match and were not sent this time, since they were too many: ask again. 10,000 means so many or more. */
  left: number;
  /** `left` is not 0. */
  has_more: boolean;
}
