import type { Services } from '../services.js';
import { newRound } from '../store/queries/next-lane.js';
import { type ClaimedPush, claimGroup } from './claim-pushes.js';
import { sendGroup } from './send-group.js';
import { type GroupWork, takeGroups } from './take-groups.js';

/** Groups of one connection that a process sends at once: a CRM that is slow to answer must not hold all of it. */
const MOST_OF_ONE = 3;

/** Pushes as a lane takes them and works on them. */
export function createPushWork(services: Services): GroupWork<ClaimedPush> {
  const round = newRound();
  return takeGroups({
    mostOfOne: MOST_OF_ONE,
    claim: (full) => claimGroup(services.store, services.workerId, round, full),
    work: (pushes, stopping) => sendGroup(services, pushes, stopping),
  });
}
