import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { openToken } from '../../../service/oauth/channels/tokens.js';
import type { CrmRecord, ObjectName } from '../../../shared/records.js';
import { waitUntil } from '../../support/service.js';
import { openWorkbench, type Workbench } from '../workbench.js';

const EMAIL = 'giulia.ferri@prato.example';

interface Channel {
  id: string;
  object: ObjectName;
  channel_id: string;
  token: string;
}

/** Channels with their tokens as Zoho knows them. */
async function channelsOf(bench: Workbench): Promise<Channel[]> {
  const { vault } = bench.service.running.services;
  const rows = await bench.sql<Channel>(
    'SELECT id, objects[1] AS object, channel_id, token FROM crm_webhook_channels WHERE opened_at IS NOT NULL',
  );
  return rows.map((row) => ({ ...row, token: openToken(vault, row) }));
}

const whenOpen = (bench: Workbench) =>
  waitUntil('the channels are open', async () => {
    const channels = await channelsOf(bench);
    return channels.length === 4 && channels;
  });

/** A notification as Zoho posts it. */
function notification(
  channel: Pick<Channel, 'channel_id' | 'token'>,
  ids: string[],
  more: object = {},
): string {
  return JSON.stringify({
    ...{ server_time: Date.now(), query_params: {}, module: 'Contacts', ids, operation: 'update' },
    ...{ resource_uri: 'https://www.zohoapis.eu/crm/v8/Contacts', affected_fields: [] },
    ...{ channel_id: channel.channel_id, token: channel.token },
    ...more,
  });
}

function send({ service }: Workbench, body: string, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  return fetch(`${service.url}/crm/webhooks/zoho`, init);
}

