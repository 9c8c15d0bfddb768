import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MappingRow } from '../../shared/mapping.js';
import type { DryRun, UnmappedValue } from '../../shared/mapping-trials.js';
import type { ListUnmappedResult } from '../../shared/routes/mapping-trials.js';
import type { SyncStatus } from '../../shared/run.js';
import { crmEdits } from './crm-edits.js';
import { addWorkspace, openWorkbench, type Workbench } from './workbench.js';

const PATH = '/crm/mappings?provider=hubspot&object=contact';

let bench: Workbench;
let preset: MappingRow[];
const { archive } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
  preset = (await bench.service.api.get<{ rows: MappingRow[] }>(PATH, { key: bench.tenant.et })).body.rows;
  await bench.sync(true, ['contact']);
});
after(() => bench.service.close());

/** Saves the preset with other settings of some rows, and waits until what was copied is read again. */
async function save(more: Record<string, Partial<MappingRow>>, of = bench): Promise<void> {
  const rows = preset.map((row) => ({ ...row, ...more[row.field] }));
  await of.service.api.put(PATH, { key: of.tenant.et, body: { rows }, expect: 200 });
  await of.calm();
}

const change = async (properties: Record<string, unknown>, id?: string): Promise<string> => {
  const records = [{ ...(id === undefined ? {} : { id }), properties }];
  const { ids } = await bench.service.sandbox.post<{ ids: string[] }>('records', {
    object: 'contacts',
    records,
  });
  return id ?? (ids[0] as string);
};

async function unmapped(query = '', of = bench): Promise<ListUnmappedResult> {
  const path = `/crm/mappings/errors?provider=hubspot&object=contact${query}`;
  return (await of.service.api.get<ListUnmappedResult>(path, { key: of.tenant.et, expect: 200 })).body;
}

async function counted(of = bench): Promise<number | undefined> {
  const { body } = await of.service.api.get<{ data: SyncStatus[] }>('/crm/sync/status', {
    key: of.tenant.et,
  });
  return body.data[0]?.objects.find(({ object }) => object === 'contact')?.unmapped;
}

const inFeed = async (remoteId: string, of = bench) =>
  (await of.feed('contact')).records.find(({ remote_id }) => remote_id === remoteId);

const ofRecord = ({ items }: ListUnmappedResult, remoteId: string): UnmappedValue[] =>
  items.filter(({ remote_id }) => remote_id === remoteId);

const choices = (...crm: string[]): Partial<MappingRow> => ({
  picklist: { values: crm.map((value) => ({ app: value.toLowerCase(), crm: value })), other: 'hold' },
});

test('a known record whose choice has no counterpart keeps all it had, and enters the feed once the row has one', async () => {
  const clerk = await change({ email: 'clerk@holds.example', jobtitle: 'Clerk', firstname: 'Carla' });
  const beside = await change({ email: 'beside@holds.example', jobtitle: 'Clerk' });
  await save({ title: { picklist: { values: [{ app: 'clerk', crm: 'Clerk' }], other: 'keep' } } });
  await save({ title: choices('Clerk') });
  assert.equal((await inFeed(clerk))?.fields.title, 'clerk');
  const { cursor } = await bench.feed('contact');
  await change({ jobtitle: 'Wizard', firstname: 'Carlotta' }, clerk);
  await change({ firstname: 'Berta' }, beside);
  const run = await bench.sync(false);
  assert.equal(run.objects.find(({ object }) => object === 'contact')?.failed, 1);
  const { records } = await bench.feed('contact', cursor);
  assert.deepEqual(
    records.map(({ remote_id, fields }) => [remote_id, fields.first_name]),
    [[beside, 'Berta']],
    'the rest of the page goes on, and nobody is told of the one that waits',
  );
  const [value] = ofRecord(await unmapped(), clerk);
  assert.deepEqual(
    [value?.field, value?.crm, value?.code, value?.raw, value?.label],
    ['title', 'jobtitle', 'picklist_unmapped', 'Wizard', 'Carla'],
  );
  await save({ title: choices('Clerk', 'Wizard') });
  const told = await inFeed(clerk);
  assert.deepEqual([told?.fields.title, told?.fields.first_name], ['wizard', 'Carlotta']);
  assert.deepEqual(ofRecord(await unmapped(), clerk), []);
});

