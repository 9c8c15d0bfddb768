import type { CrmErrorKind, RemoteRecord } from '../../connectors/connector.js';

/** A list without "since" is read from its start each time, so not with every poll. */
const LIST_EVERY_MS = 15 * 60_000;

/** Whether the list of deleted records is to be read: it has been a while, or somebody asked for the run. */
export function isListDue(readAt: Date | null, isAskedFor: boolean, now: Date): boolean {
  return readAt === null || isAskedFor || now.getTime() - readAt.getTime() >= LIST_EVERY_MS;
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
