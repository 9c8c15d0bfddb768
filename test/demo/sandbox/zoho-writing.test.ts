import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Json, ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
before(async () => {
  bench = await ZohoBench.connected();
});
after(() => bench.close());

const LAST = { Last_Name: 'Prova' };

async function fault(module: string, data: Json): Promise<[code: string, field: string]> {
  const row = await bench.row('POST', module, data);
  assert.equal(row.status, 'error', JSON.stringify(row));
  return [row.code, row.details.api_name];
}

async function read(module: string, id: string): Promise<Json> {
  return (await bench.api('GET', `${module}/${id}`)).body.data[0];
}

test('an insert answers each row for itself and its status says how it went as a whole', async () => {
  const good = { Last_Name: 'Uno' };
  const bad = { First_Name: 'Senza' };
  const statuses = [];
  for (const data of [[good], [good, bad], [bad]]) {
    const { status, body } = await bench.api('POST', 'Contacts', { data });
    statuses.push([status, ...body.data.map((each: Json) => each.code)]);
  }
  assert.deepEqual(statuses, [
    [201, 'SUCCESS'],
    [207, 'SUCCESS', 'MANDATORY_NOT_FOUND'],
    [202, 'MANDATORY_NOT_FOUND'],
  ]);
  const { body } = await bench.api('POST', 'Contacts', { data: [bad, good] });
  assert.deepEqual(body.data[0].details, { api_name: 'Last_Name', json_path: '$.data[0].Last_Name' });
  const { id, ...details } = body.data[1].details;
  assert.match(id, /^\d{18}$/);
  assert.deepEqual(Object.keys(details).sort(), [
    'Created_By',
    'Created_Time',
    'Modified_By',
    'Modified_Time',
  ]);
});

test('a body without rows or with more than a hundred is refused as a whole', async () => {
  for (const body of [{}, { data: [] }, { data: {} }, { data: Array.from({ length: 101 }, () => LAST) }])
    assert.equal((await bench.api('POST', 'Contacts', body)).status, 400);
  const answer = await fetch(`${bench.apiDomain}/crm/v8/Contacts`, {
    method: 'POST',
    headers: { authorization: `Zoho-oauthtoken ${bench.token}` },
    body: '{"data":[',
  });
  assert.equal(((await answer.json()) as Json).code, 'INVALID_DATA');
});

test('values are checked by the type and length of their field', async () => {
  const wrong: [string, unknown][] = [
    ['Email', 'not-an-address'],
    ['Phone', 'phone: <unknown>'],
    ['Phone', '1'.repeat(31)],
    ['First_Name', 'x'.repeat(41)],
    ['First_Name', 5],
    ['Email_Opt_Out', 'true'],
    ['Yearly_Use_kWh', '12'],
    ['Yearly_Use_kWh', 1.234],
    ['Date_of_Birth', '2026-02-31'],
    ['Preferred_Language', 'fr'],
    ['Interests', 'Gas'],
    ['Account_Name', 'Prato Moda'],
    ['Account_Name', { id: '572576710200099999' }],
    ['Owner', { id: '572576730100000004' }],
  ];
  for (const [name, value] of wrong)
    assert.deepEqual(await fault('Contacts', { ...LAST, [name]: value }), ['INVALID_DATA', name], name);
  const long = await bench.row('POST', 'Contacts', { ...LAST, First_Name: 'x'.repeat(41) });
  assert.equal(long.details.maximum_length, 40);
});

test('an instant has whole seconds and an offset', async () => {
  const call = { Subject: 'x', Call_Type: 'Missed' };
  for (const at of ['2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00Z', '2026-11-22T10:00:00', '2026-11-22'])
    assert.deepEqual(await fault('Calls', { ...call, Call_Start_Time: at }), [
      'INVALID_DATA',
      'Call_Start_Time',
    ]);
  const row = await bench.row('POST', 'Calls', { ...call, Call_Start_Time: '2026-11-22T10:00:00+00:00' });
  assert.equal((await read('Calls', row.details.id)).Call_Start_Time, '2026-11-22T11:00:00+01:00');
  await bench.control('POST', 'settings', { strict_datetimes: false });
  const lenient = await bench.row('POST', 'Calls', { ...call, Call_Start_Time: '2026-11-22T10:00:00.000Z' });
  await bench.control('POST', 'settings', { strict_datetimes: true });
  assert.equal(lenient.code, 'SUCCESS');
});

