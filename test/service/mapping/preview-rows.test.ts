import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import { type OwnSide, previewRows } from '../../../service/mapping/preview-rows.js';
import type { MappingRow, PreviewRow } from '../../../shared/mapping.js';
import { crmFieldMap, mapRow } from './helpers.js';

function previewOne(row: MappingRow, values: Record<string, unknown>, own?: OwnSide): PreviewRow | undefined {
  return previewRows(compileMapping('contact', [row]), [row], values, own)[0];
}

const PHONE = mapRow('phone_e164', 'phone', { transforms: [{ name: 'e164', country: 'IT' }] });

test('a row shows where its value comes from, what it becomes and what goes back', () => {
  const row = mapRow('phone_e164', 'mobile|phone', { transforms: [{ name: 'e164', country: 'IT' }] });
  assert.deepEqual(previewOne(row, { mobile: '', phone: '06 1234 5678' }), {
    field: 'phone_e164',
    crm: 'phone',
    raw: '06 1234 5678',
    value: '+390612345678',
    error: null,
    ours: '+390612345678',
    ours_by: 'crm',
    to_crm: '+390612345678',
    to_crm_error: null,
  });
});

test('a refused value shows the error beside the raw value', () => {
  assert.deepEqual(previewOne(PHONE, { phone: 'none' }), {
    field: 'phone_e164',
    crm: 'phone',
    raw: 'none',
    value: null,
    error: 'The value of “phone” is not a phone number that can be called.',
    ours: null,
    ours_by: null,
    to_crm: null,
    to_crm_error: null,
  });
});

test('the way out starts from what the host said', () => {
  const own = { host: { title: ' CEO ' }, held: { title: 'CTO' } };
  const row = previewOne(mapRow('title', 'a', { transforms: [{ name: 'trim' }] }), { a: 'CTO' }, own);
  assert.deepEqual([row?.value, row?.ours, row?.ours_by, row?.to_crm], ['CTO', ' CEO ', 'host', 'CEO']);
});

test('a host that took its value away sends nothing, not what came in', () => {
  const row = previewOne(mapRow('title', 'a'), { a: 'CTO' }, { host: { title: null }, held: {} });
  assert.deepEqual([row?.ours, row?.ours_by, row?.to_crm], [null, 'host', null]);
});

test('where the host said nothing, it starts from what the record has here under the new rows', () => {
  const row = previewOne(mapRow('title', 'b'), { a: 'Old', b: 'New' }, { host: {}, held: { title: 'Old' } });
  assert.deepEqual([row?.ours, row?.ours_by, row?.to_crm], ['New', 'crm', 'New']);
});

test('a value that is refused on its way in leaves what is held, which goes out', () => {
  const row = previewOne(PHONE, { phone: 'none' }, { host: {}, held: { phone_e164: '+390612345678' } });
  assert.match(row?.error ?? '', /phone number/);
  assert.deepEqual([row?.value, row?.ours, row?.to_crm], [null, '+390612345678', '+390612345678']);
});

test('each way has its own error', () => {
  const row = mapRow('custom.size', 'a');
  const compiled = compileMapping('contact', [row], { crmFields: crmFieldMap({ a: 'number' }) });
  const own = { host: { 'custom.size': 'many' }, held: {} };
  const [shown] = previewRows(compiled, [row], { a: 5 }, own);
  assert.deepEqual([shown?.value, shown?.error], [5, null]);
  assert.deepEqual([shown?.ours, shown?.to_crm], ['many', null]);
  assert.match(shown?.to_crm_error ?? '', /not a plain number/);
});

test('a row that only reads sends nothing, one that only writes becomes nothing here', () => {
  const reading = previewOne(mapRow('title', 'a', { direction: 'from_crm' }), { a: 'x' });
  assert.deepEqual([reading?.value, reading?.to_crm], ['x', null]);
  const writing = previewOne(mapRow('title', 'a', { direction: 'to_crm' }), { a: 'x' });
  assert.deepEqual([writing?.raw, writing?.value, writing?.to_crm], ['x', null, 'x']);
});

test('a record without the field shows the first alternate with nothing in it', () => {
  assert.deepEqual(previewOne(mapRow('title', 'a|b'), {}), {
    field: 'title',
    crm: 'a',
    raw: null,
    value: null,
    error: null,
    ours: null,
    ours_by: null,
    to_crm: null,
    to_crm_error: null,
  });
});

