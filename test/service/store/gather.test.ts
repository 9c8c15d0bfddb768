import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gather } from '../../../service/store/gather.js';

test('calls of one turn go together, those that come meanwhile go next, each gets its own result', async () => {
  const batches: number[][] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const call = gather(10, async (items: number[]) => {
    batches.push(items);
    await held;
    return items.map((item) => item * 2);
  });
  const first = [call(1), call(2)];
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  const later = [call(3), call(4)];
  release();
  assert.deepEqual(await Promise.all([...first, ...later]), [2, 4, 6, 8]);
  assert.deepEqual(batches, [
    [1, 2],
    [3, 4],
  ]);
});

test('no batch is larger than it may be', async () => {
  const sizes: number[] = [];
  const call = gather(3, async (items: number[]) => {
    sizes.push(items.length);
    return items;
  });
  await Promise.all([1, 2, 3, 4, 5, 6, 7].map(call));
  assert.deepEqual(sizes, [3, 3, 1]);
});

test('one that fails takes no other with it, and what comes after works', async () => {
  const call = gather(10, async (items: number[]) => {
    if (items.includes(2)) throw new Error('not two');
    return items;
  });
  const results = await Promise.allSettled([call(1), call(2), call(3)]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.equal(await call(4), 4);
});
