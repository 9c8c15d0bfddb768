import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codes, HubspotBench, type Json } from './hubspot-client.js';

let bench: HubspotBench;
before(async () => {
  bench = await HubspotBench.connected();
});
after(() => bench.close());

async function createContact(properties: Record<string, unknown>): Promise<Json> {
  const { status, body } = await bench.objects('POST', 'contacts', { properties });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

test('the list pages through every record once, in id order, at most 100 at a time', async () => {
  const ids: string[] = [];
  let next: string | undefined = '0';
  while (next !== undefined) {
    const { body }: { body: Json } = await bench.objects('GET', `contacts?limit=30&after=${next}`);
    ids.push(...body.results.map((each: Json) => each.id));
    next = body.paging?.next.after;
  }
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.length >= 100);
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => Number(a) - Number(b)),
  );
  assert.equal((await bench.objects('GET', 'contacts')).body.results.length, 10);
  assert.equal((await bench.objects('GET', 'contacts?limit=101')).status, 400);
  assert.equal((await bench.objects('GET', 'contacts?limit=51&propertiesWithHistory=email')).status, 400);
});

test('a record shows the asked properties as strings, empty ones as null, unknown ones not at all', async () => {
  const path = 'contacts/Giulia.Ferri%40prato.example?idProperty=email&associations=companies,deals';
  const { body } = await bench.objects('GET', `${path}&properties=phone,yearly_use_kwh,mobilephone,nope`);
  assert.equal(body.properties.phone, '349 555 0142');
  assert.equal(body.properties.yearly_use_kwh, '48200');
  assert.equal(body.properties.mobilephone, null);
  assert.ok(!('nope' in body.properties));
  assert.equal(body.properties.hs_object_id, body.id);
  assert.equal(body.associations.deals.results.length, 1);
  assert.ok(
    body.associations.companies.results.some((link: { type: string }) => link.type === 'contact_to_company'),
  );
});

test('an unknown id is 404 OBJECT_NOT_FOUND and an unknown type 400', async () => {
  const { status, body } = await bench.objects('GET', 'contacts/99');
  assert.deepEqual([status, body.category], [404, 'OBJECT_NOT_FOUND']);
  assert.equal((await bench.objects('GET', 'spaceships')).status, 400);
});

test('every answer carries a correlation id, and errors repeat it in the body', async () => {
  const good = await bench.objects('GET', 'contacts?limit=1');
  assert.match(good.headers.get('x-hubspot-correlation-id') ?? '', /^[0-9a-f-]{36}$/);
  const bad = await bench.objects('GET', 'contacts/99');
  assert.equal(bad.headers.get('x-hubspot-correlation-id'), bad.body.correlationId);
});

test('a contact with an e-mail that is taken, in any case, is 409 and names the existing id', async () => {
  const id = await bench.contactId('giulia.ferri@prato.example');
  const { status, body } = await bench.objects('POST', 'contacts', {
    properties: { email: 'GIULIA.FERRI@PRATO.EXAMPLE' },
  });
  assert.deepEqual([status, body.category], [409, 'CONFLICT']);
  assert.equal(body.message, `Contact already exists. Existing ID: ${id}`);
});

test('a write names every bad property with its code', async () => {
  const properties = {
    email: 'not an address',
    nope: 'x',
    hs_object_id: '7',
    hs_lead_status: 'SHINY',
    yearly_use_kwh: 'many',
    hubspot_owner_id: '1',
  };
  const { status, body } = await bench.objects('POST', 'contacts', { properties });
  assert.deepEqual([status, body.category], [400, 'VALIDATION_ERROR']);
  assert.deepEqual(codes(body).sort(), [
    'INVALID_EMAIL',
    'INVALID_NUMERIC',
    'INVALID_OPTION',
    'INVALID_OWNER_ID',
    'PROPERTY_DOESNT_EXIST',
    'READ_ONLY_VALUE',
  ]);
  const option = body.errors.find((row: Json) => row.code === 'INVALID_OPTION');
  assert.deepEqual(option.context.propertyName, ['hs_lead_status']);
});

test('a property value has to be a string', async () => {
  const { status } = await bench.objects('POST', 'contacts', {
    properties: { lastname: 'X', yearly_use_kwh: 5 },
  });
  assert.equal(status, 400);
});

test('an owner is named by its id, not by its user id', async () => {
  const { body } = await bench.api('GET', '/crm/owners/2026-09?email=MARTA.ZANETTI@nordest-energia.example');
  const [owner] = body.results;
  const byUser = { firstname: 'Ada', hubspot_owner_id: String(owner.userId) };
  assert.deepEqual(codes((await bench.objects('POST', 'contacts', { properties: byUser })).body), [
    'INVALID_OWNER_ID',
  ]);
  await createContact({ firstname: 'Ada', hubspot_owner_id: owner.id });
});

