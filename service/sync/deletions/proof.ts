import type { CrmErrorKind, RemoteRecord } from '../../connectors/connector.js';

/** Records that were deleted long ago are listed again each time, so a long list is read less often. */
const LIST_EVERY_MS = 15 * 60_000;
const PAGES_EACH_TIME = 20;
const LIST_AT_LEAST_EVERY_MS = 24 * 60 * 60_000;

/** How the list of deleted records was read last; null: never to its end. */
export interface ListReading {
  at: Date | null;
  pages: number;
}

/** Whether the list is to be read: it has been a while, or somebody asked for the run. */
export function isListDue({ at, pages }: ListReading, isAskedFor: boolean, now: Date): boolean {
  if (at === null || isAskedFor) return true;
  const wait = LIST_EVERY_MS * Math.max(1, pages / PAGES_EACH_TIME);
  return now.getTime() - at.getTime() >= Math.min(wait, LIST_AT_LEAST_EVERY_MS);
}

/** Of the ids asked for, those that lead to no record any more; a merged one leads to its survivor. */
export function goneOf(asked: readonly string[], found: readonly RemoteRecord[]): string[] {
  const live = found.filter(({ archived }) => !archived);
  const there = new Set(live.flatMap(({ remoteId, mergedIds }) => [remoteId, ...mergedIds]));
  return asked.filter((id) => !there.has(id));
}

/**
 * Whether a listing that came to its end saw everything: all that it counted on its way is still known. After a crash of
 * the database it is not, and a listing of nothing may be a fault.
 *
 * @param counted records seen, as the cursor counted them page by page.
 * @param known of them, those remembered.
 */
export function isWhole(counted: number, known: number): boolean {
  return counted > 0 && known === counted;
}

/** What a failure while looking for deletions means: stop the run, look again with the next poll, or in its own time. */
export function meaningOf(kind: CrmErrorKind): 'stop' | 'soon' | 'later' {
  // What follows would meet the same.
  if (kind === 'rate_limit' || kind === 'authentication') return 'stop';
  // The rest of the sync must not wait for it.
  return kind === 'unavailable' ? 'soon' : 'later';
}
