import { metAgain, nextStart, startBefore } from '../handed-out.js';
import type { ListPhase } from '../list-pages.js';
import { parseCursor } from '../stored-cursor.js';

/** Where a backfill stands. */
export interface ListCursor extends ListPhase {
  /** HubSpot's `after`; null before the first page. */
  after: string | null;
}

/** A place in the order of changes. */
export interface Place {
  /** Everything before this stamp (ms) has been handed out. */
  stamp: number;
  /** Ids handed out that changed at exactly `stamp`. */
  ids: string[];
  /** Set while a crowd of records with one stamp is read in order of id: the last one read. */
  afterId: string | null;
}

/** A record handed out. */
export type Seen = [id: string, stamp: number];

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
  const from = startBefore(since);
  return { phase: 'changes', from, latest: since, place: startAt(from), seen: [] };
}

export function startAt(stamp: number): Place {
  return { stamp, ids: [], afterId: null };
}

/** The cursor after a pull has caught up. `at` is HubSpot's clock, in ms. */
export function afterPull(cursor: ChangesCursor, handedOut: Iterable<Seen>, at: number): ChangesCursor {
  const from = nextStart(cursor, at);
  return {
    phase: 'changes',
    from,
    latest: cursor.latest,
    place: startAt(from),
    seen: metAgain(handedOut, from),
  };
}

export function writeCursor(cursor: ListCursor | ChangesCursor): string {
  return JSON.stringify(cursor);
}

/** @throws CrmError `other` when the text is not one of our cursors. */
export function readCursor(text: string): ListCursor | ChangesCursor {
  return parseCursor<ListCursor | ChangesCursor>(text, isCursor, 'HubSpot');
}

function isCursor(cursor: Partial<ListCursor | ChangesCursor>): boolean {
  return cursor.phase === 'list' || (cursor.phase === 'changes' && Number.isFinite(cursor.place?.stamp));
}
