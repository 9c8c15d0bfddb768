import type { PushError } from '../../shared/push.js';
import type { Clock } from '../clock.js';
import { CrmError, ReconnectNeeded } from '../connectors/connector.js';
import { backoffMs } from './backoff.js';
import type { ClaimedPush } from './claim-pushes.js';
import type { PushOutcome } from './settle-pushes.js';

const MAX_ATTEMPTS = 5;
const DEFAULT_WAIT_MS = 10_000;
/** A CRM that asks us to wait uses no try up, but not for ever: its daily limit begins anew within a day. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** The push cannot go out as it is; a person must change something. */
export class PushRefused extends Error {
  readonly pushError: PushError;
  constructor(code: string, message: string, field: string | null = null, value: string | null = null) {
    super(message);
    this.pushError = { code, message, field, value, vendor_code: null };
  }
}

/** Of a push that another worker took over: nothing of it is written, since its lease is no longer ours. */
export const LOST: PushOutcome = { state: 'checking', freeTry: true };

/** What a failed try means: wait, look, give up, or tell a person. */
export function failureOf(clock: Clock, push: ClaimedPush, error: unknown): PushOutcome {
  const after = (ms: number): Date => new Date(clock.now().getTime() + ms);
  if (error instanceof PushRefused) return { state: 'failed', error: error.pushError };
  // It waits for a person to connect again; the second keeps it from turning in circles should that not show yet.
  if (error instanceof ReconnectNeeded)
    return { state: restState(push), freeTry: true, error: null, nextTryAt: after(1_000) };
  if (!(error instanceof CrmError))
    return retryOrDie(push, 'internal', 'Something went wrong on our side.', after, false);
  if (error.outcomeUnknown)
    return retryOrDie(push, 'crm_unreachable', 'The CRM did not answer.', after, true);
  switch (error.kind) {
    case 'rate_limit':
      return waitForQuota(clock, push, error, after);
    case 'unavailable':
    case 'other':
      return retryOrDie(push, 'crm_unreachable', 'The CRM did not answer.', after, false);
    // The access was renewed and refused once more: it may have ended again in between. Nothing of this push is wrong.
    case 'authentication':
      return {
        ...retryOrDie(push, 'crm_authentication', error.message, after, false),
        error: refusedBy(error),
      };
    default:
      return { state: 'failed', error: refusedBy(error) };
  }
}

function refusedBy(error: CrmError): PushError {
  return {
    code: `crm_${error.kind}`,
    message: error.message,
    field: error.field,
    value: null,
    vendor_code: error.vendorCode ?? (error.status === null ? null : String(error.status)),
  };
}

function waitForQuota(
  clock: Clock,
  push: ClaimedPush,
  error: CrmError,
  after: (ms: number) => Date,
): PushOutcome {
  const since = push.waiting_since?.getTime() ?? clock.now().getTime();
  if (clock.now().getTime() - since >= LONGEST_WAIT_MS) {
    const message = 'The CRM has asked us to wait for a whole day. Its request limit is used up by others.';
    const vendor_code = error.vendorCode ?? (error.status === null ? null : String(error.status));
    return {
      state: 'dead',
      error: { code: 'crm_rate_limited', message, field: null, value: null, vendor_code },
    };
  }
  return {
    state: push.state === 'checking' ? 'checking' : 'waiting_for_quota',
    freeTry: true,
    limited: true,
    nextTryAt: after(error.retryAfterMs ?? DEFAULT_WAIT_MS),
    error: null,
  };
}

/** A push that may have arrived keeps looking first, whatever else happens to it. */
export const restState = (push: ClaimedPush): 'queued' | 'checking' =>
  push.state === 'checking' ? 'checking' : 'queued';

function retryOrDie(
  push: ClaimedPush,
  code: string,
  message: string,
  after: (ms: number) => Date,
  mayHaveArrived: boolean,
): PushOutcome {
  const error: PushError = { code, message, field: null, value: null, vendor_code: null };
  if (push.attempts >= MAX_ATTEMPTS) return { state: 'dead', error };
  const state = mayHaveArrived ? 'checking' : restState(push);
  return { state, error, nextTryAt: after(backoffMs(push.attempts)) };
}