test('rows left out keep their place and say why', () => {
  const rows = [mapRow('email', 'gone'), mapRow('last_name', null), mapRow('title', 'a')];
  const compiled = compileMapping('contact', rows, { crmFields: crmFieldMap({ a: 'text' }) });
  const preview = previewRows(compiled, rows, { gone: 'x', a: 'T' });
  assert.deepEqual(
    preview.map(({ field, crm, value, error }) => ({ field, crm, value, error })),
    [
      { field: 'email', crm: 'gone', value: null, error: 'This row is left out: the CRM has no such field.' },
      { field: 'last_name', crm: null, value: null, error: null },
      { field: 'title', crm: 'a', value: 'T', error: null },
    ],
  );
});

test('raw values are shown short: long text is cut, objects are only marked', () => {
  assert.equal(previewOne(mapRow('title', 'a'), { a: { id: 1 } })?.raw, '{…}');
  assert.equal(String(previewOne(mapRow('title', 'a'), { a: 'x'.repeat(1000) })?.raw).length, 501);
  assert.deepEqual(previewOne(mapRow('custom.l', 'a'), { a: [1, null, {}] })?.raw, ['1', '', '{…}']);
});

test('a row says which of its ways it does not go, and why', () => {
  const rows = [
    mapRow('title', 'fixed'),
    mapRow('first_name', 'name', { transforms: [{ name: 'first_word' }] }),
    mapRow('email', 'a', { direction: 'from_crm', transforms: [{ name: 'template', template: '{gone}' }] }),
    mapRow('last_name', 'b'),
    mapRow('custom.c', 'b'),
  ];
  const crmFields = crmFieldMap({ fixed: { read_only: true }, name: 'text', a: 'text', b: 'text' });
  const compiled = compileMapping('contact', rows, { crmFields });
  assert.deepEqual(
    previewRows(compiled, rows, { fixed: 'x', name: 'Ada King', b: 'y' }).map((row) => [
      row.value,
      row.error,
      row.to_crm_error,
    ]),
    [
      ['x', null, 'It is not written: the CRM does not let the field be changed.'],
      ['Ada', null, 'It is not written: it has a step that cannot be undone.'],
      [null, 'It is not read: its text puts in a field that is not there.', null],
      ['y', null, null],
      ['y', null, 'It is not written: another row writes the same field of the CRM.'],
    ],
  );
});

test('a required row without a value says so, each way', () => {
  const row = previewOne(mapRow('title', 'a', { required: true }), { a: '' });
  assert.equal(row?.error, 'The value of “a” is needed, and there is none.');
  assert.equal(row?.to_crm_error, 'The value of “a” is needed, and there is none.');
});

test('both parts of a name show the name they are written as', () => {
  const rows = [
    mapRow('first_name', 'name', { transforms: [{ name: 'first_word' }] }),
    mapRow('last_name', 'name', { transforms: [{ name: 'after_first_word' }] }),
  ];
  const own = { host: { last_name: 'Byron' }, held: { first_name: 'Ada', last_name: 'King' } };
  const shown = previewRows(compileMapping('contact', rows), rows, { name: 'Ada King' }, own);
  assert.deepEqual(
    shown.map(({ value, ours, to_crm }) => [value, ours, to_crm]),
    [
      ['Ada', 'Ada', 'Ada Byron'],
      ['King', 'Byron', 'Ada Byron'],
    ],
  );
});

test('a text that is written takes what the host said of the other fields', () => {
  const rows = [
    mapRow('first_name', 'first'),
    mapRow('custom.greeting', 'note', {
      direction: 'to_crm',
      transforms: [{ name: 'template', template: 'Dear {first_name}' }],
    }),
  ];
  const own = { host: { first_name: 'Augusta' }, held: {} };
  const [, greeting] = previewRows(compileMapping('contact', rows), rows, { first: 'Ada', note: 'x' }, own);
  assert.equal(greeting?.to_crm, 'Dear Augusta');
  const others = [mapRow('email', 'mail'), ...rows.slice(1)];
  const held = { email: 'ada@x.example', first_name: 'Ada' };
  const [, unmapped] = previewRows(compileMapping('contact', others), others, {}, { host: {}, held });
  assert.equal(unmapped?.to_crm, 'Dear Ada', 'of a field that no row maps, too');
});