test('a new record that cannot be mapped is shown to nobody until it can, and is there then', async () => {
  await save({ title: choices('Clerk', 'Wizard') });
  const { cursor } = await bench.feed('contact');
  const id = await change({ email: 'new@holds.example', jobtitle: 'Jester' });
  await bench.sync(false);
  assert.deepEqual((await bench.feed('contact', cursor)).records, []);
  const [value] = ofRecord(await unmapped(), id);
  assert.equal(value?.code, 'picklist_unmapped');
  const path = `/crm/records/contact/${value?.local_id}`;
  await bench.service.api.refused('GET', path, 'record_not_found', { key: bench.tenant.et });
  const told = await bench.sql<{ data: { local_ids?: string[] } }>(
    `SELECT data FROM crm_events WHERE type = 'record.changed'`,
  );
  assert.ok(told.every(({ data }) => !data.local_ids?.includes(value?.local_id ?? '')));
  await save({ title: choices('Clerk', 'Wizard', 'Jester') });
  const { records } = await bench.feed('contact', cursor);
  assert.deepEqual(
    records
      .filter(({ remote_id }) => remote_id === id)
      .map(({ local_id, fields }) => [local_id, fields.title]),
    [[value?.local_id, 'jester']],
  );
});

test('a record without a value that is required waits, is counted and listed, and goes on when it has one', async () => {
  await save({});
  const before = (await counted()) ?? 0;
  const known = await change({ email: 'known@holds.example', lastname: 'Known', jobtitle: 'Clerk' });
  await bench.sync(false);
  await save({ last_name: { required: true } });
  const base = (await counted()) ?? 0;
  assert.ok(base >= before);
  await change({ lastname: '', jobtitle: 'Chair' }, known);
  const fresh = await change({ email: 'fresh@holds.example', jobtitle: 'Chair' });
  await bench.sync(false);
  assert.equal(await counted(), base + 2);
  const kept = await inFeed(known);
  assert.deepEqual([kept?.fields.last_name, kept?.fields.title], ['Known', 'Clerk']);
  assert.equal(await inFeed(fresh), undefined);
  const listed = await unmapped('&field=last_name');
  assert.equal(listed.counts.find(({ code }) => code === 'required_empty')?.field, 'last_name');
  for (const id of [known, fresh])
    assert.deepEqual(
      ofRecord(listed, id).map(({ code, crm, raw }) => [code, crm, raw]),
      [['required_empty', 'lastname', null]],
    );
  await change({ lastname: 'Named' }, fresh);
  await bench.sync(false);
  assert.equal((await inFeed(fresh))?.fields.last_name, 'Named');
  await save({});
  assert.equal(await counted(), before);
  assert.equal((await inFeed(known))?.fields.title, 'Chair');
});

