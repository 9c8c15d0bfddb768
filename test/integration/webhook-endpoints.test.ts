import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { expireDeliveries } from '../../service/events/webhooks/settle-delivery.js';
import { LONGEST_HELD_BACK_MS } from '../support/committed.js';
import { waitUntil } from '../support/service.js';
import { answerStatus, bearsSignatureOf, isSigned, neverAnswer } from '../support/webhook-receiver.js';
import { type Hook, openHooks } from './webhook-endpoints.js';
import { openWorkbench, type Workbench } from './workbench.js';

const HOUR = 3_600_000;

let bench: Workbench;
const hooks = openHooks(() => bench);
const { add, happen } = hooks;
before(async () => {
  bench = await openWorkbench({ seed: false });
});
afterEach(() => hooks.clear());
after(() => bench.service.close());

const got = (hook: Hook, count: number) =>
  waitUntil(`${count} came in`, () => hook.received.length >= count && hook.received, LONGEST_HELD_BACK_MS);
const advanceTo = (time: string | null) => {
  const ms = new Date(time ?? 0).getTime() - bench.service.clock.now().getTime();
  if (ms >= 0) bench.service.clock.advance(ms + 1);
};
const metric = async (name: string) => {
  const { text } = await bench.service.api.get('/crm/metrics');
  return Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
};

test('an endpoint is sent what happens from then on: signed, once, and told in its log', async () => {
  await happen('before it was there');
  const hook = await add();
  const { api } = bench.service;
  const path = `/crm/connections/${bench.connection.id}`;
  await api.patch(path, { key: bench.tenant.et, body: { paused: true }, expect: 200 });
  await api.patch(path, { key: bench.tenant.et, body: { paused: false }, expect: 200 });
  await got(hook, 2);
  // Two that happen one right after the other may be under way together and come in either order.
  const received = hook.received.find(({ event }) => event.type === 'connection.paused');
  assert.ok(received);
  assert.ok(isSigned(hook.secret, received));
  assert.equal(received.id, received.event.id);
  assert.deepEqual(received.event, {
    ...{ id: received.id, type: 'connection.paused', occurred_at: received.event.occurred_at },
    ...{ app_id: bench.tenant.appId, workspace_id: 'ws_1', provider: 'hubspot' },
    ...{ connection_id: bench.connection.id, data: { reason: 'paused_by_person' } },
  });
  assert.deepEqual(hook.reasons().sort(), ['paused_by_person', 'resumed_by_person']);
  const delivery = await waitUntil('it is settled', async () => {
    const all = await hook.deliveries('state=delivered');
    return all.length === 2 && all.at(-1);
  });
  const shown = await hook.delivery(delivery.id);
  assert.deepEqual(shown.event, received.event);
  assert.deepEqual(
    shown.tried.map(({ status, error }) => [status, error]),
    [[204, null]],
  );
  assert.ok(!JSON.stringify(await hook.endpoint()).includes('whsec_'));
});

test('an endpoint is sent the types and the workspace it names, and nothing of another app', async () => {
  const all = await add();
  const typed = await add({ body: { event_types: ['connection.resumed', 'connection.paused'] } });
  const other = await add({ body: { event_types: ['run.finished'] } });
  const elsewhere = await add({ body: { workspace_id: 'ws_elsewhere' } });
  const here = await add({ body: { workspace_id: 'ws_1' } });
  const stranger = await bench.service.createTenant('ws_1', 'Another app');
  const registered = await bench.service.api.post<{ id: string }>('/crm/webhook-endpoints', {
    key: stranger.sk,
    body: { url: other.url },
    expect: 201,
  });
  await happen('one');
  for (const hook of [all, typed, here]) await got(hook, 1);
  await other.patch({ event_types: null });
  await happen('two');
  for (const hook of [all, typed, here]) await got(hook, 2);
  await got(other, 1);
  assert.deepEqual(other.reasons(), ['two']);
  assert.deepEqual(elsewhere.received, []);
  await bench.service.api.refused('GET', `/crm/webhook-endpoints/${all.id}`, 'webhook_endpoint_not_found', {
    key: stranger.sk,
  });
  const path = `/crm/webhook-endpoints/${registered.body.id}/deliveries`;
  const { body } = await bench.service.api.get<{ data: unknown[] }>(path, { key: stranger.sk, expect: 200 });
  assert.deepEqual(body.data, []);
});

test('while a secret is replaced each delivery bears both signatures, and then only the new one', async () => {
  const hook = await add();
  const { secret } = await hook.post<{ secret: string }>('/rotate-secret', { overlap_s: 3_600 }, 200);
  assert.notEqual(secret, hook.secret);
  await happen('during');
  const [during] = await got(hook, 1);
  assert.ok(during && isSigned(hook.secret, during) && isSigned(secret, during));
  bench.service.clock.advance(HOUR + 1);
  await happen('afterwards');
  const afterwards = (await got(hook, 2))[1];
  assert.ok(afterwards && !bearsSignatureOf(hook.secret, afterwards) && bearsSignatureOf(secret, afterwards));
  const third = await hook.post<{ secret: string }>('/rotate-secret', { overlap_s: 0 }, 200);
  await happen('at once');
  const atOnce = (await got(hook, 3))[2];
  assert.ok(atOnce && !bearsSignatureOf(secret, atOnce) && bearsSignatureOf(third.secret, atOnce));
});

