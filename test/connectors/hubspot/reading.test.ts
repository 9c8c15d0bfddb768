import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { hubspot } from '../../../service/connectors/hubspot/index.js';
import { createMemoryPacer } from '../../../service/connectors/memory-pacer.js';
import type { ObjectName } from '../../../shared/records.js';
import { collect } from '../../contract/pulls.js';
import { connectHubspot, type HubspotConnection } from './connection.js';

let connection: HubspotConnection;
before(async () => {
  connection = await connectHubspot();
});
after(() => connection.close());

const all = (object: ObjectName, fields: string[] = []) =>
  collect(hubspot.readAll(connection.session, object, { cursor: null, fields }));
const changes = (object: ObjectName, cursor: string, fields: string[] = []) =>
  collect(hubspot.readChanges(connection.session, object, { cursor, fields }));
const fromStart = () => hubspot.deltaCursor(new Date(0));

/** The requests whose path holds `part`, as the sandbox saw them. */
async function asked(part: string) {
  const query = `requests?path_includes=${encodeURIComponent(part)}`;
  return (await connection.crm.control<{ requests: { path: string; body?: unknown }[] }>(query)).requests;
}

describe('reading HubSpot', () => {
  beforeEach(() => connection.crm.empty());

  it('gives the refs of each object, the primary company first, the same way in a backfill and a delta', async () => {
    const { crm } = connection;
    const plain = await crm.create('companies', { name: 'Plain' });
    const primary = await crm.create('companies', { name: 'Primary' });
    const anna = await crm.create('contacts', { firstname: 'Anna' }, { companies: [primary, plain] });
    const lone = await crm.create('contacts', { firstname: 'Lone' });
    const deal = await crm.create(
      'deals',
      { dealname: 'Deal', dealstage: 'appointmentscheduled', pipeline: 'default' },
      { contacts: [anna, lone], companies: [plain] },
    );
    const call = await crm.create(
      'calls',
      { hs_timestamp: '2026-11-20T10:00:00Z' },
      { contacts: [anna], companies: [primary], deals: [deal] },
    );
    for (const read of [all, (object: ObjectName) => changes(object, fromStart())]) {
      const contacts = (await read('contact')).records;
      assert.deepEqual(Object.fromEntries(contacts.map((record) => [record.remoteId, record.refs])), {
        [anna]: { company_id: [primary, plain] },
        [lone]: { company_id: [] },
      });
      const [readDeal] = (await read('deal')).records;
      assert.deepEqual(readDeal?.refs, { contact_ids: [anna, lone], company_id: [plain] });
      const [readCall] = (await read('activity')).records;
      assert.equal(readCall?.remoteId, call);
      assert.deepEqual(readCall?.refs, { contact_id: [anna], company_id: [primary], deal_id: [deal] });
      assert.deepEqual(
        (await read('company')).records.map((record) => record.refs),
        [{}, {}],
      );
    }
  });

  it('reads the fields asked for, as HubSpot writes them', async () => {
    const values = { dealname: 'Impianto', amount: '1200.50', dealstage: 'closedwon', pipeline: 'default' };
    await connection.crm.create('deals', values);
    const { records } = await all('deal', ['dealname', 'amount', 'closedate', 'no_such_property']);
    const [deal] = records;
    assert.equal(deal?.values['amount'], '1200.50');
    assert.equal(deal?.values['closedate'], null);
    assert.equal('no_such_property' in (deal?.values ?? {}), false);
    assert.ok(deal?.updatedAt instanceof Date);
  });

  it('reads more fields than fit into a URL or into the 3,000 characters of a search', async () => {
    const id = await connection.crm.create('contacts', { firstname: 'Anna', email: 'anna@long.example' });
    const fields = [
      'firstname',
      ...Array.from({ length: 400 }, (_, i) => `a_long_property_name_${i}`),
      'email',
    ];
    for (const { records } of [await all('contact', fields), await changes('contact', fromStart(), fields)])
      assert.deepEqual(
        records.map((record) => [record.remoteId, record.values['firstname'], record.values['email']]),
        [[id, 'Anna', 'anna@long.example']],
      );
    const one = await hubspot.readOne(connection.session, 'contact', id, fields);
    assert.equal(one?.values['email'], 'anna@long.example');
  });

  it('goes past the 10,000 results of one search without an offset', async () => {
    await connection.crm.control('records', { generate: { contacts: 10_400 } });
    const { records, total } = await changes('contact', fromStart());
    assert.equal(new Set(records.map((record) => record.remoteId)).size, 10_400);
    assert.equal(records.length, 10_400);
    assert.equal(total, 10_400);
    const stamps = records.map((record) => record.updatedAt?.getTime() ?? 0);
    assert.deepEqual(
      stamps,
      [...stamps].sort((a, b) => a - b),
    );
    const searches = await asked('/contacts/search');
    assert.ok(searches.length >= 52);
    assert.ok(searches.every(({ body }) => !('after' in (body as object))));
  });

  it('reads an import of more than 10,000 records with one time stamp, and what came after it', async () => {
    await connection.crm.control('records', { generate: { contacts: 10_300, one_timestamp: true } });
    const later = await connection.crm.create('contacts', { firstname: 'Later' });
    const { records } = await changes('contact', fromStart());
    assert.equal(records.length, 10_301);
    assert.equal(new Set(records.map((record) => record.remoteId)).size, 10_301);
    assert.equal(records.at(-1)?.remoteId, later);
  });

  it('finds a change that the search index shows late', async () => {
    const { crm } = connection;
    await crm.create('contacts', { firstname: 'Early' });
    const start = await changes('contact', (await all('contact')).cursor);
    await crm.control('settings', { index_lag_ms: 3_600_000 });
    const late = await crm.create('contacts', { firstname: 'Late' });
    const before = await changes('contact', start.cursor);
    assert.deepEqual(before.records, []);
    const still = await changes('contact', before.cursor);
    assert.deepEqual(still.records, []);
    await crm.control('settings', { index_lag_ms: 0 });
    const next = await changes('contact', still.cursor);
    assert.deepEqual(
      next.records.map((record) => record.remoteId),
      [late],
    );
  });

  it('answers the survivor of a merge, with the ids it absorbed', async () => {
    const { crm, session } = connection;
    const primary = await crm.create('contacts', { email: 'stays@merge.example' });
    const absorbed = await crm.create('contacts', { email: 'goes@merge.example' });
    const { cursor } = await changes('contact', (await all('contact')).cursor);
    const body = { primaryObjectId: primary, objectIdToMerge: absorbed };
    await session.http.request({
      method: 'POST',
      path: '/crm/objects/2026-09/contacts/merge',
      body,
      writes: true,
    });
    const one = await hubspot.readOne(session, 'contact', absorbed, ['email']);
    assert.equal(one?.remoteId, primary);
    assert.deepEqual(one?.mergedIds, [absorbed]);
    const { records } = await changes('contact', cursor);
    assert.deepEqual(
      records.map((record) => [record.remoteId, record.mergedIds]),
      [[primary, [absorbed]]],
    );
  });

  it('paces its searches below the five a second that HubSpot allows', async () => {
    const door = { pacer: createMemoryPacer(hubspot.pace) };
    const { crm, session } = await connectHubspot({ limits: true }, { door });
    try {
      await crm.control('records', { generate: { contacts: 1_300 } });
      const pages = hubspot.readChanges(session, 'contact', { cursor: fromStart(), fields: [] });
      let found = 0;
      for await (const page of pages) found += page.records.length;
      assert.equal(found, 1_300);
      const { requests } = await crm.control<{ requests: { status: number }[] }>('requests');
      assert.deepEqual(
        requests.filter((request) => request.status === 429),
        [],
      );
    } finally {
      await crm.close();
    }
  });
});

