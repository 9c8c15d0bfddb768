import { CrmError } from '../connector.js';

/** Where a backfill stands. */
export interface ListCursor {
  phase: 'list';
  /** HubSpot's `after`; null before the first page. */
  after: string | null;
  /** When the backfill began, by HubSpot's clock, in ms; null before the first page. */
  since: number | null;
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

/** Where deltas stand. */
export interface ChangesCursor {
  phase: 'changes';
  /** Where the running pull began; the next one never begins before. */
  from: number;
  /** Latest stamp seen, in ms. */
  latest: number;
  place: Place;
  /** What the last pull handed out inside the overlap, so that the next one does not repeat it: `[id, stamp]`. */
  seen: [id: string, stamp: number][];
}

/** Search shows a change only moments later; a pull looks back this far. */
const OVERLAP_MS = 2 * 60_000;

/** Without changes for this long, a pull stops reading the last ones again. */
const QUIET_MS = 10 * 60_000;

/** More would make every stored cursor long; a repeated record is harmless downstream. */
const MOST_SEEN = 300;

/** A cursor of changes that misses nothing after `since` (ms). */
export function changesFrom(since: number): ChangesCursor {
  const from = Math.max(0, since - OVERLAP_MS);
  return { phase: 'changes', from, latest: since, place: startAt(from), seen: [] };
}

export function startAt(stamp: number): Place {
  return { stamp, ids: [], afterId: null };
}

/**
 * The cursor after a pull has caught up: from the overlap before the latest change, or from `QUIET_MS` ago when
 * nothing changed since.
 *
 * @param handedOut the pull's latest records, oldest first.
 * @param at HubSpot's clock, in ms.
 */
export function afterPull(
  cursor: ChangesCursor,
  handedOut: Iterable<[id: string, stamp: number]>,
  at: number,
): ChangesCursor {
  const from = Math.max(cursor.from, cursor.latest - OVERLAP_MS, at - QUIET_MS);
  const seen = [...handedOut].filter(([, stamp]) => stamp >= from).slice(-MOST_SEEN);
  return { phase: 'changes', from, latest: cursor.latest, place: startAt(from), seen };
}

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
  throw new CrmError('other', 'The stored cursor is not one of HubSpot’s: start a backfill');
}