test('unknown and read-only fields are passed over in silence, and the control door tells', async () => {
  const row = await bench.row('POST', 'Contacts', { ...LAST, Wings: 2, Modified_Time: 'now' });
  assert.equal(row.code, 'SUCCESS');
  const { notes } = await bench.control('GET', 'requests');
  assert.ok(
    notes.some((note: Json) => note.kind === 'field_ignored' && /Wings, Modified_Time/.test(note.detail)),
  );
});

test('an update changes what it names, empties with null, and moves Modified_Time by whole seconds', async () => {
  const { details } = await bench.row('POST', 'Contacts', { ...LAST, Title: 'A', Phone: '1' });
  const updated = await bench.row('PUT', `Contacts/${details.id}`, { Title: 'B', Phone: null });
  assert.deepEqual([updated.code, updated.message], ['SUCCESS', 'record updated']);
  const record = await read('Contacts', details.id);
  assert.deepEqual([record.Title, record.Phone, record.Last_Name], ['B', null, 'Prova']);
  assert.equal(
    (await bench.row('PUT', `Contacts/${details.id}`, { Last_Name: null })).code,
    'MANDATORY_NOT_FOUND',
  );
  const many = await bench.api('PUT', 'Contacts', {
    data: [
      { id: details.id, Title: 'C' },
      { id: '1', Title: 'D' },
    ],
  });
  assert.deepEqual([many.status, many.body.data[1].code], [207, 'INVALID_DATA']);
});

test('If-Unmodified-Since refuses a record that changed meanwhile', async () => {
  const { details } = await bench.row('POST', 'Contacts', LAST);
  const body = { data: [{ Title: 'Z' }] };
  const old = { 'if-unmodified-since': '2020-01-01T00:00:00+00:00' };
  const refused = await bench.api('PUT', `Contacts/${details.id}`, body, old);
  assert.deepEqual([refused.status, refused.body.data[0].code], [412, 'RECORD_MODIFIED']);
  const now = { 'if-unmodified-since': details.Modified_Time };
  assert.equal((await bench.api('PUT', `Contacts/${details.id}`, body, now)).status, 200);
});

test('an upsert finds by the fields it names and says what it did', async () => {
  const first = await bench.row(
    'POST',
    'Contacts/upsert',
    { ...LAST, Email: 'up@x.example' },
    { duplicate_check_fields: ['Email'] },
  );
  assert.deepEqual([first.action, first.duplicate_field, first.message], ['insert', null, 'record added']);
  const second = await bench.row(
    'POST',
    'Contacts/upsert',
    { ...LAST, Email: 'UP@x.example', Title: 'T' },
    { duplicate_check_fields: ['Email'] },
  );
  assert.deepEqual([second.action, second.duplicate_field], ['update', 'Email']);
  assert.equal(second.details.id, first.details.id);
  const unknown = await bench.api('POST', 'Contacts/upsert', {
    data: [LAST],
    duplicate_check_fields: ['Phone'],
  });
  assert.deepEqual([unknown.status, unknown.body.code], [400, 'INVALID_DATA']);
});

test('an upsert without a list merges two deals of one name', async () => {
  const deal = {
    Deal_Name: 'Stesso nome',
    Stage: 'Qualification',
    Pipeline: 'Standard (Standard)',
    Closing_Date: '2027-01-31',
  };
  const first = await bench.row('POST', 'Deals/upsert', deal);
  const second = await bench.row('POST', 'Deals/upsert', { ...deal, Amount: 5 });
  assert.deepEqual([second.action, second.details.id], ['update', first.details.id]);
});

test('calls, tasks and notes cannot be upserted', async () => {
  for (const module of ['Calls', 'Tasks', 'Notes']) {
    const { status, body } = await bench.api('POST', `${module}/upsert`, { data: [{ Subject: 'x' }] });
    assert.deepEqual([status, body.code], [400, 'INVALID_MODULE'], module);
  }
});

test('a plain insert repeated is a second record', async () => {
  const person = { ...LAST, Email: 'twice@x.example' };
  const ids = [await bench.row('POST', 'Contacts', person), await bench.row('POST', 'Contacts', person)];
  assert.notEqual(ids[0].details.id, ids[1].details.id);
});