test('dates are kept as days or as UTC times and refused when they are neither', async () => {
  const deal = { dealname: 'D', dealstage: 'qualifiedtobuy', pipeline: 'default' };
  const create = (closedate: string) =>
    bench.objects('POST', 'deals', { properties: { ...deal, closedate } });
  assert.equal((await create('1763769600000')).body.properties.closedate, '2025-11-22T00:00:00Z');
  assert.equal((await create('2026-11-22')).body.properties.closedate, '2026-11-22T00:00:00Z');
  assert.equal((await create('2026-11-22T11:00:00+01:00')).body.properties.closedate, '2026-11-22T10:00:00Z');
  assert.deepEqual(codes((await create('next week')).body), ['INVALID_LONG']);
  const optional = 'crm.schemas.contacts.write';
  await bench.connect({ optional_scope: optional });
  const property = { name: 'birthday', label: 'B', type: 'date', fieldType: 'date', groupName: 'x' };
  assert.equal((await bench.api('POST', '/crm/properties/2026-09/contacts', property)).status, 201);
  const born = await createContact({ lastname: 'B', birthday: String(Date.UTC(1990, 4, 3)) });
  assert.equal(born.properties.birthday, '1990-05-03');
  const noon = await bench.objects('POST', 'contacts', {
    properties: { lastname: 'B', birthday: String(Date.UTC(1990, 4, 3, 12)) },
  });
  assert.deepEqual(codes(noon.body), ['INVALID_DATE']);
});

test('creates need what each object cannot be without', async () => {
  const missing = async (type: string, properties: Record<string, string>): Promise<string[]> => {
    const { status, body } = await bench.objects('POST', type, { properties });
    assert.equal(status, 400);
    assert.ok(codes(body).every((code) => code === 'MISSING_REQUIRED_PROPERTY'));
    return body.errors.map((row: Json) => row.context.propertyName[0]);
  };
  assert.deepEqual(await missing('contacts', { phone: '1' }), ['email', 'firstname', 'lastname']);
  assert.deepEqual(await missing('companies', { phone: '1' }), ['name', 'domain']);
  assert.deepEqual(await missing('deals', { dealname: 'x' }), ['dealstage', 'pipeline']);
  assert.deepEqual(await missing('calls', { hs_call_title: 'x' }), ['hs_timestamp']);
});

test('a deal keeps to the stages of its pipeline and the currencies of its account', async () => {
  const deal = { dealname: 'D', pipeline: 'default' };
  const other = await bench.objects('POST', 'deals', { properties: { ...deal, dealstage: '1184220013' } });
  assert.deepEqual(codes(other.body), ['INVALID_OPTION']);
  const pounds = { ...deal, dealstage: 'closedwon', deal_currency_code: 'GBP' };
  const refused = await bench.objects('POST', 'deals', { properties: pounds });
  assert.deepEqual(refused.body.errors[0].context.propertyName, ['deal_currency_code']);
  const { body } = await bench.objects('POST', 'deals', {
    properties: { ...pounds, deal_currency_code: 'USD', amount: '10.50' },
  });
  const path = `deals/${body.id}?properties=hs_is_closed_won,amount,deal_currency_code`;
  const { properties } = (await bench.objects('GET', path)).body;
  assert.deepEqual(
    [properties.hs_is_closed_won, properties.amount, properties.deal_currency_code],
    ['true', '10.50', 'USD'],
  );
});

test('admin-made required properties are enforced by 2026-09 and were not by 2026-03', async () => {
  const rule = {
    object: 'deals',
    when: { property: 'dealstage', value: 'closedlost' },
    require: ['description'],
  };
  await bench.control('POST', 'settings', {
    required_properties: { contacts: ['jobtitle'] },
    conditional_required: [rule],
  });
  const contact = { properties: { lastname: 'Req' } };
  const refused = await bench.objects('POST', 'contacts', contact);
  assert.deepEqual(codes(refused.body), ['MISSING_REQUIRED_PROPERTY']);
  assert.equal((await bench.api('POST', '/crm/objects/2026-03/contacts', contact)).status, 201);
  const deal = await bench.objects('POST', 'deals', {
    properties: { dealname: 'D', pipeline: 'default', dealstage: 'qualifiedtobuy' },
  });
  const lost = await bench.objects('PATCH', `deals/${deal.body.id}`, {
    properties: { dealstage: 'closedlost' },
  });
  await bench.control('POST', 'settings', { required_properties: {}, conditional_required: [] });
  assert.deepEqual(codes(lost.body), ['MISSING_CONDITIONAL_REQUIRED_PROPERTY']);
  assert.deepEqual(lost.body.errors[0].context.propertyName, ['description']);
});

