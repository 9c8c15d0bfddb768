import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { readAhead } from '../../../service/sync/read-ahead.js';

const options = { weigh: (item: number) => item, batch: 10, ahead: 20 };

/** Turns of the event loop, for a source that answers at once to be read as far as it will be. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await setImmediate();
}

function source(items: number[], failure?: Error) {
  const state = { asked: 0 };
  async function* read() {
    for (const item of items) {
      state.asked += 1;
      yield item;
    }
    if (failure) throw failure;
  }
  return { state, read: read() };
}

test('hands out the first item alone, then what came while its taker was busy', async () => {
  const batches: number[][] = [];
  for await (const batch of readAhead(source([4, 4, 4, 4, 4]).read, options)) {
    batches.push(batch);
    await settle();
  }
  assert.deepEqual(batches, [[4], [4, 4], [4, 4]]);
});

test('an item heavier than a batch makes one of its own', async () => {
  const batches: number[][] = [];
  for await (const batch of readAhead(source([1, 30, 1]).read, options)) {
    batches.push(batch);
    await settle();
  }
  assert.deepEqual(batches, [[1], [30], [1]]);
});

test('reads no further than its limit, however long its taker is busy', async () => {
  const { state, read } = source(Array.from({ length: 100 }, () => 5));
  const batches = readAhead(read, options);
  await batches.next();
  await settle();
  assert.equal(state.asked, 1 + 4, 'one in hand, 20 waiting');
  await batches.next();
  await settle();
  assert.equal(state.asked, 1 + 4 + 2);
});

test('tells a failure after everything that was read before it', async () => {
  const batches = readAhead(source([5, 5], new Error('the CRM is gone')).read, options);
  assert.deepEqual((await batches.next()).value, [5]);
  await settle();
  assert.deepEqual((await batches.next()).value, [5]);
  await assert.rejects(batches.next(), /the CRM is gone/);
});

test('asks for nothing more once its taker has stopped', async () => {
  const { state, read } = source(Array.from({ length: 100 }, () => 5));
  for await (const _ of readAhead(read, options)) break;
  const asked = state.asked;
  await settle();
  assert.ok(state.asked <= asked + 1, `${state.asked} asked, ${asked} when it stopped`);
});
