import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Scheduler, startAgenda } from '../../../../service/intake/schedules/agenda.js';
import type { JobHomes } from '../../../../service/intake/schedules/backends/choose.js';
import { createLog } from '../../../../service/log.js';

/** What a process is told. */
export type Order =
  | {
      start: {
        homes: JobHomes;
        name: string;
        job: string;
        every: string;
        takesMs: number;
        lockLifeMs: number;
      };
    }
  | { stop: true };

/** What it says. Times are of the machine's clock. */
export interface Said {
  isLoaded?: true;
  begun?: number;
  ended?: number;
  /** The start is over; whether the driver of MongoDB was loaded. */
  started?: { hasMongoDriver: boolean };
}

/** Agenda with one job in a process of its own, for tests of several, and of killed ones. */
const say = (said: Said) => process.send?.(said);
let scheduler: Scheduler | null = null;

process.on('disconnect', () => process.exit(1));
process.on('message', async (order: Order) => {
  if ('stop' in order) {
    await scheduler?.stop();
    process.exit(0);
  }
  const { homes, name, job, every, takesMs, lockLifeMs } = order.start;
  const run = async () => {
    say({ begun: Date.now() });
    await sleep(takesMs);
    say({ ended: Date.now() });
  };
  scheduler = await startAgenda(
    homes,
    name,
    createLog({ level: 'warn' }),
    { [job]: { every, run } },
    lockLifeMs,
  );
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  say({ started: { hasMongoDriver: loaded.some((path) => path.includes('/node_modules/mongodb/')) } });
});
say({ isLoaded: true });
