import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  CrmError,
  ReconnectNeeded,
  type WriteInput,
  type WriteResult,
} from '../../../service/connectors/connector.js';
import { hubspot } from '../../../service/connectors/hubspot/index.js';
import type { ObjectName } from '../../../shared/records.js';
import { connectHubspot, type HubspotConnection } from './connection.js';

const CONNECTED = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';
const CALL = { hs_timestamp: '2026-11-20T10:00:00Z', hs_call_title: 'Chiamata', hs_call_body: '<p>Note</p>' };

let connection: HubspotConnection;
let keys = 0;

function input(values: WriteInput['values'], more: Partial<WriteInput> = {}): WriteInput {
  return {
    key: `key-of-a-write-${String(++keys).padStart(6, '0')}`,
    remoteId: null,
    values,
    associations: [],
    ...more,
  };
}

const write = (object: ObjectName, ...inputs: WriteInput[]) =>
  hubspot.write(connection.session, object, inputs);

function done(result: WriteResult | undefined): { remoteId: string; created: boolean } {
  assert.ok(result?.ok, JSON.stringify(result));
  return result;
}

function fault(result: WriteResult | undefined) {
  assert.ok(result && !result.ok, JSON.stringify(result));
  return result.error;
}

/** Starts over with an empty account and writes prepared as its settings and scopes allow. */
async function prepare(): Promise<void> {
  await connection.crm.empty();
  Object.assign(connection.session.metadata, await hubspot.prepareWrites(connection.session));
}

/** A contact, its company and a deal, to log calls on. */
async function people() {
  const { crm } = connection;
  const company = await crm.create('companies', { name: 'Acme' });
  const contact = await crm.create('contacts', { email: 'anna@acme.example' }, { companies: [company] });
  const deal = await crm.create('deals', { dealname: 'D', dealstage: 'closedwon', pipeline: 'default' });
  const associations: WriteInput['associations'] = [
    { object: 'contact', remoteId: contact },
    { object: 'company', remoteId: company },
    { object: 'deal', remoteId: deal },
  ];
  return { company, contact, deal, associations };
}

