import { Agenda } from 'agenda';
import type { Log } from '../../log.js';
import { type JobHomes, openJobStore } from './backends/choose.js';
import { putGate } from './backends/gate.js';
import type { JobStore } from './backends/job-store.js';

/** The service's recurring jobs by their names. Each only looks for work and returns: what is due is in our tables. */
export type JobName =
  | 'crm_poll_scheduler'
  | 'crm_pull_delta'
  | 'crm_backfill'
  | 'crm_push_outcomes'
  | 'crm_webhook_channels'
  | 'crm_webhook_dispatcher'
  | 'crm_schema_refresh'
  | 'crm_cleanup';

export interface JobSpec {
  every: string;
  run(): Promise<void> | void;
}

/** Agenda at work in this process. */
export interface Scheduler {
  /** True while the store of the jobs does not answer, so that no job runs. */
  isAway(): boolean;
  /** Waits for jobs under way, then frees the locks this process still holds. */
  stop(): Promise<void>;
}

/**
 * Jobs take milliseconds; a lock this old belongs to a process that died. Agenda locks ahead, so that a killed process
 * nearly always leaves every job locked: until this is over nothing that waits for its time goes on.
 */
export const LOCK_LIFE_MS = 10_000;
const DRAIN_MS = 5_000;

/**
 * Starts Agenda on PostgreSQL, or on MongoDB where there is one. Several processes share the jobs: each turn of one runs
 * in one of them.
 *
 * @param name of this process in the locks, unlike any other's.
 * @param lookEveryMs how often each job is looked for; shorter than the life of a lock, since Agenda locks ahead by as much.
 * @throws Error when the store of the jobs does not answer.
 */
export async function startAgenda(
  homes: JobHomes,
  name: string,
  log: Log,
  jobs: Record<string, JobSpec>,
  lockLifeMs = LOCK_LIFE_MS,
  lookEveryMs = 1_000,
): Promise<Scheduler> {
  const store = await openJobStore(homes, log);
  try {
    return await start(store, name, log, Object.entries(jobs), { lockLifeMs, lookEveryMs });
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function start(
  store: JobStore,
  name: string,
  log: Log,
  jobs: [name: string, JobSpec][],
  { lockLifeMs, lookEveryMs }: { lockLifeMs: number; lookEveryMs: number },
): Promise<Scheduler> {
  for (const [job, { every }] of jobs) await store.schedule(job, every);
  const gate = putGate(store, log);
  const agenda = new Agenda({
    // The store is open, and ours to close.
    backend: { ...store, ownsConnection: false, connect: done, disconnect: done },
    ...{ name, processEvery: lookEveryMs, defaultLockLifetime: lockLifeMs },
  });
  agenda.on('error', (error: unknown) => log.warn({ err: error }, 'the scheduler met an error'));
  for (const [job, { run }] of jobs) {
    agenda.define(job, async () => {
      try {
        await run();
      } catch (error) {
        log.error({ err: error, job }, 'a scheduled job failed');
      }
    });
  }
  await agenda.start();
  const stop = async (): Promise<void> => {
    try {
      await agenda.drain(DRAIN_MS);
      const shut = gate.shut();
      if (gate.isAway()) throw new Error(`${store.name} does not answer`);
      await shut;
      await store.freeLocks(name);
    } catch (error) {
      log.warn({ err: error }, 'the locks of the scheduler were not freed; they end by themselves');
    } finally {
      await store.close();
    }
  };
  let stopped: Promise<void> | null = null;
  return {
    isAway: gate.isAway,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function done(): Promise<void> {}
