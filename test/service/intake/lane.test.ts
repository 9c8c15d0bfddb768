import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLane } from '../../../service/intake/schedules/lane.js';
import { createLog } from '../../../service/log.js';
import { waitUntil } from '../../support/service/wait-until.js';

const log = createLog({ level: 'silent' });

/** Something to be settled from outside. */
function deferred<T = void>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('works on as many pieces at once as it is wide, and takes the next when one is done', async () => {
  const queue = [1, 2, 3, 4, 5];
  const open = new Map<number, () => void>();
  const lane = createLane<number>({
    ...{ name: 'test', width: 2, log },
    take: async (limit) => queue.splice(0, limit),
    work: (piece) => new Promise((resolve) => open.set(piece, resolve)),
  });
  lane.wake();
  await waitUntil('two are under way', () => open.size === 2);
  open.get(1)?.();
  await waitUntil('the third is under way', () => open.has(3));
  assert.deepEqual(queue, [4, 5]);
  const stopped = lane.stop();
  open.get(2)?.();
  open.get(3)?.();
  await stopped;
  assert.deepEqual(queue, [4, 5], 'a stopped lane takes nothing more');
});

test('goes on when work fails', async () => {
  const queue = [1, 2];
  const seen: number[] = [];
  const lane = createLane<number>({
    ...{ name: 'test', width: 1, log },
    take: async (limit) => queue.splice(0, limit),
    work: (piece) => {
      seen.push(piece);
      throw new Error('no');
    },
  });
  lane.wake();
  await waitUntil('both were tried', () => seen.length === 2);
  await lane.stop();
});

test('rests when nothing can be taken, and tries again when it is woken', async () => {
  let takes = 0;
  let isBroken = true;
  const worked = deferred();
  const lane = createLane<string>({
    ...{ name: 'test', width: 4, log },
    take: async () => {
      takes++;
      if (takes > 50) throw new Error('it spins');
      if (isBroken) {
        lane.wake();
        throw new Error('the database is away');
      }
      return takes === 2 ? ['piece'] : [];
    },
    work: async () => worked.resolve(),
  });
  lane.wake();
  await waitUntil('a first try', () => takes === 1);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.equal(takes, 1, 'it must not spin');
  isBroken = false;
  lane.wake();
  await worked.promise;
  await lane.stop();
});

test('hands what a claim under way brings to the work, told to stop, and waits for it', async () => {
  const claim = deferred<string[]>();
  const asked = deferred();
  const seen: boolean[] = [];
  const lane = createLane<string>({
    ...{ name: 'test', width: 1, log },
    take: () => {
      asked.resolve();
      return claim.promise;
    },
    work: async (_, signal) => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(signal.aborted);
    },
  });
  lane.wake();
  await asked.promise;
  const stopped = lane.stop();
  setImmediate(() => claim.resolve(['claimed']));
  await stopped;
  assert.deepEqual(seen, [true]);
});

test('misses no wake that comes while it takes', async () => {
  const queue: number[] = [];
  const first = deferred();
  let takes = 0;
  const done: number[] = [];
  const lane = createLane<number>({
    ...{ name: 'test', width: 1, log },
    take: async () => {
      takes++;
      const found = queue.splice(0, 1);
      if (takes === 1) await first.promise;
      return found;
    },
    work: async (piece) => void done.push(piece),
  });
  lane.wake();
  queue.push(7);
  lane.wake();
  first.resolve();
  await waitUntil('the piece is done', () => done[0] === 7);
  await lane.stop();
});
