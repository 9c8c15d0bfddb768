/**
 * Has the clocks and timers of the page run that many times faster, where a test is about what comes after a wait and
 * not about how long it is.
 *
 * @returns what has them run as before.
 */
export function runClockFaster(factor: number): () => void {
  const { setTimeout: timeout, setInterval: interval } = globalThis;
  const { now: date } = Date;
  const monotonic = performance.now.bind(performance);
  const [dateAt, monotonicAt] = [date(), monotonic()];
  globalThis.setTimeout = ((run: () => void, ms = 0) => timeout(run, ms / factor)) as typeof timeout;
  globalThis.setInterval = ((run: () => void, ms = 0) => interval(run, ms / factor)) as typeof interval;
  Date.now = () => Math.round(dateAt + (date() - dateAt) * factor);
  performance.now = () => monotonicAt + (monotonic() - monotonicAt) * factor;
  return () => {
    globalThis.setTimeout = timeout;
    globalThis.setInterval = interval;
    Date.now = date;
    performance.now = monotonic;
  };
}
