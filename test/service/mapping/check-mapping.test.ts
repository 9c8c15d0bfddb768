import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMapping } from '../../../service/mapping/check-mapping.js';
import type { CrmField, MappingRow } from '../../../shared/mapping.js';
import type { FieldType, ObjectName } from '../../../shared/records.js';
import { crmFieldMap, mapRow } from './helpers.js';

type Described = Record<string, FieldType | Partial<CrmField>>;

/** Faults of rows as `[row, code, severity]`; those of required fields only when asked for. */
function faultsOf(
  object: ObjectName,
  rows: MappingRow[],
  fields: Described,
  withRequired = false,
): unknown[] {
  return checkMapping(object, rows, crmFieldMap(fields), { label: 'HubSpot' })
    .filter(({ code }) => withRequired || code !== 'required_missing')
    .map(({ row, code, severity }) => [row, code, severity]);
}

const choices = (...values: string[]): Partial<CrmField> => ({
  type: 'enum',
  options: values.map((value) => ({ value, label: value })),
});

test('a sound mapping has no faults', () => {
  const rows = [
    mapRow('email', 'email', { transforms: [{ name: 'lower' }] }),
    mapRow('phone_e164', 'mobile|phone', { transforms: [{ name: 'e164', country: 'IT' }] }),
    mapRow('country_iso', 'country', { transforms: [{ name: 'country_iso' }] }),
    mapRow('last_name', null),
    mapRow('custom.use', 'use'),
  ];
  const fields: Described = {
    email: { type: 'email', required: true },
    mobile: 'phone',
    phone: 'phone',
    country: 'text',
    use: 'number',
  };
  assert.deepEqual(faultsOf('contact', rows, fields, true), []);
});

test('fields of the CRM may be given as a list', () => {
  const rows = [mapRow('email', 'a'), mapRow('title', 'b')];
  const fields = crmFieldMap({ a: 'email' });
  const label = { label: 'HubSpot' };
  const listed = checkMapping('contact', rows, [...fields.values()], label);
  assert.equal(listed.length, 1);
  assert.deepEqual(listed, checkMapping('contact', rows, fields, label));
});

test('an unknown field of ours is an error unless it is a custom one in snake case', () => {
  const rows = [
    mapRow('nope', 'a'),
    mapRow('custom.ok_1', 'b'),
    mapRow('custom.Not', 'c'),
    mapRow('custom.', 'd'),
  ];
  assert.deepEqual(faultsOf('contact', rows, { a: 'text', b: 'text', c: 'text', d: 'text' }), [
    [0, 'unknown_app_field', 'error'],
    [2, 'unknown_app_field', 'error'],
    [3, 'unknown_app_field', 'error'],
  ]);
});

test('a field the CRM lacks is an error, and a warning while another alternate exists', () => {
  const faults = checkMapping(
    'contact',
    [mapRow('email', 'gone'), mapRow('title', 'old|now')],
    crmFieldMap({ now: 'text' }),
    {
      label: 'HubSpot',
    },
  );
  const unknown = faults.filter(({ code }) => code === 'unknown_crm_field');
  assert.deepEqual(unknown, [
    {
      row: 0,
      field: 'email',
      code: 'unknown_crm_field',
      severity: 'error',
      message: 'E-mail: HubSpot has no field “gone”. Choose another field.',
      crm: 'gone',
    },
    {
      row: 1,
      field: 'title',
      code: 'unknown_crm_field',
      severity: 'warning',
      message: 'Title: HubSpot has no field “old”. The other fields of the row are used.',
      crm: 'old',
    },
  ]);
});

test('a read-only field may be read but not written', () => {
  const fields: Described = { a: { read_only: true } };
  for (const direction of ['both', 'to_crm'] as const) {
    assert.deepEqual(faultsOf('contact', [mapRow('title', 'a', { direction })], fields), [
      [0, 'read_only', 'error'],
    ]);
  }
  assert.deepEqual(faultsOf('contact', [mapRow('title', 'a', { direction: 'from_crm' })], fields), []);
});

test('two rows may read one CRM field but not write it', () => {
  const rows = [mapRow('title', 'a'), mapRow('first_name', 'a|b')];
  assert.deepEqual(faultsOf('contact', rows, { a: 'text', b: 'text' }), [
    [0, 'used_twice', 'error'],
    [1, 'used_twice', 'error'],
  ]);
  const reading = [mapRow('title', 'a'), mapRow('first_name', 'a', { direction: 'from_crm' })];
  assert.deepEqual(faultsOf('contact', reading, { a: 'text' }), []);
  const alternate = [mapRow('title', 'a'), mapRow('first_name', 'b|a')];
  assert.deepEqual(faultsOf('contact', alternate, { a: 'text', b: 'text' }), []);
});

test('a second row of one of our fields is an error', () => {
  const rows = [mapRow('title', 'a'), mapRow('title', 'b')];
  assert.deepEqual(faultsOf('contact', rows, { a: 'text', b: 'text' }), [[1, 'duplicate_row', 'error']]);
});

test('required fields of either side that are not mapped are warnings', () => {
  const fields: Described = {
    lastname: { required: true },
    id: { required: true, read_only: true },
    email: 'email',
  };
  const rows = [mapRow('email', null), mapRow('last_name', 'lastname', { direction: 'from_crm' })];
  const faults = checkMapping('contact', rows, crmFieldMap(fields), { label: 'Zoho' });
  assert.deepEqual(
    faults.map(({ row, field, code, severity, crm }) => ({ row, field, code, severity, crm })),
    [
      { row: 0, field: 'email', code: 'required_missing', severity: 'warning', crm: undefined },
      { row: 1, field: 'last_name', code: 'required_missing', severity: 'warning', crm: 'lastname' },
    ],
  );
  assert.equal(
    faults[1]?.message,
    'Zoho requires “Label of lastname”, which Last name does not fill. It may refuse new records.',
  );
  const [, unread] = checkMapping('contact', rows.slice(0, 1), crmFieldMap(fields), { label: 'Zoho' });
  assert.deepEqual([unread?.row, unread?.field, unread?.crm], [-1, '', 'lastname']);
  assert.deepEqual(faultsOf('contact', [], {}, true), [[-1, 'required_missing', 'warning']]);
});