describe('finding contacts in HubSpot', () => {
  beforeEach(() => connection.crm.empty());
  const find = (email: string | null, phone: string | null) =>
    hubspot.findContacts(connection.session, { email, phone }, ['email', 'phone']);

  it('finds by e-mail whatever the case, at once after the contact was made', async () => {
    await connection.crm.control('settings', { index_lag_ms: 60_000 });
    const company = await connection.crm.create('companies', { name: 'Acme' });
    const id = await connection.crm.create(
      'contacts',
      { email: 'anna@find.example' },
      { companies: [company] },
    );
    const found = await find(' Anna@Find.example', null);
    assert.deepEqual(
      found.map((record) => [record.remoteId, record.refs]),
      [[id, { company_id: [company] }]],
    );
    assert.deepEqual(await find('nobody@find.example', null), []);
    assert.deepEqual(await find(null, null), []);
  });

  for (const written of [
    '+390415550101',
    '+39 041 555 0101',
    '041 555 0101',
    '0415550101',
    '00390415550101',
    '390415550101',
    '041-555-0101',
  ])
    it(`finds the phone number ${written}`, async () => {
      const id = await connection.crm.create('contacts', { firstname: 'Anna', phone: written });
      await connection.crm.create('contacts', { firstname: 'Other', phone: '+39 041 555 0199' });
      assert.deepEqual(
        (await find(null, '+390415550101')).map((record) => record.remoteId),
        [id],
      );
    });

  it('finds a mobile number', async () => {
    const id = await connection.crm.create('contacts', { firstname: 'Anna', mobilephone: '347 555 0101' });
    assert.deepEqual(
      (await find('nobody@find.example', '+393475550101')).map((record) => record.remoteId),
      [id],
    );
  });
});

