import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ObjectName } from '../../shared/records.js';
import { waitUntil } from '../support/service.js';
import { settledSooner } from './settled-sooner.js';
import { aCall, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench({ provider: 'zoho' });
});
after(() => bench.service.close());

const GIULIA = { email: 'giulia.ferri@prato.example' };
const MODULES = { contact: 'Contacts', company: 'Accounts', deal: 'Deals' } as const;
const calls = async (subject: string) =>
  (await bench.service.zoho.records('Calls')).filter(({ properties }) => properties.Subject === subject);
const push = (callId: string, more: Record<string, unknown> = {}) =>
  bench.push(callId, { call: aCall({ subject: callId, ...more }), contact: GIULIA });
const idsOf = async (object: ObjectName) =>
  (await bench.feed(object)).records.map(({ remote_id }) => remote_id).sort();

test('connecting finds the account in its own data centre', async () => {
  const { account, missing_scopes, status } = bench.connection;
  assert.deepEqual([status, missing_scopes], ['active', []]);
  assert.match(account.id, /^eu-\d+$/);
  const [row] = await bench.sql<{ metadata: Record<string, string> }>('SELECT metadata FROM crm_connections');
  assert.match(row?.metadata.accounts_server ?? '', /\/zoho\/accounts\/eu$/);
  assert.match(row?.metadata.api_domain ?? '', /\/zoho\/api\/eu$/);
});

test('a copy brings every record with its links', async () => {
  assert.equal((await bench.sync(true)).state, 'succeeded');
  for (const object of ['contact', 'company', 'deal'] as const) {
    const theirs = (await bench.service.zoho.records(MODULES[object])).map(({ id }) => id).sort();
    assert.ok(theirs.length > 0);
    assert.deepEqual(await idsOf(object), theirs);
  }
  const { records } = await bench.feed('contact');
  const giulia = records.find(({ fields }) => fields.email === GIULIA.email);
  assert.ok(giulia?.fields.company_id);
  assert.match(giulia.remote_url ?? '', /\/tab\/Contacts\/\d+$/);
});

test('a call is in Zoho once, on its contact and deal, and is changed when it is pushed again', async () => {
  await push('zoho_call');
  const receipt = await bench.settled('zoho_call');
  assert.deepEqual([receipt.state, receipt.contact_name], ['sent', 'Giulia Ferri']);
  const { contact, deal } = receipt.associations;
  assert.ok(contact && deal);
  const [call, ...others] = await calls('zoho_call');
  assert.deepEqual(others, []);
  assert.deepEqual(call?.associations, { Contacts: [contact], Deals: [deal] });
  assert.equal(call?.properties.Call_Duration, '06:12');
  await push('zoho_call', { body: 'Wants two offers' });
  await bench.settled('zoho_call');
  const [changed, ...more] = await calls('zoho_call');
  assert.deepEqual([changed?.id, more.length], [call?.id, 0]);
  assert.match(changed?.properties.Description ?? '', /two offers/);
});

test('a call whose answer was lost is found and not made again', async () => {
  await bench.service.zoho.fault({
    kind: 'timeout_after_write',
    delay_ms: 0,
    match: { method: 'POST', path_includes: '/crm/v8/Calls' },
  });
  await push('zoho_lost');
  const receipt = await settledSooner(bench, 'zoho_lost');
  assert.equal(receipt.state, 'already_there');
  assert.equal((await calls('zoho_lost')).length, 1);
});

test('the echo of our own calls changes nothing, and a change in Zoho comes with the next poll', async () => {
  await bench.sync(false);
  const { records, cursor } = await bench.feed('activity');
  assert.deepEqual(records.map(({ local_id }) => local_id).sort(), ['zoho_call', 'zoho_lost']);
  assert.ok(records.every(({ fields }) => fields.contact_id && fields.deal_id && fields.company_id));
  await bench.sync(false);
  assert.deepEqual((await bench.feed('activity', cursor)).records, []);
  const before = (await bench.feed('contact')).cursor;
  const [contact] = await bench.service.zoho.records('Contacts');
  await bench.service.zoho.post('records', {
    object: 'Contacts',
    records: [{ id: contact?.id, properties: { Title: 'Chief of tests' } }],
  });
  await bench.sync(false);
  const changed = (await bench.feed('contact', before)).records;
  assert.deepEqual(
    changed.map(({ remote_id, fields }) => [remote_id, fields.title]),
    [[contact?.id, 'Chief of tests']],
  );
});

test('a record the host makes is made once, with its stage and amount', async () => {
  const { records } = await bench.feed('deal');
  const known = records.find(({ fields }) => fields.stage && fields.pipeline)?.fields;
  const fields = {
    title: 'Made by the host',
    amount_cents: 123_450,
    stage: known?.stage,
    pipeline: known?.pipeline,
    close_date: '2027-03-31',
  };
  const path = '/crm/records/deal/host_deal';
  await bench.service.api.put(path, { key: bench.tenant.sk, body: { workspace_id: 'ws_1', fields } });
  const made = await waitUntil('the deal is in Zoho', async () => {
    const deals = await bench.service.zoho.records('Deals');
    return deals.filter(({ properties }) => properties.Deal_Name === 'Made by the host').at(0);
  });
  assert.equal(Number(made.properties.Amount), 1234.5);
  assert.equal(made.properties.Stage, known?.stage);
});