test('a unique field made through the API refuses a second holder and names the first', async () => {
  const field = {
    field_label: 'Connect External ID',
    data_type: 'text',
    length: 120,
    unique: { casesensitive: false },
  };
  for (const module of ['Contacts', 'Calls']) {
    const made = await bench.api('POST', `settings/fields?module=${module}`, { fields: [field] });
    assert.deepEqual([made.status, made.body.fields[0].code], [201, 'SUCCESS']);
  }
  const listed = (await bench.api('GET', 'settings/fields?module=Calls')).body.fields;
  const found = listed.find((each: Json) => each.api_name === 'Connect_External_ID');
  assert.deepEqual([found.unique, found.custom_field, found.length], [{ casesensitive: false }, true, 120]);
  const again = await bench.api('POST', 'settings/fields?module=Calls', { fields: [field] });
  assert.equal(again.body.fields[0].code, 'DUPLICATE_DATA');
  const call = { Subject: 'x', Call_Type: 'Missed', Call_Start_Time: '2026-11-22T10:00:00+00:00' };
  const first = await bench.row('POST', 'Calls', { ...call, Connect_External_ID: 'call-1' });
  const second = await bench.row('POST', 'Calls', { ...call, Connect_External_ID: 'CALL-1' });
  assert.equal(second.code, 'DUPLICATE_DATA');
  assert.deepEqual([second.details.api_name, second.details.id], ['Connect_External_ID', first.details.id]);
  assert.equal(second.details.duplicate_record.id, first.details.id);
  const upserted = await bench.row(
    'POST',
    'Contacts/upsert',
    { ...LAST, Connect_External_ID: 'c-1' },
    { duplicate_check_fields: ['Connect_External_ID'] },
  );
  assert.equal(upserted.action, 'insert');
});

test('two values that are taken are told together, and one error of the row hides neither', async () => {
  const fields = ['Key A', 'Key B'].map((field_label) => ({
    ...{ field_label, data_type: 'text' },
    unique: { casesensitive: true },
  }));
  await bench.api('POST', 'settings/fields?module=Accounts', { fields });
  const account = { Account_Name: 'Doppia', Key_A: 'a', Key_B: 'b' };
  const { details } = await bench.row('POST', 'Accounts', account);
  const refused = await bench.row('POST', 'Accounts', account);
  assert.equal(refused.code, 'MULTIPLE_OR_MULTI_ERRORS');
  assert.deepEqual(
    refused.details.errors.map((each: Json) => [
      each.code,
      each.details.api_name,
      each.details.duplicate_record.id,
    ]),
    [
      ['DUPLICATE_DATA', 'Key_A', details.id],
      ['DUPLICATE_DATA', 'Key_B', details.id],
    ],
  );
  assert.equal((await bench.row('POST', 'Accounts', { ...account, Key_A: 'A', Key_B: 'B' })).code, 'SUCCESS');
});

test('a write of which every row failed may be a 400 instead', async () => {
  await bench.control('POST', 'settings', { all_failed_status: 400 });
  const { status } = await bench.api('POST', 'Contacts', { data: [{ First_Name: 'Senza' }] });
  await bench.control('POST', 'settings', { all_failed_status: 202 });
  assert.equal(status, 400);
});

test('an external field stands for the id where the header says so', async () => {
  const field = { field_label: 'Host ID', data_type: 'text', external: { type: 'org', show: false } };
  await bench.api('POST', 'settings/fields?module=Tasks', { fields: [field] });
  const headers = { 'x-external': 'Tasks.Host_ID' };
  const task = { Subject: 'Richiamare', Host_ID: 'h-1' };
  const made = await bench.api('POST', 'Tasks', { data: [task] }, headers);
  assert.equal(made.status, 201);
  assert.equal(
    (await bench.api('POST', 'Tasks', { data: [task] }, headers)).body.data[0].code,
    'DUPLICATE_DATA',
  );
  assert.equal(
    (await bench.api('PUT', 'Tasks/h-1', { data: [{ Status: 'Completed' }] }, headers)).status,
    200,
  );
  assert.equal((await bench.api('GET', 'Tasks/h-1', undefined, headers)).body.data[0].Status, 'Completed');
  assert.equal(
    (await bench.api('GET', 'Tasks/h-1', undefined, { 'x-external': 'Tasks.Subject' })).status,
    400,
  );
});

