const STEP_MS = 10;
/** Many times what an idle machine needs: where every core is taken, all that is drawn takes long. */
const TIMEOUT_MS = 15_000;

// A test may hold back the page's own timers, or have its clock run faster.
const timer = globalThis.setTimeout.bind(globalThis);
const now = performance.now.bind(performance);
const pause = (ms: number) => new Promise<void>((resolve) => timer(resolve, ms));

/**
 * Asks until the answer is true. What throws is not there yet.
 *
 * @param what names the condition in the error when it does not come true.
 */
export async function waitUntil(
  isTrue: () => unknown,
  what: string | (() => string) = `it is true: ${isTrue}`,
): Promise<void> {
  const until = now() + TIMEOUT_MS;
  for (;;) {
    let fault: unknown;
    try {
      if (isTrue()) return;
    } catch (error) {
      fault = error;
    }
    if (now() > until) {
      const told = typeof what === 'string' ? what : what();
      throw new Error(`waited in vain until ${told}`, { cause: fault });
    }
    await pause(STEP_MS);
  }
}
