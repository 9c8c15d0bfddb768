import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import type { JobParameters } from 'agenda';
import { type JobSpec, type Scheduler, startAgenda } from '../../../../service/intake/schedules/agenda.js';
import { type JobHomes, openJobStore } from '../../../../service/intake/schedules/backends/choose.js';
import type { JobStore } from '../../../../service/intake/schedules/backends/job-store.js';
import { createLog } from '../../../../service/log.js';
import { findProgram } from '../../../support/program.js';
import { unrefLongTimers } from '../../../support/service/unref-timers.js';
import { waitUntil } from '../../../support/service.js';
import type { Order, Said } from './agenda-process.js';

const PROCESS = findProgram(new URL('./agenda-process.ts', import.meta.url));

/** A lock that is never over by itself in a test, however slow the machine. */
const LONG_MS = 60_000;

/** A job that says when it is begun and ends when it is let. */
interface HeldJob extends JobSpec {
  begun: number;
  letGo(): void;
}

/** Neither under way nor just about to be. */
function isLockedAhead({ lockedAt, lastFinishedAt, lastRunAt, nextRunAt }: JobParameters): boolean {
  return (
    Boolean(lockedAt && lastFinishedAt && lastRunAt && lastFinishedAt >= lastRunAt) &&
    Number(nextRunAt) > Date.now() + 200
  );
}

/**
 * What the service relies on, whichever database keeps Agenda's jobs.
 *
 * @param open makes an empty one.
 * @param skip why none can be made; false: run.
 */
