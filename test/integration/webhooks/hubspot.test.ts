import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { waitUntil } from '../../support/service.js';
import { addWorkspace } from '../workbench.js';
import { hubspotEvent, openWebhookBench, sendSigned, type WebhookBench } from './webhook-bench.js';

describe('what HubSpot tells', () => {
  let bench: WebhookBench;
  let runs: number;
  const countRuns = async () => (await bench.sql('SELECT 1 FROM crm_sync_runs')).length;
  const record = async (remoteId: string, object: 'contact' | 'company' | 'deal' = 'contact') =>
    (await bench.feed(object)).records.filter(({ remote_id }) => remote_id === remoteId).at(-1);
  before(async () => {
    bench = await openWebhookBench();
    await bench.sync(true, ['company', 'contact', 'deal']);
    await bench.sql(`UPDATE crm_sync_schedules SET next_run_at = now() + interval '1 day' RETURNING 1`);
    runs = await countRuns();
  });
  after(() => bench.service.close());

  test('is in the store without a poll: records that are made, changed, deleted and restored', async () => {
    const id = await bench.change('contacts', { email: 'told@hook.example', firstname: 'Ada' });
    await waitUntil('it is there', async () => (await record(id))?.fields.first_name === 'Ada');
    await bench.change('contacts', { firstname: 'Grace' }, id);
    await waitUntil('it changed', async () => (await record(id))?.fields.first_name === 'Grace');
    const { local_id } = (await record(id)) ?? {};
    await bench.service.sandbox.post('records/archive', { object: 'contacts', ids: [id] });
    await waitUntil('it is deleted', async () => (await record(id))?.deleted === true);
    await bench.service.sandbox.post('records/restore', { object: 'contacts', ids: [id] });
    await waitUntil('it is back', async () => (await record(id))?.deleted === false);
    assert.equal((await record(id))?.local_id, local_id);
    assert.equal(await countRuns(), runs, 'no poll had a part in it');
    const events = await bench.worked(4);
    assert.deepEqual([...new Set(events.map(({ state }) => state))], ['done']);
  });

  test('is in the store without a poll: links and merges', async () => {
    const company = await bench.change('companies', { name: 'Hook S.p.A.' });
    const [one, other] = [
      await bench.change('contacts', { email: 'one@hook.example' }),
      await bench.change('contacts', { email: 'other@hook.example' }),
    ];
    await waitUntil('both are there', async () => (await record(one)) && (await record(other)));
    await bench.service.sandbox.post('records', {
      object: 'contacts',
      records: [{ id: one, properties: {}, associations: { companies: [company] } }],
    });
    await waitUntil('the link is there', async () => {
      const there = await record(company, 'company');
      return there !== undefined && (await record(one))?.fields.company_id === there.local_id;
    });
    await bench.service.sandbox.post('records/merge', { object: 'contacts', primary: one, merged: other });
    const survivor = (await record(one))?.local_id;
    await waitUntil('one leads to the other', async () => (await record(other))?.merged_into === survivor);
    assert.equal(await countRuns(), runs, 'no poll had a part in it');
  });

  test('is told twice and in disorder, and read once', async () => {
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.push(await bench.change('contacts', { email: `twice.${n}@hook.example` }));
    const before = (await bench.worked()).length;
    for (const id of ids) assert.ok(await record(id));
    await bench.service.sandbox.post('webhooks', { duplicate: true, out_of_order: true });
    const asked = (await bench.service.sandbox.requests('contacts/batch/read')).length;
    const bodies = async () =>
      (await bench.sql(`SELECT 1 FROM crm_webhook_deliveries WHERE state = 'read'`)).length;
    const read = await bodies();
    await bench.service.sandbox.post('webhooks/send', {
      events: ids.flatMap((id) => [hubspotEvent(id), hubspotEvent(id, { propertyName: 'city' })]),
    });
    const events = await bench.worked(before + 6);
    assert.equal(await bodies(), read + 2, 'both deliveries were read');
    assert.equal(events.length, before + 6, 'each event is kept once');
    const now = (await bench.service.sandbox.requests('contacts/batch/read')).length;
    assert.equal(now, asked + 1, 'six events of three records cost one request');
    await bench.service.sandbox.post('webhooks', { duplicate: false, out_of_order: false });
  });

  test('of objects that are none of ours is kept and ignored', async () => {
    const before = (await bench.worked()).length;
    const event = hubspotEvent('5', { subscriptionType: 'ticket.creation' });
    assert.equal((await sendSigned(bench.service, JSON.stringify([event]))).status, 202);
    const events = await bench.worked(before + 1);
    assert.deepEqual([events.at(-1)?.state, events.at(-1)?.reason], ['ignored', 'unknown_object']);
  });

  test('of a record that neither side has is done, and nothing is written', async () => {
    const before = (await bench.worked()).length;
    assert.equal((await sendSigned(bench.service, JSON.stringify([hubspotEvent('99')]))).status, 202);
    const events = await bench.worked(before + 1);
    assert.deepEqual([events.at(-1)?.state, await record('99')], ['done', undefined]);
  });

  test('may be no list of events: it is kept as failed, and what came with it goes on', async () => {
    await sendSigned(bench.service, '[not json');
    await waitUntil('it failed', async () => {
      const [row] = await bench.sql(`SELECT error FROM crm_webhook_deliveries WHERE state = 'failed'`);
      return row;
    });
  });
});

describe('an account that several workspaces have, or none', () => {
  let bench: WebhookBench;
  before(async () => {
    bench = await openWebhookBench({ seed: false });
  });
  after(() => bench.service.close());

  test('is told of to each of them', async () => {
    const other = await addWorkspace(bench, 'ws_2');
    const id = await bench.change('contacts', { email: 'both@hook.example' });
    const events = await bench.worked(2);
    assert.deepEqual(
      events.map(({ connection_id }) => connection_id).sort(),
      [bench.connection.id, other.connection.id].sort(),
    );
    for (const one of [bench, other]) {
      const { records } = await one.feed('contact');
      assert.deepEqual(
        records.map(({ remote_id }) => remote_id),
        [id],
      );
    }
  });

  test('is kept aside until somebody connects it', async () => {
    const portal = 146_700_002;
    const { ids } = await bench.service.sandbox.post<{ ids: string[] }>('records', {
      ...{ portal, object: 'contacts', records: [{ properties: { email: 'late@hook.example' } }] },
    });
    const [id] = ids as [string];
    const event = hubspotEvent(id, { portalId: portal });
    const before = (await bench.worked()).length;
    await sendSigned(bench.service, JSON.stringify([event, event]));
    const kept = await bench.worked(before + 1);
    assert.deepEqual(
      [kept.at(-1)?.state, kept.at(-1)?.reason, kept.at(-1)?.account_id],
      ['ignored', 'unknown_account', String(portal)],
    );
    const tenant = await bench.service.createTenant('ws_3', 'App of ws_3');
    const { id: connectionId } = await bench.service.connect(tenant.et, { portal });
    await waitUntil('it is applied', async () => {
      const rows = await bench.sql(
        `SELECT 1 FROM crm_records WHERE connection_id = $1 AND remote_id = $2`,
        ...[connectionId, id],
      );
      return rows.length === 1;
    });
    await sendSigned(bench.service, JSON.stringify([event]));
    const all = await bench.worked(before + 1);
    assert.equal(all.length, before + 1, 'told again it is the same event');
  });
});