test('what fails is tried again under the same id and a new time', async () => {
  const busy = answerStatus(503, {}, 'busy');
  const hook = await add({
    answer: (...asked) => (hook.received.length === 1 ? busy : answerStatus(200))(...asked),
  });
  await happen('stubborn');
  const first = await waitUntil('it was tried', async () => {
    const [delivery] = await hook.deliveries();
    return delivery?.last_attempt && delivery;
  });
  advanceTo(first.next_try_at);
  await got(hook, 2);
  const [one, two] = hook.received;
  assert.equal(one?.id, two?.id);
  assert.equal(one?.body, two?.body);
  assert.notEqual(one?.headers['webhook-timestamp'], two?.headers['webhook-timestamp']);
  const done = await waitUntil('it is delivered', async () => (await hook.deliveries('state=delivered'))[0]);
  assert.deepEqual([done.id, done.attempts], [first.id, 2]);
  const shown = await hook.delivery(done.id);
  assert.deepEqual(
    shown.tried.map(({ status, answer }) => [status, answer]),
    [
      [200, null],
      [503, 'busy'],
    ],
  );
});

test('an endpoint that fails again and again rests, is tried with one delivery, and catches up once it heals', async () => {
  const hook = await add({ answer: answerStatus(500) });
  const reasons = Array.from({ length: 12 }, (_, n) => `r${n}`);
  await happen(...reasons);
  const resting = await waitUntil('it rests', async () => {
    const endpoint = await hook.endpoint();
    return endpoint.state === 'resting' && endpoint;
  });
  await hook.idle();
  const seen = hook.received.length;
  assert.ok(seen >= 5 && seen <= 8, `${seen} tries before it rests`);
  assert.equal(await metric('crm_webhook_endpoints{state="resting"}'), 1);
  advanceTo(resting.next_try_at);
  await got(hook, seen + 1);
  const longer = await waitUntil('it rests longer', async () => {
    const endpoint = await hook.endpoint();
    return endpoint.next_try_at !== resting.next_try_at && endpoint;
  });
  assert.equal(hook.received.length, seen + 1, 'one delivery probes');
  hook.answer = answerStatus(204);
  advanceTo(longer.next_try_at);
  await waitUntil('all has arrived', async () => {
    bench.service.clock.advance(60_000);
    return (await hook.deliveries('state=delivered')).length === reasons.length;
  });
  const { state, failing_since } = await hook.endpoint();
  assert.deepEqual([state, failing_since], ['enabled', null]);
});

test('what cannot be delivered in a day is a dead letter, and can be sent again by itself or by its time', async () => {
  const hook = await add({ answer: answerStatus(500) });
  const begun = bench.service.clock.now();
  await happen('lost');
  await waitUntil(
    'it is given up',
    async () => {
      const [delivery] = await hook.deliveries();
      // While a try is under way these are past.
      advanceTo(delivery?.next_try_at ?? null);
      advanceTo((await hook.endpoint()).next_try_at);
      return delivery?.state === 'dead';
    },
    LONGEST_HELD_BACK_MS,
  );
  assert.equal(hook.received.length, 9);
  assert.ok(bench.service.clock.now().getTime() - begun.getTime() < 25 * HOUR);
  assert.equal(await metric('dlq_size{provider="webhook_endpoints"}'), 1);
  const [dead] = await hook.deliveries('state=dead');
  assert.ok(dead);
  hook.answer = answerStatus(204);
  advanceTo((await hook.endpoint()).next_try_at);
  const again = await hook.post<{ state: string; attempts: number }>(`/deliveries/${dead.id}/resend`);
  assert.deepEqual([again.state, again.attempts], ['waiting', 0]);
  await waitUntil('it arrived', async () => (await hook.deliveries('state=delivered')).length === 1);
  assert.equal(new Set(hook.received.map(({ id }) => id)).size, 1);
  await happen('late');
  await waitUntil('that too', async () => (await hook.deliveries('state=delivered')).length === 2);
  await bench.sql(
    `UPDATE crm_event_deliveries SET state = 'dead' WHERE endpoint_id = $1 RETURNING 1`,
    hook.id,
  );
  const range = { since: new Date(Date.now() - HOUR).toISOString() };
  assert.deepEqual(await hook.post('/resend', { ...range, until: range.since }), {
    resent: 0,
    has_more: false,
  });
  assert.deepEqual(await hook.post('/resend', range), { resent: 2, has_more: false });
  await got(hook, 13);
});