describe('what Zoho tells', () => {
  let bench: Workbench;
  let runs: number;
  const countRuns = async () => (await bench.sql('SELECT 1 FROM crm_sync_runs')).length;
  const all = async (object: ObjectName = 'contact') => (await bench.feed(object)).records;
  const byId = async (remoteId: string) =>
    (await all()).filter(({ remote_id }) => remote_id === remoteId).at(-1);
  // While what is told of her is being written she is behind the end of the feed.
  const giulia = () =>
    waitUntil('Giulia is in the feed', async () =>
      (await all()).filter(({ fields }) => fields.email === EMAIL).at(-1),
    );
  /** Saves the page of a record, as a person does. */
  const type = async ({ remote_url }: CrmRecord, fields: Record<string, string>) => {
    const body = new URLSearchParams(fields);
    const answer = await fetch(remote_url ?? '', { method: 'POST', body, redirect: 'manual' });
    assert.equal(answer.status, 302, await answer.text());
  };
  const notifications = (settings: object) => bench.service.zoho.post('notifications', settings);
  const told = () =>
    bench.service.zoho.get<{ deliveries: { status: number }[]; under_way: number }>('notifications');
  const deliveries = async () => (await told()).deliveries;

  before(async () => {
    bench = await openWorkbench({ provider: 'zoho' });
    await bench.sync(true, ['company', 'contact', 'deal']);
    await whenOpen(bench);
    await bench.sql(`UPDATE crm_sync_schedules SET next_run_at = now() + interval '1 day' RETURNING 1`);
    runs = await countRuns();
  });
  afterEach(async () => {
    await notifications({ duplicate: false, out_of_order: false, bad_token: false, delay_ms: 20 });
    await waitUntil('all is told', async () => (await told()).under_way === 0);
    assert.equal(await countRuns(), runs, 'no poll had a part in it');
  });
  after(() => bench.service.close());

  test('is in the store without a poll when a person saves a page', async () => {
    await type(await giulia(), { Title: 'Direttrice' });
    await waitUntil('the title is there', async () => (await giulia()).fields.title === 'Direttrice');
  });

  test('is in the store without a poll: what is made, deleted and restored', async () => {
    const { ids } = await bench.service.zoho.post<{ ids: string[] }>('records', {
      ...{ object: 'Contacts', records: [{ properties: { Last_Name: 'Nuova' } }] },
    });
    const [id = ''] = ids;
    await waitUntil('it is there', async () => (await byId(id))?.fields.last_name === 'Nuova');
    const { local_id } = (await byId(id)) ?? {};
    await bench.service.zoho.post('records/archive', { object: 'Contacts', ids });
    await waitUntil('it is deleted', async () => (await byId(id))?.deleted === true);
    await bench.service.zoho.post('records/restore', { object: 'Contacts', ids });
    await waitUntil('it is back', async () => (await byId(id))?.deleted === false);
    assert.equal((await byId(id))?.local_id, local_id);
  });

  test('arrives whole though it is told twice, in disorder and in a storm, with a handful of requests', async () => {
    await notifications({ duplicate: true, out_of_order: true });
    const asked = (await bench.service.zoho.requests('/Contacts')).length;
    await notifications({ storm: { object: 'Contacts', times: 10 } });
    for (const Title of ['Uno', 'Due', 'Tre']) await type(await giulia(), { Title });
    await waitUntil('the last word is there', async () => (await giulia()).fields.title === 'Tre');
    const states = () =>
      bench.sql<{ state: string; count: number; errors: unknown }>(
        `SELECT state, count(*)::int AS count, array_agg(DISTINCT error) AS errors FROM crm_webhook_events GROUP BY state
         UNION ALL SELECT 'unread', count(*)::int, NULL FROM crm_webhook_deliveries WHERE state = 'received' HAVING count(*) > 0`,
      );
    // Ten saves of each of 100 contacts; those of one contact in the same millisecond are told as one.
    const areDone = async () => {
      const [only, ...others] = await states();
      return others.length === 0 && only?.state === 'done' && only.count > 500;
    };
    await waitUntil('every event is done', areDone).catch(async (error: unknown) => {
      throw new Error(JSON.stringify(await states()), { cause: error });
    });
    const requests = (await bench.service.zoho.requests('/Contacts')).length - asked;
    const [of] = await states();
    assert.ok(
      requests <= (of?.count ?? 0) / 10,
      `${requests} requests for ${of?.count} events of 101 contacts`,
    );
    assert.equal((await giulia()).fields.title, 'Tre');
  });

  test('is not believed when its token is forged: nothing changes, and nothing is kept', async () => {
    const kept = async () => (await bench.sql('SELECT 1 FROM crm_webhook_deliveries')).length;
    const before = await kept();
    await notifications({ bad_token: true });
    const made = (await deliveries()).length;
    await type(await giulia(), { Title: 'Falsa' });
    await waitUntil('it was delivered', async () => (await deliveries()).length > made);
    assert.equal((await deliveries()).at(-1)?.status, 401);
    const id = (await giulia()).remote_id ?? '';
    const channels = await channelsOf(bench);
    const [contact, deal] = (['contact', 'deal'] as const).map((object) =>
      channels.find((each) => each.object === object),
    );
    assert.ok(contact && deal);
    for (const [what, body] of [
      ['another token', notification({ ...contact, token: `${contact.token.slice(0, -1)}!` }, [id])],
      ['a longer token', notification({ ...contact, token: `${contact.token}x` }, [id])],
      ['the token of another channel', notification({ ...contact, token: deal.token }, [id])],
      ['no token', notification({ ...contact, token: '' }, [id])],
      ['the hash of the token', notification({ ...contact, token: contact.channel_id }, [id])],
      ['no JSON', 'token=x'],
    ] as const)
      assert.equal((await send(bench, body)).status, 401, what);
    assert.equal(await kept(), before);
    assert.notEqual((await giulia()).fields.title, 'Falsa');
    assert.equal((await send(bench, notification(contact, [id]))).status, 202);
    await waitUntil('the true one is believed', async () => (await giulia()).fields.title === 'Falsa');
  });

  test('is not believed once the account is disconnected', async () => {
    const [channel] = await channelsOf(bench);
    assert.ok(channel);
    await bench.service.api.delete(`/crm/connections/${bench.connection.id}?data=keep`, {
      key: bench.tenant.et,
      expect: 200,
    });
    assert.equal((await send(bench, notification(channel, ['1']))).status, 401);
  });
});

describe('an operator who names Zoho’s networks', () => {
  let bench: Workbench;
  before(async () => {
    bench = await openWorkbench({
      ...{ provider: 'zoho', seed: false },
      env: { CRM_ZOHO_WEBHOOK_IPS: '203.0.113.0/24' },
    });
  });
  after(() => bench.service.close());

  test('hears only what comes from there', async () => {
    const [channel] = await whenOpen(bench);
    assert.ok(channel);
    const body = notification(channel, ['1']);
    assert.equal((await send(bench, body)).status, 401);
    assert.equal((await send(bench, body, { 'x-forwarded-for': '198.51.100.1' })).status, 401);
    assert.equal((await send(bench, body, { 'x-forwarded-for': '203.0.113.5' })).status, 202);
  });
});
