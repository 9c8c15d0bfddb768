import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findTransform } from '../../../../service/mapping/transforms/registry.js';
import type { Transform } from '../../../../shared/mapping.js';
import { inward } from '../helpers.js';
import { testBothWays, testInward, testOutward } from './cases.js';

const replace = (find: string, by: string): Transform => ({ name: 'replace', find, with: by });
const table = [
  { from: 'SMB', to: 'small' },
  { from: 'small', to: 'small' },
  { from: 'ENT', to: 'large' },
];

testBothWays([
  [{ name: 'split', separator: ';' }, 'a;b c', ['a', 'b c']],
  [{ name: 'split', separator: '\n' }, 'a\nb', ['a', 'b']],
  [{ name: 'join', separator: ', ' }, ['a', 'b'], 'a, b'],
  [{ name: 'lookup', table, other: 'empty' }, 'ENT', 'large'],
  [{ name: 'lookup', table, other: 'keep' }, 'other', 'other'],
  [{ name: 'lookup', table, other: 'hold' }, ['SMB', 'ENT'], ['small', 'large']],
]);

testInward([
  [replace('.', ''), 'I.T.1.2', 'IT12'],
  [replace('$&', '.*'), 'a$&b', 'a.*b'],
  [replace('x', '$1'), 'axb', 'a$1b'],
  [replace('x', 'y'), ['ax', 7], ['ay', 7]],
  [replace('x', 'y'), 12, 12],
  [replace('x', 'y'), {}, 'fault:not_text'],
  [{ name: 'split', separator: ';' }, ' a ; ;b;', ['a', 'b']],
  [{ name: 'split', separator: ';' }, ';;', null],
  [{ name: 'split', separator: ';' }, ['a;b'], ['a;b']],
  [{ name: 'split', separator: ',' }, 1.5, ['1.5']],
  [{ name: 'split', separator: ',' }, {}, 'fault:not_text'],
  [{ name: 'join', separator: '-' }, 'a', 'a'],
  [{ name: 'join', separator: '-' }, ['a', 1, true], 'a-1-true'],
  [{ name: 'join', separator: '-' }, ['a', {}], 'fault:not_text'],
  [{ name: 'lookup', table, other: 'empty' }, 'other', null],
  [{ name: 'lookup', table, other: 'hold' }, 'other', 'fault:picklist_unmapped'],
  [{ name: 'lookup', table, other: 'hold' }, '__proto__', 'fault:picklist_unmapped'],
  [{ name: 'lookup', table: [{ from: '1', to: 'one' }], other: 'empty' }, 1, 'one'],
  [{ name: 'constant', value: 'c' }, 'anything', 'c'],
  [{ name: 'constant', value: ['a'] }, null, ['a']],
]);

testOutward([
  [replace('.', ''), 'I.T', 'IT'],
  [{ name: 'lookup', table, other: 'hold' }, 'small', 'SMB'],
  [{ name: 'lookup', table, other: 'hold' }, 'none', 'fault:picklist_unmapped'],
  [{ name: 'constant', value: 0 }, null, 0],
]);

const place = {
  record: { first: 'Ada', last: 'King', none: null, n: 7, no: false, list: ['a', 'b'], deep: { a: 1 } },
};

testInward([
  [{ name: 'template', template: '{last}, {first}!' }, null, 'King, Ada!', place],
  [{ name: 'template', template: '{n} {no} {list}' }, 'x', '7 false a; b', place],
  [{ name: 'template', template: '{first} {none} {last}' }, 'x', 'Ada King', place],
  [{ name: 'template', template: '{first} {none}' }, 'x', 'Ada', place],
  [{ name: 'template', template: 'Dear {none} {deep}' }, 'x', null, place],
  [{ name: 'template', template: '{first}{first}' }, 'x', 'AdaAda', place],
  [{ name: 'template', template: '{ first } {} {first' }, 'x', '{ first } {} {first', place],
]);

test('texts beyond the limit are refused, and none is put together that is longer', () => {
  const long = 'x'.repeat(1_000_001);
  assert.equal(inward(replace('x', 'y'), long), 'fault:too_long');
  assert.equal(inward(replace('x', 'y'.repeat(255)), 'x'.repeat(10_000)), 'fault:too_long');
  assert.equal(inward({ name: 'split', separator: 'x' }, long), 'fault:too_long');
  assert.equal(inward({ name: 'join', separator: '--' }, Array(400_000).fill('x')), 'fault:too_long');
  const template: Transform = { name: 'template', template: '{a}{a}{a}' };
  assert.equal(inward(template, null, { record: { a: 'x'.repeat(400_000) } }), 'fault:too_long');
});

const SCHEMA_REFUSES: unknown[] = [
  { name: 'number', decimal: ';' },
  { name: 'boolean', yes: 'Ja', no: ' ja ' },
  { name: 'boolean', yes: '' },
  { name: 'date', format: 'yy' },
  { name: 'datetime', zone: 'Mars/Base' },
  { name: 'cents', currency: 'XYZ' },
  { name: 'country_iso', write: 'flag' },
  { name: 'country_iso', language: 'xx' },
  { name: 'currency_iso', language: 'it' },
  { name: 'split', separator: '' },
  { name: 'join', separator: 'x'.repeat(17) },
  { name: 'replace', find: '', with: 'x' },
  { name: 'replace', find: 'a', with: 'bab' },
  { name: 'lookup', table: [{ from: '', to: 'x' }], other: 'keep' },
  { name: 'lookup', table: [], other: 'default' },
  { name: 'lookup', table: Array(501).fill({ from: 'a', to: 'b' }), other: 'keep' },
  { name: 'constant' },
  { name: 'constant', value: { a: 1 } },
  { name: 'template', template: 'no field' },
  { name: 'template', template: `{a}${'x'.repeat(1000)}` },
];

for (const spec of SCHEMA_REFUSES) {
  test(`a step is refused when it is saved as ${JSON.stringify(spec).slice(0, 80)}`, () => {
    const { name } = spec as Transform;
    assert.equal(findTransform(name)?.schema.safeParse(spec).success, false);
  });
}

test('a step is taken with every setting it has', () => {
  const specs: Transform[] = [
    { name: 'number', decimal: ',' },
    { name: 'boolean', yes: 'Ja', no: 'Nein' },
    { name: 'date', format: 'epoch_s' },
    { name: 'datetime', format: 'MM/dd/yyyy hh:mm a', zone: 'America/New_York' },
    { name: 'cents', currency: 'JPY' },
    { name: 'country_iso', write: 'alpha_3', language: 'fr' },
    { name: 'currency_iso' },
    { name: 'split', separator: '\n' },
    { name: 'join', separator: ' ' },
    { name: 'replace', find: ' ', with: '' },
    { name: 'lookup', table, other: 'hold' },
    { name: 'constant', value: ['a'] },
    { name: 'template', template: '{custom.x}' },
  ];
  for (const spec of specs) assert.ok(findTransform(spec.name)?.schema.safeParse(spec).success, spec.name);
});
