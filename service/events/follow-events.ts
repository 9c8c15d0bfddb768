import type { Log } from '../log.js';
import { listen } from '../store/listen.js';
import { EVENT_CHANNEL } from '../store/queries/write-events.js';
import type { Store } from '../store/store.js';
import { type EventPlace, type EventRow, endOfEvents, readEvents, withholdsEvents } from './read-events.js';

/** How soon an event is seen when its notification was lost. */
const LOOK_MS = 1_000;
/** How soon events are read that an older transaction holds back: most do for milliseconds. */
const WITHHELD_MS = { first: 25, most: 400 };
const PAGE = 500;

export interface Follower {
  /** Settles once it has its place in the log: what is committed from then on is told. */
  isFollowing: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Reads every event of every app as it is committed, in order, each once, from now on. One listening connection and one
 * query for each burst, however many wait for what it brings.
 *
 * @param onEvents gets them in batches; must not throw.
 */
export function followEvents(store: Store, log: Log, onEvents: (events: EventRow[]) => void): Follower {
  let place: EventPlace | null = null;
  let reading: Promise<void> | null = null;
  let isAskedAgain = false;
  let isStopped = false;
  let soon: NodeJS.Timeout | null = null;
  let begun = (): void => undefined;
  const isFollowing = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let waitMs = WITHHELD_MS.first;

  const readOnce = async (): Promise<void> => {
    place ??= await endOfEvents(store);
    begun();
    let events: EventRow[];
    do {
      events = await readEvents(store, {}, place, PAGE);
      const last = events.at(-1);
      if (!last || isStopped) break;
      place = { xid: last.xid, seq: last.seq };
      waitMs = WITHHELD_MS.first;
      onEvents(events);
    } while (events.length === PAGE);
    if (await withholdsEvents(store, place)) later();
  };

  const later = (): void => {
    if (soon || isStopped) return;
    soon = setTimeout(() => {
      soon = null;
      look();
    }, waitMs);
    waitMs = Math.min(waitMs * 2, WITHHELD_MS.most);
  };

  const look = (): void => {
    if (isStopped) return;
    if (reading) {
      isAskedAgain = true;
      return;
    }
    reading = readOnce()
      .catch((error: unknown) => log.warn({ err: error }, 'events could not be read'))
      .finally(() => {
        reading = null;
        if (!isAskedAgain) return;
        isAskedAgain = false;
        look();
      });
  };

  const listener = listen(store.url, EVENT_CHANNEL, log, look, look);
  const tick = setInterval(look, LOOK_MS);
  tick.unref();
  look();
  return {
    isFollowing,
    async stop() {
      isStopped = true;
      clearInterval(tick);
      if (soon) clearTimeout(soon);
      await listener.stop();
      await reading;
    },
  };
}
