import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 20;

/**
 * Asks until the answer is neither null, undefined nor false, and gives it.
 *
 * @param what names the condition in the error when it does not come true within `timeoutMs` (15 s).
 */
export async function waitUntil<T>(
  what: string,
  ask: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  timeoutMs = 15_000,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > until) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(STEP_MS);
  }
}
