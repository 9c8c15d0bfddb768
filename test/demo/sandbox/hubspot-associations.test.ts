import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HubspotBench, type Json } from './hubspot-client.js';

let bench: HubspotBench;
before(async () => {
  bench = await HubspotBench.connected();
});
after(() => bench.close());

async function create(
  type: string,
  properties: Record<string, string>,
  associations?: unknown,
): Promise<string> {
  const { status, body } = await bench.objects('POST', type, { properties, associations });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}

const contact = (lastname: string): Promise<string> => create('contacts', { lastname });
const company = (name: string): Promise<string> => create('companies', { name });

async function links(from: string, to: string, id: string): Promise<Json[]> {
  const path = `/crm/associations/2026-09/${from}/${to}/batch/read`;
  const { body } = await bench.api('POST', path, { inputs: [{ id }] });
  return body.results[0]?.to ?? [];
}

async function typeIds(from: string, to: string, id: string): Promise<number[][]> {
  const found = await links(from, to, id);
  return found.map((link) => link.associationTypes.map((type: Json) => type.typeId).sort());
}

function to(id: string, associationTypeId: number): unknown {
  return { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] };
}

test('a call is created with its contact, company and deal in one go, seen from both ends', async () => {
  const [contactId, companyId] = [await contact('A'), await company('A')];
  const deal = await create('deals', { dealname: 'A', pipeline: 'default', dealstage: 'qualifiedtobuy' });
  const call = await create('calls', { hs_timestamp: '2026-11-22T10:00:00Z' }, [
    to(contactId, 194),
    to(companyId, 182),
    to(deal, 206),
  ]);
  assert.deepEqual(await typeIds('calls', 'contacts', call), [[194]]);
  assert.deepEqual(await typeIds('companies', 'calls', companyId), [[181]]);
  assert.equal((await links('deals', 'calls', deal))[0].toObjectId, call);
  const { body } = await bench.objects('GET', `calls/${call}?associations=contacts,companies,deals`);
  assert.deepEqual(Object.keys(body.associations).sort(), ['companies', 'contacts', 'deals']);
});

test('a wrong type id, category or record id refuses the whole create', async () => {
  const contactId = await contact('B');
  const call = { properties: { hs_timestamp: '1763769600000' } };
  const before = (await bench.control('GET', 'records?object=calls')).total;
  const wrong = [
    to(contactId, 195),
    to(contactId, 182),
    to('5', 194),
    { to: { id: contactId }, types: [{ associationCategory: 'USER_DEFINED', associationTypeId: 194 }] },
    { to: { id: contactId }, types: [] },
  ];
  for (const association of wrong)
    assert.equal(
      (await bench.objects('POST', 'calls', { ...call, associations: [association] })).status,
      400,
    );
  assert.equal((await bench.control('GET', 'records?object=calls')).total, before);
});

test('a new primary company takes the place of the old one, which stays associated', async () => {
  const [person, first, second] = [await contact('C'), await company('C1'), await company('C2')];
  const put = (id: string, typeId: number) =>
    bench.objects('PUT', `contacts/${person}/associations/companies/${id}`, [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId },
    ]);
  const primary = async (): Promise<string> =>
    (await bench.objects('GET', `contacts/${person}?properties=associatedcompanyid`)).body.properties
      .associatedcompanyid;
  assert.equal((await put(first, 279)).status, 201);
  assert.equal(await primary(), null);
  await put(first, 1);
  assert.equal(await primary(), first);
  await put(second, 1);
  assert.equal(await primary(), second);
  assert.deepEqual(await typeIds('contacts', 'companies', person), [[279], [1, 279]]);
  assert.deepEqual(await typeIds('companies', 'contacts', second), [[2, 280]]);
});

test('a default association is unlabelled and needs both records', async () => {
  const [person, firm] = [await contact('D'), await company('D')];
  const path = `contacts/${person}/associations/default/companies`;
  assert.equal((await bench.objects('PUT', `${path}/${firm}`)).status, 200);
  assert.deepEqual(await typeIds('contacts', 'companies', person), [[279]]);
  assert.equal((await bench.objects('PUT', `${path}/5`)).status, 404);
});

