import type { ResetReason } from '../../../shared/routes/events.js';
import type { Store } from '../../store/store.js';
import { type EventPlace, type EventRow, endOfEvents, readEvents } from '../read-events.js';
import { orderOf, readEventId } from './event-id.js';

/** An id that was current so long ago gets no events: the log keeps them longer, so nothing is missing before. */
export const REPLAYED_HOURS = 24;
/** More than these are not told one by one: reading everything again costs less. */
const MOST = 1_000;

/** What a reader missed, and where it stands after it. */
export interface CatchUp {
  events: EventRow[];
  place: EventPlace;
  reset: ResetReason | null;
}

/**
 * Reads what happened in a workspace behind an id.
 *
 * @param lastId undefined begins with what happens from now on.
 */
export async function catchUp(
  store: Store,
  workspaceId: string,
  lastId: string | undefined,
  now: Date,
): Promise<CatchUp> {
  // Before the events are read: what is behind it comes live.
  const end = await endOfEvents(store);
  if (lastId === undefined) return { events: [], place: end, reset: null };
  const from = readEventId(lastId);
  const fault = whyNotFrom(from, end, now);
  if (from === null || fault !== null) return { events: [], place: end, reset: fault };
  const events = await readEvents(store, { workspaceId }, from, MOST + 1);
  if (events.length > MOST) return { events: [], place: end, reset: 'too_many' };
  const last = events.at(-1) ?? end;
  return { events, place: orderOf(last) > orderOf(end) ? last : end, reset: null };
}

function whyNotFrom(from: ReturnType<typeof readEventId>, end: EventPlace, now: Date): ResetReason | null {
  // A place in the future is one of another database, or of this one before it was restored.
  if (from === null || BigInt(from.xid) > BigInt(end.xid)) return 'unknown_id';
  return now.getTime() - from.at.getTime() > REPLAYED_HOURS * 3_600_000 ? 'too_old' : null;
}
