import type { Log } from '../../../log.js';
import type { JobStore } from './job-store.js';

/** Stands between Agenda and its jobs. */
export interface Gate {
  /** True while the jobs cannot be reached. Every process asks for each of them every second, whoever gets it. */
  isAway(): boolean;
  /** Lets no lock be taken any more, and waits for those that are just being taken. */
  shut(): Promise<void>;
}

/**
 * Tells of an outage once, not each second, and of its end; and makes a stop a stop: Agenda goes on taking locks for a
 * moment after it was drained, and leaves a failed unlock unhandled.
 */
export function putGate({ name, repository }: JobStore, log: Log): Gate {
  const take = repository.getNextJobToRun.bind(repository);
  const unlock = repository.unlockJob.bind(repository);
  const underWay = new Set<Promise<unknown>>();
  let isAway = false;
  let isShut = false;

  repository.getNextJobToRun = async (...request) => {
    if (isShut) return undefined;
    const taking = take(...request);
    underWay.add(taking);
    try {
      const job = await taking;
      if (isAway) log.info({ store: name }, 'the scheduler reaches its jobs again');
      isAway = false;
      return job;
    } catch (error) {
      if (!isAway && !isShut)
        log.warn({ err: error, store: name }, 'the scheduler does not reach its jobs; work goes on without');
      isAway = true;
      return undefined;
    } finally {
      underWay.delete(taking);
    }
  };
  repository.unlockJob = (job) =>
    unlock(job).catch((error: unknown) =>
      log.warn({ err: error }, 'a job could not be unlocked; its lock ends by itself'),
    );

  return {
    isAway: () => isAway,
    async shut() {
      isShut = true;
      await Promise.allSettled(underWay);
    },
  };
}
