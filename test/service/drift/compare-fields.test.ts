import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareField } from '../../../service/drift/compare-fields.js';
import type { FieldShape, MappingRow } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';
import { mapRow } from '../mapping/helpers.js';

const shape = (more: Partial<FieldShape> = {}): FieldShape => ({
  ...{ type: 'text', native_type: 'string', required: false, read_only: false, options: [] },
  ...more,
});
const choices = (...values: string[]) => values.map((value) => ({ value, label: value.toUpperCase() }));

const plain = mapRow('title', 'f');
const readOnly = mapRow('title', 'f', { direction: 'from_crm' });
const second = mapRow('title', 'g|f');
const custom = mapRow('custom.x', 'f');
const named = mapRow('custom.x', 'f', { picklist: { values: [{ app: 'one', crm: 'a' }], other: 'keep' } });
const caught = mapRow('custom.x', 'f', { picklist: { values: [], other: 'default', default_crm: 'b' } });
const stage = mapRow('stage', 'f');
const owner = mapRow('owner', 'f');

const enumOf = (...values: string[]) => shape({ type: 'enum', options: choices(...values) });

/** What happened, of which row, and what is found. */
const CASES: [
  what: string,
  row: MappingRow,
  before: FieldShape,
  after: FieldShape | null,
  found: string[],
  object?: ObjectName,
][] = [
  ['nothing', plain, shape(), shape(), []],
  ['removed', plain, shape(), null, ['removed, paused']],
  ['removed, the second of two', second, shape(), null, ['removed, paused']],
  ['another kind of text', plain, shape(), shape({ type: 'long_text' }), ['retyped']],
  ['text became a number', plain, shape(), shape({ type: 'number' }), ['retyped, paused']],
  ['a number became text', custom, shape({ type: 'number' }), shape(), ['retyped, paused']],
  [
    'a whole number became any',
    custom,
    shape({ type: 'integer' }),
    shape({ type: 'number' }),
    ['retyped, paused'],
  ],
  ['a date got a time', custom, shape({ type: 'date' }), shape({ type: 'datetime' }), ['retyped, paused']],
  ['text became a list', custom, shape(), enumOf('a'), ['retyped, paused']],
  ['the same type by another name', plain, shape(), shape({ native_type: 'string:html' }), []],
  [
    'one choice became several',
    custom,
    { ...enumOf('a'), native_type: 'enumeration:select' },
    { ...enumOf('a'), native_type: 'enumeration:checkbox' },
    ['retyped, paused'],
  ],
  [
    'a list is shown as buttons',
    custom,
    { ...enumOf('a'), native_type: 'enumeration:select' },
    { ...enumOf('a'), native_type: 'enumeration:radio' },
    [],
  ],
  ['read only, written to', plain, shape(), shape({ read_only: true }), ['read_only, paused']],
  ['read only, only read', readOnly, shape(), shape({ read_only: true }), []],
  ['read only, not the one written to', second, shape(), shape({ read_only: true }), []],
  ['writable again', plain, shape({ read_only: true }), shape(), []],
  ['required', plain, shape(), shape({ required: true }), ['required']],
  ['required no more', plain, shape({ required: true }), shape(), []],
  ['a choice came', named, enumOf('a'), enumOf('a', 'b'), ['options']],
  ['a choice went that no row names', named, enumOf('a', 'b'), enumOf('a'), ['options']],
  ['a choice went that the row names', named, enumOf('a', 'b'), enumOf('b'), ['options, paused']],
  [
    'a choice is called otherwise',
    named,
    enumOf('a'),
    { ...enumOf('a'), options: [{ value: 'a', label: 'Z' }] },
    [],
  ],
  ['a choice went that all others become', caught, enumOf('a', 'b'), enumOf('a'), ['options, paused']],
  ['choices in another order', named, enumOf('a', 'b'), enumOf('b', 'a'), []],
  ['a stage came', stage, enumOf('a'), enumOf('a', 'b'), ['options'], 'deal'],
  ['a colleague came', owner, enumOf('1'), enumOf('1', '2'), [], 'deal'],
  [
    'several things at once',
    named,
    enumOf('a'),
    { ...enumOf('b'), required: true, read_only: true },
    ['read_only, paused', 'required', 'options, paused'],
  ],
];

for (const [what, row, before, after, found, object = 'contact'] of CASES)
  test(`of a field is told: ${what}`, () => {
    const changes = compareField(object, 'f', before, after, [row]);
    assert.deepEqual(
      changes.map(({ change, paused }) => (paused ? `${change}, paused` : change)),
      found,
    );
  });
