import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HubspotBench, type Json } from './hubspot-client.js';

const OPTIONAL = 'crm.schemas.contacts.write crm.schemas.companies.write crm.schemas.deals.write';
let bench: HubspotBench;
before(async () => {
  bench = await HubspotBench.start();
  await bench.connect({ optional_scope: OPTIONAL });
  for (const type of ['contacts', 'calls']) await createUnique(type, 'connect_external_id');
});
after(() => bench.close());

async function createUnique(type: string, name: string): Promise<Json> {
  const body = { name, label: name, type: 'string', fieldType: 'text', groupName: 'x', hasUniqueValue: true };
  return bench.api('POST', `/crm/properties/2026-09/${type}`, body);
}

function batch(type: string, verb: string, inputs: unknown[], more = {}): Promise<Json> {
  return bench.objects('POST', `${type}/batch/${verb}`, { inputs, ...more });
}

test('a batch read gives what is there and names what is missing with 207', async () => {
  const id = await bench.contactId('davide@conti-impianti.example');
  const some = await batch('contacts', 'read', [{ id }, { id: '5' }], { properties: ['phone'] });
  assert.equal(some.status, 207);
  assert.equal(some.body.results[0].properties.phone, '+39 045 555 0178');
  assert.equal(some.body.results[0].associations, undefined);
  assert.equal(some.body.numErrors, 1);
  assert.deepEqual(some.body.errors[0].context.ids, ['5']);
  const all = await batch('contacts', 'read', [{ id: 'DAVIDE@conti-impianti.example' }], {
    idProperty: 'email',
  });
  assert.deepEqual([all.status, all.body.status, all.body.results[0].id], [200, 'COMPLETE', id]);
});

test('a batch takes at most 100 inputs and not none', async () => {
  const inputs = Array.from({ length: 101 }, (_, i) => ({ id: String(i + 1) }));
  assert.equal((await batch('contacts', 'read', inputs)).status, 400);
  assert.equal((await batch('contacts', 'read', [])).status, 400);
});

test('a batch create without trace ids is all or nothing', async () => {
  const good = { properties: { email: 'all1@x.example' } };
  const bad = { properties: { email: 'all2@x.example', nope: '1' } };
  assert.equal((await batch('contacts', 'create', [good, bad])).status, 400);
  assert.equal(await bench.contactId('all1@x.example'), undefined);
  assert.equal((await batch('contacts', 'create', [good, good])).status, 409);
  assert.equal((await batch('contacts', 'create', [good])).status, 201);
});

test('with trace ids each row stands alone and failures name theirs', async () => {
  const { status, body } = await batch('contacts', 'create', [
    { properties: { email: 'row1@x.example' }, objectWriteTraceId: 't1' },
    { properties: { email: 'row1@x.example' }, objectWriteTraceId: 't2' },
    { properties: { nope: '1' }, objectWriteTraceId: 't3' },
  ]);
  assert.equal(status, 207);
  assert.equal(body.results[0].objectWriteTraceId, 't1');
  assert.deepEqual(
    body.errors.map((row: Json) => [row.category, row.context.objectWriteTraceId[0]]),
    [
      ['CONFLICT', 't2'],
      ['VALIDATION_ERROR', 't3'],
    ],
  );
});

test('a batch update writes the records that exist and reports the others', async () => {
  const id = await bench.contactId('luca@moretti-figli.example');
  const { status, body } = await batch('contacts', 'update', [
    { id, properties: { jobtitle: 'CTO' } },
    { id: '5', properties: { jobtitle: 'CTO' } },
  ]);
  assert.equal(status, 207);
  assert.equal(body.results[0].properties.jobtitle, 'CTO');
  assert.equal(body.errors[0].category, 'OBJECT_NOT_FOUND');
});

test('an upsert creates once, then updates, and says which', async () => {
  const input = (phone: string) => ({
    id: 'ext-1',
    idProperty: 'connect_external_id',
    properties: { phone, lastname: 'Up' },
  });
  const first = await batch('contacts', 'upsert', [input('1')]);
  const second = await batch('contacts', 'upsert', [input('2')]);
  assert.deepEqual([first.body.results[0].new, second.body.results[0].new], [true, false]);
  assert.equal(first.body.results[0].id, second.body.results[0].id);
  const { body } = await bench.objects(
    'GET',
    'contacts/ext-1?idProperty=connect_external_id&properties=phone',
  );
  assert.equal(body.properties.phone, '2');
});

test('calls can be upserted by a unique property, with trace ids echoed', async () => {
  const input = {
    id: 'call-1',
    idProperty: 'connect_external_id',
    objectWriteTraceId: 'tr',
    properties: { hs_timestamp: '2026-11-22T10:00:00Z', hs_call_title: 'A', hs_call_duration: '95000' },
  };
  const first = await batch('calls', 'upsert', [input]);
  const again = await batch('calls', 'upsert', [input]);
  assert.equal(first.body.results[0].objectWriteTraceId, 'tr');
  assert.equal(again.body.results[0].id, first.body.results[0].id);
  assert.equal((await bench.control('GET', 'records?object=calls')).total, 1);
});

