import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { backfills } from './actors/backfills.js';
import { calls } from './actors/calls.js';
import { crmEdits } from './actors/crm-edits.js';
import { crmFaults } from './actors/crm-faults.js';
import { deletions } from './actors/deletions.js';
import { expiries } from './actors/expiries.js';
import { follower } from './actors/follower.js';
import { hostEdits } from './actors/host-edits.js';
import { hostMakes } from './actors/host-makes.js';
import { KINDS, kills } from './actors/kills.js';
import { pauses } from './actors/pauses.js';
import { polls } from './actors/polls.js';
import type { Bed } from './bed/open-bed.js';
import { openBed } from './bed/open-bed.js';
import { type Random, randomOf } from './bed/random.js';
import { killServiceProcesses } from './bed/service-process.js';
import { CHECKS } from './checks/index.js';
import type { CheckName, Violation } from './checks/violation.js';
import { FeedReader } from './model/feed-reader.js';
import { Ledger } from './model/ledger.js';
import { makeWorld, type World, type WorldSize } from './model/world.js';
import { settle } from './settle.js';
import { createTime, type Time } from './time.js';

export interface StormOptions {
  seed: number;
  /** How long everybody is busy; settling and checking come on top. */
  seconds: number;
  /** It is over when the process is that old, in seconds, whatever was done by then. */
  latest?: number;
  size: WorldSize;
  workers: number;
  /** People delete records in the CRM. */
  deletions: boolean;
  log?(line: string): void;
}

/** What the actors of a storm share. */
export interface Storm {
  options: StormOptions;
  bed: Bed;
  world: World;
  ledger: Ledger;
  reader: FeedReader;
  time: Time;
  /** Noted while it goes on. */
  violations: Violation[];
  randomOf(name: string): Random;
  /** Waits until the host has seen most of what was in the CRM. @returns false when the storm is over. */
  untilCopied(): Promise<boolean>;
  /** Waits up to so long, less when it ends. @returns false when the storm is over. */
  rest(ms: number): Promise<boolean>;
}

export interface StormReport {
  seed: number;
  operations: Map<string, number>;
  violations: Violation[];
  /** Answers that the host had to ask for again. */
  retries: number;
  seconds: { action: number; settling: number };
}

const ACTORS = {
  follower,
  hostEdits,
  hostMakes,
  crmEdits,
  calls,
  polls,
  backfills,
  pauses,
  crmFaults,
  expiries,
  kills,
};

/**
 * Host, CRM and people are busy while processes, the database and the CRM fail; then everything is repaired, settles, and
 * is compared with what was done. The seed decides what is done, to whom and in which order each actor does it; how the
 * actors meet is up to the machine.
 */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const random = randomOf(options.seed, 'world');
  let world: World | undefined;
  const bed = await openBed({
    workers: options.workers,
    // Without a unique property a call is found again by a mark in its text alone.
    settings: { unique_on_calls: options.seed % 2 === 0 },
    fill: async (crm) => {
      world = await makeWorld(crm, random, options.size);
    },
  });
  try {
    return await weather(options, bed, world as World);
  } finally {
    await bed.close();
    killServiceProcesses();
  }
}

/** A busy machine gets so many times the seconds to come to something. */
const SLOWEST = 1.4;

/** Operations a second at least, and every kind of kill. */
function isEnough(ledger: Ledger, seconds: number): boolean {
  return ledger.total() > seconds * 15 && KINDS.every((kind) => ledger.operations.has(`kills: ${kind}`));
}

async function weather(options: StormOptions, bed: Bed, world: World): Promise<StormReport> {
  const { log = () => undefined, seed, seconds } = options;
  const ledger = new Ledger();
  await Promise.all(bed.fleet.workers.map(bed.fleet.fill));
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const storm: Storm = {
    ...{
      options,
      bed,
      world,
      ledger,
      reader: new FeedReader(bed.host),
      time: createTime(bed),
      violations: [],
    },
    randomOf: (name) => randomOf(seed, name),
    untilCopied: async () => {
      while (storm.reader.records.size < world.people.length) if (!(await storm.rest(50))) return false;
      return true;
    },
    rest: async (ms) => {
      await sleep(ms, null, { signal: over.signal }).catch(() => undefined);
      return !over.signal.aborted;
    },
  };
  const flow = storm.time.flow();
  log(`the storm begins (seed ${seed}, ${seconds} s)`);
  const began = performance.now();
  const timer = setInterval(() => {
    const busyFor = (performance.now() - began) / 1000;
    if (performance.now() / 1000 > (options.latest ?? Number.POSITIVE_INFINITY)) over.abort();
    if (busyFor > seconds * SLOWEST || (busyFor > seconds && isEnough(ledger, seconds))) over.abort();
  }, 100);
  const actors = [...Object.values(ACTORS), ...(options.deletions ? [deletions] : [])];
  const ends = await Promise.allSettled(
    actors.map((actor) =>
      actor(storm).catch((error: unknown) => {
        // No use in going on without one of them.
        over.abort();
        throw error;
      }),
    ),
  );
  clearInterval(timer);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  await flow.stop();
  const calm = performance.now();
  log(`it settles after ${ledger.total()} operations`);
  await settle(storm);
  for (const [name, check] of Object.entries(CHECKS))
    for (const one of await check(storm)) storm.violations.push({ check: name as CheckName, ...one });
  const settled = performance.now();
  return {
    ...{ seed, operations: ledger.operations, violations: storm.violations, retries: bed.host.retries },
    seconds: { action: (calm - began) / 1000, settling: (settled - calm) / 1000 },
  };
}
