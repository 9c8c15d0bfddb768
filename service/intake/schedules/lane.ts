import type { Log } from '../../log.js';

/** A kind of work that is taken from the database whenever there is some. */
export interface Lane {
  /** Says that there may be work. Never waits. */
  wake(): void;
  /** Takes no more work and waits for what is under way, which is told to stop. */
  stop(): Promise<void>;
}

/**
 * Works on up to `width` pieces at once. `take` claims one piece, or null when there is none; `work` does it.
 * Neither ends the lane when it fails: what was claimed comes back when its lease is over.
 */
export function createLane<T>(options: {
  name: string;
  width: number;
  take(): Promise<T | null>;
  work(piece: T, signal: AbortSignal): Promise<void>;
  log: Log;
}): Lane {
  const stopping = new AbortController();
  const busy = new Set<Promise<void>>();
  let isTaking = false;
  let isWoken = false;

  const fill = async (): Promise<void> => {
    while (busy.size < options.width && !stopping.signal.aborted) {
      const piece = await options.take();
      if (piece === null) return;
      const done = options
        .work(piece, stopping.signal)
        .catch((error: unknown) => options.log.error({ err: error, lane: options.name }, 'work failed'))
        .finally(() => {
          busy.delete(done);
          wake();
        });
      busy.add(done);
    }
  };

  const wake = (): void => {
    isWoken = true;
    if (isTaking || stopping.signal.aborted) return;
    isTaking = true;
    isWoken = false;
    fill()
      .catch((error: unknown) =>
        options.log.error({ err: error, lane: options.name }, 'work could not be taken'),
      )
      .finally(() => {
        isTaking = false;
        if (isWoken) wake();
      });
  };

  return {
    wake,
    async stop() {
      stopping.abort();
      while (busy.size > 0) await Promise.all(busy);
    },
  };
}