const FITS: [ObjectName, string, FieldType, Partial<MappingRow>, string | null][] = [
  ['contact', 'title', 'number', {}, null],
  ['deal', 'amount_cents', 'number', {}, 'warning'],
  ['deal', 'amount_cents', 'number', { transforms: [{ name: 'cents' }] }, null],
  ['deal', 'amount_cents', 'number', { transforms: [{ name: 'multiply', by: 100 }] }, null],
  ['deal', 'amount_cents', 'date', {}, 'error'],
  ['deal', 'close_date', 'datetime', {}, 'warning'],
  ['deal', 'close_date', 'datetime', { transforms: [{ name: 'date' }] }, null],
  ['deal', 'close_date', 'boolean', {}, 'error'],
  ['activity', 'occurred_at', 'date', {}, 'warning'],
  ['activity', 'occurred_at', 'date', { direction: 'from_crm' }, null],
  ['activity', 'occurred_at', 'boolean', {}, 'error'],
  ['activity', 'duration_s', 'number', {}, 'warning'],
  ['activity', 'duration_s', 'number', { transforms: [{ name: 'milliseconds' }] }, null],
  ['contact', 'country_iso', 'text', {}, 'warning'],
  ['contact', 'country_iso', 'number', {}, 'error'],
  ['contact', 'title', 'ref_list', {}, 'error'],
  ['contact', 'title', 'ref_list', { direction: 'from_crm' }, 'warning'],
  ['deal', 'owner', 'ref', {}, null],
  ['deal', 'stage', 'ref', {}, null],
  ['contact', 'company_id', 'ref', {}, 'error'],
];

for (const [object, field, type, more, severity] of FITS) {
  const steps = JSON.stringify(more);
  test(`${field} from ${type} with ${steps} is ${severity === null ? 'sound' : `a type clash, ${severity}`}`, () => {
    const faults = faultsOf(object, [mapRow(field, 'a', more)], { a: type });
    const clashes = faults.filter((fault) => (fault as string[])[1] === 'type_clash');
    const worst = clashes.some((fault) => (fault as string[])[2] === 'error') ? 'error' : 'warning';
    assert.equal(clashes.length === 0 ? null : worst, severity);
  });
}

test('choices a picklist names must exist on both sides', () => {
  const row = mapRow('direction', 'dir', {
    picklist: {
      values: [
        { app: 'inbound', crm: 'INBOUND' },
        { app: 'sideways', crm: 'OUTBOUND' },
        { app: 'outbound', crm: 'OUT' },
      ],
      other: 'hold',
    },
  });
  assert.deepEqual(faultsOf('activity', [row], { dir: choices('INBOUND', 'OUTBOUND') }), [
    [0, 'unknown_option', 'error'],
    [0, 'unknown_option', 'error'],
  ]);
  assert.deepEqual(faultsOf('activity', [row], { dir: 'text' }), [[0, 'unknown_option', 'error']]);
});

test('a list of choices without pairs is a warning unless both sides have the same', () => {
  const row = [mapRow('direction', 'dir')];
  assert.deepEqual(faultsOf('activity', row, { dir: choices('INBOUND') }), [
    [0, 'unknown_option', 'warning'],
  ]);
  assert.deepEqual(faultsOf('activity', row, { dir: choices() }), [[0, 'unknown_option', 'warning']]);
  assert.deepEqual(faultsOf('activity', row, { dir: choices('inbound', 'outbound') }), []);
  const text = [mapRow('title', 'a')];
  assert.deepEqual(faultsOf('contact', text, { a: choices('x') }), [[0, 'unknown_option', 'warning']]);
  assert.deepEqual(faultsOf('deal', [mapRow('stage', 'a')], { a: choices('x') }), []);
  assert.deepEqual(faultsOf('deal', [mapRow('owner', 'a')], { a: choices('x') }), []);
});

test('an unknown conversion, or one with a wrong setting, is an error', () => {
  const rows = [
    mapRow('title', 'a', { transforms: [{ name: 'constructor' } as never] }),
    mapRow('first_name', 'b', { transforms: [{ name: 'truncate', length: 0 }] }),
  ];
  assert.deepEqual(faultsOf('contact', rows, { a: 'text', b: 'text' }), [
    [0, 'unknown_transform', 'error'],
    [1, 'unknown_transform', 'error'],
  ]);
});

test('a rule that a one-way row does not follow is a warning', () => {
  const rows = [
    mapRow('email', 'a', { rule: 'host_wins' }),
    mapRow('title', 'b', { direction: 'from_crm', rule: 'host_wins' }),
    mapRow('first_name', 'c', { direction: 'from_crm', rule: 'crm_only' }),
    mapRow('last_name', 'd', { direction: 'to_crm', rule: 'crm_wins' }),
    mapRow('custom.x', 'e', { direction: 'to_crm', rule: 'host_wins' }),
  ];
  const fields: Described = { a: 'email', b: 'text', c: 'text', d: 'text', e: 'text' };
  assert.deepEqual(faultsOf('contact', rows, fields), [
    [1, 'rule_unused', 'warning'],
    [3, 'rule_unused', 'warning'],
  ]);
});
