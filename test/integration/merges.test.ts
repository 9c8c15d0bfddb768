import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CrmRecord, ObjectName } from '../../shared/records.js';
import type { PutRecordResult, RecordSide } from '../../shared/routes/records.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { aCall, openWorkbench, SETTLED, type Workbench } from './workbench.js';

let bench: Workbench;
const { edit, makeContacts, merge } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
});
after(() => bench.service.close());

const found = async (localId: string, object: ObjectName = 'contact'): Promise<CrmRecord> =>
  (
    await bench.service.api.get<CrmRecord>(`/crm/records/${object}/${localId}`, {
      key: bench.tenant.et,
      expect: 200,
    })
  ).body;
const localIds = async (remoteIds: string[]): Promise<string[]> => {
  const { records } = await bench.feed('contact');
  return remoteIds.map((id) => records.find(({ remote_id }) => remote_id === id)?.local_id ?? '');
};
/** Contacts made in the CRM and pulled: remote ids, local ids. */
const pulled = async (count: number, name: string): Promise<[string[], string[]]> => {
  const ids = await makeContacts(count, name);
  await bench.sync(false);
  return [ids, await localIds(ids)];
};
const put = async (id: string, body: object, object = 'contact'): Promise<RecordSide> => {
  const answer = await bench.service.api.put<PutRecordResult>(`/crm/records/${object}/${id}`, {
    key: bench.tenant.sk,
    body: { workspace_id: bench.tenant.workspaceId, ...body },
    expect: 200,
  });
  return answer.body.sides[0] as RecordSide;
};
const settled = (side: RecordSide) =>
  waitUntil('the push is settled', async () => {
    const [push] = await bench.sql<{ state: string; error: unknown }>(
      'SELECT state, error FROM crm_pushes WHERE id = $1',
      side.push_id,
    );
    return push && SETTLED.includes(push.state) && push;
  });
const inCrm = async (object: string, id: string) =>
  (
    await bench.service.sandbox.get<{ results: { properties: Record<string, string> }[] }>(
      `records?object=${object}&id=${id}`,
    )
  ).results[0]?.properties;

test('a merged record is deleted and says what absorbed it, once, and the survivor keeps its local id', async () => {
  const [[a = '', b = ''], [localA, localB]] = await pulled(2, 'plain');
  const { cursor } = await bench.feed('contact');
  await merge('contacts', a, b);
  await bench.sync(false);
  const { records, cursor: next } = await bench.feed('contact', cursor);
  const gone = records.filter(({ deleted }) => deleted);
  assert.deepEqual(
    gone.map((one) => [one.remote_id, one.local_id, one.merged_into]),
    [[b, localB, localA]],
  );
  const survivor = await found(localA ?? '');
  assert.deepEqual([survivor.deleted, survivor.merged_into, survivor.remote_id], [false, null, a]);
  await edit('contacts', { id: a, properties: { jobtitle: 'Merged' } });
  await bench.sync(false);
  await bench.sync(true, ['contact']);
  assert.deepEqual(
    (await bench.feed('contact', next)).records.map(({ remote_id, deleted }) => [remote_id, deleted]),
    [[a, false]],
  );
  assert.deepEqual(
    await bench.sql(
      `SELECT local_id, alias FROM crm_entity_links WHERE object = 'contact' AND remote_id = $1`,
      b,
    ),
    [{ local_id: localA, alias: true }],
  );
});

test('deals of the absorbed contact show the survivor, and a call on either is logged on it', async () => {
  const [[a = '', b = ''], [localA = '', localB = '']] = await pulled(2, 'deals');
  const [deal = ''] = await edit('deals', {
    properties: { dealname: 'Merging', dealstage: 'appointmentscheduled', pipeline: 'default' },
    associations: { contacts: [a, b] },
  });
  await bench.sync(false);
  await merge('contacts', a, b);
  await bench.sync(false, ['contact']);
  const { records } = await bench.feed('deal');
  assert.deepEqual(records.find(({ remote_id }) => remote_id === deal)?.fields.contact_ids, [localA]);
  for (const [n, contact] of [{ id: localB }, { remote_id: b }, { id: localA }].entries()) {
    await bench.push(`call_merged_${n}`, { call: aCall(), contact });
    const receipt = await bench.settled(`call_merged_${n}`);
    assert.equal(receipt.state, 'sent', JSON.stringify(receipt.error));
    const call = (await bench.service.sandbox.records('calls')).find(({ id }) => id === receipt.remote_id);
    assert.deepEqual([call?.associations.contacts, call?.associations.deals], [[a], [deal]]);
  }
});

