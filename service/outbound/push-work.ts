import type { Services } from '../services.js';
import { type ClaimedPush, claimGroup, newRound } from './claim-pushes.js';
import { sendGroup } from './send-group.js';

/** Groups of one connection that a process sends at once: a CRM that is slow to answer must not hold all of it. */
const MOST_OF_ONE = 3;

/** Pushes as a lane takes them and works on them. */
export function createPushWork(services: Services): {
  /** Up to so many groups; each counts as under way until `work` has ended. */
  take(limit: number): Promise<ClaimedPush[][]>;
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
    async take(limit) {
      const groups: ClaimedPush[][] = [];
      while (groups.length < limit) {
        const full = [...underWay].filter(([, n]) => n >= MOST_OF_ONE).map(([id]) => id);
        const group = await claimGroup(services.store, services.workerId, round, full).catch(
          (error: unknown) => {
            // What was claimed before it must still be worked on.
            if (groups.length === 0) throw error;
            return null;
          },
        );
        if (!group) break;
        count(group[0]?.connection_id ?? '', 1);
        groups.push(group);
      }
      return groups;
    },
    async work(pushes, stopping) {
      try {
        await sendGroup(services, pushes, stopping);
      } finally {
        count(pushes[0]?.connection_id ?? '', -1);
      }
    },
  };
}
