import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { waitUntil } from '../support/service.js';
import { answerStatus, neverAnswer } from '../support/webhook-receiver.js';
import { openHooks } from './webhook-endpoints.js';
import { openWorkbench, type Workbench } from './workbench.js';
import { killWorkers, startWorkerProcess } from './worker-process.js';

let bench: Workbench;
const hooks = openHooks(() => bench);
before(async () => {
  bench = await openWorkbench({ role: 'api', seed: false });
});
afterEach(async () => {
  await killWorkers();
  await hooks.clear();
});
after(() => bench.service.close());

/** What a dead worker held is free again when its time is up; that time is not waited for here. */
const endLeases = () =>
  bench.sql(
    `UPDATE crm_event_deliveries SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL RETURNING 1`,
  );

test('killed workers lose no event and send none under two ids, while two of them share the work', async () => {
  const [one, two] = [await hooks.add(), await hooks.add()];
  const reasons = Array.from({ length: 90 }, (_, n) => `k${n}`);
  let written = 0;
  for (const mark of [20, 60]) {
    one.answer = (response) => one.received.length < mark && response.writeHead(204).end();
    const workers = [await startWorkerProcess(bench), await startWorkerProcess(bench)];
    await hooks.happen(...reasons.slice(written, written + 45));
    written += 45;
    await waitUntil('some are under way', () => one.received.length >= mark && one.open() > 0);
    await Promise.all(workers.map((worker) => worker.kill('SIGKILL')));
    await endLeases();
  }
  one.answer = answerStatus(204);
  await startWorkerProcess(bench);
  await waitUntil('all is delivered', async () => {
    const [row] = await bench.sql<{ n: number; all: number }>(
      `SELECT count(*) FILTER (WHERE state = 'delivered')::int AS n, count(*)::int AS all FROM crm_event_deliveries`,
    );
    return row?.n === reasons.length * 2 && row.all === row.n;
  });
  for (const hook of [one, two]) {
    const ids = new Map(hook.received.map(({ id, event }) => [id, event.data]));
    assert.equal(ids.size, reasons.length, 'each event has one id');
    assert.deepEqual([...new Set(hook.reasons())].sort(), [...reasons].sort());
  }
});

test('a worker that is asked to stop gives back what no endpoint has answered, and the next one sends it', async () => {
  const hook = await hooks.add({ answer: neverAnswer });
  const worker = await startWorkerProcess(bench);
  await hooks.happen('handed back');
  await waitUntil('it is under way', () => hook.open() === 1);
  assert.equal(await worker.kill('SIGTERM'), 0);
  const [delivery] = await hook.deliveries();
  assert.deepEqual([delivery?.state, delivery?.attempts], ['waiting', 0]);
  hook.answer = answerStatus(204);
  await startWorkerProcess(bench);
  await waitUntil('it is delivered', async () => (await hook.deliveries('state=delivered')).length === 1);
  assert.equal(new Set(hook.received.map(({ id }) => id)).size, 1);
});
