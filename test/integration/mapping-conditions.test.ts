import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MappingRow } from '../../shared/mapping.js';
import type { PushReceipt } from '../../shared/push.js';
import type { ObjectName } from '../../shared/records.js';
import type { PutRecordResult, RecordSide } from '../../shared/routes/records.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { aCall, openWorkbench, SETTLED, type Workbench } from './workbench.js';

let bench: Workbench;
const presets = new Map<ObjectName, MappingRow[]>();
const { edit, archive } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
  for (const object of ['contact', 'activity'] as const) {
    const { body } = await bench.service.api.get<{ rows: MappingRow[] }>(pathOf(object), {
      key: bench.tenant.et,
    });
    presets.set(object, body.rows);
  }
  await bench.sync(true, ['contact', 'activity']);
});
after(() => bench.service.close());

const pathOf = (object: ObjectName): string => `/crm/mappings?provider=hubspot&object=${object}`;

/** Saves the preset with other settings of some rows and more rows, and waits until what was copied is read again. */
async function save(
  object: ObjectName,
  more: Record<string, Partial<MappingRow>>,
  ...added: MappingRow[]
): Promise<void> {
  const rows = (presets.get(object) ?? []).map((row) => ({ ...row, ...more[row.field] }));
  const body = { rows: [...rows, ...added] };
  await bench.service.api.put(pathOf(object), { key: bench.tenant.et, body, expect: 200 });
  await bench.calm();
}

const inCrm = async (object: string, id: string) =>
  (await bench.service.sandbox.records(object)).find((record) => record.id === id)?.properties ?? {};

async function put(localId: string, fields: object, custom?: object): Promise<RecordSide> {
  const { body } = await bench.service.api.put<PutRecordResult>(`/crm/records/contact/${localId}`, {
    key: bench.tenant.sk,
    body: { workspace_id: bench.tenant.workspaceId, fields, ...(custom ? { custom } : {}) },
    expect: 200,
  });
  return body.sides[0] as RecordSide;
}

/** Says something of a contact, and waits until that is settled. */
async function say(localId: string, fields: object, custom?: object): Promise<PushReceipt> {
  const { push_id } = await put(localId, fields, custom);
  assert.ok(push_id, 'nothing is pushed');
  return waitUntil(`push ${push_id} is settled`, async () => {
    const { body } = await bench.service.api.get<PushReceipt>(`/crm/pushes/${push_id}`, {
      key: bench.tenant.et,
    });
    return SETTLED.includes(body.state) && body;
  });
}

let made = 0;
/** A contact made in the CRM and pulled. */
async function pulled(properties: Record<string, unknown>) {
  made += 1;
  const [remoteId = ''] = await edit('contacts', {
    properties: { email: `c${made}@conditions.example`, ...properties },
  });
  await bench.sync(false);
  return { remoteId, localId: (await held(remoteId))?.local_id ?? '' };
}

const held = async (remoteId: string) =>
  (await bench.feed('contact')).records.find(({ remote_id }) => remote_id === remoteId);

test('from the CRM a value that is taken only if empty fills our field and never changes it, until it is taken always', async () => {
  await save('contact', { title: { when: 'if_empty' } });
  const { remoteId: full } = await pulled({ jobtitle: 'Clerk' });
  const { remoteId: empty } = await pulled({});
  await edit('contacts', { id: full, properties: { jobtitle: 'Chair', firstname: 'Anna' } });
  await edit('contacts', { id: empty, properties: { jobtitle: 'Chair' } });
  await bench.sync(false);
  assert.deepEqual(
    [
      (await held(full))?.fields.title,
      (await held(full))?.fields.first_name,
      (await held(empty))?.fields.title,
    ],
    ['Clerk', 'Anna', 'Chair'],
  );
  await edit('contacts', { id: full, properties: { jobtitle: '' } });
  await bench.sync(false);
  assert.equal((await held(full))?.fields.title, 'Clerk');
  await edit('contacts', { id: full, properties: { jobtitle: 'Doctor' } });
  await bench.sync(false);
  await save('contact', {});
  assert.equal((await held(full))?.fields.title, 'Doctor', 'what was put aside is taken now');
});

test('to the CRM a value that goes only if empty fills a field and overwrites none, whatever we hold ourselves', async () => {
  await save('contact', { title: { when: 'if_empty' } });
  const { remoteId, localId } = await pulled({ jobtitle: 'Clerk' });
  const refused = await put(localId, { title: 'Host' });
  assert.equal(refused.push_id, null);
  assert.deepEqual(
    refused.conflicts.map(({ field, rule, winner }) => [field, rule, winner]),
    [['title', 'fill_empty', 'neither']],
  );
  await edit('contacts', { id: remoteId, properties: { jobtitle: '' } });
  await bench.sync(false);
  assert.equal((await held(remoteId))?.fields.title, 'Clerk', 'ours stays');
  assert.equal((await say(localId, { title: 'Host again' })).state, 'sent');
  assert.equal((await inCrm('contacts', remoteId)).jobtitle, 'Host again');
  assert.equal(
    (await held(remoteId))?.fields.title,
    'Host again',
    'the host’s own word is no value of the CRM',
  );
  await save('contact', {});
});