describe('the fields of HubSpot', () => {
  const named = async (object: ObjectName) =>
    new Map((await hubspot.listFields(connection.session, object)).map((field) => [field.name, field]));

  it('has types the mapping understands', async () => {
    const contact = await named('contact');
    assert.equal(contact.get('email')?.type, 'email');
    assert.equal(contact.get('email')?.unique, true);
    assert.equal(contact.get('phone')?.type, 'phone');
    assert.equal(contact.get('lastmodifieddate')?.read_only, true);
    assert.equal(contact.get('firstname')?.read_only, false);
    const deal = await named('deal');
    assert.equal(deal.get('amount')?.type, 'number');
    assert.equal(deal.get('closedate')?.type, 'datetime');
    assert.equal((await named('activity')).get('hs_call_body')?.type, 'long_text');
    assert.equal((await named('activity')).get('hs_call_duration')?.type, 'number');
  });

  it('lists pipelines, their stages and the owners as options', async () => {
    const deal = await named('deal');
    assert.equal(deal.get('dealstage')?.required, true);
    assert.equal(deal.get('pipeline')?.required, true);
    const pipelines = deal.get('pipeline')?.options ?? [];
    assert.ok(pipelines.length === 2 && pipelines.some((option) => option.value === 'default'));
    const won = deal.get('dealstage')?.options.find((option) => option.value === 'closedwon');
    assert.match(won?.label ?? '', /: /);
    assert.deepEqual([won?.closed, won?.pipeline], [true, 'default']);
    const renewed = deal.get('dealstage')?.options.find((option) => option.value === '1184220011');
    assert.deepEqual([renewed?.closed, renewed?.pipeline], [false, '887314501']);
    const owners = deal.get('hubspot_owner_id')?.options ?? [];
    assert.ok(owners.length > 0 && owners.every((owner) => /^\d+$/.test(owner.value) && owner.label !== ''));
  });

  it('lists call outcomes and the kinds of activity', async () => {
    const activity = await named('activity');
    assert.equal(activity.get('hs_timestamp')?.required, true);
    const outcomes = activity.get('hs_call_disposition')?.options ?? [];
    const preset = hubspot.preset.activity.find((row) => row.field === 'outcome')?.picklist?.values ?? [];
    assert.deepEqual(preset.map((each) => each.crm).sort(), outcomes.map((option) => option.value).sort());
    const kinds = activity.get('@object_type')?.options.map((option) => option.value);
    assert.deepEqual(kinds, ['calls', 'notes', 'tasks', 'meetings']);
  });

  it('has its fields although the owners may not be read', async () => {
    await connection.crm.control('faults', {
      kind: 'deny_scope',
      scope: 'crm.objects.owners.read',
      times: 1,
    });
    const deal = await named('deal');
    assert.deepEqual(deal.get('hubspot_owner_id')?.options, []);
  });
});
