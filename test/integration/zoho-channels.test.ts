import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Connection } from '../../shared/connection.js';
import { waitUntil } from '../support/service.js';
import { openWorkbench, type Workbench } from './workbench.js';
import { killWorkers, startWorkerProcess } from './worker-process.js';

interface OpenChannel {
  id: string;
  expiresAt: number;
  notifyUrl: string;
  events: { module: string; operation: string }[];
}

const WATCH = '/actions/watch';
const OBJECTS = ['activity', 'company', 'contact', 'deal'];

after(killWorkers);

const openOf = async (bench: Workbench) =>
  (await bench.service.zoho.get<{ channels: OpenChannel[] }>('notifications')).channels;
const rowsOf = (bench: Workbench) =>
  bench.sql<{ object: string; channel_id: string; token: string; hash: string; connection_id: string }>(
    `SELECT objects[1] AS object, channel_id, token, encode(token_hash, 'hex') AS hash, connection_id
       FROM crm_webhook_channels ORDER BY object`,
  );
const asked = async (bench: Workbench, method: string) =>
  (await bench.service.zoho.requests(WATCH)).filter((each) => each.method === method);

async function shown(bench: Workbench): Promise<Connection['channels']> {
  const { key } = { key: bench.tenant.et };
  const { body } = await bench.service.api.get<{ data: Connection[] }>('/crm/connections', {
    key,
    expect: 200,
  });
  return body.data[0]?.channels ?? null;
}

/** Also waits until nobody is at them: who connects again has those renewed that are open. */
const whenState = (bench: Workbench, state: string) =>
  waitUntil(`the channels are ${state}`, async () => {
    const busy = await bench.sql(
      'SELECT 1 FROM crm_webhook_channels WHERE next_at <= now() OR lease_until >= now()',
    );
    const channels = await shown(bench);
    return busy.length === 0 && channels?.state === state && channels;
  });

async function disconnect(bench: Workbench): Promise<void> {
  const key = bench.tenant.et;
  const { body } = await bench.service.api.get<{ data: Connection[] }>('/crm/connections', {
    key,
    expect: 200,
  });
  await bench.service.api.delete(`/crm/connections/${body.data[0]?.id}?data=keep`, { key, expect: 200 });
}

const connect = (bench: Workbench) => bench.service.connect(bench.tenant.et, { provider: 'zoho' });

