import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { WriteInput, WriteResult } from '../../../service/connectors/connector.js';
import { connectZoho, type ZohoConnection } from './connection.js';

const KEY = 'cc_0123456789012345678901234567890123456789';

describe('writing to Zoho', () => {
  let zoho: ZohoConnection;
  let contact: string;

  before(async () => {
    zoho = await connectZoho();
  });
  after(() => zoho.close());
  beforeEach(async () => {
    await zoho.crm.empty();
    Object.assign(zoho.session.metadata, await zoho.connector.prepareWrites(zoho.session));
    delete zoho.session.metadata['call_duration_format'];
    contact = await zoho.crm.put('contact', zoho.crm.contactValues('Called'));
  });

  const callOf = (more: Partial<WriteInput> & { values?: Record<string, unknown> } = {}): WriteInput => ({
    key: KEY,
    remoteId: null,
    associations: [{ object: 'contact', remoteId: contact }],
    ...more,
    values: { ...zoho.crm.callValues('Green tariff'), Description: 'Wants an offer', ...more.values },
  });
  const writeCalls = (...inputs: WriteInput[]) => zoho.connector.write(zoho.session, 'activity', inputs);
  const idOf = (result: WriteResult | undefined): string => {
    assert.ok(result?.ok, JSON.stringify(result));
    return result.remoteId;
  };
  const onlyCall = async () => {
    const calls = await zoho.crm.records('Calls');
    assert.equal(calls.length, 1);
    return calls[0]?.properties ?? {};
  };

  it('names our field as the only one that is checked, and sets off no workflow', async () => {
    const deal = { Deal_Name: 'Offer', ...(await stage()), Closing_Date: '2027-01-31', Amount: '1234.50' };
    const inputs = ['a', 'b'].map((end) => ({
      key: `${KEY}${end}`,
      remoteId: null,
      values: deal,
      associations: [],
    }));
    const results = await zoho.connector.write(zoho.session, 'deal', inputs);
    assert.notEqual(idOf(results[0]), idOf(results[1]));
    const [first] = results;
    assert.ok(first?.ok);
    assert.equal(first.written?.values['Amount'], 1234.5);
    const [request] = await zoho.crm.requests('/Deals/upsert', 'POST');
    const body = (typeof request?.body === 'string' ? JSON.parse(request.body) : request?.body) as {
      duplicate_check_fields?: string[];
      trigger?: string[];
    };
    assert.deepEqual(body.duplicate_check_fields, ['Connect_External_ID']);
    assert.deepEqual(body.trigger, []);
  });

  it('logs a call on its contact and deal, with its length', async () => {
    const company = await zoho.crm.create('Accounts', { Account_Name: 'Prato' });
    const deal = await zoho.crm.create('Deals', {
      Deal_Name: 'Offer',
      ...(await stage()),
      Closing_Date: '2027-01-31',
    });
    const associations: WriteInput['associations'] = [
      { object: 'contact', remoteId: contact },
      { object: 'company', remoteId: company },
      { object: 'deal', remoteId: deal },
    ];
    const [result] = await writeCalls(callOf({ associations }));
    const id = idOf(result);
    const record = await zoho.connector.readOne(zoho.session, 'activity', id, ['@duration_s', 'Subject']);
    assert.deepEqual(record?.refs, { contact_id: [contact], company_id: [], deal_id: [deal] });
    assert.equal(record?.values['@duration_s'], 95);
    assert.ok(result?.ok);
    assert.equal(result.created, true);
    assert.equal(result.written?.values['@duration_s'], 95);
    assert.equal((await onlyCall())['Outgoing_Call_Status'], 'Completed');
  });

  for (const names of [true, false])
    it(`changes the call of a key that is taken, ${names ? 'named' : 'not named'} by the refusal`, async () => {
      await zoho.crm.control('settings', { duplicate_names_record: names });
      const [first] = await writeCalls(callOf());
      const [second] = await writeCalls(callOf({ values: { Description: 'Wants two offers' } }));
      assert.equal(idOf(second), idOf(first));
      assert.ok(second?.ok);
      assert.equal(second.created, false);
      assert.equal((await onlyCall())['Description'], 'Wants two offers');
    });

  it('marks calls where they may have no unique field, and finds the mark and changes the call', async () => {
    await zoho.crm.control('settings', { unique_on_calls: false, external_fields: false });
    const { write_keys, ...rest } = zoho.session.metadata;
    zoho.session.metadata = { ...rest, write_keys: { ...(write_keys as object), Calls: undefined } };
    assert.equal(await zoho.connector.findByKey(zoho.session, 'activity', callOf()), null);
    const [first] = await writeCalls(callOf());
    assert.equal(await zoho.connector.findByKey(zoho.session, 'activity', callOf()), idOf(first));
    const call = callOf();
    const values = { ...call.values, Description: 'Wants two offers' };
    const [second] = await writeCalls({ ...call, values });
    assert.equal(idOf(second), idOf(first));
    assert.match(String((await onlyCall())['Description']), new RegExp(`Ref: ${KEY}$`));
    const record = await zoho.connector.readOne(zoho.session, 'activity', idOf(first), ['Description']);
    assert.equal(record?.values['Description'], 'Wants two offers', 'a newer word is not lost');
  });

  it('knows contacts by address where it may keep no key, and creates nothing that it could not find again', async () => {
    const { write_keys: _keys, ...metadata } = zoho.session.metadata;
    zoho.session.metadata = metadata;
    const input = {
      key: KEY,
      remoteId: null,
      values: zoho.crm.contactValues('Unkeyed'),
      associations: [],
    };
    const [first] = await zoho.connector.write(zoho.session, 'contact', [input]);
    const [second] = await zoho.connector.write(zoho.session, 'contact', [input]);
    assert.equal(idOf(second), idOf(first));
    const [company] = await zoho.connector.write(zoho.session, 'company', [
      { ...input, values: { Account_Name: 'Prato' } },
    ]);
    assert.ok(company && !company.ok);
    assert.equal(company.error.code, 'write_key_missing');
  });

  it('writes a length again that the account took for hours and minutes', async () => {
    await zoho.crm.control('settings', { call_duration_format: 'hh:mm' });
    await writeCalls(callOf({ values: { '@duration_s': 600 } }));
    const [call] = await zoho.crm.records('Calls');
    const record = await zoho.connector.readOne(zoho.session, 'activity', call?.id ?? '', ['@duration_s']);
    assert.equal(record?.values['@duration_s'], 600);
    const asked = (await zoho.crm.requests('/Calls', 'PUT')).length;
    await writeCalls(callOf({ key: `${KEY}2`, values: { '@duration_s': 600 } }));
    assert.equal((await zoho.crm.requests('/Calls', 'PUT')).length, asked, 'the second call went out right');
    const prepared = await zoho.connector.prepareWrites(zoho.session);
    assert.equal(prepared['call_duration_format'], 'hh:mm');
  });

  it('puts a recording that is refused into the text', async () => {
    await zoho.crm.control('settings', { accepts_recordings: false });
    const recording = 'https://recordings.example/1.mp3';
    const [result] = await writeCalls(callOf({ values: { Voice_Recording__s: recording } }));
    idOf(result);
    assert.equal((await onlyCall())['Description'], `Wants an offer\n\n${recording}`);
  });

  it('finds the field of the status by the account’s own name', async () => {
    await zoho.crm.control('settings', { call_status_field: 'Outbound_Call_Status' });
    await zoho.connector.listFields(zoho.session, 'activity');
    await writeCalls(callOf());
    assert.equal((await onlyCall())['Outbound_Call_Status'], 'Completed');
    await zoho.crm.control('settings', { call_status_field: 'Outgoing_Call_Status' });
    await zoho.connector.listFields(zoho.session, 'activity');
  });

  it('changes a completed call as far as it may be changed', async () => {
    const [first] = await writeCalls(callOf());
    const remoteId = idOf(first);
    const values = { Description: 'Changed', Call_Start_Time: '2026-11-21T10:00:00.000Z' };
    const [second] = await writeCalls(callOf({ remoteId, values }));
    assert.equal(idOf(second), remoteId);
    assert.equal((await onlyCall())['Description'], 'Changed');
  });

  it('tells row by row what was refused, with the field to blame', async () => {
    const values = zoho.crm.contactValues('Good');
    const inputs = [{ ...values, Email: 'not an address' }, values].map((each, i) => ({
      key: `${KEY}${i}`,
      remoteId: null,
      values: each,
      associations: [],
    }));
    const [bad, good] = await zoho.connector.write(zoho.session, 'contact', inputs);
    assert.ok(bad && !bad.ok);
    assert.equal(bad.error.field, 'Email');
    assert.equal(bad.error.value, 'not an address');
    assert.equal(bad.error.code, 'invalid_value');
    idOf(good);
  });

  it('makes a contact of an address alone', async () => {
    const input = { key: KEY, remoteId: null, values: { Email: 'alone@contract.example' }, associations: [] };
    const [result] = await zoho.connector.write(zoho.session, 'contact', [input]);
    const record = await zoho.connector.readOne(zoho.session, 'contact', idOf(result), ['Last_Name']);
    assert.equal(record?.values['Last_Name'], 'alone@contract.example');
  });

  for (const [kind, module, title] of [
    ['Notes', 'Notes', 'Note_Title'],
    ['Tasks', 'Tasks', 'Subject'],
    ['Events', 'Events', 'Event_Title'],
  ] as const)
    it(`writes ${kind.toLowerCase()} once, and reads one by its id`, async () => {
      const input = callOf({ values: { '@module': kind } });
      const [first] = await writeCalls(input);
      const [second] = await writeCalls(input);
      assert.equal(idOf(second), idOf(first));
      assert.match(idOf(first), new RegExp(`^${module}:`));
      const records = await zoho.crm.records(module);
      assert.equal(records.length, 1);
      assert.equal(records[0]?.properties[title], 'Green tariff');
      const record = await zoho.connector.readOne(zoho.session, 'activity', idOf(first), [
        'Subject',
        'Description',
      ]);
      assert.equal(record?.values['Subject'], 'Green tariff');
      assert.equal(record?.values['Description'], 'Wants an offer');
    });

  it('gives a meeting its end, and keeps its length when it is moved', async () => {
    const values = { '@module': 'Events', Call_Start_Time: '2026-11-22T10:00:00.000Z' };
    const [made] = await writeCalls(callOf({ values: { ...values, '@duration_s': 1_800 } }));
    const remoteId = idOf(made);
    const read = async () => {
      const fields = ['Call_Start_Time', '@duration_s'];
      const record = await zoho.connector.readOne(zoho.session, 'activity', remoteId, fields);
      return [Date.parse(String(record?.values['Call_Start_Time'])), record?.values['@duration_s']];
    };
    assert.deepEqual(await read(), [Date.parse('2026-11-22T10:00:00Z'), 1_800]);
    const later = { '@module': 'Events', Call_Start_Time: '2026-11-22T12:00:00.000Z' };
    await zoho.connector.write(zoho.session, 'activity', [
      { key: KEY, remoteId, values: later, associations: [] },
    ]);
    assert.deepEqual(await read(), [Date.parse('2026-11-22T12:00:00Z'), 1_800]);
    const longer = { '@module': 'Events', '@duration_s': 3_600 };
    await zoho.connector.write(zoho.session, 'activity', [
      { key: KEY, remoteId, values: longer, associations: [] },
    ]);
    assert.deepEqual(await read(), [Date.parse('2026-11-22T12:00:00Z'), 3_600]);
  });

  it('says how much text fits into a note', async () => {
    const values = { '@module': 'Notes', Description: 'n'.repeat(40_000) };
    const [result] = await writeCalls(callOf({ values }));
    assert.ok(result && !result.ok);
    assert.equal(result.error.field, 'Description');
    assert.match(result.error.message, /^At most 32000 characters fit .* 400\d\d$/);
    assert.ok((result.error.value ?? '').length < 1_000);
  });

  async function stage(): Promise<{ Stage: string; Pipeline: string }> {
    const fields = await zoho.connector.listFields(zoho.session, 'deal');
    const [first] = fields.find(({ name }) => name === 'Stage')?.options ?? [];
    return { Stage: first?.value ?? '', Pipeline: first?.pipeline ?? '' };
  }
});
