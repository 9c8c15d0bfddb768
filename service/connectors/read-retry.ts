import { CrmError } from './connector.js';

/** How often and how long a door waits before it repeats a read. */
export interface ReadRetry {
  /** Tries in all. Default 3. */
  tries: number;
  /** First back-off; doubles with every try. Default 250 ms. */
  backoffMs: number;
  /** A longer wait is left to the caller, who can give the worker to somebody else. Default 10 s. */
  longestWaitMs: number;
}

export const DEFAULT_READ_RETRY: ReadRetry = { tries: 3, backoffMs: 250, longestWaitMs: 10_000 };

/**
 * Wait before try number `attempt + 1` of a read, in ms; null when it should not be repeated.
 * Jitter only shortens a guessed wait, never one the CRM asked for.
 */
export function waitBeforeRetry(
  error: unknown,
  attempt: number,
  retry: ReadRetry,
  random: () => number = Math.random,
): number | null {
  if (!(error instanceof CrmError) || attempt >= retry.tries) return null;
  if (error.kind !== 'rate_limit' && error.kind !== 'unavailable') return null;
  const guess = retry.backoffMs * 2 ** (attempt - 1) * (0.5 + random() / 2);
  const waitMs = error.retryAfterMs ?? guess;
  return waitMs <= retry.longestWaitMs ? waitMs : null;
}