export function agendaContract(
  name: string,
  open: () => Promise<{ homes: JobHomes; close(): Promise<void> }>,
  skip: string | false,
): void {
  unrefLongTimers();
  describe(`Agenda's jobs on ${name}`, () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLog({ level: 'debug', destination: { write: (line) => lines.push(JSON.parse(line)) } });
    const schedulers: Scheduler[] = [];
    const children: ChildProcess[] = [];
    let homes: JobHomes;
    let store: JobStore;
    let close: () => Promise<void>;

    if (skip === false) {
      before(async () => {
        ({ homes, close } = await open());
        store = await openJobStore(homes, log);
      });
      after(async () => {
        await store.close();
        await close();
      });
      afterEach(async () => {
        for (const child of children.splice(0)) child.kill('SIGKILL');
        for (const scheduler of schedulers.splice(0)) await scheduler.stop();
        await store.repository.purgeAllJobs();
      });
    }

    const start = async (owner: string, jobs: Record<string, JobSpec>, lockLifeMs?: number) => {
      const scheduler = await startAgenda(homes, owner, log, jobs, lockLifeMs);
      schedulers.push(scheduler);
      return scheduler;
    };
    const job = async (jobName: string) => {
      const { jobs } = await store.repository.queryJobs({ name: jobName });
      return jobs[0] ?? assert.fail(`${jobName} is not there`);
    };
    const held = (every = '1 second'): HeldJob => {
      let letGo = () => {};
      const free = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const spec: HeldJob = {
        ...{ every, begun: 0, letGo },
        run: () => {
          spec.begun++;
          return free;
        },
      };
      return spec;
    };
    /** A process that waits for its order to start. */
    const spawn = async () => {
      const child = fork(PROCESS.path, [], { execArgv: PROCESS.execArgv });
      children.push(child);
      const said: Said[] = [];
      child.on('message', (message: Said) => said.push(message));
      await waitUntil('the process is loaded', () => said.some(({ isLoaded }) => isLoaded));
      return { child, said, order: (order: Order) => child.send(order) };
    };

    it('run at once and then at their interval, and are there once after many starts', { skip }, async () => {
      let ran = 0;
      const jobs = {
        often: { every: '1 second', run: () => void ran++ },
        rarely: { every: '1 hour', run() {} },
      };
      await Promise.all(['a', 'b', 'c', 'd'].map((owner) => start(owner, jobs)));
      await waitUntil('it ran three times', () => ran >= 3);
      await start('late', jobs);
      const all = await store.repository.queryJobs();
      assert.deepEqual(all.jobs.map((one) => one.name).sort(), ['often', 'rarely']);
      const { lastRunAt, nextRunAt } = await job('rarely');
      assert.equal(Number(nextRunAt) - Number(lastRunAt), 3_600_000);
    });

    it('run each turn in one of several processes', { skip }, async () => {
      const processes = await Promise.all([spawn(), spawn(), spawn()]);
      const startedAt = Date.now();
      for (const [i, { order }] of processes.entries())
        order({
          start: {
            homes,
            name: `p${i}`,
            job: 'shared',
            every: '1 second',
            takesMs: 200,
            lockLifeMs: LONG_MS,
          },
        });
      const times = (key: 'begun' | 'ended') =>
        processes.flatMap(({ said }) => said.flatMap((one) => one[key] ?? [])).sort((a, b) => a - b);
      await waitUntil('five turns were taken', () => times('ended').length >= 5);
      const exits = processes.map(({ child }) => once(child, 'exit'));
      for (const { order } of processes) order({ stop: true });
      assert.deepEqual((await Promise.all(exits)).flat(), [0, null, 0, null, 0, null]);
      const [begun, ended] = [times('begun'), times('ended')];
      // A turn is never early, so this holds on a slow machine too.
      const turns = 1 + Math.floor(((begun.at(-1) ?? 0) - startedAt) / 1000);
      assert.ok(begun.length <= turns, `${begun.length} runs in ${turns} turns`);
      for (const [i, end] of ended.entries())
        assert.ok(end <= (begun[i + 1] ?? end), 'runs one after the other');
      const drivers = processes.flatMap(({ said }) => said.flatMap((one) => one.started ?? []));
      assert.deepEqual(
        drivers.map(({ hasMongoDriver }) => hasMongoDriver),
        drivers.map(() => homes.mongodbUrl !== null),
        'the driver of MongoDB is loaded only where it is needed',
      );
    });

    it('keep their lock when another process starts and when it stops', { skip }, async () => {
      const slow = held();
      await start('first', { slow }, LONG_MS);
      await waitUntil('it is under way', () => slow.begun > 0);
      const { lockedAt, lastRunAt } = await job('slow');
      const second = held();
      let seconds = 0;
      const own = { every: '1 second', run: () => void seconds++ };
      const other = await start('second', { slow: second, own }, LONG_MS);
      await waitUntil('the other process looked several times', () => seconds >= 3);
      await other.stop();
      assert.deepEqual([slow.begun, second.begun], [1, 0]);
      const now = await job('slow');
      assert.deepEqual([now.lockedAt, now.lastRunAt, now.lastModifiedBy], [lockedAt, lastRunAt, 'first']);
      slow.letGo();
    });

    it('are unlocked when their process stops, which waits for the one under way', { skip }, async () => {
      const slow = held();
      const rest = Object.fromEntries(
        ['a', 'b', 'c'].map((key) => [key, { every: '1.5 seconds', run() {} }]),
      );
      const scheduler = await start('stopping', { slow, ...rest }, LONG_MS);
      await waitUntil('it is under way, and another is locked ahead of its time', async () => {
        const { jobs } = await store.repository.queryJobs({ names: Object.keys(rest) });
        return slow.begun > 0 && jobs.some(isLockedAhead);
      });
      const stopped = scheduler.stop();
      slow.letGo();
      await stopped;
      const { jobs } = await store.repository.queryJobs();
      assert.deepEqual(
        jobs.map(({ lockedAt }) => lockedAt ?? null),
        [null, null, null, null],
      );
      assert.ok((await job('slow')).lastFinishedAt, 'the end of the one under way was kept');
      const next = held();
      await start('next', { slow: next });
      await waitUntil('another process goes on with it', () => next.begun > 0);
      next.letGo();
    });

    it('of a killed process are taken over once its lock is over, and not before', { skip }, async () => {
      const lockLifeMs = 3_000;
      const { child, said, order } = await spawn();
      order({
        start: { homes, name: 'killed', job: 'orphan', every: '1 second', takesMs: 60_000, lockLifeMs },
      });
      await waitUntil('it is under way', () => said.some(({ begun }) => begun !== undefined));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { lockedAt } = await job('orphan');
      assert.ok(lockedAt, 'the lock stays');
      const heir = held();
      await start('heir', { orphan: heir }, lockLifeMs);
      await waitUntil('another process goes on with it', () => heir.begun > 0);
      const { lastRunAt, lastModifiedBy } = await job('orphan');
      assert.equal(lastModifiedBy, 'heir');
      assert.ok(Number(lastRunAt) >= Number(lockedAt) + lockLifeMs, 'after its lock was over');
      heir.letGo();
    });

    it('are told of when they fail, and run again', { skip }, async () => {
      let failed = 0;
      const run = () => {
        throw new Error(`failure ${++failed}`);
      };
      const failures = () =>
        lines.filter(({ msg, job }) => msg === 'a scheduled job failed' && job === 'failing');
      const scheduler = await start('failing', { failing: { every: '1 second', run } });
      await waitUntil('it was told twice', () => failures().length >= 2);
      assert.deepEqual(
        failures()
          .slice(0, 2)
          .map(({ err }) => (err as Error).message),
        ['failure 1', 'failure 2'],
      );
      assert.equal(scheduler.isAway(), false, 'a failing job is no outage');
    });
  });
}
