import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Problem } from '../../../shared/errors.js';
import type { MappingPreview, MappingRow } from '../../../shared/mapping.js';
import type { GetFieldsResult, GetMappingResult } from '../../../shared/routes/mappings.js';
import { openWorkbench, type Workbench } from '../workbench.js';

const CONTACTS = '/crm/mappings?provider=hubspot&object=contact';
let bench: Workbench;
let preset: MappingRow[];

before(async () => {
  bench = await openWorkbench();
  const { service, tenant } = bench;
  await bench.sync(true, ['contact']);
  await service.api.put('/crm/app-fields?object=contact', {
    key: tenant.sk,
    body: {
      fields: [
        { name: 'tier', label: 'Tier', type: 'enum', options: ['gold', 'silver'] },
        { name: 'mobile', label: 'Mobile', type: 'phone', sensitive: true },
      ],
    },
    expect: 200,
  });
  preset = (await service.api.get<GetMappingResult>(CONTACTS, { key: tenant.et, expect: 200 })).body.rows;
});
after(() => bench.service.close());

const save = (rows: MappingRow[], expect: number, path = CONTACTS) =>
  bench.service.api.put<GetMappingResult & Problem>(path, {
    key: path === CONTACTS ? bench.tenant.et : bench.tenant.sk,
    body: { rows },
    expect,
  });
/** Why rows on top of the preset are refused, by path. */
const refusals = async (...rows: MappingRow[]) => {
  const { body } = await save([...preset, ...rows], 422);
  return Object.fromEntries((body.errors ?? []).map(({ path, code }) => [path, code]));
};
const row = (field: string, crm: string, more: Partial<MappingRow> = {}): MappingRow => ({
  ...{ field, crm, direction: 'both', transforms: [] },
  ...more,
});

test('what cannot work is refused, each row by its own reason', async () => {
  const at = preset.length;
  const found = await refusals(
    row('custom.a', 'city', { transforms: [{ name: 'template', template: '{city}' }] }),
    row('custom.b', 'city', {
      direction: 'from_crm',
      transforms: [{ name: 'template', template: '{no_such_property}' }],
    }),
    row('custom.c', 'firstname', {
      direction: 'to_crm',
      transforms: [{ name: 'template', template: '{first_name}' }],
    }),
    row('custom.tier', 'lifecyclestage', {
      picklist: { values: [{ app: 'bronze', crm: 'lead' }], other: 'empty' },
    }),
  );
  assert.deepEqual(
    [at, at + 1, at + 2, at + 3].map((index) => found[`rows.${index}.crm`]),
    ['no_inverse', 'unknown_placeholder', 'cycle', 'unknown_option'],
  );
});

test('what has no effect is saved and told', async () => {
  const rows = [...preset, row('custom.note', 'city', { direction: 'from_crm', when: 'if_changed' })];
  const { body } = await save(rows, 200);
  const told = body.faults.filter(({ row: index }) => index === preset.length);
  assert.deepEqual(
    told.map(({ code, severity }) => [code, severity]),
    [
      ['unknown_app_field', 'warning'],
      ['condition_unused', 'warning'],
    ],
  );
});

test('an app’s default is checked without the fields of any CRM', async () => {
  const path = `${CONTACTS}&level=app`;
  const reading = row('custom.a', 'whatever', {
    direction: 'from_crm',
    transforms: [{ name: 'template', template: '{whatever} {else}' }],
  });
  await save([...preset, reading], 200, path);
  const { body } = await save([...preset, { ...reading, direction: 'both' }], 422, path);
  assert.equal(body.errors?.[0]?.code, 'no_inverse');
});

test('a preview masks what the host called sensitive, but for the host itself', async () => {
  const body = {
    ...{ provider: 'hubspot', object: 'contact' },
    rows: [row('custom.mobile', 'phone'), row('custom.again', 'phone', { direction: 'from_crm' })],
  };
  const ask = async (key: string, more: object = {}) => {
    const answer = await bench.service.api.post<MappingPreview>('/crm/mappings/preview', {
      key,
      body: { ...body, ...more },
      expect: 200,
    });
    return answer.body.rows.map(({ raw, masked }) => [raw, masked]);
  };
  const { body: newest } = await bench.service.api.get<{ data: { remote_id: string }[] }>(
    '/crm/records/contact?limit=1',
    { key: bench.tenant.et, expect: 200 },
  );
  const record_id = newest.data[0]?.remote_id;
  const [[told]] = (await ask(bench.tenant.sk, { record_id, workspace_id: bench.tenant.workspaceId })) as [
    [string],
  ];
  assert.match(told, /\d{4}/);
  const masked = `•••••${told.slice(-2)}`;
  assert.deepEqual(await ask(bench.tenant.et, { record_id }), [
    [masked, true],
    [masked, true],
  ]);
});

test('examples of a field that a sensitive one is mapped to are masked, but for the host itself', async () => {
  await save([...preset, row('custom.mobile', 'jobtitle', { direction: 'from_crm' })], 200);
  const samplesFor = async (key: string, more = '') => {
    const { body } = await bench.service.api.get<GetFieldsResult>(
      `/crm/fields?provider=hubspot&object=contact${more}`,
      { key, expect: 200 },
    );
    return body.crm_fields.find(({ name }) => name === 'jobtitle')?.samples ?? [];
  };
  const told = await samplesFor(bench.tenant.sk, `&workspace_id=${bench.tenant.workspaceId}`);
  assert.ok(told.length > 0 && told.every((text) => !text.includes('•')));
  const masked = await samplesFor(bench.tenant.et);
  assert.deepEqual([masked.length, masked.every((text) => text.startsWith('•••••'))], [told.length, true]);
});