test('what an endpoint that rests does not take within a day is given up too', async () => {
  const hook = await add({ answer: answerStatus(500) });
  await happen('a', 'b', 'c', 'd', 'e', 'f', 'g');
  await waitUntil('it rests', async () => (await hook.endpoint()).state === 'resting');
  bench.service.clock.advance(25 * HOUR);
  await waitUntil('all is given up', async () => {
    await expireDeliveries(bench.service.running.services);
    return (await hook.deliveries('state=dead')).length === 7;
  });
});

test('an endpoint that is gone, or takes nothing for days, is disabled, which the others are told', async () => {
  const listener = await add({ body: { event_types: ['alert.raised'] } });
  const gone = await add({ answer: answerStatus(410), body: { event_types: ['connection.paused'] } });
  const failing = await add({ answer: answerStatus(500), body: { event_types: ['connection.paused'] } });
  await happen('one', 'two', 'three', 'four', 'five');
  await waitUntil('one is disabled', async () => (await gone.endpoint()).disabled_reason === 'gone');
  await got(listener, 1);
  await listener.idle();
  await waitUntil('the other rests', async () => (await failing.endpoint()).state === 'resting');
  bench.service.clock.advance(73 * HOUR);
  // What waits may be given up by now before it is tried once more.
  await happen('six');
  await waitUntil('it is disabled', async () => (await failing.endpoint()).disabled_reason === 'failing');
  const alerts = (await got(listener, 2)).map(({ event }) => event.data);
  assert.deepEqual(alerts, [
    { code: 'webhook_endpoint_disabled', endpoint_id: gone.id, reason: 'gone' },
    { code: 'webhook_endpoint_disabled', endpoint_id: failing.id, reason: 'failing' },
  ]);
  await gone.post('/resend', { since: new Date().toISOString() }, 409);
});

test('an address that says it is gone when the endpoint has another one already disables nothing', async () => {
  const held: ServerResponse[] = [];
  const hook = await add({ answer: (response) => void held.push(response) });
  await happen('to the old address');
  await got(hook, 1);
  const { url } = await add();
  await hook.patch({ url });
  held[0]?.writeHead(410).end();
  await hook.idle();
  const [delivery] = await hook.deliveries();
  assert.deepEqual([delivery?.state, delivery?.last_attempt?.status], ['waiting', 410]);
  const { state, failing_since } = await hook.endpoint();
  assert.deepEqual([state, failing_since], ['enabled', null]);
});

test('a disabled endpoint is sent nothing, goes on when it is enabled, and can be sent what it missed', async () => {
  const since = new Date().toISOString();
  const hook = await add({ answer: answerStatus(500) });
  const witness = await add();
  await happen('waiting');
  await got(hook, 1);
  await hook.patch({ enabled: false });
  await hook.idle();
  const tried = hook.received.length;
  bench.service.clock.advance(HOUR);
  await happen('missed one', 'missed two');
  await got(witness, 3);
  assert.equal(hook.received.length, tried, 'what was due by then waits');
  hook.answer = answerStatus(204);
  const enabled = await hook.patch({ enabled: true });
  assert.deepEqual([enabled.state, enabled.disabled_reason], ['enabled', null]);
  await happen('afterwards');
  await waitUntil('it goes on', async () => (await hook.deliveries('state=delivered')).length === 2);
  assert.deepEqual(hook.reasons().slice(tried).sort(), ['afterwards', 'waiting']);
  const missed = { since, which: 'missed' };
  assert.deepEqual(await hook.post('/resend', missed), { resent: 2, has_more: false });
  await got(hook, tried + 4);
  assert.deepEqual(
    hook
      .reasons()
      .slice(tried + 2)
      .sort(),
    ['missed one', 'missed two'],
  );
  assert.deepEqual(await hook.post('/resend', missed), { resent: 0, has_more: false });
});

test('an endpoint that never answers keeps nobody else waiting, and is asked a few times at once at most', async () => {
  const slow = await add({ answer: neverAnswer });
  const quick = await add();
  const reasons = Array.from({ length: 20 }, (_, n) => `q${n}`);
  await happen(...reasons);
  await got(quick, reasons.length);
  assert.deepEqual([...quick.reasons()].sort(), [...reasons].sort());
  await got(slow, 4);
  await quick.idle();
  assert.equal(slow.mostOpen(), 4);
});

test('a test is sent at once, and answers with what came back', async () => {
  const hook = await add({ answer: answerStatus(418, {}, 'a teapot') });
  const said = await hook.post<Record<string, unknown>>('/test', {}, 200);
  assert.deepEqual(
    [said['delivered'], said['status'], said['error'], said['answer']],
    [false, 418, 'status', 'a teapot'],
  );
  const [received] = hook.received;
  assert.ok(received && bearsSignatureOf(hook.secret, received));
  assert.deepEqual([received.event.type, received.event.data], ['webhook.test', { endpoint_id: hook.id }]);
  hook.answer = answerStatus(200);
  assert.equal((await hook.post<{ delivered: boolean }>('/test', {}, 200)).delivered, true);
  assert.deepEqual(await hook.deliveries(), []);
});
