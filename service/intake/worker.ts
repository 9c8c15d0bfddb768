import { type ClaimedDelivery, claimDeliveries } from '../events/webhooks/claim-deliveries.js';
import { dealOut } from '../events/webhooks/deal-out.js';
import { deliver } from '../events/webhooks/deliver.js';
import { expireDeliveries } from '../events/webhooks/settle-delivery.js';
import type { ClaimedPush } from '../outbound/claim-pushes.js';
import { createPushWork } from '../outbound/push-work.js';
import type { Services } from '../services.js';
import { listen } from '../store/listen.js';
import { cleanUp } from '../store/queries/clean-up.js';
import { refsOverlooked, settleRefs } from '../store/queries/open-refs.js';
import { unpark } from '../store/queries/pauses.js';
import { adoptEvents } from '../store/queries/read-webhooks.js';
import { WAKE_CHANNEL, type WakeTopic } from '../store/wake.js';
import { type ClaimedChannel, claimChannels } from '../sync/channels/claim-channels.js';
import { keepChannel } from '../sync/channels/keep-channel.js';
import { layMissingChannels } from '../sync/channels/lay-missing-channels.js';
import { claimRuns } from '../sync/claim-runs.js';
import type { ClaimedRun } from '../sync/lease.js';
import {
  claimStaleFields,
  readHealedAgain,
  refreshFields,
  type StaleFields,
} from '../sync/refresh-fields.js';
import { runSync } from '../sync/run-sync.js';
import { warnOfKeys } from '../sync/warn-of-keys.js';
import { type JobName, type JobSpec, LOCK_LIFE_MS, startAgenda } from './schedules/agenda.js';
import { createLane } from './schedules/lane.js';
import { createWatch } from './schedules/watch.js';
import { createWebhookLanes } from './webhooks/lanes.js';
import { createLook } from './what-waits.js';

/** How often work is looked for that is due by the clock, or whose notification was lost. */
export const TICK_MS = 250;
/** Deliveries of events under way in one process. */
const DELIVERY_WIDTH = 64;
/** Lists of fields read at once in one process: nobody waits for them. */
const FIELDS_WIDTH = 2;
/** A look costs a statement for each job, and the shortest turns are ten seconds. */
const AGENDA_LOOK_MS = 5_000;

/** What a worker does with what it takes. */
export interface WorkerTasks {
  run(run: ClaimedRun, stopping: AbortSignal, calledOff: AbortSignal): Promise<void>;
  /**
   * Pieces of each kind that one process works on at once. Polls mostly wait for the CRM; a copy keeps PostgreSQL and a
   * core busy.
   */
  width: { delta: number; backfill: number; push: number; event: number; channel: number };
}

export interface Worker {
  /** True while the store of the recurring jobs does not answer; work is taken all the same. */
  isSchedulerAway(): boolean;
  stop(): Promise<void>;
}

/**
 * Starts the part of the service that works: it takes what is due, told by a notification or by the clock.
 *
 * @param tasks replaces the work itself, to measure what the scheduling costs.
 */
export async function startWorker(services: Services, tasks: Partial<WorkerTasks> = {}): Promise<Worker> {
  const { config, store, log, workerId } = services;
  const { run, width }: WorkerTasks = {
    run: (piece, stopping, calledOff) => runSync(services, piece, stopping, calledOff),
    width: { delta: 16, backfill: 2, push: 8, event: 8, channel: 4 },
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
    channel: createLane<ClaimedChannel>({
      ...{ name: 'channel', width: width.channel, log },
      take: (limit) => claimChannels(store, limit),
      work: (claimed) => keepChannel(services, claimed),
    }),
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
    fields: createLane<StaleFields>({
      ...{ name: 'fields', width: FIELDS_WIDTH, log },
      take: async (limit) => {
        await readHealedAgain(services);
        return claimStaleFields(store, services.clock.now(), limit);
      },
      work: (claimed) => refreshFields(services, claimed),
    }),
    ...createWebhookLanes(services, width.event),
    // Waiting for endpoints costs next to nothing, and a slow one must not keep the others waiting.
    delivery: createLane<ClaimedDelivery>({
      ...{ name: 'delivery', width: DELIVERY_WIDTH, log, isSerial: true },
      take: async (limit) => {
        await dealOut(services);
        return claimDeliveries(services, limit);
      },
      work: (piece, signal) => deliver(services, piece, signal),
    }),
  };
  const wakeWebhooks = (): void => {
    lanes.webhook.wake();
    lanes.event.wake();
  };
  const homes = { databaseUrl: store.url, mongodbUrl: config.mongodbUrl };
  const jobs: Record<JobName, JobSpec> = {
    // The ticks look for work; these make sure that it is looked for, that no schedule stays parked, no reference open, and no
    // event waits for ever.
    crm_poll_scheduler: {
      every: '1 minute',
      run: async () => {
        await unpark(store);
        await settleRefs(store);
        await expireDeliveries(services);
      },
    },
    crm_pull_delta: { every: '10 seconds', run: () => lanes.delta.wake() },
    crm_backfill: { every: '10 seconds', run: () => lanes.backfill.wake() },
    crm_webhook_channels: { every: '10 seconds', run: () => lanes.channel.wake() },
    crm_push_outcomes: { every: '10 seconds', run: () => lanes.push.wake() },
    crm_webhook_dispatcher: {
      every: '10 seconds',
      run: async () => {
        await adoptEvents(store);
        wakeWebhooks();
      },
    },
    crm_schema_refresh: { every: '1 minute', run: () => lanes.fields.wake() },
    crm_cleanup: {
      every: '1 hour',
      run: async () => {
        await warnOfKeys(services);
        await layMissingChannels(services);
        await refsOverlooked(store);
        await cleanUp(store);
      },
    },
  };
  const agenda = await startAgenda(homes, workerId, log, jobs, LOCK_LIFE_MS, AGENDA_LOOK_MS);
  const listener = listen(store.url, WAKE_CHANNEL, log, (payload) => {
    const topic = payload as WakeTopic;
    if (topic === 'called_off') watch.look();
    else if (topic === 'webhook') wakeWebhooks();
    else lanes[topic]?.wake();
  });
  const look = createLook(services, (kind) => lanes[kind].wake());
  const tick = setInterval(() => {
    lanes.delta.wake();
    look.wake();
  }, TICK_MS);
  const laid = layMissingChannels(services)
    .then(() => lanes.channel.wake())
    .catch((err: unknown) => log.warn({ err }, 'channels of older connections are not laid yet'));
  for (const lane of Object.values(lanes)) lane.wake();
  return {
    isSchedulerAway: agenda.isAway,
    async stop() {
      clearInterval(tick);
      await laid;
      // Side by side: work is handed back also while a lost MongoDB is still waited for.
      await Promise.all([listener, agenda, look, ...Object.values(lanes)].map((part) => part.stop()));
      watch.stop();
    },
  };
}