test('a field that is only written is looked at in the CRM before it is filled', async () => {
  const row: MappingRow = {
    field: 'custom.town',
    crm: 'city',
    direction: 'to_crm',
    transforms: [],
    when: 'if_empty',
  };
  await save('contact', {}, row);
  const { remoteId, localId } = await pulled({ city: 'Prato' });
  assert.equal((await say(localId, {}, { town: 'Lucca' })).state, 'already_there');
  assert.equal((await inCrm('contacts', remoteId)).city, 'Prato');
  assert.equal((await put(localId, {}, { town: 'Lucca' })).push_id, null, 'a repetition asks for nothing');
  await edit('contacts', { id: remoteId, properties: { city: '' } });
  assert.equal((await say(localId, {}, { town: 'Pisa' })).state, 'sent');
  assert.equal((await inCrm('contacts', remoteId)).city, 'Pisa');
  await save('contact', {});
});

test('a push without a required value is refused with the field to blame, and goes through once there is one', async () => {
  await save('contact', { last_name: { required: true } });
  const refused = await say('host_nameless', { email: 'nameless@conditions.example' });
  assert.deepEqual(
    [refused.state, refused.error?.code, refused.error?.field, refused.error?.value],
    ['failed', 'required_empty', 'last_name', null],
  );
  const sent = await say('host_nameless', { last_name: 'Named' });
  assert.equal(sent.state, 'sent');
  const changed = await say('host_nameless', { title: 'Chair' });
  assert.equal(changed.state, 'sent', 'the CRM has the value, so it need not be written again');
  const cleared = await say('host_nameless', { last_name: null });
  assert.deepEqual(
    [cleared.state, cleared.error?.code, cleared.error?.field],
    ['failed', 'required_empty', 'last_name'],
  );
  assert.equal((await inCrm('contacts', sent.remote_id ?? '')).lastname, 'Named');
  await bench.push('call_stranger', {
    call: aCall(),
    contact: { email: 'stranger@conditions.example', first_name: 'Only' },
  });
  const call = await bench.settled('call_stranger');
  assert.deepEqual(
    [call.state, call.error?.code, call.error?.field],
    ['failed', 'required_empty', 'last_name'],
  );
  await save('contact', {});
});

test('of a call that is written again, only what the host said anew is, and what is required must be there', async () => {
  await save('activity', { subject: { when: 'if_changed' }, outcome: { required: true } });
  await pulled({ email: 'caller@conditions.example', lastname: 'Caller' });
  const contact = { email: 'caller@conditions.example' };
  const push = async (more: Record<string, unknown>) => {
    await bench.push('call_again', { call: aCall(more), contact });
    return bench.settled('call_again');
  };
  const { remote_id: id } = await push({ subject: 'First' });
  assert.ok(id);
  await edit('calls', { id, properties: { hs_call_title: 'Made better by a person' } });
  assert.equal((await push({ subject: 'First', duration_s: 99 })).state, 'sent');
  const after = await inCrm('calls', id);
  assert.deepEqual(
    [after.hs_call_title, Number(after.hs_call_duration)],
    ['Made better by a person', 99_000],
  );
  assert.equal((await push({ subject: 'Second', duration_s: 99 })).state, 'sent');
  assert.equal((await inCrm('calls', id)).hs_call_title, 'Second');
  const refused = await push({ outcome: undefined });
  assert.deepEqual(
    [refused.state, refused.error?.code, refused.error?.field],
    ['failed', 'required_empty', 'outcome'],
  );
  await archive('calls', [id]);
  const anew = await push({ subject: 'Second', duration_s: 100 });
  assert.notEqual(anew.remote_id, id);
  const whole = await inCrm('calls', anew.remote_id ?? '');
  assert.deepEqual([whole.hs_call_title, Number(whole.hs_call_duration)], ['Second', 100_000]);
  await save('activity', {});
});

test('a field of a call that goes only if empty is left as the CRM has it', async () => {
  await save('activity', { body: { when: 'if_empty' } });
  const contact = { email: 'caller@conditions.example' };
  const push = async (more: Record<string, unknown>) => {
    await bench.push('call_filled', { call: aCall(more), contact });
    return bench.settled('call_filled');
  };
  const { remote_id: id } = await push({ body: 'As the host tells it' });
  assert.ok(id);
  assert.match(String((await inCrm('calls', id)).hs_call_body), /As the host tells it/);
  await push({ body: 'Told otherwise', duration_s: 10 });
  const kept = await inCrm('calls', id);
  assert.match(String(kept.hs_call_body), /As the host tells it/);
  assert.equal(Number(kept.hs_call_duration), 10_000);
  await edit('calls', { id, properties: { hs_call_body: '' } });
  await push({ body: 'Told otherwise', duration_s: 11 });
  assert.match(String((await inCrm('calls', id)).hs_call_body), /Told otherwise/);
  await save('activity', {});
});