describe('channels of a connection', () => {
  let bench: Workbench;
  before(async () => {
    bench = await openWorkbench({ provider: 'zoho', seed: false });
  });
  afterEach(async () => {
    await bench.service.zoho.fault({ kind: 'clear' });
    await bench.service.zoho.post('notifications', {
      ...{ longest_life_ms: 7 * 86_400_000, default_life_ms: 3_600_000 },
    });
  });
  after(() => bench.service.close());

  test('connecting opens one for each object, with a token of its own, sealed', async () => {
    const channels = await whenState(bench, 'open');
    const days = (Date.parse(channels.expires_at ?? '') - Date.now()) / 86_400_000;
    assert.ok(days > 4.9 && days < 7, `${days} days`);
    assert.equal(channels.error, null);
    const rows = await rowsOf(bench);
    assert.deepEqual(
      rows.map(({ object }) => object),
      OBJECTS,
    );
    assert.equal(new Set(rows.map(({ hash }) => hash)).size, 4);
    assert.ok(rows.every(({ token }) => token.startsWith('v1.')));
    const open = await openOf(bench);
    assert.deepEqual(open.map(({ id }) => id).sort(), rows.map(({ channel_id }) => channel_id).sort());
    const { appBaseUrl } = bench.service.running.services.config;
    assert.ok(open.every(({ notifyUrl }) => notifyUrl === `${appBaseUrl}/crm/webhooks/zoho`));
  });

  test('channels that live shortly are renewed long before they lapse, under the same names', async () => {
    const before = await rowsOf(bench);
    await bench.service.zoho.post('notifications', { longest_life_ms: 0, default_life_ms: 60_000 });
    const renewed = () =>
      waitUntil('each waits for half of its minute', async () => {
        const waiting = await bench.sql<{ left: number }>(
          `SELECT extract(epoch FROM expires_at - next_at)::float AS left FROM crm_webhook_channels
            WHERE lease_until IS NULL AND next_at > now() AND expires_at < now() + interval '61 s'`,
        );
        return waiting.length === 4 && waiting;
      });
    await connect(bench);
    await renewed();
    const count = (await asked(bench, 'POST')).length;
    await bench.sql('UPDATE crm_webhook_channels SET next_at = now() RETURNING 1');
    for (const { left } of await renewed()) assert.ok(left > 15, `${left} s before it lapses`);
    assert.equal((await asked(bench, 'POST')).length, count + 4);
    assert.equal((await openOf(bench)).length, 4);
    assert.deepEqual(await rowsOf(bench), before);
  });

  test('disconnecting closes them, also when the access has lapsed meanwhile', async () => {
    await connect(bench);
    await whenState(bench, 'open');
    await bench.sql(`UPDATE crm_connections SET token_expires_at = now() - interval '1 minute' RETURNING 1`);
    await bench.service.zoho.fault({ kind: 'expire_access_tokens' });
    await disconnect(bench);
    assert.deepEqual(await openOf(bench), []);
    assert.deepEqual(await rowsOf(bench), []);
    assert.equal(await shown(bench), null);
  });

  test('those that could not be closed are closed when the account comes back', async () => {
    await connect(bench);
    await whenState(bench, 'open');
    const match = { method: 'DELETE', path_includes: WATCH };
    await bench.service.zoho.fault({ kind: 'server_error', times: null, match });
    await disconnect(bench);
    assert.equal((await openOf(bench)).length, 4);
    await bench.service.zoho.fault({ kind: 'clear' });
    await connect(bench);
    await whenState(bench, 'open');
    await waitUntil('only the new ones are open', async () => (await openOf(bench)).length === 4);
    const rows = await rowsOf(bench);
    const ids = (await openOf(bench)).map(({ id }) => id).sort();
    assert.deepEqual(ids, rows.map(({ channel_id }) => channel_id).sort());
  });

  test('another workspace’s channels to the same account stay', async () => {
    const tenant = await bench.service.createTenant('ws_other', 'Another app');
    const other = await bench.service.connect(tenant.et, { provider: 'zoho' });
    await waitUntil('both have theirs', async () => (await openOf(bench)).length === 8);
    await bench.service.api.delete(`/crm/connections/${other.id}?data=keep`, { key: tenant.et, expect: 200 });
    const ids = (await openOf(bench)).map(({ id }) => id).sort();
    assert.deepEqual(ids, (await rowsOf(bench)).map(({ channel_id }) => channel_id).sort());
    assert.equal(ids.length, 4);
  });

  test('an answer that is lost opens no second one', async () => {
    await disconnect(bench);
    const match = { method: 'POST', path_includes: WATCH };
    await bench.service.zoho.fault({ kind: 'reset', times: 2, match });
    await connect(bench);
    await waitUntil('two have failed', async () => {
      const [row] = await bench.sql<{ n: number }>(
        'SELECT count(*)::int AS n FROM crm_webhook_channels WHERE failures > 0',
      );
      return row?.n === 2;
    });
    const channels = await whenState(bench, 'partly_open');
    assert.ok(channels.error);
    // Half a minute later.
    await bench.sql('UPDATE crm_webhook_channels SET next_at = now() WHERE failures > 0 RETURNING 1');
    assert.equal((await whenState(bench, 'open')).error, null);
    assert.equal((await openOf(bench)).length, 4);
  });

  test('where the account does not allow them the connection says so, and polls', async () => {
    await disconnect(bench);
    await bench.service.zoho.fault({ kind: 'deny_scope', scope: 'ZohoCRM.notifications.ALL' });
    await connect(bench);
    const channels = await whenState(bench, 'closed');
    assert.equal(channels.error?.code, 'permission');
    assert.deepEqual(await openOf(bench), []);
    const [row] = await bench.sql<{ hours: number }>(
      'SELECT extract(epoch FROM min(next_at) - now())::int / 3600 AS hours FROM crm_webhook_channels',
    );
    assert.ok((row?.hours ?? 0) >= 5, 'it is not asked again and again');
    await bench.sync(true, ['contact']);
    await bench.service.zoho.post('records', {
      ...{ object: 'Contacts', records: [{ properties: { Last_Name: 'Polled' } }] },
    });
    await bench.sync(false, ['contact']);
    const { records } = await bench.feed('contact');
    assert.ok(records.some(({ fields }) => fields.last_name === 'Polled'));
  });
});

describe('a worker that is killed between opening a channel and keeping it', () => {
  let bench: Workbench;
  before(async () => {
    bench = await openWorkbench({ provider: 'zoho', role: 'api', seed: false });
  });
  after(() => bench.service.close());

  test('leaves nothing unknown: the next one has the same channels', async () => {
    const match = { method: 'POST', path_includes: WATCH };
    await bench.service.zoho.fault({ kind: 'timeout_after_write', delay_ms: 60_000, times: 4, match });
    const killed = await startWorkerProcess(bench);
    await waitUntil('all four stand at Zoho', async () => (await openOf(bench)).length === 4);
    await killed.kill('SIGKILL');
    const before = (await openOf(bench)).map(({ id }) => id).sort();
    assert.equal((await shown(bench))?.state, 'opening');
    await bench.service.zoho.fault({ kind: 'clear' });
    // Two minutes later.
    await bench.sql(`UPDATE crm_webhook_channels SET lease_until = now() - interval '1 s' RETURNING 1`);
    const next = await startWorkerProcess(bench);
    await whenState(bench, 'open');
    await next.kill('SIGTERM');
    assert.deepEqual((await openOf(bench)).map(({ id }) => id).sort(), before);
    assert.deepEqual((await rowsOf(bench)).map(({ channel_id }) => channel_id).sort(), before);
  });

  test('gives a connection of an earlier release its channels, and closes those that nobody knows', async () => {
    const before = (await openOf(bench)).map(({ id }) => id);
    await bench.sql('DELETE FROM crm_webhook_channels RETURNING 1');
    const worker = await startWorkerProcess(bench);
    await whenState(bench, 'open');
    await waitUntil('only the new ones are open', async () => {
      const open = await openOf(bench);
      return open.length === 4 && open.every(({ id }) => !before.includes(id));
    });
    await worker.kill('SIGTERM');
  });
});
