import type { Services } from '../services.js';
import { type ClaimedPush, claimGroup, newRound } from './claim-pushes.js';
import { sendGroup } from './send-group.js';

/** Groups of one connection that a process sends at once: a CRM that is slow to answer must not hold all of it. */
const MOST_OF_ONE = 3;

/** Pushes as a lane takes them and works on them. */
export function createPushWork(services: Services): {
  take(): Promise<ClaimedPush[] | null>;
  work(pushes: ClaimedPush[], stopping: AbortSignal): Promise<void>;
} {
  const round = newRound();
  const underWay = new Map<string, number>();
  const count = (id: string, by: number): void => {
    const n = (underWay.get(id) ?? 0) + by;
    if (n > 0) underWay.set(id, n);
    else underWay.delete(id);
  };
  return {
    take() {
      const full = [...underWay].filter(([, n]) => n >= MOST_OF_ONE).map(([id]) => id);
      return claimGroup(services.store, services.workerId, round, full);
    },
    async work(pushes, stopping) {
      const id = pushes[0]?.connection_id ?? '';
      count(id, 1);
      try {
        await sendGroup(services, pushes, stopping);
      } finally {
        count(id, -1);
      }
    },
  };
}
