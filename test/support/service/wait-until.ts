import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_STEP_MS = 10;
/** Each look asks the service or its database, and many test files look at once. */
const LONGEST_STEP_MS = 100;

/**
 * Asks until the answer is neither null, undefined nor false, and gives it.
 *
 * @param what names the condition in the error when it does not come true within `timeoutMs` (60 s: a busy machine stands still for seconds).
 */
export async function waitUntil<T>(
  what: string,
  ask: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (let stepMs = FIRST_STEP_MS; ; stepMs = Math.min(stepMs * 1.25, LONGEST_STEP_MS)) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > until) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(stepMs);
  }
}
