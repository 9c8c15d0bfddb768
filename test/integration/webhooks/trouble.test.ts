import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { ReceivedWebhook, ReplayWebhookResult } from '../../../shared/routes/webhook-events.js';
import { waitUntil } from '../../support/service.js';
import { eventsSooner } from './events-sooner.js';
import {
  hubspotEvent,
  type KeptEvent,
  openWebhookBench,
  sendSigned,
  type WebhookBench,
} from './webhook-bench.js';

let bench: WebhookBench;
before(async () => {
  bench = await openWebhookBench({ seed: false });
  // Each test sends its own.
  await bench.service.sandbox.post('webhooks', { target_url: null });
});
after(() => bench.service.close());
afterEach(async () => {
  await bench.service.sandbox.fault({ kind: 'clear' });
  await eventsSooner(bench.sql);
  await bench.worked();
  await bench.sql(`DELETE FROM crm_webhook_events RETURNING 1`);
});

const READ = { method: 'POST', path_includes: 'contacts/batch/read' };
const newContact = (email: string) => bench.change('contacts', { email });
const tell = async (...ids: string[]) => {
  const events = ids.map((id) => hubspotEvent(id));
  assert.equal((await sendSigned(bench.service, JSON.stringify(events))).status, 202);
};
const stored = async (id: string) =>
  (await bench.sql('SELECT 1 FROM crm_records WHERE remote_id = $1', id)).length === 1;
const event = (is: (event: KeptEvent) => boolean) =>
  waitUntil('the event stands so', async () => (await bench.events()).find(is));
const admin = { key: () => bench.service.adminKey };

test('events wait while their connection is paused, or a switch is thrown, and go on after', async () => {
  const id = await newContact('waits@hook.example');
  const { et } = bench.tenant;
  const pause = (paused: boolean) =>
    bench.service.api.patch(`/crm/connections/${bench.connection.id}`, {
      key: et,
      body: { paused },
      expect: 200,
    });
  const flip = (isOff: boolean) =>
    bench.service.api.post(`/crm/admin/pause-sync?provider=hubspot&pause=${isOff}`, {
      key: admin.key(),
      expect: 200,
    });
  for (const hold of [pause, flip]) {
    await hold(true);
    await tell(id);
    const waiting = await event(({ remote_id, state }) => remote_id === id && state === 'received');
    assert.equal(waiting.lease, '0', 'nobody has taken it');
    await hold(false);
    await event((one) => one.id === waiting.id && one.state === 'done');
  }
  assert.ok(await stored(id));
});

test('a CRM that asks to wait is waited for, and that is no failed try', async () => {
  const id = await newContact('limited@hook.example');
  await bench.service.sandbox.fault({ kind: 'rate_limit', match: READ, times: 8, retry_after_s: 30 });
  await tell(id);
  const waiting = await event(({ error }) => error?.code === 'crm_rate_limited');
  assert.deepEqual([waiting.state, waiting.tries], ['received', 0]);
  await bench.service.sandbox.fault({ kind: 'clear' });
  await eventsSooner(bench.sql);
  const done = await event(({ state }) => state === 'done');
  assert.deepEqual([done.tries, done.error], [0, null]);
  assert.ok(await stored(id));
});

test('events that fail five times have failed, are counted, listed, and done once somebody replays them', async () => {
  const id = await newContact('fails@hook.example');
  await bench.service.sandbox.fault({
    kind: 'server_error',
    status: 500,
    match: { path_includes: '/objects/' },
    times: 0,
  });
  await tell(id);
  const failed = await waitUntil(
    'it has failed',
    async () => {
      await eventsSooner(bench.sql);
      return (await bench.events()).find(({ state }) => state === 'failed');
    },
    60_000,
  );
  assert.deepEqual([failed.tries, failed.error?.code], [5, 'crm_unreachable']);
  await bench.service.sandbox.fault({ kind: 'clear' });
  const list = await bench.service.api.get<{ data: ReceivedWebhook[] }>(
    '/crm/admin/webhook-events?provider=hubspot&state=failed',
    { key: admin.key(), expect: 200 },
  );
  assert.deepEqual(
    list.body.data.map((one) => [one.id, one.workspace_id, one.account_id, one.error?.code]),
    [[failed.id, bench.tenant.workspaceId, '146700001', 'crm_unreachable']],
  );
  const replay = async () =>
    (
      await bench.service.api.post<ReplayWebhookResult>(
        `/crm/admin/replay-webhook?provider=hubspot&event_id=${failed.id}`,
        { key: admin.key(), expect: 202 },
      )
    ).body;
  assert.deepEqual(await replay(), { replayed: 1, waiting: 0, bodies: 0, left: 0 });
  await event(({ state }) => state === 'done');
  assert.ok(await stored(id));
  await replay();
  const [again] = await bench.worked(1);
  assert.equal(again?.state, 'done', 'a second time it changes nothing');
});

