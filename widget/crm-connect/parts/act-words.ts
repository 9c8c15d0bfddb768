import type { Connection } from '../../../shared/connection.js';
import type { SignInFailure } from '../../controllers/sign-in-controller.js';
import { formatNumber } from '../../internal/format.js';
import type { connectActs } from '../../locales/en/connect-acts.js';
import type { Messages } from '../../locales/messages.js';
import { inOrder } from './words.js';

export type ActKey = keyof typeof connectActs;

/** The words of what answers a click, and what they are filled with. */
export interface ActWords {
  messages: Messages<typeof connectActs>;
  /** Tag for `Intl`. */
  tag: string;
  /** Name of the app. */
  app: string;
}

const COUNTED = { contact: 'contacts', company: 'companies', deal: 'deals', activity: 'calls' } as const;

/** `2,140 contacts, 318 companies`; empty when nothing was copied. */
export function listCounts({ messages, tag }: ActWords, counts: Connection['counts']): string {
  return inOrder(Object.keys(counts))
    .filter((name) => (counts[name] ?? 0) > 0)
    .map((name) => {
      const count = counts[name] ?? 0;
      return messages.text(COUNTED[name], { count, n: formatNumber(tag, count) });
    })
    .join(', ');
}

const FAILURES: Partial<Record<SignInFailure, ActKey>> = {
  window_closed: 'notApproved',
  consent_denied: 'notApproved',
  flow_expired: 'signInExpired',
  flow_used: 'signInLost',
  state_invalid: 'signInLost',
  browser_mismatch: 'signInLost',
  code_rejected: 'signInRejected',
  crm_rejected: 'signInRejected',
  crm_unreachable: 'crmSilent',
  crm_error: 'crmSilent',
  crm_rate_limited: 'crmSilent',
  crm_permission_missing: 'adminNeeded',
  already_connected: 'otherAccount',
  provider_not_configured: 'notSetUp',
  provider_unknown: 'notSetUp',
  unreachable: 'noAnswer',
};

/** The sentence for a sign-in that ended without access. */
export const failureKey = (code: SignInFailure): ActKey => FAILURES[code] ?? 'ourFault';

/** Whether trying again can end differently without somebody else acting first. */
export const isWorthRetrying = (code: SignInFailure): boolean =>
  code !== 'already_connected' && failureKey(code) !== 'notSetUp';
