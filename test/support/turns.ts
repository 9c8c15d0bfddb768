import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What is measured here goes by one start, however late this process comes to ask. */
export function measureTurns() {
  const startedAt = performance.now();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  return {
    /** When each of `count` requests that are asked for now may go out, in ms from the start. */
    turns: (pacer: { take(bucket: string): Promise<void> }, count: number, bucket = 'default') =>
      Promise.all(
        Array.from({ length: count }, async () => {
          await pacer.take(bucket);
          return performance.now() - startedAt;
        }),
      ),
    /** A window less the longest this process has stood still since then: what came meanwhile leaves together at its end. */
    windowOf(ms: number): number {
      delay.disable();
      return Math.max(1, ms - delay.max / 1e6);
    },
  };
}

/** The most that fell into any window of that length. */
export function mostWithin(at: number[], windowMs: number): number {
  const sorted = [...at].sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= windowMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
