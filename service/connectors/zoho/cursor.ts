import { metAgain, nextStart, startBefore } from '../handed-out.js';
import type { ListPhase } from '../list-pages.js';
import { parseCursor } from '../stored-cursor.js';

/** Where a backfill stands. */
export interface ListCursor extends ListPhase {
  /** Zoho's token of the next page; null before the first page, and when the list cannot go on by tokens. */
  token: string | null;
  /** The last record handed out; where a token ends, the list goes on after it. */
  afterId: string | null;
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

/** A cursor of changes that misses nothing after `since` (ms). */
export function changesFrom(since: number): ChangesCursor {
  const from = toSecond(startBefore(since));
  return { phase: 'changes', from, latest: since, place: { stamp: from, afterId: null }, seen: [] };
}

/** The cursor after a pull has caught up. `at` is Zoho's clock, in ms. */
export function afterPull(cursor: ChangesCursor, handedOut: Iterable<Seen>, at: number): ChangesCursor {
  const from = toSecond(nextStart(cursor, at));
  const place = { stamp: from, afterId: null };
  return { phase: 'changes', from, latest: cursor.latest, place, seen: metAgain(handedOut, from) };
}

const toSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

export function writeCursor(cursor: ListCursor | ChangesCursor): string {
  return JSON.stringify(cursor);
}

/** @throws CrmError `other` when the text is not one of our cursors. */
export function readCursor(text: string): ListCursor | ChangesCursor {
  return parseCursor<ListCursor | ChangesCursor>(text, isCursor, 'Zoho');
}

function isCursor(cursor: Partial<ListCursor | ChangesCursor>): boolean {
  return cursor.phase === 'list' || (cursor.phase === 'changes' && Number.isFinite(cursor.place?.stamp));
}
