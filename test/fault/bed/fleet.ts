import { hostname } from 'node:os';
import { type ServiceProcess, startServiceProcess } from './service-process.js';

/** A place for a process: one of the workers, or the API. What is killed in it is started again. */
export interface Slot {
  name: string;
  /** Null while nothing runs in it. */
  current: ServiceProcess | null;
}

/** Turns of this process, which is the CRM's too: in so many it is through with whatever a killed process had asked it. */
const UNDER_WAY_TURNS = 40;
const TURN_MS = 50;

/** The processes of the service in a bed. */
export interface Fleet {
  api: Slot;
  workers: Slot[];
  /** Starts what does not run in a slot; tried until its database is there. */
  fill(slot: Slot): Promise<void>;
  kill(slot: Slot): Promise<void>;
  /** LIKE patterns of the worker ids of processes that live, or whose last request may still be on its way. */
  aliveIds(): string[];
  /** What ended without having been killed, or came to nothing when it was started. */
  mishaps(): string[];
  close(): Promise<void>;
}

export function createFleet(options: {
  workers: number;
  envFor(name: string, role: 'api' | 'worker'): Record<string, string | undefined>;
  /** The built service. */
  path: string;
}): Fleet {
  const slot = (name: string): Slot => ({ name, current: null });
  const api = slot('api');
  const workers = Array.from({ length: options.workers }, (_, i) => slot(`worker${i + 1}`));
  const started: ServiceProcess[] = [];
  const hung: string[] = [];
  // Not in seconds: a machine that is busy enough leaves the CRM standing for seconds as well.
  let turns = 0;
  const clock = setInterval(() => {
    turns += 1;
  }, TURN_MS);
  const diedAt = new WeakMap<ServiceProcess, number>();
  const mayStillWrite = (one: ServiceProcess) =>
    one.isAlive() || turns - (diedAt.get(one) ?? Number.NEGATIVE_INFINITY) < UNDER_WAY_TURNS;
  let starts = 0;
  let isClosed = false;
  return {
    api,
    workers,
    async fill(place) {
      while (!place.current?.isAlive() && !isClosed) {
        starts += 1;
        const name = `${place.name}-${starts}`;
        const role = place === api ? 'api' : 'worker';
        place.current = await startServiceProcess(options.path, name, options.envFor(name, role)).catch(
          (error: unknown) => {
            hung.push(String(error));
            return null;
          },
        );
        if (place.current) started.push(place.current);
      }
    },
    async kill({ current }) {
      if (!current) return;
      diedAt.set(current, Number.POSITIVE_INFINITY);
      await current.kill();
      diedAt.set(current, turns);
    },
    aliveIds: () => started.filter(mayStillWrite).map(({ pid }) => `${hostname()}-${pid}-%`),
    mishaps: () => [...hung, ...started.flatMap((one) => one.endedByItself() ?? [])],
    async close() {
      isClosed = true;
      clearInterval(clock);
      await Promise.all(started.map((one) => one.kill()));
    },
  };
}
