/**
 * Agenda leaves a long timer behind each job it ran. From now on timers that long keep no process alive, so that
 * a test file ends when its tests do.
 */
export function unrefLongTimers(): void {
  const original = globalThis.setTimeout;
  if (patched.has(original)) return;
  const replacement = (handler: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    const timer = original(handler, ms, ...args);
    return (ms ?? 0) >= LONG_MS ? timer.unref() : timer;
  };
  globalThis.setTimeout = Object.defineProperties(
    replacement,
    Object.getOwnPropertyDescriptors(original),
  ) as unknown as typeof setTimeout;
  patched.add(globalThis.setTimeout);
}

const LONG_MS = 4_000;
const patched = new WeakSet<object>();