test('an upsert needs a unique idProperty and no id twice', async () => {
  const byName = { id: 'x', idProperty: 'lastname', properties: {} };
  assert.equal((await batch('contacts', 'upsert', [byName])).status, 400);
  const twice = { id: 'same', idProperty: 'connect_external_id', properties: { lastname: 'T' } };
  const { status, body } = await batch('contacts', 'upsert', [twice, twice]);
  assert.equal(status, 400);
  assert.match(body.message, /Duplicate IDs/);
});

test('an upsert by e-mail is never partial', async () => {
  const row = (email: string, more = {}) => ({
    id: email,
    idProperty: 'email',
    properties: { firstname: 'E', ...more },
    objectWriteTraceId: email,
  });
  const { status } = await batch('contacts', 'upsert', [
    row('e1@x.example'),
    row('e2@x.example', { nope: '1' }),
  ]);
  assert.equal(status, 400);
  assert.equal(await bench.contactId('e1@x.example'), undefined);
});

test('the value of a unique custom property cannot be taken twice', async () => {
  const properties = { lastname: 'U', connect_external_id: 'uniq-1' };
  assert.equal((await bench.objects('POST', 'contacts', { properties })).status, 201);
  const { status, body } = await bench.objects('POST', 'contacts', { properties });
  assert.deepEqual([status, body.errors[0].code], [400, 'CONFLICTING_UNIQUE_VALUE']);
  assert.deepEqual(body.errors[0].context.propertyName, ['connect_external_id']);
});

test('a batch archive empties what it names', async () => {
  const { body } = await batch('contacts', 'create', [{ properties: { lastname: 'Arc' } }]);
  const [{ id }] = body.results;
  assert.equal((await batch('contacts', 'archive', [{ id }])).status, 204);
  assert.equal((await bench.objects('GET', `contacts/${id}`)).status, 404);
});

test('property definitions say what is read only, unique and chosen from', async () => {
  const { body } = await bench.api('GET', '/crm/properties/2026-09/contacts');
  const named = (name: string): Json => body.results.find((each: Json) => each.name === name);
  assert.equal(named('lastmodifieddate').modificationMetadata.readOnlyValue, true);
  assert.equal(named('email').hasUniqueValue, true);
  assert.deepEqual(named('lastmodifieddate').fieldType, 'date');
  assert.deepEqual(
    named('preferred_language').options.map((option: Json) => option.value),
    ['it', 'en', 'de'],
  );
  assert.equal(named('hubspot_owner_id').referencedObjectType, 'OWNER');
  const outcome = await bench.api('GET', '/crm/properties/2026-09/calls/hs_call_disposition');
  const connected = outcome.body.options.find((option: Json) => option.label === 'Connected');
  assert.equal(connected.value, 'f240bbac-87c9-4f6e-bf70-924b57d47db7');
});

test('a property name is taken once, and unique properties stop at ten', async () => {
  const again = await createUnique('contacts', 'connect_external_id');
  assert.deepEqual([again.status, again.body.category], [409, 'OBJECT_ALREADY_EXISTS']);
  assert.equal(again.body.subCategory, 'Properties.PROPERTY_WITH_NAME_EXISTS');
  for (let i = 1; i <= 10; i++) assert.equal((await createUnique('companies', `key_${i}`)).status, 201);
  assert.equal((await createUnique('companies', 'key_11')).status, 400);
});

test('unique properties on calls can be switched off', async () => {
  await bench.control('POST', 'settings', { unique_on_calls: false });
  const refused = await createUnique('calls', 'other_key');
  await bench.control('POST', 'settings', { unique_on_calls: true });
  assert.equal(refused.status, 400);
});

test('pipelines, owners, outcomes and currencies are listed', async () => {
  const pipelines = await bench.api('GET', '/crm/pipelines/2026-09/deals');
  assert.deepEqual(
    pipelines.body.results.map((each: Json) => [each.id, each.stages.length]),
    [
      ['default', 7],
      ['887314501', 4],
    ],
  );
  assert.equal(pipelines.body.results[0].stages[5].metadata.isClosed, 'true');
  const owners = await bench.api('GET', '/crm/owners/2026-09?limit=2');
  assert.equal(owners.body.results.length, 2);
  assert.ok(owners.body.paging.next.after);
  assert.equal((await bench.api('GET', '/calling/v1/dispositions')).body.length, 6);
  assert.equal((await bench.api('GET', '/settings/currencies/2026-09/company-currency')).status, 403);
  await bench.connect({ optional_scope: `${OPTIONAL} settings.currencies.read` });
  const currency = await bench.api('GET', '/settings/currencies/2026-09/company-currency');
  assert.equal(currency.body.currencyCode, 'EUR');
});
