import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { CrmError } from '../../../service/connectors/connector.js';
import type { ObjectName } from '../../../shared/records.js';
import { collect } from '../../contract/pulls.js';
import { connectZoho, type ZohoConnection } from './connection.js';

describe('reading from Zoho', () => {
  let zoho: ZohoConnection;

  before(async () => {
    zoho = await connectZoho();
  });
  after(() => zoho.close());
  beforeEach(() => zoho.crm.empty());

  const readAll = (object: ObjectName, fields: string[] = []) =>
    collect(zoho.connector.readAll(zoho.session, object, { cursor: null, fields }));
  const readChanges = (cursor: string, fields: string[] = [], object: ObjectName = 'contact') =>
    collect(zoho.connector.readChanges(zoho.session, object, { cursor, fields }));

  it('goes past 2,000 records by page tokens', async () => {
    await zoho.crm.generate(2_250);
    const { records } = await readAll('contact', ['Email']);
    assert.equal(new Set(records.map(({ remoteId }) => remoteId)).size, 2_250);
    assert.equal(records.length, 2_250);
    const pages = await zoho.crm.requests('page_token=');
    assert.equal(pages.length, 11);
  });

  it('goes on after the last record where page tokens end', async () => {
    await zoho.crm.control('settings', { page_token_reach: 400 });
    await zoho.crm.generate(650);
    const { records } = await readAll('contact');
    assert.equal(records.length, 650);
    assert.equal(new Set(records.map(({ remoteId }) => remoteId)).size, 650);
  });

  it('goes on from a stored page whose token is over', async () => {
    await zoho.crm.generate(450);
    const options = { cursor: null, fields: ['Email'] };
    const first = await zoho.connector.readAll(zoho.session, 'contact', options).next();
    assert.ok(!first.done);
    const cursor = first.value.cursor.replace(/"token":"[^"]+"/, '"token":"another-token"');
    const rest = await collect(zoho.connector.readAll(zoho.session, 'contact', { ...options, cursor }));
    const ids = [...first.value.records, ...rest.records].map(({ remoteId }) => remoteId);
    assert.equal(ids.length, 450);
    assert.equal(new Set(ids).size, 450);
  });

  it('asks nothing but one query when nothing changed', async () => {
    const { cursor } = await readAll('contact');
    const before = zoho.requests.length;
    await readChanges(cursor);
    assert.equal(zoho.requests.length - before, 1);
  });

  it('leaves out only the records that Zoho does not have, in whichever way it says so', async () => {
    const kept = await zoho.crm.put('contact', zoho.crm.contactValues('Kept'));
    const gone = await zoho.crm.put('contact', zoho.crm.contactValues('Gone'));
    await zoho.crm.control('records/archive', { object: 'Contacts', ids: [gone] });
    const read = () => zoho.connector.readMany(zoho.session, 'contact', [kept, gone, gone], ['First_Name']);
    assert.deepEqual(
      (await read()).map(({ remoteId }) => remoteId),
      [kept],
    );
    await zoho.crm.control('settings', { unknown_record: 'invalid_data' });
    assert.deepEqual(
      (await read()).map(({ remoteId }) => remoteId),
      [kept],
    );
  });

  it('reads the links of contacts, deals and calls', async () => {
    const company = await zoho.crm.create('Accounts', { Account_Name: 'Prato' });
    const contact = await zoho.crm.create('Contacts', { Last_Name: 'Ferri', Account_Name: { id: company } });
    const [stage, pipeline] = await stageOf();
    const deal = await zoho.crm.create('Deals', {
      Deal_Name: 'Offer',
      Stage: stage,
      Pipeline: pipeline,
      Closing_Date: '2027-01-31',
      Account_Name: { id: company },
      Contact_Name: { id: contact },
    });
    await zoho.crm.create('Calls', {
      Subject: 'Call',
      Call_Type: 'Outbound',
      Call_Start_Time: '2026-11-20T10:00:00+00:00',
      Call_Duration: '01:35',
      Who_Id: { id: contact },
      What_Id: { id: deal },
      $se_module: 'Deals',
    });
    const refsOf = async (object: ObjectName) => (await readAll(object)).records[0]?.refs;
    assert.deepEqual(await refsOf('contact'), { company_id: [company] });
    assert.deepEqual(await refsOf('deal'), { contact_ids: [contact], company_id: [company] });
    assert.deepEqual(await refsOf('activity'), {
      contact_id: [contact],
      company_id: [company],
      deal_id: [deal],
    });
    const [call] = (await readAll('activity', ['@duration_s', 'Subject'])).records;
    assert.equal(call?.values['@duration_s'], 95);
    assert.equal(call?.values['@module'], 'Calls');
  });

  it('reads more fields than one request may name', async () => {
    const names = (await zoho.connector.listFields(zoho.session, 'contact')).map(({ name }) => name);
    const padding = Array.from({ length: 60 }, (_, i) => names[i % names.length] ?? 'Email');
    const fields = [...new Set([...padding, ...names])];
    await zoho.crm.put('contact', zoho.crm.contactValues('Wide'));
    const { records } = await readAll('contact', [...fields, 'First_Name']);
    assert.equal(records[0]?.values['First_Name'], 'Wide');
  });

  it('finds a contact by either of two addresses', async () => {
    const id = await zoho.crm.put('contact', {
      ...zoho.crm.contactValues('Found'),
      Secondary_Email: 'other@contract.example',
    });
    for (const email of ['found@contract.example', 'other@contract.example']) {
      const found = await zoho.connector.findContacts(zoho.session, { email, phone: null }, []);
      assert.deepEqual(
        found.map(({ remoteId }) => remoteId),
        [id],
      );
    }
  });

  it('lists stages with their pipeline and whether they are closed, and people as owners', async () => {
    const fields = await zoho.connector.listFields(zoho.session, 'deal');
    const stages = fields.find(({ name }) => name === 'Stage')?.options ?? [];
    assert.ok(stages.some(({ closed }) => closed === true));
    assert.ok(stages.some(({ closed }) => closed === false));
    assert.ok(stages.every(({ pipeline }) => typeof pipeline === 'string'));
    const owners = fields.find(({ name }) => name === 'Owner')?.options ?? [];
    assert.ok(owners.length > 0 && owners.every(({ label }) => label !== ''));
    assert.equal(fields.find(({ name }) => name === 'Deal_Name')?.required, true);
    assert.equal(fields.find(({ name }) => name === 'Modified_Time')?.read_only, true);
  });

  it('does not renew the access for a scope that is missing', async () => {
    await zoho.crm.control('faults', { kind: 'deny_scope' });
    const before = zoho.credentials.renewals;
    await assert.rejects(
      zoho.connector.readOne(zoho.session, 'contact', '1', []),
      (error) => error instanceof CrmError && error.kind === 'permission',
    );
    assert.equal(zoho.credentials.renewals, before);
    await zoho.crm.control('faults', { kind: 'clear' });
  });

  async function stageOf(): Promise<[string, string]> {
    const fields = await zoho.connector.listFields(zoho.session, 'deal');
    const [stage] = fields.find(({ name }) => name === 'Stage')?.options ?? [];
    return [stage?.value ?? '', stage?.pipeline ?? ''];
  }
});
