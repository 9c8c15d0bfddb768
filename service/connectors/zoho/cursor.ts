import { CrmError } from '../connector.js';

/** Where a backfill stands. */
export interface ListCursor {
  phase: 'list';
  /** Zoho's token of the next page; null before the first page, and when the list cannot go on by tokens. */
  token: string | null;
  /** The last record handed out; where a token ends, the list goes on after it. */
  afterId: string | null;
  /** When the backfill began, by Zoho's clock, in ms; null before the first page. */
  since: number | null;
}

/** A place in the order of changes: everything up to the record `afterId` of `stamp` has been handed out. */
export interface Place {
  /** In ms, whole seconds. */
  stamp: number;
  /** Null: nothing of `stamp` itself. */
  afterId: string | null;
}

/** A record handed out. `print` is of its values while its second was not over yet, else empty. */
export type Seen = [id: string, stamp: number, print: string];

/** Where deltas stand. */
export interface ChangesCursor {
  phase: 'changes';
  /** Where the running pull began; the next one never begins before. */
  from: number;
  /** Latest stamp seen, in ms. */
  latest: number;
  place: Place;
  /** What the last pull handed out inside the overlap, so that the next one does not repeat it. */
  seen: Seen[];
}

/** A change may show late; a pull looks back this far. */
const OVERLAP_MS = 2 * 60_000;
/** Without changes for this long, a pull stops reading the last ones again. */
const QUIET_MS = 10 * 60_000;
/** More would make every stored cursor long; a repeated record is harmless downstream. */
const MOST_SEEN = 300;

/** A cursor of changes that misses nothing after `since` (ms). */
export function changesFrom(since: number): ChangesCursor {
  const from = toSecond(Math.max(0, since - OVERLAP_MS));
  return { phase: 'changes', from, latest: since, place: { stamp: from, afterId: null }, seen: [] };
}

/** The cursor after a pull has caught up. `at` is Zoho's clock, in ms. */
export function afterPull(cursor: ChangesCursor, handedOut: Iterable<Seen>, at: number): ChangesCursor {
  const from = toSecond(Math.max(cursor.from, cursor.latest - OVERLAP_MS, at - QUIET_MS));
  const seen = [...handedOut].filter(([, stamp]) => stamp >= from).slice(-MOST_SEEN);
  return { phase: 'changes', from, latest: cursor.latest, place: { stamp: from, afterId: null }, seen };
}

const toSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

export function writeCursor(cursor: ListCursor | ChangesCursor): string {
  return JSON.stringify(cursor);
}

/** @throws CrmError `other` when the text is not one of our cursors. */
export function readCursor(text: string): ListCursor | ChangesCursor {
  try {
    const cursor = JSON.parse(text) as ListCursor | ChangesCursor;
    if (cursor.phase === 'list' || (cursor.phase === 'changes' && Number.isFinite(cursor.place.stamp)))
      return cursor;
  } catch {
    // Told below, without the text.
  }
  throw new CrmError('other', 'The stored cursor is not one of Zoho’s: start a backfill');
}
