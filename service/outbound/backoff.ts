const FIRST_MS = 2_000;
const LONGEST_MS = 10 * 60_000;

/**
 * Wait before try number `attempt + 1`: doubling from 2 s to 10 min, each between half and whole so that
 * many failures of one moment do not come back together.
 */
export function backoffMs(attempt: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1));
  return Math.round(whole * (0.5 + Math.random() / 2));
}
