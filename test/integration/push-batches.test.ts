import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWorker, type Worker } from '../../service/intake/worker.js';
import { pushSooner } from '../support/push-sooner.js';
import { waitUntil } from '../support/service.js';
import { aCall, openWorkbench, type Workbench } from './workbench.js';
import { killWorkers, startWorkerProcess } from './worker-process.js';

let bench: Workbench;
let worker: Worker | null = null;
const GIULIA = { email: 'giulia.ferri@prato.example' };

before(async () => {
  bench = await openWorkbench({ role: 'api' });
  await work();
  await bench.sync(true);
  // What is asked once per connection is not counted below.
  await send('first');
  await bench.settled('first');
  await rest();
  // Nor is a poll, which would also read an echo before its test does.
  await bench.sql(`DELETE FROM crm_sync_runs WHERE state = 'queued' RETURNING 1`);
  await bench.sql(`UPDATE crm_sync_schedules SET next_run_at = now() + interval '1 hour' RETURNING 1`);
});
after(async () => {
  await killWorkers();
  await rest();
  await bench.service.close();
});

async function work(): Promise<void> {
  worker = await startWorker(bench.service.running.services);
}
async function rest(): Promise<void> {
  await worker?.stop();
  worker = null;
}
const ids = (name: string, n: number) => Array.from({ length: n }, (_, i) => `${name}_${i}`);
const send = (callId: string, call: Record<string, unknown> = {}, contact: object = GIULIA) =>
  bench.push(callId, { call: aCall({ subject: callId, ...call }), contact });
async function queue(name: string, n: number): Promise<string[]> {
  const all = ids(name, n);
  for (const id of all) await send(id);
  return all;
}
/** Titles of the calls in the CRM that belong to a test. */
const titles = async (name: string) =>
  (await bench.service.sandbox.records('calls'))
    .map(({ properties }) => properties.hs_call_title ?? '')
    .filter((title) => title.startsWith(`${name}_`))
    .sort();
const states = async (name: string) =>
  (
    await bench.sql<{ state: string; n: number }>(
      `SELECT state, count(*)::int AS n FROM crm_pushes WHERE local_id LIKE $1 GROUP BY state ORDER BY state`,
      `${name}\\_%`,
    )
  ).map(({ state, n }) => `${n} ${state}`);
/** Waits until all pushes of a test are in one of the states; those that wait for their next try are due now. */
const allAre = (name: string, ...wanted: string[]) =>
  waitUntil(`all of ${name} are ${wanted.join(' or ')}`, async () => {
    await pushSooner(bench, { states: ['queued', 'checking'] });
    const now = await states(name);
    return now.every((each) => wanted.includes(each.split(' ')[1] ?? '')) && now;
  });
const asked = async () => (await bench.service.sandbox.requests()).length;
const changes = async () =>
  (await bench.sql<{ n: string }>(`SELECT last_value::text AS n FROM crm_records_change_seq`))[0]?.n;

test('a hundred queued calls go out in a few requests, each exactly once', async () => {
  const all = await queue('many', 100);
  const before = await asked();
  await work();
  assert.deepEqual(await allAre('many', 'sent'), ['100 sent']);
  await rest();
  const requests = (await asked()) - before;
  assert.ok(requests <= 4, `${requests} requests: the calls, and their contact, company and deal`);
  assert.deepEqual(await titles('many'), [...all].sort());
});

test('the feed shows a pushed call at once, and its echo writes nothing', async () => {
  const mine = async () =>
    (await bench.feed('activity')).records.filter(({ local_id }) => local_id?.startsWith('many_'));
  const shown = await mine();
  assert.equal(shown.length, 100);
  const one = shown.find(({ local_id }) => local_id === 'many_7');
  assert.deepEqual(
    [one?.fields.subject, one?.fields.duration_s, one?.fields.outcome],
    ['many_7', 372, 'connected'],
  );
  assert.ok(one?.fields.contact_id, 'it is on its contact');
  const before = await changes();
  await work();
  const run = await bench.sync(false, ['activity']);
  await rest();
  assert.ok((run.objects[0]?.unchanged ?? 0) >= 100, 'the echo was read');
  assert.equal(await changes(), before);
  assert.deepEqual(await mine(), shown);
});

