import type { Log } from '../../log.js';

/** A kind of work that is taken from the database whenever there is some. */
export interface Lane {
  /** Says that there may be work. Never waits. */
  wake(): void;
  /** Takes no more work and waits for what is under way, which is told to stop. */
  stop(): Promise<void>;
}

/**
 * Works on up to `width` pieces at once. `take` claims up to so many, or none; `work` does one. Neither ends the lane
 * when it fails: what was claimed comes back when its lease is over. After `take` failed the lane rests until it is
 * woken again.
 */
export function createLane<T>(options: {
  name: string;
  width: number;
  take(limit: number): Promise<T[]>;
  /**
   * True looks for more whenever a piece ends: one may have waited for it. Default false: only when the last look found
   * more than there was room for.
   */
  isSerial?: boolean;
  work(piece: T, signal: AbortSignal): Promise<void>;
  log: Log;
}): Lane {
  const stopping = new AbortController();
  const busy = new Set<Promise<void>>();
  let taking: Promise<void> | null = null;
  let isWoken = false;
  let isFull = false;

  const fill = async (): Promise<void> => {
    isFull = false;
    while (busy.size < options.width && !stopping.signal.aborted) {
      const room = options.width - busy.size;
      const pieces = await options.take(room);
      // Also when the lane was stopped meanwhile: what is claimed must be handed back by the one who claimed it.
      for (const piece of pieces) start(piece);
      if (pieces.length < room) return;
    }
    isFull = true;
  };

  const start = (piece: T): void => {
    const done = work(piece)
      .catch((error: unknown) => options.log.error({ err: error, lane: options.name }, 'work failed'))
      .finally(() => {
        busy.delete(done);
        if (isFull || options.isSerial) wake();
      });
    busy.add(done);
  };

  const work = async (piece: T): Promise<void> => options.work(piece, stopping.signal);

  const wake = (): void => {
    isWoken = true;
    if (taking || stopping.signal.aborted) return;
    isWoken = false;
    taking = Promise.resolve()
      .then(fill)
      .catch((error: unknown) => {
        isWoken = false;
        options.log.error({ err: error, lane: options.name }, 'work could not be taken');
      })
      .finally(() => {
        taking = null;
        if (isWoken) wake();
      });
  };

  return {
    wake,
    async stop() {
      stopping.abort();
      await taking;
      while (busy.size > 0) await Promise.all(busy);
    },
  };
}
