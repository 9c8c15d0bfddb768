import type { Slot } from '../bed/fleet.js';
import { anyOf, type Random } from '../bed/random.js';
import type { Storm } from '../storm.js';

const REST_MS = 1_500;
const DOWN_MS = 500;
const HELD_MS = 2_500;

/** Whatever can be killed is killed, at any moment, and started again. */
export async function kills(storm: Storm): Promise<void> {
  const random = storm.randomOf('kills');
  const starting: Promise<void>[] = [];
  // Every kind has its turn, in an order that the seed decides, however short the storm is.
  const turns: Kind[] = [];
  await storm.untilCopied();
  while (await storm.rest(300 + random(REST_MS))) {
    if (!(await someoneIsUp(storm))) break;
    if (turns.length === 0) turns.push(...shuffled(random, ROUND));
    const kind = turns.pop() ?? 'worker';
    const emptied = await HOW[kind](storm, random);
    // Others may be killed while it starts again.
    if (emptied) starting.push(storm.bed.fleet.fill(emptied));
    storm.ledger.count(`kills: ${kind}`);
  }
  await Promise.all(starting);
}

export const KINDS = ['worker', 'api', 'database', 'backend', 'stall'] as const;
type Kind = (typeof KINDS)[number];

/** On a busy machine a start takes longer than the time between two kills, and nobody would ever be there. */
async function someoneIsUp({ bed: { fleet }, rest }: Storm): Promise<boolean> {
  const isUp = ({ current }: Slot) => current?.isAlive() ?? false;
  while (!isUp(fleet.api) || !fleet.workers.some(isUp)) if (!(await rest(50))) return false;
  return true;
}

const HOW = {
  worker: ({ bed: { fleet } }: Storm, random: Random) => end(fleet, anyOf(random, fleet.workers)),
  api: ({ bed: { fleet } }: Storm) => end(fleet, fleet.api),
  database: async ({ bed: { database }, rest }: Storm, random: Random) => {
    await database.kill('server');
    await rest(random(DOWN_MS));
    await database.revive();
    return null;
  },
  backend: async ({ bed: { database } }: Storm) => {
    await database.kill('backend');
    return null;
  },
  /** Not killed but held: it wakes up again with leases that others have by then. */
  stall: async ({ bed: { fleet, sql }, rest }: Storm, random: Random) => {
    const { current } = anyOf(random, fleet.workers);
    current?.signal('SIGSTOP');
    await sql(`UPDATE crm_sync_runs SET lease_until = now() - interval '1 s' WHERE lease_until > now()`);
    await rest(random(HELD_MS));
    current?.signal('SIGCONT');
    return null;
  },
};

/** One that is just starting is left to it. */
async function end(fleet: Storm['bed']['fleet'], slot: Slot): Promise<Slot | null> {
  if (!slot.current?.isAlive()) return null;
  await fleet.kill(slot);
  return slot;
}

const ROUND: Kind[] = [
  ...(['worker', 'worker', 'worker', 'database', 'database', 'backend', 'api', 'stall', 'stall'] as const),
];

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(random(rest.length), 1)[0] as T);
}