test('a range of events is replayed by provider, time and state, and bodies that could not be read are read again', async () => {
  const ids = [await newContact('one@range.example'), await newContact('two@range.example')];
  await tell(...ids);
  await bench.worked(2);
  await sendSigned(bench.service, '[no list');
  await waitUntil('it could not be read', async () => (await unread()).length === 1);
  const replay = async (query: string) =>
    (
      await bench.service.api.post<ReplayWebhookResult>(`/crm/admin/replay-webhook?${query}`, {
        key: admin.key(),
      })
    ).body;
  const since = encodeURIComponent(new Date(Date.now() - 3_600_000).toISOString());
  const nothing = { replayed: 0, waiting: 0, bodies: 0, left: 0 };
  assert.deepEqual(await replay(`provider=hubspot&to=${since}`), nothing);
  assert.deepEqual(await replay(`provider=hubspot&state=failed&from=${since}`), { ...nothing, bodies: 1 });
  await waitUntil('it was read again', async () => (await unread()).length === 1);
  assert.equal((await replay(`provider=hubspot&state=done&from=${since}`)).replayed, 2);
  await bench.worked(2);
  await bench.service.api.refused('POST', '/crm/admin/replay-webhook', 'bad_request', { key: admin.key() });
  await bench.service.api.refused(
    'POST',
    '/crm/admin/replay-webhook?event_id=987654321',
    'webhook_event_not_found',
    {
      key: admin.key(),
    },
  );
});

const unread = () => bench.sql(`SELECT 1 FROM crm_webhook_deliveries WHERE state = 'failed'`);

test('what is the fault of one record keeps nobody else waiting', async () => {
  const id = await newContact('good@hook.example');
  await bench.sql(
    `ALTER TABLE crm_records ADD CONSTRAINT no_evil CHECK (fields ->> 'email' <> 'evil@hook.example') NOT VALID`,
  );
  const evil = await newContact('evil@hook.example');
  await tell(evil, id);
  await event(({ remote_id, state }) => remote_id === id && state === 'done');
  // At least: it is tried again after a second or two.
  const kept = await event(({ remote_id, tries }) => remote_id === evil && tries > 0);
  assert.deepEqual([kept.state, kept.error?.code], ['received', 'internal']);
  await bench.sql('ALTER TABLE crm_records DROP CONSTRAINT no_evil');
  await eventsSooner(bench.sql);
  await event(({ remote_id, state }) => remote_id === evil && state === 'done');
});

test('many deletions at once wait for a person, as in a pull', async () => {
  const { sandbox } = bench.service;
  await sandbox.post('records', { generate: { contacts: 40 } });
  const ids = (await sandbox.records('contacts')).map(({ id }) => id);
  await tell(...ids);
  await bench.worked(ids.length);
  const gone = ids.slice(0, 30);
  await sandbox.post('records/archive', { object: 'contacts', ids: gone });
  const events = gone.map((id) =>
    hubspotEvent(id, { subscriptionType: 'contact.deletion', propertyName: undefined }),
  );
  await sendSigned(bench.service, JSON.stringify(events));
  await bench.worked(ids.length + gone.length);
  const held = await bench.sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM crm_gone_records WHERE state = 'held'`,
  );
  assert.equal(held[0]?.n, gone.length);
  assert.deepEqual(await bench.sql('SELECT 1 FROM crm_records WHERE deleted_at IS NOT NULL'), []);
});