test('what the host says of an absorbed record reaches the survivor', async () => {
  const [[a = '', b = ''], [localA = '', localB = '']] = await pulled(2, 'host');
  await merge('contacts', a, b);
  await bench.sync(false);
  for (const [id, body] of [
    [localB, { fields: { title: 'By our id' } }],
    ['host_person_1', { fields: { title: 'By the id of the CRM' }, remote_id: b }],
  ] as const) {
    const side = await put(id, body);
    assert.equal(side.remote_id, a);
    if (side.push_id) assert.deepEqual(await settled(side), { state: 'sent', error: null });
  }
  assert.equal((await inCrm('contacts', a))?.jobtitle, 'By the id of the CRM');
  // The host renamed the survivor: what it absorbed follows.
  assert.deepEqual(await localIds([a]), ['host_person_1']);
  assert.equal((await found(localB)).merged_into, 'host_person_1');
  const company = await put(localB, { fields: { title: 'Again by ours' } });
  assert.equal((await settled(company)).state, 'sent');
  assert.equal((await inCrm('contacts', a))?.jobtitle, 'Again by ours');
  assert.notEqual(localA, 'host_person_1');
});

test('what the host had said of the absorbed record meets the survivor by the rules', async () => {
  const [[a = '', b = ''], [, localB = '']] = await pulled(2, 'side');
  await edit('contacts', { id: a, properties: { jobtitle: 'Of the CRM' } });
  await settled(await put(localB, { fields: { title: 'Of the host' } }));
  await bench.sync(false);
  await merge('contacts', a, b);
  await bench.sync(false);
  const [localA] = await localIds([a]);
  const sides = await bench.sql<{ local_id: string; host: unknown }>(
    'SELECT local_id, host FROM crm_host_sides WHERE local_id = ANY ($1)',
    [localA, localB],
  );
  assert.deepEqual(sides, [{ local_id: localA, host: { title: 'Of the host' } }]);
  await waitUntil(
    'nothing is on its way',
    async () =>
      (await bench.sql(`SELECT 1 FROM crm_pushes WHERE state IN ('queued', 'sending', 'checking')`))
        .length === 0,
  );
  assert.equal((await inCrm('contacts', a))?.jobtitle, 'Of the CRM', 'the CRM wins the title of a contact');
});

test('a push that was on its way to the absorbed record goes to the survivor', async () => {
  const [[a = '', b = ''], [, localB = '']] = await pulled(2, 'queued');
  await merge('contacts', a, b);
  // Our copy does not know of the merge yet; the CRM answers the survivor.
  const side = await put(localB, { fields: { title: 'On its way' } });
  assert.deepEqual(await settled(side), { state: 'sent', error: null });
  assert.equal((await inCrm('contacts', a))?.jobtitle, 'On its way');
});

test('a chain of merges leads to its end', async () => {
  const [[a = '', b = '', c = ''], [localA, localB, localC = '']] = await pulled(3, 'chain');
  await merge('contacts', b, a);
  await bench.sync(false);
  await merge('contacts', c, b);
  await bench.sync(false);
  for (const id of [localA, localB])
    assert.deepEqual([(await found(id ?? '')).merged_into, (await found(id ?? '')).deleted], [localC, true]);
  const side = await put(localA ?? '', { fields: { title: 'End of the chain' } });
  await settled(side);
  assert.equal((await inCrm('contacts', c))?.jobtitle, 'End of the chain');
});

test('a merge that makes a third record leads both to it', async () => {
  const [[a = '', b = ''], [localA = '', localB = '']] = await pulled(2, 'third');
  await bench.service.sandbox.post('settings', { merge_makes_new_record: true });
  const third = await merge('contacts', a, b);
  await bench.service.sandbox.post('settings', { merge_makes_new_record: false });
  assert.ok(![a, b].includes(third));
  await bench.sync(false);
  const [localThird] = await localIds([third]);
  assert.deepEqual(
    [(await found(localA)).merged_into, (await found(localB)).merged_into],
    [localThird, localThird],
  );
});

test('a whole copy finds a merge too, and takes it for no deletion', async () => {
  const [[a = '', b = ''], [localA, localB]] = await pulled(2, 'listed');
  await merge('contacts', a, b);
  await bench.sync(true, ['contact']);
  const record = await found(localB ?? '');
  assert.deepEqual([record.deleted, record.merged_into], [true, localA]);
  assert.deepEqual(await bench.sql(`SELECT 1 FROM crm_sync_logs WHERE code = 'records_deleted'`), []);
});
