import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import { maskPreview } from '../../../service/mapping/mask-preview.js';
import { maskValue } from '../../../service/mapping/mask-value.js';
import { previewRows } from '../../../service/mapping/preview-rows.js';
import type { MappingRow } from '../../../shared/mapping.js';
import type { AppField, FieldValue } from '../../../shared/records.js';
import { mapRow } from './helpers.js';

const APP_FIELDS = new Map<string, AppField>([
  ['title', { name: 'title', type: 'text' }],
  ['custom.iban', { name: 'custom.iban', type: 'text', sensitive: true }],
]);
const VALUES = { iban: 'IT60X0542811101000000123456', job: 'CEO' };
const IBAN = mapRow('custom.iban', 'iban');

function shownOf(rows: MappingRow[], inUse: MappingRow[] = []) {
  const preview = {
    record: null,
    rows: previewRows(compileMapping('contact', rows), rows, VALUES),
  };
  return maskPreview(preview, APP_FIELDS, rows, inUse).rows;
}

const MASKED: [string, FieldValue, FieldValue][] = [
  ['a long text keeps its end', 'IT60X0542811101000000123456', '•••••56'],
  ['a short text shows nothing of itself', 'secret', '•••••'],
  ['a number', 123456789, '•••••89'],
  ['a yes', true, '•••••'],
  ['a list', ['one', 'two'], ['•••••']],
  ['characters are not cut in halves', '1234567😀', '•••••7😀'],
  ['nothing stays nothing', null, null],
  ['no text stays none', '', ''],
];
for (const [name, value, expected] of MASKED)
  test(`masks values: ${name}`, () => {
    assert.deepEqual(maskValue(value), expected);
  });

test('a sensitive row shows no value, either way, and says that it is masked', () => {
  const [iban, title] = shownOf([IBAN, mapRow('title', 'job')]);
  assert.deepEqual(
    [iban?.raw, iban?.value, iban?.ours, iban?.to_crm, iban?.masked],
    ['•••••56', '•••••56', '•••••56', '•••••56', true],
  );
  assert.deepEqual([title?.raw, title?.masked], ['CEO', undefined]);
});

test('the same CRM field under another name is masked too', () => {
  const [title] = shownOf([mapRow('title', 'job|iban')], [IBAN]);
  assert.deepEqual([title?.raw, title?.masked], ['•••••', true]);
  const [, other] = shownOf([IBAN, mapRow('custom.any', 'iban')]);
  assert.equal(other?.value, '•••••56');
});

test('a text that puts a sensitive field in is masked, from either side', () => {
  const text = (template: string, direction: MappingRow['direction']) =>
    mapRow('title', 'job', { direction, transforms: [{ name: 'template', template }] });
  const [reading] = shownOf([text('{iban} of the {job}', 'from_crm')], [IBAN]);
  assert.deepEqual([reading?.value, reading?.masked], ['•••••EO', true]);
  const [writing] = shownOf([text('{custom.iban}', 'to_crm')]);
  assert.equal(writing?.masked, true);
});
