import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileMapping } from '../../../../service/mapping/compile-mapping.js';
import { previewRows } from '../../../../service/mapping/preview-rows.js';
import {
  DATE_FORMATS,
  DATETIME_FORMATS,
  DIRECTIONS,
  LOOKUP_OTHERS,
  type MappingRow,
  PICKLIST_OTHERS,
  type Transform,
} from '../../../../shared/mapping.js';
import type { FieldType } from '../../../../shared/records.js';
import { TRANSFORM_INFO } from '../../../../shared/transforms.js';
import { crmFieldMap } from '../helpers.js';

const RUNS = { numRuns: 300 };

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'a', 'b', 'c'];
const OWN_FIELDS = [
  'email',
  'title',
  'country_iso',
  'first_name',
  'custom.constructor',
  'custom.x',
  '__proto__',
];
const names = fc.constantFrom(...NAMES);

/** Every setting a step can have, and some that none has. */
const settings = fc.record({
  decimal: fc.constantFrom('.', ','),
  yes: fc.constantFrom('Ja', '__proto__', ''),
  format: fc.constantFrom(...DATE_FORMATS, ...DATETIME_FORMATS),
  zone: fc.constantFrom('Europe/Rome', 'Mars/Base'),
  country: fc.constantFrom('IT', '__proto__'),
  write: fc.constantFrom('name', 'alpha_3', 'constructor'),
  language: fc.constantFrom('it', '__proto__'),
  by: fc.oneof(fc.double(), fc.constant(0)),
  currency: fc.constantFrom('JPY', 'constructor'),
  length: fc.integer({ min: -1, max: 10 }),
  find: fc.string({ maxLength: 2 }),
  with: fc.string({ maxLength: 9 }),
  separator: fc.string({ maxLength: 2 }),
  table: fc.array(fc.record({ from: names, to: names }), { maxLength: 3 }),
  other: fc.constantFrom(...LOOKUP_OTHERS),
  value: fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.array(fc.string())),
  template: fc
    .array(
      fc.oneof(
        names.map((name) => `{${name}}`),
        fc.string(),
      ),
    )
    .map((parts) => parts.join('')),
});

const step = fc
  .tuple(
    fc.constantFrom(...Object.keys(TRANSFORM_INFO)),
    fc.oneof({ weight: 9, arbitrary: settings }, fc.object()),
  )
  .map(([name, more]) => ({ ...more, name }) as Transform);

const row: fc.Arbitrary<MappingRow> = fc
  .record({
    field: fc.constantFrom(...OWN_FIELDS),
    crm: fc.array(names, { minLength: 1, maxLength: 3 }).map((all) => all.join('|')),
    direction: fc.constantFrom(...DIRECTIONS),
    transforms: fc.array(step, { maxLength: 4 }),
    picklist: fc.option(
      fc.record({
        values: fc.array(fc.record({ app: names, crm: names })),
        other: fc.constantFrom(...PICKLIST_OTHERS),
      }),
      { nil: undefined, freq: 4 },
    ),
    required: fc.option(fc.constant(true as const), { nil: undefined, freq: 4 }),
  })
  .map(({ picklist, required, ...rest }) => ({
    ...rest,
    ...(picklist === undefined ? {} : { picklist }),
    ...(required === undefined ? {} : { required }),
  }));

const cyclic: Record<string, unknown> = { list: [] };
cyclic.self = cyclic;
(cyclic.list as unknown[]).push(cyclic, cyclic.list);
const throwing = {
  get a(): never {
    throw new Error('a');
  },
};
const trap = new Proxy(
  {},
  {
    get: () => {
      throw new Error('trap');
    },
  },
);
const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => ({ a: [inner] }), 'bottom');

const anything = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 2, arbitrary: fc.oneof(fc.double(), fc.date().map(String), fc.emailAddress(), fc.webUrl()) },
  {
    weight: 3,
    arbitrary: fc.anything({
      key: names,
      ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true },
      ...{ withObjectString: true, withTypedArray: true, withSparseArray: true },
    }),
  },
  fc.constantFrom<unknown>(
    cyclic,
    trap,
    deep,
    Symbol('s'),
    () => 'x',
    'x'.repeat(1_000_001),
    '<a '.repeat(50_000),
    '1.'.repeat(50_000),
    new Array(10_000).fill('x'),
  ),
);
const record = fc.oneof(
  { weight: 9, arbitrary: fc.dictionary(names, anything) },
  fc.constantFrom<unknown>(cyclic, throwing, trap, deep, null, undefined, 7, 'text', []),
);

function assertFieldValue(value: unknown): void {
  const isScalar =
    value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  assert.ok(isScalar || (Array.isArray(value) && value.every((item) => typeof item === 'string')));
}

test('whatever rows and records are, nothing throws and only values of a record come out', () => {
  const types: [string, FieldType][] = [
    ['constructor', 'text'],
    ['toString', 'enum'],
    ['a', 'number'],
    ['b', 'datetime'],
    ['c', 'boolean'],
  ];
  const crmFields = crmFieldMap(Object.fromEntries(types));
  const prototype = Reflect.ownKeys(Object.prototype);
  const options = fc.constantFrom({}, { crmFields }, { crmFields, paused: new Set(['a']) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), options, record, record, (rows, how, values, ours) => {
      const mapping = compileMapping('contact', rows, how);
      const { fields, custom } = mapping.fromCrm(values as never);
      const { values: written } = mapping.toCrm(values as never, ours as never, ours as never);
      for (const value of [fields, custom, written].flatMap((each) => Object.values(each)))
        assertFieldValue(value);
      for (const each of previewRows(mapping, rows, values as never))
        for (const value of [each.raw, each.value, each.ours, each.to_crm]) assertFieldValue(value);
    }),
    RUNS,
  );
  assert.deepEqual(Reflect.ownKeys(Object.prototype), prototype);
});

test('rows that are no rows at all are left out', () => {
  fc.assert(
    fc.property(
      fc.array(fc.anything({ key: fc.constantFrom('field', 'crm', 'transforms', 'picklist') })),
      (rows) => {
        const mapping = compileMapping('deal', rows as never);
        assert.equal(mapping.rows.size, 0);
        assert.deepEqual(mapping.toCrm({ title: 'x' }).values, {});
      },
    ),
    RUNS,
  );
});
