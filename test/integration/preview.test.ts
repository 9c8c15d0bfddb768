import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Problem } from '../../shared/errors.js';
import type { MappingPreview, MappingRow } from '../../shared/mapping.js';
import { aCall, addWorkspace, openWorkbench, type Workbench } from './workbench.js';

const EMAIL = 'giulia.ferri@prato.example';
const TITLE: MappingRow = {
  field: 'title',
  crm: 'jobtitle',
  direction: 'both',
  transforms: [{ name: 'upper' }],
};
let bench: Workbench;
let giulia: { remote_id: string; local_id: string };
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
  const record = (await bench.feed('contact')).records.find(({ fields }) => fields.email === EMAIL);
  giulia = { remote_id: record?.remote_id ?? '', local_id: record?.local_id ?? '' };
});
after(() => bench.service.close());

type Asked = { object?: string; rows?: MappingRow[]; record_id?: string; local_id?: string };
const ask = (body: Asked, expect = 200, of = bench) =>
  of.service.api.post<MappingPreview & Problem>('/crm/mappings/preview', {
    key: of.tenant.et,
    body: { provider: 'hubspot', object: 'contact', ...body },
    expect,
  });
const rowOf = async (field: string, body: Asked) =>
  (await ask(body)).body.rows.find((row) => row.field === field);
const countAll = async () => {
  const [row] = await bench.sql<{ n: string }>(
    `SELECT concat_ws(',', (SELECT count(*) FROM crm_records), (SELECT max(change_seq) FROM crm_records), (SELECT count(*) FROM crm_entity_links),
            (SELECT count(*) FROM crm_host_sides), (SELECT count(*) FROM crm_pushes), (SELECT count(*) FROM crm_field_mappings)) AS n`,
  );
  return row?.n;
};

test('shows a record by its id in the CRM and by ours, and the newest unless told', async () => {
  const byRemote = (await ask({ record_id: giulia.remote_id })).body;
  assert.deepEqual(byRemote.record, { ...giulia, label: 'Giulia Ferri' });
  assert.deepEqual((await ask({ local_id: giulia.local_id })).body, byRemote);
  const newest = (await ask({})).body;
  assert.ok(newest.record?.remote_id);
  assert.equal(newest.rows.length, byRemote.rows.length);
});

test('tries unsaved rows both ways, from what the host said, and writes nothing', async () => {
  const before = await countAll();
  const read = await rowOf('title', { rows: [TITLE], record_id: giulia.remote_id });
  assert.deepEqual([read?.value, read?.ours_by], [String(read?.raw).toUpperCase(), 'crm']);
  assert.equal(await countAll(), before);

  await bench.service.api.put(`/crm/records/contact/${giulia.local_id}`, {
    key: bench.tenant.sk,
    body: { workspace_id: bench.tenant.workspaceId, fields: { title: 'Sindaca' } },
    expect: 200,
  });
  const said = await rowOf('title', { rows: [TITLE], record_id: giulia.remote_id });
  assert.deepEqual([said?.ours, said?.ours_by, said?.to_crm], ['Sindaca', 'host', 'SINDACA']);
});

test('asks the CRM for a field that was never copied', async () => {
  const row: MappingRow = { field: 'custom.stage', crm: 'lifecyclestage', direction: 'both', transforms: [] };
  const shown = await rowOf('custom.stage', { rows: [row], record_id: giulia.remote_id });
  assert.ok(shown?.raw, 'the CRM’s value');
});

test('shows a record that the host alone has, on its way out', async () => {
  const fields = { first_name: 'Rita', phone_e164: '+390574123456' };
  await bench.service.api.put('/crm/records/contact/host-rita', {
    key: bench.tenant.sk,
    body: { workspace_id: bench.tenant.workspaceId, fields },
    expect: 200,
  });
  const { record, rows } = (await ask({ local_id: 'host-rita' })).body;
  assert.deepEqual([record?.local_id, record?.label], ['host-rita', 'Rita']);
  const phone = rows.find(({ field }) => field === 'phone_e164');
  assert.deepEqual([phone?.ours, phone?.ours_by, phone?.to_crm], ['+390574123456', 'host', '+390574123456']);
});

test('of a call that was pushed, the way out starts from what the host said', async () => {
  await bench.push('call-preview', { call: aCall(), contact: { email: EMAIL } });
  await bench.settled('call-preview', 'sent');
  const subject = await rowOf('subject', { object: 'activity', local_id: 'call-preview' });
  assert.deepEqual([subject?.ours, subject?.ours_by], ['Green tariff', 'host']);
});

test('shows a record that the CRM has and we do not hold yet', async () => {
  const made = await bench.service.sandbox.post<{ ids: string[] }>('records', {
    object: 'contacts',
    records: [{ properties: { email: 'new@prato.example', firstname: 'Nora' } }],
  });
  const { record, rows } = (await ask({ record_id: made.ids[0] ?? '' })).body;
  assert.deepEqual([record?.local_id, record?.label], [null, 'Nora']);
  assert.equal(rows.find(({ field }) => field === 'email')?.value, 'new@prato.example');
});

test('a record of another workspace, one of nobody and two ids at once are refused', async () => {
  const other = await addWorkspace(bench, 'ws_other');
  assert.equal((await ask({ local_id: giulia.local_id }, 404, other)).body.code, 'record_not_found');
  assert.equal((await ask({ record_id: '999999999' }, 404)).body.code, 'record_not_found');
  await ask({ record_id: giulia.remote_id, local_id: giulia.local_id }, 400);
});

test('rows that cannot work show why, whatever they name', async () => {
  const hostile = ['__proto__', 'constructor', 'x'.repeat(128)];
  const rows = hostile.flatMap((name): MappingRow[] => [
    { field: name, crm: 'email', direction: 'both', transforms: [] },
    { field: 'custom.a', crm: name, direction: 'both', transforms: [] },
  ]);
  const shown = (await ask({ rows, record_id: giulia.remote_id })).body.rows;
  assert.deepEqual(
    shown.map(({ raw, error }) => [raw, error !== null]),
    rows.map(() => [null, true]),
  );
});
