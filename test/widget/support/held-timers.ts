/**
 * Holds back every timer of the page that is set from now on and is at least that long: what happens nevertheless had
 * another cause.
 *
 * @returns what ends it. Timers held back never run.
 */
export function holdTimers(leastMs: number): () => void {
  const real = globalThis.setTimeout;
  globalThis.setTimeout = ((run: () => void, ms = 0) =>
    ms < leastMs ? real(run, ms) : 0) as typeof globalThis.setTimeout;
  return () => {
    globalThis.setTimeout = real;
  };
}
