import { createPushWork } from '../outbound/push-work.js';
import type { Services } from '../services.js';
import { cleanUp } from '../store/queries/clean-up.js';
import { claimRun } from '../sync/lease.js';
import { runSync } from '../sync/run-sync.js';
import { scheduleDue } from '../sync/schedule-due.js';
import { startAgenda } from './schedules/agenda.js';
import { createLane } from './schedules/lane.js';
import { listenForWork } from './schedules/listen.js';

/** Pieces of each kind that one process works on at once: few, since PostgreSQL and the CRMs are the limit. */
const WIDTH = { delta: 4, backfill: 2, push: 8 };

export interface Worker {
  stop(): Promise<void>;
}

/** Starts the part of the service that works: it takes what is due, told by a notification or by the clock. */
export async function startWorker(services: Services): Promise<Worker> {
  const { store, log, workerId } = services;
  const pull = (kind: 'delta' | 'backfill') =>
    createLane({
      name: kind,
      width: WIDTH[kind],
      take: () => claimRun(store, kind, workerId),
      work: (run, signal) => runSync(services, run, signal),
      log,
    });
  const lanes = {
    delta: pull('delta'),
    backfill: pull('backfill'),
    push: createLane({ name: 'push', width: WIDTH.push, ...createPushWork(services), log }),
  };
  const listener = listenForWork(store.url, log, (topic) => lanes[topic]?.wake());
  const agenda = await startAgenda(store.url, workerId, log, {
    crm_poll_scheduler: {
      every: '1 second',
      run: async () => {
        await scheduleDue(services);
      },
    },
    crm_pull_delta: { every: '1 second', run: () => lanes.delta.wake() },
    crm_backfill: { every: '1 second', run: () => lanes.backfill.wake() },
    crm_push_outcomes: { every: '1 second', run: () => lanes.push.wake() },
    crm_cleanup: { every: '1 hour', run: () => cleanUp(store) },
  });
  for (const lane of Object.values(lanes)) lane.wake();
  return {
    async stop() {
      await Promise.all([listener.stop(), agenda.stop()]);
      await Promise.all(Object.values(lanes).map((lane) => lane.stop()));
    },
  };
}