describe('writing to a HubSpot that lets us create properties', () => {
  before(async () => {
    connection = await connectHubspot();
  });
  beforeEach(prepare);
  after(() => connection.close());

  it('makes its unique property once on contacts, companies, deals and calls', async () => {
    await hubspot.prepareWrites(connection.session);
    const kinds = connection.session.metadata['write_keys'] as Record<string, string>;
    assert.deepEqual(
      [kinds['contacts'], kinds['companies'], kinds['deals'], kinds['calls'], kinds['notes']],
      ['property', 'property', 'property', 'property', 'marker'],
    );
    const { requests } = await connection.crm.control<{ requests: { body?: unknown }[] }>(
      'requests?method=POST&path_includes=/crm/properties/',
    );
    assert.equal(requests.length, 4);
  });

  it('logs a call on its contact, company and deal, once however often it is sent', async () => {
    const { contact, company, deal, associations } = await people();
    const call = input(
      { ...CALL, hs_call_duration: 95_000, hs_call_disposition: CONNECTED },
      { associations },
    );
    const first = done((await write('activity', call))[0]);
    const second = done((await write('activity', call))[0]);
    assert.deepEqual([first.created, second.created], [true, false]);
    assert.equal(await hubspot.findByKey(connection.session, 'activity', call), first.remoteId);
    const calls = await connection.crm.records('calls');
    assert.deepEqual(
      calls.map((each) => each.id),
      [first.remoteId],
    );
    assert.deepEqual(calls[0]?.associations, { contacts: [contact], companies: [company], deals: [deal] });
    const { properties } = calls[0] ?? { properties: {} as Record<string, string> };
    assert.equal(properties['hs_call_duration'], '95000');
    assert.equal(properties['hs_call_status'], 'COMPLETED');
    assert.equal(properties['hs_call_body'], '<p>Note</p>');
  });

  it('links a call whose first try ended before the links were made', async () => {
    const { contact, associations } = await people();
    const call = input(CALL, { associations });
    await connection.crm.control('faults', {
      kind: 'server_error',
      status: 503,
      match: { path_includes: '/crm/associations/' },
    });
    await assert.rejects(
      write('activity', call),
      (error) => error instanceof CrmError && error.kind === 'unavailable',
    );
    done((await write('activity', call))[0]);
    const [stored, ...more] = await connection.crm.records('calls');
    assert.equal(more.length, 0);
    assert.deepEqual(stored?.associations['contacts'], [contact]);
  });

  it('says that a call is not linked when the contact does not exist', async () => {
    const { associations } = await people();
    const lost = input(CALL, { associations: [{ object: 'contact', remoteId: '404404' }] });
    const [good, bad] = await write('activity', input(CALL, { associations }), lost);
    done(good);
    const { code, value, message } = fault(bad);
    assert.deepEqual([code, value], ['association_failed', '404404']);
    assert.match(message, /404404/);
  });

  it('writes notes, tasks and meetings as what they are', async () => {
    const { contact, associations } = await people();
    const results = await write(
      'activity',
      input({ ...CALL, '@object_type': 'notes' }, { associations }),
      input({ ...CALL, '@object_type': 'tasks' }, { associations }),
      input({ ...CALL, '@object_type': 'meetings', hs_call_duration: 1_800_000 }, { associations }),
    );
    for (const [i, type] of ['notes', 'tasks', 'meetings'].entries()) {
      const { remoteId } = done(results[i]);
      const [record] = await connection.crm.records(type);
      assert.equal(remoteId, `${type}:${record?.id}`);
      assert.deepEqual(record?.associations['contacts'], [contact]);
    }
    const [task] = await connection.crm.records('tasks');
    assert.equal(task?.properties['hs_task_subject'], 'Chiamata');
    const [meeting] = await connection.crm.records('meetings');
    assert.match(meeting?.properties['hs_meeting_end_time'] ?? '', /10:30/);
    const { remoteId } = done(results[0]);
    const note = await hubspot.readOne(connection.session, 'activity', remoteId, ['hs_call_body']);
    assert.equal(note?.values['hs_call_body'], '<p>Note</p>');
    assert.equal(note?.values['@object_type'], 'notes');
    assert.equal(note?.remoteId, remoteId);
    const [changed] = await write(
      'activity',
      input({ hs_call_body: 'New', '@object_type': 'notes' }, { remoteId }),
    );
    assert.equal(done(changed).remoteId, remoteId);
    const [kept] = await connection.crm.records('notes');
    assert.match(kept?.properties['hs_note_body'] ?? '', /^New<p>Ref: [\w-]+<\/p>$/, 'it keeps its marker');
  });

  it('changes what it finds by its marker, so that a newer word is not lost', async () => {
    const { contact } = await people();
    const associations: WriteInput['associations'] = [{ object: 'contact', remoteId: contact }];
    const note = (body: string) =>
      input(
        { hs_call_body: body, hs_timestamp: '2026-11-20T10:00:00Z', '@object_type': 'notes' },
        { key: 'call-42', associations },
      );
    const [made] = await write('activity', note('First'));
    const [again] = await write('activity', note('Corrected'));
    assert.deepEqual([done(again).remoteId, done(again).created], [done(made).remoteId, false]);
    const notes = await connection.crm.records('notes');
    assert.equal(notes.length, 1);
    assert.match(notes[0]?.properties['hs_note_body'] ?? '', /^Corrected<p>Ref: call-42<\/p>$/);
  });

  it('makes the company of a contact its primary one', async () => {
    const { company, contact } = await people();
    const other = await connection.crm.create('companies', { name: 'Other' });
    const associations: WriteInput['associations'] = [{ object: 'company', remoteId: other }];
    done((await write('contact', input({ jobtitle: 'CEO' }, { remoteId: contact, associations })))[0]);
    const record = await hubspot.readOne(connection.session, 'contact', contact, []);
    assert.deepEqual(record?.refs['company_id'], [other, company]);
  });

  it('takes the existing contact for a taken e-mail address and leaves its values', async () => {
    const existing = await connection.crm.create('contacts', {
      email: 'anna@acme.example',
      firstname: 'Anna',
    });
    const [taken, fresh] = await write(
      'contact',
      input({ email: 'Anna@acme.example', firstname: 'Someone else' }),
      input({ email: 'bruno@acme.example' }),
    );
    const { remoteId, created } = done(taken);
    assert.deepEqual([remoteId, created], [existing, false]);
    assert.equal(done(fresh).created, true);
    const record = (await connection.crm.records('contacts')).find((each) => each.id === existing);
    assert.equal(record?.properties['firstname'], 'Anna');
  });

  it('does not take another contact when an update asks for a taken e-mail address', async () => {
    await connection.crm.create('contacts', { email: 'taken@acme.example' });
    const remoteId = await connection.crm.create('contacts', { email: 'mine@acme.example' });
    const [result] = await write('contact', input({ email: 'taken@acme.example' }, { remoteId }));
    assert.equal(fault(result).code, 'conflict');
  });

  it('blames the property and its value for each refused row and writes the others', async () => {
    const deal = { dealname: 'D', pipeline: 'default', dealstage: 'closedwon' };
    await connection.crm.control('settings', { required_properties: { deals: ['amount'] } });
    const results = await write(
      'deal',
      input({ ...deal, amount: 10, dealstage: 'no_such_stage' }),
      input({ dealname: 'No stage', pipeline: 'default', amount: 10 }),
      input(deal),
      input({ ...deal, amount: 12.5, closedate: '2026-12-24' }),
    );
    const [stage, missing, admin, good] = results;
    const { code, field, value, vendorCode } = fault(stage);
    assert.deepEqual(
      [code, field, value, vendorCode],
      ['invalid_option', 'dealstage', 'no_such_stage', 'INVALID_OPTION'],
    );
    assert.deepEqual([fault(missing).code, fault(missing).field], ['required_missing', 'dealstage']);
    assert.deepEqual([fault(admin).code, fault(admin).field], ['required_missing', 'amount']);
    assert.equal(done(good).created, true);
    assert.equal((await connection.crm.records('deals')).length, 1);
  });

  it('asks to wait when somebody removed its property', async () => {
    await connection.crm.empty();
    const contact = input({ email: 'anna@acme.example' });
    await assert.rejects(
      write('contact', contact),
      (error) =>
        error instanceof CrmError && error.kind === 'unavailable' && error.field === 'connect_external_id',
    );
  });

  it('tells a missing permission from a withdrawn grant', async () => {
    await connection.crm.control('faults', { kind: 'deny_scope', times: 1 });
    await assert.rejects(write('contact', input({ email: 'a@acme.example' })), (error) => {
      assert.ok(error instanceof CrmError && !(error instanceof ReconnectNeeded));
      assert.deepEqual([error.kind, error.vendorCode], ['permission', 'MISSING_SCOPES']);
      return true;
    });
  });

  for (const [bucket, waitMs] of [
    ['account', 10_000],
    ['search', 1_000],
    ['daily', 3_600_000],
  ] as const)
    it(`waits ${waitMs / 1000} s after reaching the ${bucket} limit, which tells no wait`, async () => {
      await connection.crm.control('faults', { kind: 'rate_limit', bucket });
      await assert.rejects(
        write('contact', input({ email: 'a@acme.example' })),
        (error) => error instanceof CrmError && error.kind === 'rate_limit' && error.retryAfterMs === waitMs,
      );
    });
});

