import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Json, ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
let giulia: string;
let account: string;
let deal: string;
before(async () => {
  bench = await ZohoBench.connected();
  giulia = await bench.contactId('giulia.ferri@prato.example');
  const [record] = (await bench.api('GET', `Contacts/${giulia}`)).body.data;
  account = record.Account_Name.id;
  deal = (await bench.api('GET', `Contacts/${giulia}/Deals?fields=Stage`)).body.data[0].id;
});
after(() => bench.close());

const CALL = {
  Subject: 'Chiamata in uscita',
  Call_Type: 'Outbound',
  Call_Start_Time: '2026-11-22T10:00:00+00:00',
  Call_Duration: '01:35',
};

async function fault(module: string, data: Json): Promise<[code: string, field: string]> {
  const row = await bench.row('POST', module, data);
  assert.equal(row.status, 'error', JSON.stringify(row));
  return [row.code, row.details.api_name];
}

async function read(module: string, id: string): Promise<Json> {
  return (await bench.api('GET', `${module}/${id}`)).body.data[0];
}

test('a call is logged on its contact and on a deal', async () => {
  const row = await bench.row('POST', 'Calls', {
    ...CALL,
    Outgoing_Call_Status: 'Completed',
    Voice_Recording__s: 'https://rec.example/1.mp3',
    CTI_Entry: true,
    Who_Id: { id: giulia },
    What_Id: { id: deal },
    $se_module: 'Deals',
  });
  assert.equal(row.code, 'SUCCESS');
  const call = await read('Calls', row.details.id);
  assert.deepEqual([call.Who_Id.name, call.What_Id.id, call.$se_module], ['Giulia Ferri', deal, 'Deals']);
  assert.equal(call.Call_Duration_in_seconds, 95);
  for (const path of [`Contacts/${giulia}`, `Deals/${deal}`]) {
    const { body } = await bench.api('GET', `${path}/Calls?fields=Subject,What_Id`);
    assert.deepEqual([body.data[0].id, body.data[0].$se_module], [row.details.id, 'Deals']);
  }
});

test('what a call needs is told field by field', async () => {
  for (const name of ['Subject', 'Call_Type', 'Call_Start_Time', 'Call_Duration'])
    assert.deepEqual(await fault('Calls', { ...CALL, [name]: undefined }), ['MANDATORY_NOT_FOUND', name]);
  assert.deepEqual(await fault('Calls', { ...CALL, Call_Type: 'OUTBOUND' }), ['INVALID_DATA', 'Call_Type']);
  for (const duration of ['95', '1:75', '00:01:35'])
    assert.deepEqual(await fault('Calls', { ...CALL, Call_Duration: duration }), [
      'INVALID_DATA',
      'Call_Duration',
    ]);
  const missed = { ...CALL, Call_Type: 'Missed', Call_Duration: undefined };
  assert.equal((await bench.row('POST', 'Calls', missed)).code, 'SUCCESS');
});

test('a parent needs its module, a person is no parent, and both have to be there', async () => {
  const What_Id = { id: account };
  assert.deepEqual(await fault('Calls', { ...CALL, What_Id }), ['MANDATORY_NOT_FOUND', '$se_module']);
  assert.deepEqual(await fault('Calls', { ...CALL, What_Id, $se_module: 'Deals' }), [
    'INVALID_DATA',
    'What_Id',
  ]);
  const person = { ...CALL, What_Id: { id: giulia }, $se_module: 'Contacts' };
  assert.deepEqual(await fault('Calls', person), ['INVALID_DATA', '$se_module']);
  assert.deepEqual(await fault('Calls', { ...CALL, Who_Id: { id: account } }), ['INVALID_DATA', 'Who_Id']);
});

test('an outcome nobody knew becomes a choice of the account', async () => {
  const row = await bench.row('POST', 'Calls', { ...CALL, Call_Result: 'Richiama giovedì' });
  assert.equal(row.code, 'SUCCESS');
  const { fields } = (await bench.api('GET', 'settings/fields?module=Calls')).body;
  const result = fields.find((each: Json) => each.api_name === 'Call_Result');
  assert.ok(result.pick_list_values.some((each: Json) => each.actual_value === 'Richiama giovedì'));
});

test('type, owner and start of a call that is over cannot change; the rest can', async () => {
  const { details } = await bench.row('POST', 'Calls', CALL);
  const moved = { Call_Start_Time: '2026-11-22T11:00:00+00:00' };
  const refused = await bench.row('PUT', `Calls/${details.id}`, moved);
  assert.deepEqual([refused.code, refused.details.api_name], ['INVALID_DATA', 'Call_Start_Time']);
  const same = await bench.row('PUT', `Calls/${details.id}`, { ...CALL, Description: 'Note' });
  assert.equal(same.code, 'SUCCESS');
});

test('the status field, the unit of a duration and recordings differ between accounts', async () => {
  await bench.control('POST', 'settings', {
    call_status_field: 'Outbound_Call_Status',
    call_duration_format: 'hh:mm',
    accepts_recordings: false,
  });
  const { fields } = (await bench.api('GET', 'settings/fields?module=Calls')).body;
  const names = fields.map((each: Json) => each.api_name);
  assert.ok(names.includes('Outbound_Call_Status') && !names.includes('Outgoing_Call_Status'));
  const { details } = await bench.row('POST', 'Calls', CALL);
  const call = await read('Calls', details.id);
  assert.deepEqual([call.Call_Duration_in_seconds, call.Outbound_Call_Status], [5_700, 'Completed']);
  const recording = { ...CALL, Voice_Recording__s: 'https://rec.example/1.mp3' };
  assert.deepEqual(await fault('Calls', recording), ['INVALID_DATA', 'Voice_Recording__s']);
  await bench.control('POST', 'settings', {
    call_status_field: 'Outgoing_Call_Status',
    call_duration_format: 'mm:ss',
    accepts_recordings: true,
  });
});

test('a note names its parent with the module inside', async () => {
  const note = { Note_Title: 'Nota', Note_Content: 'Testo <b>grezzo</b>' };
  assert.deepEqual(await fault('Notes', note), ['MANDATORY_NOT_FOUND', 'Parent_Id']);
  assert.deepEqual(await fault('Notes', { ...note, Parent_Id: { id: giulia } }), [
    'MANDATORY_NOT_FOUND',
    'Parent_Id.module',
  ]);
  const Parent_Id = { module: { api_name: 'Contacts' }, id: giulia };
  const row = await bench.row('POST', 'Notes', { ...note, Parent_Id });
  const read_ = await read('Notes', row.details.id);
  assert.deepEqual([read_.Parent_Id.name, read_.Parent_Id.module.api_name], ['Giulia Ferri', 'Contacts']);
  const { body } = await bench.api('GET', `Contacts/${giulia}/Notes?fields=Note_Content`);
  assert.equal(body.data[0].Note_Content, note.Note_Content);
});

test('tasks take a day, a status and both parties', async () => {
  const task = {
    Subject: 'Inviare offerta',
    Due_Date: '2026-12-01',
    Status: 'Not Started',
    Who_Id: { id: giulia },
    What_Id: { id: account },
    $se_module: 'Accounts',
  };
  const row = await bench.row('POST', 'Tasks', task);
  assert.equal((await read('Tasks', row.details.id)).What_Id.name, 'Prato Moda');
  assert.deepEqual(await fault('Tasks', { ...task, Due_Date: '2026-12-01T10:00:00+00:00' }), [
    'INVALID_DATA',
    'Due_Date',
  ]);
});
