import type { Connection } from '../../../shared/connection.js';
import type { ObjectName } from '../../../shared/records.js';
import type { SignInFailure } from '../../controllers/sign-in-controller.js';
import { formatList, formatNumber } from '../../internal/format.js';
import type { connect } from '../../locales/en/connect.js';
import type { Messages } from '../../locales/messages.js';

export type ConnectKey = keyof typeof connect;

/** The words of the element, and what every part of it fills them with. */
export interface Words {
  messages: Messages<typeof connect>;
  /** Tag for `Intl`. */
  tag: string;
  /** Name of the app. */
  app: string;
}

const OBJECTS = {
  contact: ['objContact', 'contacts'],
  company: ['objCompany', 'companies'],
  deal: ['objDeal', 'deals'],
  activity: ['objActivity', 'calls'],
} as const;
const ORDER = Object.keys(OBJECTS) as (keyof typeof OBJECTS)[];

const known = (names: readonly string[]) => ORDER.filter((name) => names.includes(name));

/** `contacts, companies and deals`. */
export function listObjects(
  { messages, tag }: Words,
  names: readonly ObjectName[] | readonly string[],
): string {
  const words = known(names).map((name) => messages.text(OBJECTS[name][0]));
  return formatList(tag, words);
}

/** `2,140 contacts, 318 companies`; empty when nothing was copied. */
export function listCounts({ messages, tag }: Words, counts: Connection['counts']): string {
  return known(Object.keys(counts))
    .filter((name) => (counts[name] ?? 0) > 0)
    .map((name) => {
      const count = counts[name] ?? 0;
      return messages.text(OBJECTS[name][1], { count, n: formatNumber(tag, count) });
    })
    .join(', ');
}

const FAILURES: Partial<Record<SignInFailure, ConnectKey>> = {
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
export const failureKey = (code: SignInFailure): ConnectKey => FAILURES[code] ?? 'ourFault';

/** Whether trying again can end differently without somebody else acting first. */
export const isWorthRetrying = (code: SignInFailure): boolean =>
  code !== 'already_connected' && failureKey(code) !== 'notSetUp';