describe('writing to a HubSpot that lets us create no property', () => {
  before(async () => {
    connection = await connectHubspot({}, { optional: false });
  });
  beforeEach(prepare);
  after(() => connection.close());

  it('notes what it uses instead', () => {
    assert.deepEqual(connection.session.metadata['write_keys'], {
      contacts: 'email',
      companies: 'none',
      deals: 'none',
      calls: 'marker',
      notes: 'marker',
      tasks: 'marker',
      meetings: 'marker',
    });
  });

  it('logs a call once, with a visible line as its key, linked in the same step', async () => {
    const { contact, company, deal, associations } = await people();
    const call = input(CALL, { associations });
    assert.equal(await hubspot.findByKey(connection.session, 'activity', call), null);
    const first = done((await write('activity', call))[0]);
    const second = done((await write('activity', call))[0]);
    assert.equal(second.remoteId, first.remoteId);
    assert.deepEqual([first.created, second.created], [true, false]);
    const [stored, ...more] = await connection.crm.records('calls');
    assert.equal(more.length, 0);
    assert.deepEqual(stored?.associations, { contacts: [contact], companies: [company], deals: [deal] });
    assert.equal(stored?.properties['hs_call_body'], `<p>Note</p><p>Ref: ${call.key}</p>`);
    const read = await hubspot.readOne(connection.session, 'activity', first.remoteId, ['hs_call_body']);
    assert.equal(read?.values['hs_call_body'], '<p>Note</p>');
  });

  it('finds the call whose answer was lost, without search', async () => {
    await connection.crm.control('settings', { index_lag_ms: 60_000 });
    const { associations } = await people();
    const [call, other] = [input(CALL, { associations }), input(CALL, { associations })];
    await connection.crm.control('faults', {
      kind: 'timeout_after_write',
      delay_ms: 0,
      match: { path_includes: '/calls/batch/create' },
    });
    await assert.rejects(
      write('activity', call),
      (error) => error instanceof CrmError && error.kind === 'unavailable' && error.outcomeUnknown,
    );
    const found = await hubspot.findByKey(connection.session, 'activity', call);
    assert.equal(found, (await connection.crm.records('calls'))[0]?.id);
    assert.equal(await hubspot.findByKey(connection.session, 'activity', other), null);
    assert.equal(done((await write('activity', call))[0]).remoteId, found);
    assert.equal(await connection.crm.countOf('activity'), 1);
  });

  it('refuses a call on nobody, which it could not find again', async () => {
    const [result] = await write('activity', input(CALL));
    assert.equal(fault(result).code, 'association_missing');
    assert.equal(await connection.crm.countOf('activity'), 0);
  });

  it('blames the row among several that HubSpot refuses', async () => {
    const { associations } = await people();
    const [good, bad, alsoGood] = await write(
      'activity',
      input(CALL, { associations }),
      input({ ...CALL, hs_call_direction: 'SIDEWAYS' }, { associations }),
      input(CALL, { associations }),
    );
    done(good);
    done(alsoGood);
    assert.deepEqual([fault(bad).field, fault(bad).value], ['hs_call_direction', 'SIDEWAYS']);
    assert.equal(await connection.crm.countOf('activity'), 2);
  });

  it('creates contacts by e-mail address, each once, though HubSpot refuses a batch as a whole', async () => {
    const good = Array.from({ length: 5 }, (_, i) =>
      input({ email: `p${i}@acme.example`, firstname: `P${i}` }),
    );
    const bad = input({ email: 'bad@acme.example', no_such_property: 'x' });
    const first = await write('contact', ...good, bad);
    for (const result of first.slice(0, 5)) assert.equal(done(result).created, true);
    assert.equal(fault(first[5]).field, 'no_such_property');
    const second = await write('contact', ...good);
    assert.deepEqual(
      second.map((result) => done(result).remoteId),
      first.slice(0, 5).map((result) => done(result).remoteId),
    );
    assert.equal(await connection.crm.countOf('contact'), 5);
    const [one] = good;
    assert.ok(one);
    assert.equal(await hubspot.findByKey(connection.session, 'contact', one), done(first[0]).remoteId);
  });

  it('creates nothing it could not find again', async () => {
    const [contact] = await write('contact', input({ firstname: 'No address' }));
    const [company] = await write('company', input({ name: 'Acme' }));
    assert.deepEqual([fault(contact).code, fault(contact).field], ['write_key_missing', 'email']);
    assert.equal(fault(company).code, 'write_key_missing');
    assert.equal(await connection.crm.countOf('contact'), 0);
    assert.equal(await connection.crm.countOf('company'), 0);
  });
});

describe('preparing writes in HubSpot', () => {
  before(async () => {
    connection = await connectHubspot({ unique_on_calls: false });
  });
  after(() => connection.close());

  it('marks calls where they take no unique property', async () => {
    const kinds = connection.session.metadata['write_keys'] as Record<string, string>;
    assert.deepEqual([kinds['contacts'], kinds['calls']], ['property', 'marker']);
  });

  it('does not trust a property of that name which is not unique', async () => {
    await connection.crm.empty();
    const body = {
      name: 'connect_external_id',
      label: 'By hand',
      type: 'string',
      fieldType: 'text',
      groupName: 'dealinformation',
    };
    const path = '/crm/properties/2026-09/deals';
    await connection.session.http.request({ method: 'POST', path, body, writes: true });
    const { write_keys } = await hubspot.prepareWrites(connection.session);
    assert.equal((write_keys as Record<string, string>)['deals'], 'none');
  });
});