test('batches associate by default, by label, and archive; bad rows come back with 207', async () => {
  const [person, firm] = [await contact('E'), await company('E')];
  const base = '/crm/associations/2026-09/contacts/companies/batch';
  const pair = { from: { id: person }, to: { id: firm } };
  const half = await bench.api('POST', `${base}/associate/default`, {
    inputs: [pair, { ...pair, to: { id: '5' } }],
  });
  assert.deepEqual([half.status, half.body.results.length, half.body.numErrors], [207, 1, 1]);
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];
  assert.equal((await bench.api('POST', `${base}/create`, { inputs: [{ ...pair, types }] })).status, 201);
  assert.deepEqual(await typeIds('contacts', 'companies', person), [[1, 279]]);
  await bench.api('POST', `${base}/labels/archive`, { inputs: [{ ...pair, types }] });
  assert.deepEqual(await typeIds('contacts', 'companies', person), [[279]]);
  const archive = { inputs: [{ from: { id: person }, to: [{ id: firm }] }] };
  assert.equal((await bench.api('POST', `${base}/archive`, archive)).status, 204);
  assert.deepEqual(await links('contacts', 'companies', person), []);
});

test('a record without links is an error row of the batch read', async () => {
  const person = await contact('F');
  const { status, body } = await bench.api('POST', '/crm/associations/2026-09/contacts/deals/batch/read', {
    inputs: [{ id: person }],
  });
  assert.equal(status, 207);
  assert.equal(body.errors[0].subCategory, 'crm.associations.NO_ASSOCIATIONS_FOUND');
});

test('labels list the kinds of a pair with their ids', async () => {
  const { body } = await bench.api('GET', '/crm/associations/2026-09/deals/companies/labels');
  assert.deepEqual(
    body.results.map((each: Json) => [each.typeId, each.label]),
    [
      [341, null],
      [5, 'Primary'],
    ],
  );
});

test('reading one record’s links is there in 2026-03 and gone in 2026-09', async () => {
  const id = await bench.contactId('giulia.ferri@prato.example');
  const path = (version: string) => `/crm/objects/${version}/contacts/${id}/associations/companies`;
  assert.equal((await bench.api('GET', path('2026-03'))).body.results.length, 1);
  assert.equal((await bench.api('GET', path('2026-09'))).status, 404);
});

test('logging a call moves the modified date of the contact, as our own write coming back', async () => {
  const person = await contact('G');
  const before = (await bench.objects('GET', `contacts/${person}`)).body;
  await create('calls', { hs_timestamp: '1763769600000' }, [to(person, 194)]);
  const { body } = await bench.objects('POST', 'contacts/search', {
    sorts: [{ propertyName: 'lastmodifieddate', direction: 'DESCENDING' }],
    limit: 1,
  });
  assert.equal(body.results[0].id, person);
  assert.ok(Date.parse(body.results[0].updatedAt) >= Date.parse(before.updatedAt));
});

test('a merge moves the links and keeps the survivor’s primary company', async () => {
  const [keep, gone] = [await contact('H1'), await contact('H2')];
  const [own, other] = [await company('H1'), await company('H2')];
  const put = (id: string, firm: string) =>
    bench.objects('PUT', `contacts/${id}/associations/companies/${firm}`, [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 },
    ]);
  await put(keep, own);
  await put(gone, other);
  await bench.objects('POST', 'contacts/merge', { primaryObjectId: keep, objectIdToMerge: gone });
  const found = await links('contacts', 'companies', gone);
  assert.deepEqual(found.map((link) => link.toObjectId).sort(), [own, other].sort());
  const { body } = await bench.objects('GET', `contacts/${keep}?properties=associatedcompanyid`);
  assert.equal(body.properties.associatedcompanyid, own);
});
