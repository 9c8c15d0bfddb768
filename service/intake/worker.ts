import type { ClaimedPush } from '../outbound/claim-pushes.js';
import { createPushWork } from '../outbound/push-work.js';
import type { Services } from '../services.js';
import { cleanUp } from '../store/queries/clean-up.js';
import { unpark } from '../store/queries/pauses.js';
import { claimRuns } from '../sync/claim-runs.js';
import type { ClaimedRun } from '../sync/lease.js';
import { runSync } from '../sync/run-sync.js';
import { startAgenda } from './schedules/agenda.js';
import { createLane } from './schedules/lane.js';
import { listenForWork } from './schedules/listen.js';
import { createWatch } from './schedules/watch.js';

/** How often due connections are looked for. */
export const TICK_MS = 250;

/** What a worker does with what it takes. */
export interface WorkerTasks {
  run(run: ClaimedRun, stopping: AbortSignal, calledOff: AbortSignal): Promise<void>;
  /**
   * Pieces of each kind that one process works on at once. Polls mostly wait for the CRM; a copy keeps PostgreSQL and a
   * core busy.
   */
  width: { delta: number; backfill: number; push: number };
}

export interface Worker {
  stop(): Promise<void>;
}

/**
 * Starts the part of the service that works: it takes what is due, told by a notification or by the clock.
 *
 * @param tasks replaces the work itself, to measure what the scheduling costs.
 */
export async function startWorker(services: Services, tasks: Partial<WorkerTasks> = {}): Promise<Worker> {
  const { store, log, workerId } = services;
  const { run, width }: WorkerTasks = {
    run: (piece, stopping, calledOff) => runSync(services, piece, stopping, calledOff),
    width: { delta: 16, backfill: 2, push: 8 },
    ...tasks,
  };
  const watch = createWatch(store, log);
  const pushes = createPushWork(services);
  const pull = (kind: 'delta' | 'backfill') =>
    createLane<ClaimedRun>({
      ...{ name: kind, width: width[kind], log },
      take: (limit) => claimRuns(store, kind, workerId, limit),
      work: async (piece, signal) => {
        const watched = watch.over({ table: 'crm_sync_runs', id: piece.id, lease: piece.lease });
        await run(piece, signal, watched.signal).finally(watched.done);
      },
    });
  const lanes = {
    delta: pull('delta'),
    backfill: pull('backfill'),
    push: createLane<ClaimedPush[]>({
      ...{ name: 'push', width: width.push, log },
      isSerial: true, // the next push of the same record
      take: pushes.take,
      work: async (group, signal) => {
        // All of one connection: what calls one off calls off each.
        const [first] = group;
        if (!first) return;
        const watched = watch.over({ table: 'crm_pushes', id: first.id, lease: first.lease });
        await pushes.work(group, AbortSignal.any([signal, watched.signal])).finally(watched.done);
      },
    }),
  };
  const listener = listenForWork(store.url, log, (topic) => {
    if (topic === 'called_off') watch.look();
    else lanes[topic]?.wake();
  });
  const tick = setInterval(() => lanes.delta.wake(), TICK_MS);
  const agenda = await startAgenda(store.url, workerId, log, {
    // Makes sure that no schedule stays parked; the tick polls.
    crm_poll_scheduler: { every: '1 minute', run: () => unpark(store) },
    crm_pull_delta: { every: '1 second', run: () => lanes.delta.wake() },
    crm_backfill: { every: '1 second', run: () => lanes.backfill.wake() },
    crm_push_outcomes: { every: '1 second', run: () => lanes.push.wake() },
    crm_cleanup: { every: '1 hour', run: () => cleanUp(store) },
  });
  for (const lane of Object.values(lanes)) lane.wake();
  return {
    async stop() {
      clearInterval(tick);
      await Promise.all([listener.stop(), agenda.stop()]);
      await Promise.all(Object.values(lanes).map((lane) => lane.stop()));
      watch.stop();
    },
  };
}
