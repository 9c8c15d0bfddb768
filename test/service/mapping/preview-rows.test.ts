import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import { previewRows } from '../../../service/mapping/preview-rows.js';
import type { MappingRow, PreviewRow } from '../../../shared/mapping.js';
import { crmFieldMap, mapRow } from './helpers.js';

function previewOne(row: MappingRow, values: Record<string, unknown>): PreviewRow | undefined {
  return previewRows(compileMapping('contact', [row]), [row], values)[0];
}

test('a row shows where its value comes from, what it becomes and what goes back', () => {
  const row = mapRow('phone_e164', 'mobile|phone', { transforms: [{ name: 'e164', country: 'IT' }] });
  assert.deepEqual(previewOne(row, { mobile: '', phone: '06 1234 5678' }), {
    field: 'phone_e164',
    crm: 'phone',
    raw: '06 1234 5678',
    value: '+390612345678',
    to_crm: '+390612345678',
    error: null,
  });
});

test('a refused value shows the error beside the raw value', () => {
  const row = mapRow('phone_e164', 'phone', { transforms: [{ name: 'e164', country: 'IT' }] });
  assert.deepEqual(previewOne(row, { phone: 'none' }), {
    field: 'phone_e164',
    crm: 'phone',
    raw: 'none',
    value: null,
    to_crm: null,
    error: 'The value of “phone” is not a phone number that can be called.',
  });
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
    to_crm: null,
    error: null,
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