test('a value that cannot be converted is listed with the time since when, page by page, and the metrics count its record', async () => {
  await save({});
  const ids = [];
  for (const name of ['one', 'two', 'three'])
    ids.push(await change({ email: `${name}@phones.example`, phone: `ask ${name}` }));
  await bench.sync(false);
  const whole = await unmapped();
  const count = whole.counts.find(({ field }) => field === 'phone_e164');
  assert.deepEqual([count?.code, (count?.count ?? 0) >= 3], ['not_a_phone', true]);
  const listed: UnmappedValue[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await unmapped(`&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
    listed.push(...page.items);
    cursor = page.next_cursor;
  }
  assert.deepEqual(listed, whole.items);
  const [first] = ofRecord(whole, ids[0] as string);
  assert.ok(first?.remote_url?.includes(`/${ids[0]}`), `${first?.remote_url} leads to the record`);
  await change({ phone: 'ask somebody else' }, ids[0]);
  await bench.sync(false);
  const [later] = ofRecord(await unmapped(), ids[0] as string);
  assert.deepEqual([later?.raw, later?.since], ['ask somebody else', first?.since]);
  const { text } = await bench.service.api.get('/crm/metrics');
  const gauge = /crm_records_unmapped\{provider="hubspot",object="contact"\} (\d+)/.exec(text);
  assert.equal(Number(gauge?.[1]), whole.total_records);
  const [line] = await bench.sql<{ message: string; details: { unmapped?: number } }>(
    `SELECT message, details FROM crm_sync_logs WHERE code = 'run_finished' ORDER BY id DESC LIMIT 1`,
  );
  assert.equal(line?.details.unmapped, 1);
  await change({ phone: '' }, ids[0]);
});

test('the deletion of a record that nobody was told of is told to nobody', async () => {
  await save({ last_name: { required: true } });
  const { cursor } = await bench.feed('contact');
  const id = await change({ email: 'short@holds.example' });
  await bench.sync(false);
  await archive('contacts', [id]);
  await bench.sync(false);
  const [row] = await bench.sql('SELECT deleted_at FROM crm_records WHERE remote_id = $1', id);
  assert.ok(row?.deleted_at);
  assert.equal(
    (await bench.feed('contact', cursor)).records.find(({ remote_id }) => remote_id === id),
    undefined,
  );
  await save({});
});

test('where nothing was copied, records that wait are mapped again by the next poll, from what we hold or from the CRM', async () => {
  const other = await addWorkspace(bench, 'ws_deltas');
  await other.sync(false, ['contact']);
  await save({ title: choices('Clerk') }, other);
  const id = await change({ email: 'delta@holds.example', jobtitle: 'Juggler', city: 'Prato' });
  await other.sync(false, ['contact']);
  assert.equal(await inFeed(id, other), undefined);
  const reads = async () => (await bench.service.sandbox.requests('/contacts/batch/read')).length;
  const before = await reads();
  await save({ title: choices('Clerk', 'Juggler') }, other);
  await other.sync(false, ['contact']);
  assert.equal((await inFeed(id, other))?.fields.title, 'juggler');
  assert.equal(await reads(), before, 'what we hold was enough');
  await change({ jobtitle: 'Piper' }, id);
  await other.sync(false, ['contact']);
  assert.equal((await inFeed(id, other))?.fields.title, 'juggler');
  await save({ title: { crm: 'city' } }, other);
  await other.sync(false, ['contact']);
  assert.equal((await inFeed(id, other))?.fields.title, 'Prato');
  assert.deepEqual(ofRecord(await unmapped('', other), id), []);
});

test('values of a sensitive field are masked for browsers, and shown to the backend', async () => {
  const { api } = bench.service;
  const { sk, et, workspaceId } = bench.tenant;
  const fields = [{ name: 'shoe', label: 'Shoe', type: 'number', sensitive: true }];
  await api.put('/crm/app-fields?object=contact', { key: sk, body: { fields }, expect: 200 });
  const row: MappingRow = {
    ...{ field: 'custom.shoe', crm: 'city', direction: 'from_crm' },
    transforms: [{ name: 'number' }],
  };
  await api.put(PATH, { key: et, body: { rows: [...preset, row] }, expect: 200 });
  await bench.calm();
  const id = await change({ email: 'shoe@holds.example', city: 'not a number' });
  await bench.sync(false);
  const [masked] = ofRecord(await unmapped('&field=custom.shoe'), id);
  const path = `/crm/mappings/errors?provider=hubspot&object=contact&field=custom.shoe&workspace_id=${workspaceId}`;
  const { body } = await api.get<ListUnmappedResult>(path, { key: sk, expect: 200 });
  assert.deepEqual([masked?.raw, ofRecord(body, id)[0]?.raw], ['•••••er', 'not a number']);
  const tried = async (key: string): Promise<DryRun> =>
    (
      await api.post<DryRun>('/crm/mappings/dry-run', {
        key,
        body: { provider: 'hubspot', object: 'contact', workspace_id: workspaceId },
        expect: 200,
      })
    ).body;
  const values = ({ fields }: DryRun) =>
    fields.find(({ field }) => field === 'custom.shoe')?.examples.map(({ before }) => before);
  assert.ok(values(await tried(sk))?.includes('not a number'));
  assert.ok(values(await tried(et))?.every((value) => String(value).startsWith('•')));
  await save({});
});