test('deals need a stage of their pipeline, and their layout a closing date', async () => {
  const deal = {
    Deal_Name: 'D',
    Stage: 'Qualification',
    Pipeline: 'Standard (Standard)',
    Closing_Date: '2027-01-31',
  };
  assert.deepEqual(await fault('Deals', { ...deal, Pipeline: undefined }), [
    'MANDATORY_NOT_FOUND',
    'Pipeline',
  ]);
  assert.deepEqual(await fault('Deals', { ...deal, Closing_Date: null }), [
    'MANDATORY_NOT_FOUND',
    'Closing_Date',
  ]);
  assert.deepEqual(await fault('Deals', { ...deal, Stage: 'Rinnovato' }), ['INVALID_DATA', 'Stage']);
  const { details } = await bench.row('POST', 'Deals', { ...deal, Amount: 1_000, Currency: 'CHF' });
  const record = await read('Deals', details.id);
  assert.deepEqual([record.Probability, record.Expected_Revenue, record.Exchange_Rate], [10, 100, 1.05]);
});

test('a layout has its own mandatory fields and choices', async () => {
  const { layouts } = (await bench.api('GET', 'settings/layouts?module=Contacts')).body;
  const partner = layouts.find((each: Json) => each.name === 'Partner');
  const Layout = { id: partner.id };
  assert.deepEqual(await fault('Contacts', { ...LAST, Layout }), ['MANDATORY_NOT_FOUND', 'Account_Name']);
  const [{ Account_Name }] = (
    await bench.api('GET', `Contacts/${await bench.contactId('giulia.ferri@prato.example')}`)
  ).body.data;
  const row = { ...LAST, Layout, Account_Name: { id: Account_Name.id } };
  assert.deepEqual(await fault('Contacts', { ...row, Lead_Source: 'Cold Call' }), [
    'INVALID_DATA',
    'Lead_Source',
  ]);
  const { details } = await bench.row('POST', 'Contacts', { ...row, Lead_Source: 'Partner' });
  assert.equal((await read('Contacts', details.id)).Layout.name, 'Partner');
});

test('deleting goes to the recycle bin and the deleted list tells, since an instant too', async () => {
  const { details } = await bench.row('POST', 'Contacts', { Last_Name: 'Sparito' });
  const since = { 'if-modified-since': '2099-01-01T00:00:00+00:00' };
  assert.equal((await bench.api('GET', 'Contacts/deleted', undefined, since)).status, 304);
  const gone = await bench.api('DELETE', `Contacts?ids=${details.id},1&wf_trigger=false`);
  assert.deepEqual(
    [gone.status, gone.body.data[0].code, gone.body.data[1].code],
    [207, 'SUCCESS', 'INVALID_DATA'],
  );
  assert.equal((await bench.api('GET', `Contacts/${details.id}`)).status, 204);
  const { body } = await bench.api('GET', 'Contacts/deleted?type=all&page=1&per_page=200');
  const { deleted_time, ...row } = body.data[0];
  assert.match(deleted_time, /\+0[12]:00$/);
  assert.deepEqual([row.id, row.display_name, row.type], [details.id, 'Sparito', 'recycle']);
  assert.equal((await bench.api('GET', 'Contacts/deleted?type=permanent')).status, 204);
  await bench.control('POST', 'records/archive', { object: 'Contacts', ids: [details.id], permanent: true });
  const [left] = (await bench.api('GET', 'Contacts/deleted?type=permanent')).body.data;
  assert.deepEqual([left.id, left.display_name, left.deleted_by], [details.id, null, null]);
  assert.equal((await bench.api('GET', 'Deals/deleted')).status, 204);
});

test('a merge leaves the survivor with what it lacked, and the loser in the deleted list', async () => {
  const [a, b] = [
    await bench.row('POST', 'Contacts', { Last_Name: 'Resta' }),
    await bench.row('POST', 'Contacts', { Last_Name: 'Va', Phone: '045 1' }),
  ].map((each) => each.details.id);
  const task = await bench.row('POST', 'Tasks', { Subject: 'T', Who_Id: { id: b } });
  await bench.control('POST', 'records/merge', { object: 'contacts', primary: a, merged: b });
  const survivor = await read('Contacts', a);
  assert.deepEqual([survivor.Last_Name, survivor.Phone], ['Resta', '045 1']);
  assert.equal((await read('Tasks', task.details.id)).Who_Id.id, a);
  assert.ok((await bench.api('GET', 'Contacts/deleted')).body.data.some((each: Json) => each.id === b));
});
