import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { type Json, until, ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
let server: Server;
let received: Json[] = [];
let hook: string;
before(async () => {
  bench = await ZohoBench.connected();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/abc?tenant=7`;
});
afterEach(async () => {
  await bench.control('POST', 'notifications', {
    ...{ expire: true, duplicate: false, drop: false, out_of_order: false, bad_token: false },
    ...{ longest_life_ms: 7 * 86_400_000, default_life_ms: 3_600_000, delay_ms: 100 },
  });
  received = [];
});
after(async () => {
  await bench.close();
  server.closeAllConnections();
  server.close();
});

function channel(more: Json = {}): Json {
  return {
    channel_id: '1000000068001',
    events: ['Contacts.all'],
    token: 'secret-1',
    notify_url: hook,
    ...more,
  };
}

async function watch(more: Json = {}, method = 'POST'): Promise<Json> {
  const { body } = await bench.api(method, 'actions/watch', { watch: [channel(more)] });
  return body.watch[0];
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z/, '+00:00');
}

test('a channel is told of what is written, with its token and the parameters of its address', async () => {
  const made = await watch({ return_affected_field_values: true, channel_expiry: inDays(6) });
  assert.deepEqual([made.code, made.details.events[0].resource_name], ['SUCCESS', 'Contacts']);
  const { details } = await bench.row('POST', 'Contacts', { Last_Name: 'Avviso', Phone: '045 1' });
  await until(() => received.length === 1, 'the notification arrives');
  const { server_time, affected_values, affected_fields, ...rest } = received[0];
  assert.ok(Math.abs(server_time - Date.now()) < 60_000);
  assert.deepEqual(rest, {
    query_params: { tenant: '7' },
    module: 'Contacts',
    resource_uri: `${bench.apiDomain}/crm/v8/Contacts`,
    ids: [details.id],
    operation: 'insert',
    channel_id: '1000000068001',
    token: 'secret-1',
  });
  assert.deepEqual(affected_fields, [{ [details.id]: ['Last_Name', 'Phone'] }]);
  assert.equal(affected_values[0].values.Phone, '045 1');
});

test('changes close together come as one, and what nobody asked for does not come', async () => {
  await watch({ events: ['Contacts.edit', 'Tasks.create'] });
  const ids = [
    await bench.contactId('sara.deluca@hotelriviera.example'),
    await bench.contactId('luca@moretti-figli.example'),
  ];
  await bench.row('POST', 'Contacts', { Last_Name: 'Muto' });
  await bench.api('PUT', 'Contacts', { data: ids.map((id) => ({ id, Title: 'Nuovo' })) });
  await bench.row('POST', 'Tasks', { Subject: 'T' });
  await until(() => received.length === 2, 'both notifications arrive');
  assert.deepEqual(received.map((each) => `${each.module}.${each.operation}`).sort(), [
    'Contacts.update',
    'Tasks.insert',
  ]);
  assert.deepEqual(received.find((each) => each.module === 'Contacts').ids, ids);
});

test('an account’s change notifies its contacts unless the channel declines', async () => {
  const giulia = await bench.contactId('giulia.ferri@prato.example');
  const [record] = (await bench.api('GET', `Contacts/${giulia}`)).body.data;
  const touch = () => bench.row('PUT', `Accounts/${record.Account_Name.id}`, { Phone: '0574 1' });
  await watch({ notify_on_related_action: false });
  await touch();
  await watch();
  await touch();
  await until(() => received.length === 1, 'only the second is told');
  assert.ok(received[0].ids.includes(giulia));
});

test('a condition lets only edits of its fields through', async () => {
  const selection = { module: { api_name: 'Deals' }, field_selection: { field: { api_name: 'Stage' } } };
  await watch({
    events: ['Deals.edit'],
    notification_condition: [{ type: 'field_selection', ...selection }],
  });
  const { body } = await bench.api('GET', 'Deals?fields=Pipeline&per_page=200&sort_by=id&sort_order=asc');
  const id = body.data[0].id;
  await bench.row('PUT', `Deals/${id}`, { Next_Step: 'x' });
  await bench.row('PUT', `Deals/${id}`, { Stage: 'Closed Won' });
  await until(() => received.length === 1, 'the stage is told');
  assert.ok(received[0].affected_fields[0][id].includes('Stage'));
});

test('an expiry that is missing, past or beyond a week falls back to an hour', async () => {
  for (const channel_expiry of [undefined, inDays(-1), inDays(8)]) {
    const made = await watch({ channel_expiry });
    const leftMs = Date.parse(made.details.events[0].channel_expiry) - Date.now();
    assert.ok(leftMs > 3_500_000 && leftMs <= 3_600_000, String(channel_expiry));
  }
  const renewed = await watch({ channel_expiry: inDays(6) }, 'PUT');
  assert.ok(Date.parse(renewed.details.events[0].channel_expiry) > Date.now() + 5 * 86_400_000);
});

test('a channel that is over tells nothing and is not there', async () => {
  await watch();
  await bench.control('POST', 'notifications', { expire: true });
  assert.equal((await bench.api('GET', 'actions/watch?channel_id=1000000068001')).status, 204);
  await bench.row('POST', 'Contacts', { Last_Name: 'Dopo' });
  await watch();
  await bench.row('POST', 'Contacts', { Last_Name: 'Ancora' });
  await until(() => received.length === 1, 'only the second is told');
  assert.equal(received[0].ids.length, 1);
});

test('parts of a channel change, events go, and a channel ends', async () => {
  await watch({ events: ['Contacts.all', 'Deals.all'] });
  const patched = await bench.api('PATCH', 'actions/watch', {
    watch: [{ channel_id: '1000000068001', token: 'secret-2' }],
  });
  assert.equal(patched.body.watch[0].code, 'SUCCESS');
  const without = { channel_id: '1000000068001', events: ['Deals.all'], _delete_events: true };
  await bench.api('PATCH', 'actions/watch', { watch: [without] });
  const { body } = await bench.api('GET', 'actions/watch?channel_id=1000000068001');
  assert.deepEqual(
    body.watch.map((each: Json) => [each.resource_name, each.token]),
    [['Contacts', 'secret-2']],
  );
  const removed = await bench.api('DELETE', 'actions/watch?channel_ids=1000000068001,5');
  assert.deepEqual(
    removed.body.watch.map((each: Json) => each.code),
    ['SUCCESS', 'NOT_SUBSCRIBED'],
  );
});

test('a channel that is wrong is refused by its field', async () => {
  for (const [more, name] of [
    [{ channel_id: 'abc' }, 'channel_id'],
    [{ events: ['Contacts.wings'] }, 'events[0]'],
    [{ token: 'x'.repeat(51) }, 'token'],
    [{ notify_url: 'https://elsewhere.example/x' }, 'notify_url'],
  ] as const) {
    const refused = await watch(more);
    assert.deepEqual([refused.code, refused.details.api_name], ['INVALID_DATA', name]);
  }
});

test('the control door duplicates and drops notifications', async () => {
  await watch();
  await bench.control('POST', 'notifications', { duplicate: true });
  await bench.row('POST', 'Contacts', { Last_Name: 'Doppio' });
  await until(() => received.length === 2, 'it comes twice');
  assert.deepEqual(received[0], received[1]);
  await bench.control('POST', 'notifications', { duplicate: false, drop: true });
  await bench.control('POST', 'notifications', { storm: { object: 'Contacts' } });
  await bench.control('POST', 'notifications', { drop: false });
  const { details } = await bench.row('POST', 'Contacts', { Last_Name: 'Ancora' });
  await until(() => received.length > 2, 'the next one comes');
  assert.deepEqual(
    received.slice(2).map(({ operation, ids }) => [operation, ids]),
    [['insert', [details.id]]],
  );
});

test('the control door alters tokens, changes the order, and raises storms', async () => {
  await watch({ events: ['Contacts.all', 'Tasks.all'] });
  await bench.control('POST', 'notifications', { bad_token: true });
  await bench.row('POST', 'Contacts', { Last_Name: 'Falso' });
  await until(() => received.length === 1, 'it comes');
  assert.notEqual(received[0].token, 'secret-1');
  await bench.control('POST', 'notifications', {
    ...{ bad_token: false, out_of_order: true },
    // The first waits three times as long for the second.
    delay_ms: 400,
  });
  await bench.row('POST', 'Contacts', { Last_Name: 'Primo' });
  await bench.row('POST', 'Tasks', { Subject: 'Secondo' });
  await until(() => received.length === 3, 'both come');
  assert.deepEqual(
    received.slice(1).map((each) => each.module),
    ['Tasks', 'Contacts'],
  );
  await bench.control('POST', 'notifications', { out_of_order: false });
  const storm = { object: 'Tasks', times: 5 };
  await bench.control('POST', 'notifications', { storm });
  await until(() => received.length === 8, 'five come at once');
  assert.ok(received.at(-1)?.ids.length > 0);
});

test('what leaves the recycle bin and what a merge moves is told', async () => {
  const { details } = await bench.row('POST', 'Contacts', { Last_Name: 'Doppione' });
  const { details: kept } = await bench.row('POST', 'Contacts', { Last_Name: 'Resta' });
  const call = {
    ...{ Subject: 'C', Call_Type: 'Inbound', Call_Start_Time: '2026-11-22T10:00:00+00:00' },
    ...{ Call_Duration: '01:00', Who_Id: { id: details.id } },
  };
  const { details: made } = await bench.row('POST', 'Calls', call);
  await watch({ events: ['Contacts.all', 'Calls.all'] });
  const merge = { object: 'Contacts', primary: kept.id, merged: details.id };
  await bench.control('POST', 'records/merge', merge);
  await until(() => received.length === 3, 'the loser, the survivor and the call');
  assert.deepEqual(received.map((each) => `${each.operation} ${each.ids}`).sort(), [
    `delete ${details.id}`,
    ...[`update ${made.id}`, `update ${kept.id}`].sort(),
  ]);
  received = [];
  await bench.control('POST', 'records/archive', { object: 'Contacts', ids: [kept.id] });
  await bench.control('POST', 'records/restore', { object: 'Contacts', ids: [kept.id] });
  await until(() => received.length === 2, 'gone and back');
});

test('the control door shortens lives', async () => {
  await bench.control('POST', 'notifications', { longest_life_ms: 0, default_life_ms: 5_000 });
  const made = await watch({ channel_expiry: inDays(1) });
  assert.ok(Date.parse(made.details.events[0].channel_expiry) < Date.now() + 6_000);
});
