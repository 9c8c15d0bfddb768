import type { Problem } from '../../shared/errors.js';
import type { PushReceipt } from '../../shared/push.js';
// Also fires crm-connect-requested and crm-mapping-requested, typed there.
import type {} from './status.js';

/** The state of a call's push is now known, or is another one. */
export interface PushChangedDetail {
  call_id: string;
  receipt: PushReceipt;
}

/** The call is in the CRM: `receipt.state` is `sent` or `already_there`. */
export interface PushSentDetail {
  call_id: string;
  receipt: PushReceipt;
}

/** The call is not in the CRM: refused or given up (`receipt`), or not taken by the service (`problem`). */
export interface PushFailedDetail {
  call_id: string;
  receipt: PushReceipt | null;
  /** Null also when the service did not answer at all. */
  problem: Problem | null;
}

declare global {
  interface HTMLElementEventMap {
    'crm-push-changed': CustomEvent<PushChangedDetail>;
    'crm-push-sent': CustomEvent<PushSentDetail>;
    'crm-push-failed': CustomEvent<PushFailedDetail>;
  }
}
