import type { Clock } from '../../clock.js';

/** What is known is asked for anew after this long. */
const KEEP_MS = 30_000;
/** A request that nothing fits asks at most this often. */
const AGAIN_MS = 2_000;

/** A short list that the hot path reads without waiting. */
export interface Known<T> {
  /** What is known now; a promise only before it was ever read. */
  get(): T | Promise<T>;
  /** As it is by now, unless it was asked for a moment ago. */
  fresh(): Promise<T>;
}

/** Keeps what `read` answers. While the database is away, what was known stays. */
export function keepKnown<T>(read: () => Promise<T>, clock: Clock): Known<T> {
  let known: { value: T; at: number } | null = null;
  let reading: Promise<T> | null = null;

  const refresh = (): Promise<T> => {
    reading ??= read()
      .then((value) => {
        known = { value, at: clock.now().getTime() };
        return value;
      })
      .finally(() => {
        reading = null;
      });
    return reading;
  };

  return {
    get() {
      if (known === null) return refresh();
      if (clock.now().getTime() - known.at > KEEP_MS) refresh().catch(() => undefined);
      return known.value;
    },
    async fresh() {
      if (known !== null && clock.now().getTime() - known.at < AGAIN_MS) return known.value;
      return refresh();
    },
  };
}
