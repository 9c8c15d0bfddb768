import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CustomFieldDefinition } from '../../../shared/records.js';
import type { GetAppFieldsResult } from '../../../shared/routes/app-fields.js';
import type { GetFieldsResult, GetMappingResult } from '../../../shared/routes/mappings.js';
import { waitUntil } from '../../support/service.js';
import { addWorkspace, openWorkbench, type Workbench } from '../workbench.js';
import { killWorkers, startWorkerProcess } from '../worker-process.js';

const CONTACTS = '/crm/app-fields?object=contact';

let bench: Workbench;
let other: Workbench;

before(async () => {
  bench = await openWorkbench({ role: 'api', seed: false });
  other = await addWorkspace(bench, 'ws_other');
});
after(async () => {
  await killWorkers();
  await bench.service.close();
});

const USE: CustomFieldDefinition = {
  name: 'yearly_use',
  label: { en: 'Yearly use', it: 'Consumo annuo' },
  type: 'integer',
  required: true,
};
const TARIFF: CustomFieldDefinition = {
  name: 'tariff',
  label: 'Tariff',
  type: 'enum',
  options: ['green', 'fixed'],
  sensitive: true,
};

const declare = async (fields: CustomFieldDefinition[], key = bench.tenant.sk) =>
  (await bench.service.api.put<GetAppFieldsResult>(CONTACTS, { key, body: { fields }, expect: 200 })).body;
const declared = async (key: string) =>
  (await bench.service.api.get<GetAppFieldsResult>(CONTACTS, { key, expect: 200 })).body;
const offered = async (key: string, object = 'contact') =>
  (
    await bench.service.api.get<GetFieldsResult>(`/crm/fields?provider=hubspot&object=${object}`, {
      key,
      expect: 200,
    })
  ).body.app_fields.filter(({ custom }) => custom);

test('fields that a backend declares are offered in every workspace of its app, and nowhere else', async () => {
  assert.deepEqual(await declared(bench.tenant.et), { object: 'contact', fields: [], updated_at: null });
  const saved = await declare([USE, TARIFF]);
  assert.deepEqual(saved.fields, [USE, TARIFF]);
  assert.deepEqual(await declared(bench.tenant.wk), saved);
  assert.deepEqual(await declared(bench.tenant.sk), saved, 'the backend need name no workspace');
  assert.deepEqual(await offered(bench.tenant.et), [
    { ...USE, name: 'custom.yearly_use', custom: true },
    { ...TARIFF, name: 'custom.tariff', custom: true },
  ]);
  assert.deepEqual(await offered(bench.tenant.et, 'deal'), []);
  assert.deepEqual(await offered(other.tenant.et), []);
  assert.deepEqual((await declared(other.tenant.et)).fields, []);
});

test('the list is replaced as a whole, and the change is in the audit log', async () => {
  await declare([TARIFF]);
  assert.deepEqual(
    (await offered(bench.tenant.et)).map(({ name }) => name),
    ['custom.tariff'],
  );
  const lines = await bench.sql(
    `SELECT actor, target, details FROM audit_log WHERE action = 'app_fields_saved' ORDER BY at DESC LIMIT 1`,
  );
  assert.deepEqual(lines, [
    { actor: 'Test app', target: 'app-fields:contact', details: { fields: ['tariff'] } },
  ]);
});

test('a list that makes no sense is refused', async () => {
  const { api } = bench.service;
  const before = await declared(bench.tenant.sk);
  const refused = (fields: unknown) =>
    api.refused('PUT', CONTACTS, 'bad_request', { key: bench.tenant.sk, body: { fields } });
  for (const name of ['', 'Yearly', '9a', '_a', 'a-b', 'a.b', '__proto__', 'x'.repeat(64), 'ä'])
    await refused([{ ...USE, name }]);
  await refused([USE, USE]);
  await refused([{ ...USE, type: 'ref' }]);
  await refused([{ ...USE, options: ['a'] }]);
  await refused([{ ...TARIFF, options: [] }]);
  await refused([{ ...TARIFF, options: ['a', 'a'] }]);
  await refused([{ name: 'a', label: 'A', type: 'enum' }]);
  await refused([{ ...USE, label: '' }]);
  await refused([{ ...USE, label: {} }]);
  await refused([{ ...USE, label: JSON.parse('{"__proto__": "x"}') as object }]);
  await refused([{ ...USE, target: 'deal' }]);
  await refused([{ ...USE, required: false }]);
  await refused(Array.from({ length: 201 }, (_, index) => ({ ...USE, name: `f${index}` })));
  await api.refused('PUT', '/crm/app-fields?object=__proto__', 'object_unknown', {
    key: bench.tenant.sk,
    body: { fields: [] },
  });
  await api.refused('GET', '/crm/app-fields?object=nothing', 'object_unknown', { key: bench.tenant.et });
  for (const key of [bench.tenant.wk, bench.tenant.et])
    await api.refused('PUT', CONTACTS, 'permission_missing', { key, body: { fields: [] } });
  assert.deepEqual(await declared(bench.tenant.sk), before);
});

