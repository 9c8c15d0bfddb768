import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CLIENT, HubspotBench, type Json, PORTAL } from './hubspot-client.js';

let bench: HubspotBench;
before(async () => {
  bench = await HubspotBench.connected();
});
after(() => bench.close());

test('the seed begins with the people demos know, each with a primary company and an open deal', async () => {
  const { results, total } = await bench.control('GET', 'records?object=contacts&limit=4');
  assert.equal(total, 100);
  assert.deepEqual(
    results.map((each: Json) => `${each.properties.firstname} ${each.properties.lastname}`),
    ['Giulia Ferri', 'Davide Conti', 'Sara De Luca', 'Luca Moretti'],
  );
  const companies = (await bench.control('GET', 'records?object=companies&limit=40')).results;
  const deals = (await bench.control('GET', 'records?object=deals&limit=100')).results;
  assert.deepEqual([companies.length, deals.length], [40, 60]);
  const names = ['Prato Moda', 'Conti Impianti', 'Hotel Riviera', 'Moretti & Figli'];
  results.forEach((contact: Json, i: number) => {
    const company = companies.find((each: Json) => each.id === contact.properties.associatedcompanyid);
    assert.equal(company.properties.name, names[i]);
    const deal = deals.find((each: Json) => each.id === contact.associations.deals[0]);
    assert.equal(deal.properties.hs_is_closed, 'false');
    assert.deepEqual(deal.associations.companies, [company.id]);
  });
});

test('the seed is the same every time and holds the odd ones', async () => {
  const read = async (): Promise<Json[]> => (await bench.control('GET', 'records?object=contacts')).results;
  const first = await read();
  await bench.control('POST', 'reset');
  const second = await read();
  const shape = (each: Json) => [each.id, each.properties, each.associations];
  assert.deepEqual(first.map(shape), second.map(shape));
  assert.ok(first.some((each) => each.associations.companies?.length === 2));
  assert.ok(
    first.some(
      (each) =>
        Object.keys(each.properties)
          .join()
          .match(/^email,/) && !each.properties.lastname,
    ),
  );
  assert.ok(first.some((each) => /[\u0600-\u06ff]/.test(each.properties.firstname ?? '')));
  const tails = first.map((each) => each.properties.phone?.replace(/\D/g, '').slice(-9)).filter(Boolean);
  assert.ok(new Set(tails).size < tails.length, 'two people share a phone');
});

test('records can be added with links, changed by id, and are checked like any write', async () => {
  const company = await bench.control('POST', 'records', {
    object: 'companies',
    records: [{ properties: { name: 'Nuova' } }],
  });
  const { ids } = await bench.control('POST', 'records', {
    object: 'contacts',
    records: [{ properties: { lastname: 'Nuovi' }, associations: { companies: company.ids } }],
  });
  const [found] = (await bench.control('GET', `records?object=contacts&id=${ids[0]}`)).results;
  assert.equal(found.properties.associatedcompanyid, company.ids[0]);
  await bench.control('POST', 'records', {
    object: 'contacts',
    records: [{ id: ids[0], properties: { city: 'Lecco' } }],
  });
  const { body } = await bench.objects('GET', `contacts/${ids[0]}?properties=city`);
  assert.equal(body.properties.city, 'Lecco');
  await assert.rejects(
    bench.control('POST', 'records', { object: 'contacts', records: [{ properties: { nope: 'x' } }] }),
    /PROPERTY_DOESNT_EXIST/,
  );
});

test('an empty reset leaves no record but keeps connections', async () => {
  await bench.control('POST', 'reset', { empty: true });
  assert.deepEqual((await bench.objects('GET', 'contacts')).body.results, []);
  await bench.control('POST', 'reset');
  assert.equal((await bench.control('GET', 'records?object=contacts')).total, 100);
});

test('requests are kept with status and account, without secrets', async () => {
  const tokens = await bench.connect();
  await bench.oauth('token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
  await bench.objects('POST', 'contacts', { properties: { email: 'log@x.example' } });
  const text = JSON.stringify(await bench.control('GET', 'requests'));
  for (const secret of [tokens.refresh_token, tokens.access_token, CLIENT.client_secret])
    assert.ok(!text.includes(secret));
  const { requests, counts } = JSON.parse(text);
  const last = requests.at(-1);
  assert.deepEqual([last.method, last.status, last.portal], ['POST', 201, PORTAL]);
  assert.equal(last.body.properties.email, 'log@x.example');
  assert.ok(counts['POST /crm/objects/2026-09/contacts'] >= 1);
  const tokenCalls = await bench.control('GET', 'requests?path_includes=/token&method=post');
  assert.ok(tokenCalls.requests.every((each: Json) => each.path.includes('/token')));
});

test('settings refuse what they do not know', async () => {
  await assert.rejects(bench.control('POST', 'settings', { wings: 2 }), /unknown setting wings/);
  await assert.rejects(bench.control('POST', 'settings', { index_lag_ms: 'long' }), /index_lag_ms/);
  await assert.rejects(bench.control('POST', 'faults', { kind: 'meteor' }), /unknown fault meteor/);
});

test('the index page leads to each sandbox', async () => {
  const page = await (await fetch(bench.running.url)).text();
  assert.match(page, /href="\/hubspot\/"/);
  assert.equal((await fetch(`${bench.running.url}/nowhere`)).status, 404);
});