test('an update changes what it names, empties what is empty, and moves the modified date', async () => {
  const contact = await createContact({ email: 'upd@x.example', firstname: 'Uno', phone: '1' });
  const { status, body } = await bench.objects('PATCH', 'contacts/UPD@x.example?idProperty=email', {
    properties: { firstname: 'Due', phone: '' },
  });
  assert.equal(status, 200);
  assert.deepEqual([body.id, body.properties.firstname, body.properties.phone], [contact.id, 'Due', null]);
  assert.ok(Date.parse(body.updatedAt) >= Date.parse(contact.updatedAt));
});

test('idProperty has to be a unique property', async () => {
  assert.equal((await bench.objects('GET', 'contacts/Ferri?idProperty=lastname')).status, 400);
});

test('an archived record leaves the list, shows in the archived one, and frees its e-mail', async () => {
  const { id } = await createContact({ email: 'bin@x.example' });
  assert.equal((await bench.objects('DELETE', `contacts/${id}`)).status, 204);
  assert.equal((await bench.objects('DELETE', `contacts/${id}`)).status, 204);
  assert.equal((await bench.objects('GET', `contacts/${id}`)).status, 404);
  const archived = await bench.objects('GET', 'contacts?archived=true&limit=100');
  const found = archived.body.results.find((each: Json) => each.id === id);
  assert.equal(found.archived, true);
  assert.ok(found.archivedAt);
  await createContact({ email: 'bin@x.example' });
});

test('after a merge both ids answer with the survivor and both e-mails find it', async () => {
  const primary = await createContact({ email: 'keep@x.example', firstname: 'Keep' });
  const merged = await createContact({ email: 'gone@x.example', firstname: 'Gone', phone: '123' });
  const merge = { primaryObjectId: primary.id, objectIdToMerge: merged.id };
  assert.equal((await bench.objects('POST', 'contacts/merge', merge)).status, 200);
  const path = `contacts/${merged.id}?properties=firstname,phone,hs_merged_object_ids,hs_additional_emails`;
  const { body } = await bench.objects('GET', path);
  assert.equal(body.id, primary.id);
  assert.equal(body.properties.firstname, 'Keep');
  assert.equal(body.properties.phone, '123');
  assert.equal(body.properties.hs_merged_object_ids, merged.id);
  assert.equal(await bench.contactId('gone@x.example'), primary.id);
});

test('a merge can be set to make a third record that both old ids lead to', async () => {
  await bench.control('POST', 'settings', { merge_makes_new_record: true });
  const primary = await createContact({ email: 'third1@x.example' });
  const merged = await createContact({ email: 'third2@x.example' });
  const { body } = await bench.objects('POST', 'contacts/merge', {
    primaryObjectId: primary.id,
    objectIdToMerge: merged.id,
  });
  await bench.control('POST', 'settings', { merge_makes_new_record: false });
  assert.ok(![primary.id, merged.id].includes(body.id));
  for (const id of [primary.id, merged.id])
    assert.equal((await bench.objects('GET', `contacts/${id}`)).body.id, body.id);
});

test('a privacy deletion leaves nothing, not even in the recycle bin', async () => {
  const { id } = await createContact({ email: 'forget@x.example' });
  const answer = await bench.objects('POST', 'contacts/gdpr-delete', {
    objectId: 'forget@x.example',
    idProperty: 'email',
  });
  assert.equal(answer.status, 204);
  assert.equal((await bench.objects('GET', `contacts/${id}?archived=true`)).status, 404);
});

test('accounts do not see each other’s records', async () => {
  const id = await bench.contactId('giulia.ferri@prato.example');
  const other = await bench.exchange(await bench.code({ portal_id: '146700002' }));
  const answer = await bench.api(
    'GET',
    `/crm/objects/2026-09/contacts/${id}`,
    undefined,
    other.body.access_token,
  );
  assert.equal(answer.status, 404);
});

test('a body that is not JSON, or not said to be, is refused', async () => {
  const post = (type: string, body: string): Promise<Response> =>
    fetch(`${bench.url}/crm/objects/2026-09/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bench.token}`, 'content-type': type },
      body,
    });
  assert.equal((await post('text/plain', '{}')).status, 415);
  assert.equal((await post('application/json', '{oops')).status, 400);
});