test('a mapping may name fields that nobody declared, and one whose field is gone says so and goes on', async () => {
  const { api } = bench.service;
  const key = bench.tenant.et;
  const path = '/crm/mappings?provider=hubspot&object=contact';
  await declare([USE, TARIFF]);
  const { rows } = (await api.get<GetMappingResult>(path, { key, expect: 200 })).body;
  const custom = ['yearly_use', 'tariff', 'never_declared'].map((name, index) => ({
    field: `custom.${name}`,
    crm: ['city', 'zip', 'state'][index] ?? null,
    direction: 'from_crm',
    transforms: [],
  }));
  await api.put(path, { key, body: { rows: [...rows, ...custom] }, expect: 200 });
  const unknown = async () => {
    const mapping = (await api.get<GetMappingResult>(path, { key, expect: 200 })).body;
    return mapping.faults
      .filter(({ code }) => code === 'unknown_app_field')
      .map(({ field, severity }) => [field, severity]);
  };
  assert.deepEqual(await unknown(), [['custom.never_declared', 'warning']]);
  await declare([USE]);
  assert.deepEqual(await unknown(), [
    ['custom.tariff', 'warning'],
    ['custom.never_declared', 'warning'],
  ]);
});

test('values are read into a declared field as its type says, and read again when that changes', async () => {
  const { service, tenant } = bench;
  const key = tenant.et;
  await service.sandbox.post('records', {
    object: 'contacts',
    records: [
      { properties: { email: 'anna@prato.example', zip: '59100', city: 'green' } },
      { properties: { email: 'bea@prato.example', zip: 'none', city: 'blue' } },
    ],
  });
  const path = '/crm/mappings?provider=hubspot&object=contact';
  const { rows } = (await service.api.get<GetMappingResult>(path, { key, expect: 200 })).body;
  const custom = [
    { field: 'custom.yearly_use', crm: 'zip', direction: 'from_crm', transforms: [] },
    { field: 'custom.tariff', crm: 'city', direction: 'from_crm', transforms: [] },
  ];
  const kept = rows.filter(({ field }) => !field.startsWith('custom.'));
  await service.api.put(path, { key, body: { rows: [...kept, ...custom] }, expect: 200 });
  await declare([]);
  const worker = await startWorkerProcess(bench);
  await bench.sync(true, ['contact']);
  const held = (name: string) =>
    bench.sql(`SELECT custom FROM crm_records WHERE fields ->> 'email' = $1`, `${name}@prato.example`);
  assert.deepEqual(await held('anna'), [{ custom: { yearly_use: '59100', tariff: 'green' } }]);
  assert.deepEqual(await held('bea'), [{ custom: { yearly_use: 'none', tariff: 'blue' } }]);

  await declare([USE, TARIFF]);
  await waitUntil('it is read again', isNumber);
  assert.deepEqual(await held('anna'), [{ custom: { yearly_use: 59100, tariff: 'green' } }]);
  const [odd] = await bench.sql<{ errors: { field: string }[] }>(
    `SELECT errors FROM crm_records WHERE fields ->> 'email' = 'bea@prato.example'`,
  );
  assert.deepEqual(odd?.errors.map(({ field }) => field).sort(), ['custom.tariff', 'custom.yearly_use']);
  await bench.calm();
  await worker.kill('SIGTERM');
});

const isNumber = async (): Promise<boolean> => {
  const rows = await bench.sql(
    `SELECT 1 FROM crm_records WHERE jsonb_typeof(custom -> 'yearly_use') = 'number'`,
  );
  return rows.length > 0;
};

test('a host gives values of fields that it did not declare, as before', async () => {
  const { api } = bench.service;
  const custom = { never_declared: 'x', tariff: 'none of these' };
  await api.put('/crm/records/contact/c_1', {
    key: bench.tenant.sk,
    body: { workspace_id: 'ws_1', fields: { email: 'anna@prato.example' }, custom },
    expect: 200,
  });
  const [said] = await bench.sql(`SELECT host FROM crm_host_sides WHERE local_id = 'c_1'`);
  assert.deepEqual(said, {
    host: { email: 'anna@prato.example', 'custom.never_declared': 'x', 'custom.tariff': 'none of these' },
  });
});
