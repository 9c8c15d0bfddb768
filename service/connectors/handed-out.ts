/** A change may show late; a pull looks back this far. */
const OVERLAP_MS = 2 * 60_000;
/** Without changes for this long, a pull stops reading the last ones again. */
const QUIET_MS = 10 * 60_000;
/** More would make every stored cursor long; a repeated record is harmless downstream. */
const MOST_STORED = 300;
/** Records remembered to recognise repeats: the overlap's, and those of the pages just read. */
const MOST_REMEMBERED = 1_000;

/** A record that was handed out, with its time of change in ms. */
export type HandedOut = readonly [id: string, stamp: number, ...more: unknown[]];

/** Where a delta begins that misses nothing changed after `since` (ms). */
export function startBefore(since: number): number {
  return Math.max(0, since - OVERLAP_MS);
}

/** Where the pull begins that follows one which has caught up, by when it began, its latest change and the CRM's clock. */
export function nextStart(pull: { from: number; latest: number }, at: number): number {
  return Math.max(pull.from, pull.latest - OVERLAP_MS, at - QUIET_MS);
}

/** What a pull from there will meet again. `handedOut` is in the order of changes. */
export function metAgain<S extends HandedOut>(handedOut: Iterable<S>, from: number): S[] {
  return [...handedOut].filter(([, stamp]) => stamp >= from).slice(-MOST_STORED);
}

/** Notes what is handed out, in the order of changes, and forgets the oldest of too many. */
export function remember<S extends HandedOut>(handedOut: Map<string, S>, one: S): void {
  // Deleted first, so that the map stays in that order.
  handedOut.delete(one[0]);
  handedOut.set(one[0], one);
  for (const oldest of handedOut.keys()) {
    if (handedOut.size <= MOST_REMEMBERED) return;
    handedOut.delete(oldest);
  }
}
