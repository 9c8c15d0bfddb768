import type { JobRepository } from 'agenda';
import type { Log } from '../../../log.js';

/** Stands between Agenda and its jobs, so that a stop is a stop. */
export interface Gate {
  /** Lets no lock be taken any more, and waits for those that are just being taken. */
  shut(): Promise<void>;
}

/** Agenda goes on taking locks for a moment after it was drained, and lets a failed unlock go unhandled. */
export function putGate(repository: JobRepository, log: Log): Gate {
  const take = repository.getNextJobToRun.bind(repository);
  const unlock = repository.unlockJob.bind(repository);
  const underWay = new Set<Promise<unknown>>();
  let isShut = false;
  repository.getNextJobToRun = async (...request) => {
    if (isShut) return undefined;
    const taking = take(...request);
    underWay.add(taking);
    return taking.finally(() => underWay.delete(taking));
  };
  repository.unlockJob = (job) =>
    unlock(job).catch((error: unknown) =>
      log.warn({ err: error }, 'a job could not be unlocked; its lock ends by itself'),
    );
  return {
    async shut() {
      isShut = true;
      await Promise.allSettled(underWay);
    },
  };
}
