import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Json, ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
let folder: string;
before(async () => {
  bench = await ZohoBench.connected();
  folder = await mkdtemp(join(tmpdir(), 'crm-connect-sandbox-'));
});
after(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

test('the seed begins with the people demos know, each with an account and an open deal', async () => {
  const { results, total } = await bench.control('GET', 'records?object=contacts&limit=4');
  assert.equal(total, 100);
  assert.deepEqual(
    results.map((each: Json) => `${each.properties.First_Name} ${each.properties.Last_Name}`),
    ['Giulia Ferri', 'Davide Conti', 'Sara De Luca', 'Luca Moretti'],
  );
  assert.equal(results[0].properties.Email, 'giulia.ferri@prato.example');
  const open = [
    'Qualification',
    'Needs Analysis',
    'Value Proposition',
    'Proposal/Price Quote',
    'Negotiation/Review',
  ];
  for (const contact of results) {
    assert.equal(contact.associations.Accounts.length, 1);
    const deals = await bench.control('GET', `records?object=Deals&id=${contact.associations.Deals[0]}`);
    const [deal] = deals.results;
    assert.ok(open.includes(deal.properties.Stage));
    assert.deepEqual(deal.associations.Accounts, contact.associations.Accounts);
  }
});

test('the seed is the same every time and holds the odd ones', async () => {
  const read = async (): Promise<Json[]> => (await bench.control('GET', 'records?object=contacts')).results;
  const shape = (each: Json) => [each.id, each.properties, each.associations];
  const first = await read();
  await bench.control('POST', 'reset');
  assert.deepEqual((await read()).map(shape), first.map(shape));
  assert.ok(first.some((each) => /[\u0600-\u06ff]/.test(each.properties.First_Name ?? '')));
  const emails = first.map((each) => each.properties.Email);
  assert.ok(new Set(emails).size < emails.length, 'two people share an address');
});

test('records can be added, changed, and are checked like any write', async () => {
  const { ids } = await bench.control('POST', 'records', {
    object: 'contacts',
    records: [{ properties: { Last_Name: 'Nuovi' } }],
  });
  await bench.control('POST', 'records', {
    object: 'contacts',
    records: [{ id: ids[0], properties: { Title: 'X' } }],
  });
  const { body } = await bench.api('GET', `Contacts/${ids[0]}?fields=Title`);
  assert.equal(body.data[0].Title, 'X');
  const bad = { object: 'contacts', records: [{ properties: { Email: 'nope' } }] };
  await assert.rejects(bench.control('POST', 'records', bad), /MANDATORY_NOT_FOUND/);
});

test('a record comes back out of the recycle bin, but not once it is gone for good', async () => {
  const { ids } = await bench.control('POST', 'records', {
    object: 'Accounts',
    records: [{ properties: { Account_Name: 'Uno' } }, { properties: { Account_Name: 'Due' } }],
  });
  await bench.control('POST', 'records/archive', { object: 'Accounts', ids: [ids[0]] });
  await bench.control('POST', 'records/archive', { object: 'Accounts', ids: [ids[1]], permanent: true });
  const { restored } = await bench.control('POST', 'records/restore', { object: 'Accounts', ids });
  assert.equal(restored, 1);
  assert.equal((await bench.api('GET', `Accounts/${ids[0]}?fields=Account_Name`)).status, 200);
  const { results } = await bench.control('GET', 'records?object=Accounts&deleted=true');
  assert.deepEqual(
    results.map((each: Json) => [each.id, each.deleted]),
    [[ids[1], 'permanent']],
  );
});

test('an empty reset leaves no record but keeps connections', async () => {
  await bench.control('POST', 'reset', { empty: true });
  assert.equal((await bench.api('GET', 'Contacts?fields=Email')).status, 204);
  await bench.control('POST', 'reset');
  assert.equal((await bench.api('GET', 'Contacts?fields=Email')).body.info.count, 100);
});

test('ids of two accounts never meet', async () => {
  const org = await bench.orgIn('us');
  const [abroad] = (await bench.control('GET', `records?object=contacts&org=${org}&limit=1`)).results;
  assert.equal((await bench.api('GET', `Contacts/${abroad.id}`)).status, 204);
});

test('settings, faults and objects nobody knows are refused', async () => {
  await assert.rejects(bench.control('POST', 'settings', { wings: 2 }), /unknown setting wings/);
  await assert.rejects(bench.control('POST', 'settings', { latency_ms: 'long' }), /latency_ms/);
  await assert.rejects(bench.control('POST', 'settings', { limits: { wings: 1 } }), /unknown limit/);
  await assert.rejects(bench.control('POST', 'faults', { kind: 'meteor' }), /unknown fault meteor/);
  await assert.rejects(bench.control('GET', 'records?object=things'), /unknown object things/);
});

test('records, fields, deletions, consents and channels outlive the process in the state file', async () => {
  const stateFile = join(folder, 'zoho.json');
  const first = await ZohoBench.start(undefined, { stateFile });
  const { refresh_token } = await first.connect();
  const fields = [{ field_label: 'Our key', data_type: 'text', unique: { casesensitive: false } }];
  await first.api('POST', 'settings/fields?module=Contacts', { fields });
  const made = await first.row('POST', 'Contacts', { Last_Name: 'N', Our_key: 'k-1' });
  const gone = await first.contactId('davide@conti-impianti.example');
  await first.api('DELETE', `Contacts/${gone}`);
  const watch = [
    { channel_id: '1', events: ['Contacts.all'], notify_url: 'http://127.0.0.1:9/x', token: 't' },
  ];
  await first.api('POST', 'actions/watch', { watch });
  const before = await first.control('GET', 'records?object=contacts&limit=1000');
  await first.close();

  assert.equal((await stat(stateFile)).mode & 0o777, 0o600);
  const second = await ZohoBench.start(undefined, { stateFile });
  assert.deepEqual(await second.control('GET', 'records?object=contacts&limit=1000'), before);
  second.apiDomain = `${second.url}/api/eu`;
  const { body } = await second.refresh(refresh_token, `${second.url}/accounts/eu`);
  assert.equal(body.api_domain, second.apiDomain);
  second.token = body.access_token;
  const twin = await second.row('POST', 'Contacts', { Last_Name: 'T', Our_key: 'K-1' });
  assert.deepEqual([twin.code, twin.details.id], ['DUPLICATE_DATA', made.details.id]);
  assert.equal((await second.api('GET', 'Contacts/deleted')).body.data[0].id, gone);
  const next = await second.row('POST', 'Contacts', { Last_Name: 'Next' });
  assert.ok(next.details.id > made.details.id);
  assert.equal((await second.api('GET', 'actions/watch?channel_id=1')).body.watch.length, 1);
  await second.close();
});

test('the index page leads to this sandbox too', async () => {
  const page = await (await fetch(bench.running.url)).text();
  assert.match(page, /href="\/zoho\/"/);
});