test('a contact made for a call is in the feed at once, and its echo writes nothing', async () => {
  for (const id of ids('stranger', 3))
    await send(id, {}, { email: 'stranger@fresh.example', last_name: 'Nuovissimo', phone: '347 555 0888' });
  await work();
  assert.deepEqual(await allAre('stranger', 'sent'), ['3 sent']);
  const shown = (await bench.feed('contact')).records.filter(
    ({ fields }) => fields.last_name === 'Nuovissimo',
  );
  assert.deepEqual(
    shown.map(({ fields }) => [fields.email, fields.phone_e164]),
    [['stranger@fresh.example', '+393475550888']],
  );
  const before = await changes();
  await bench.sync(false, ['contact']);
  await rest();
  assert.equal(await changes(), before);
});

test('one that the CRM refuses fails alone', async () => {
  await bench.service.sandbox.post('settings', { required_properties: { calls: ['hs_call_disposition'] } });
  for (const id of ids('mixed', 10)) await send(id, id === 'mixed_4' ? { outcome: undefined } : {});
  await work();
  assert.deepEqual(await allAre('mixed', 'sent', 'failed'), ['1 failed', '9 sent']);
  await rest();
  await bench.service.sandbox.post('settings', { required_properties: {} });
  const refused = await bench.receipt('mixed_4');
  assert.deepEqual([refused.state, refused.error?.field], ['failed', 'outcome']);
  assert.equal((await titles('mixed')).length, 9);
});

test('a batch whose answer was lost is looked for, and each is there exactly once', async () => {
  const all = await queue('lost', 20);
  await bench.service.sandbox.fault({
    kind: 'timeout_after_write',
    delay_ms: 50,
    match: { path_includes: '/calls/batch/upsert' },
  });
  await work();
  assert.deepEqual(await allAre('lost', 'sent', 'already_there'), ['20 already_there']);
  await rest();
  assert.deepEqual(await titles('lost'), [...all].sort());
});

test('a worker killed between a batch’s write and its settling leaves each call once', async () => {
  const all = await queue('killed', 20);
  await bench.service.sandbox.fault({
    kind: 'timeout_after_write',
    match: { path_includes: '/calls/batch/upsert' },
  });
  const killed = await startWorkerProcess(bench);
  await waitUntil(
    'the CRM was asked to write',
    async () => (await bench.service.sandbox.get<{ faults: unknown[] }>('faults')).faults.length === 0,
  );
  await killed.kill('SIGKILL');
  assert.deepEqual(await states('killed'), ['20 sending']);
  await bench.sql(`UPDATE crm_pushes SET lease_until = now() WHERE state = 'sending' RETURNING 1`);
  await work();
  assert.deepEqual(await allAre('killed', 'sent', 'already_there'), ['20 already_there']);
  await rest();
  assert.deepEqual(await titles('killed'), [...all].sort());
});

test('each record’s pushes go in their order while several workers send', async () => {
  const calls = ids('order', 6);
  for (const turn of ['one', 'two', 'three', 'four'])
    for (const id of calls) await send(id, { body: `${id} ${turn}` });
  await work();
  const second = await startWorker({ ...bench.service.running.services, workerId: 'second' });
  const third = await startWorker({ ...bench.service.running.services, workerId: 'third' });
  await allAre('order', 'sent');
  await Promise.all([rest(), second.stop(), third.stop()]);
  const bodies = (await bench.service.sandbox.requests('/calls/batch')).map(({ body }) =>
    JSON.stringify(body),
  );
  for (const id of calls) {
    const turns = bodies.flatMap((body) => new RegExp(`${id} (\\w+)</p>`).exec(body)?.[1] ?? []);
    assert.deepEqual(turns, ['one', 'two', 'three', 'four'], id);
  }
});

test('a value that spoils the work of a whole group fails alone', async () => {
  await queue('poison', 5);
  // As the oldest rows may be: kept before anybody checked them.
  await bench.sql(
    `UPDATE crm_pushes SET payload = jsonb_set(payload, '{call}', 'null') WHERE local_id = 'poison_2' RETURNING 1`,
  );
  await work();
  assert.deepEqual(await allAre('poison', 'sent', 'dead'), ['1 dead', '4 sent']);
  await rest();
  assert.equal((await titles('poison')).length, 4);
});
