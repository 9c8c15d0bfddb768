import type { Problem } from '../../shared/errors.js';
import type { PushReceipt } from '../../shared/push.js';

/** A receipt whose state is not the one known before. */
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
  problem: Problem | null;
}

/** Events of `<crm-push-button>`, all bubbling and composed. */
export interface PushEvents {
  'crm-push-changed': CustomEvent<PushChangedDetail>;
  'crm-push-sent': CustomEvent<PushSentDetail>;
  'crm-push-failed': CustomEvent<PushFailedDetail>;
}
