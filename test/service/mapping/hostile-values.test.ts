import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import { previewRows } from '../../../service/mapping/preview-rows.js';
import { TRANSFORMS } from '../../../service/mapping/transforms/registry.js';
import type { MappingRow, Transform } from '../../../shared/mapping.js';
import type { FieldValue } from '../../../shared/records.js';
import { mapRow, seededRandom } from './helpers.js';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

test('names of Object.prototype are fields like any other, and never read from the prototype', () => {
  for (const name of NAMES) {
    const mapping = compileMapping('contact', [mapRow('title', name), mapRow('custom.constructor', 'c')]);
    assert.equal(mapping.fromCrm({}).fields.title, null);
    const parsed = JSON.parse(`{"${name}": "own", "c": "x"}`) as Record<string, unknown>;
    assert.equal(mapping.fromCrm(parsed).fields.title, 'own');
    assert.ok(Object.hasOwn(mapping.fromCrm(parsed).custom, 'constructor'));

    const { values } = mapping.toCrm({ title: 'out' }, {});
    assert.deepEqual(Object.getOwnPropertyNames(values), [name]);
    assert.equal(Object.getOwnPropertyDescriptor(values, name)?.value, 'out');
    assert.equal(Object.getPrototypeOf(values), Object.prototype);
  }
  assert.equal(({} as Record<string, unknown>).title, undefined);
});

test('fields named like Object.prototype are unknown, not inherited', () => {
  const mapping = compileMapping(
    'contact',
    NAMES.map((name) => mapRow(name, 'a')),
  );
  assert.equal(mapping.skipped.length, NAMES.length);
  const custom = compileMapping('contact', [mapRow('custom.__proto__', 'a')]);
  assert.equal(custom.skipped[0]?.code, 'unknown_app_field');
});

test('records that are no objects are read as empty ones', () => {
  const mapping = compileMapping('contact', [mapRow('email', 'email')]);
  for (const values of [null, undefined, 7, 'text', [], Symbol('s')]) {
    assert.equal(mapping.fromCrm(values as never).fields.email, null);
    assert.deepEqual(mapping.toCrm(values as never, values as never), { values: {}, errors: [] });
  }
});

test('a getter or proxy that throws is one refused value', () => {
  const hostile = {
    get email(): string {
      throw new Error('secret');
    },
    title: 'T',
  };
  const mapping = compileMapping('contact', [mapRow('email', 'email'), mapRow('title', 'title')]);
  const { fields, errors } = mapping.fromCrm(hostile);
  assert.equal(fields.title, 'T');
  assert.deepEqual(
    errors.map(({ code, message }) => [code, message.includes('secret')]),
    [['conversion_failed', false]],
  );
  assert.deepEqual(mapping.toCrm(hostile).values, { title: 'T' });
});

test('a chain of any length takes no more of the stack', () => {
  const transforms: Transform[] = Array.from({ length: 50_000 }, () => ({ name: 'trim' }));
  const mapping = compileMapping('contact', [mapRow('title', 'a', { transforms })]);
  assert.equal(mapping.fromCrm({ a: ' x ' }).fields.title, 'x');
  assert.equal(mapping.toCrm({ title: ' x ' }).values.a, 'x');
});

const RANDOM = seededRandom(42);
const pick = <T>(list: readonly T[]): T => list[Math.floor(RANDOM() * list.length)] as T;

function deepObject(): unknown {
  let value: unknown = 'bottom';
  for (let depth = 0; depth < 20_000; depth += 1) value = { value };
  return value;
}

function deepArray(): unknown {
  let value: unknown = 'bottom';
  for (let depth = 0; depth < 20_000; depth += 1) value = [value];
  return value;
}

const HOSTILE: readonly unknown[] = [
  deepObject(),
  deepArray(),
  'x'.repeat(1_000_000),
  ' '.repeat(1_000_000),
  '9'.repeat(1_000_000),
  '+39'.repeat(100_000),
  '<'.repeat(100_000),
  'a.'.repeat(200_000),
  '\ud800',
  '\0',
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  -0,
  1e308,
  12n,
  Symbol('s'),
  () => 'x',
  new Date(Number.NaN),
  Object.create(null),
  new Proxy(
    {},
    {
      get: () => {
        throw new Error('trap');
      },
    },
  ),
  [undefined, null, {}],
  ['__proto__'],
  { toString: null, valueOf: null },
  '__proto__',
  false,
  true,
  '',
  null,
  undefined,
];

const SPECS: readonly Transform[] = (Object.keys(TRANSFORMS) as Transform['name'][]).map((name) => {
  const parameters = {
    country: 'IT',
    by: 3,
    length: 4,
    find: 'x',
    with: 'yy',
    separator: '.',
    template: '{f0} {g1} {__proto__} {constructor}',
    table: [{ from: '__proto__', to: 'x' }],
    other: pick(['keep', 'empty', 'hold']),
    value: pick<FieldValue>(['d', 1, true, null, ['l']]),
  };
  return { name, ...parameters } as Transform;
});

function isFieldValue(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

test('no chain of steps on no value throws, and only values of a record come out', () => {
  const fields = ['email', 'country_iso', 'title', 'phone_e164', 'custom.a', 'custom.b'];
  for (let count = 0; count < 400; count += 1) {
    const rows: MappingRow[] = fields.map((field, index) =>
      mapRow(field, `f${index}|g${index}`, {
        transforms: Array.from({ length: Math.floor(RANDOM() * 4) }, () => pick(SPECS)),
        ...(RANDOM() < 0.2
          ? { picklist: { values: [{ app: 'a', crm: '__proto__' }], other: pick(['empty', 'keep', 'hold']) } }
          : {}),
      }),
    );
    const values: Record<string, unknown> = {};
    for (const index of fields.keys()) values[`${pick(['f', 'g'])}${index}`] = pick(HOSTILE);
    const mapping = compileMapping('contact', rows);
    const result = mapping.fromCrm(values);
    for (const value of [...Object.values(result.fields), ...Object.values(result.custom)]) {
      assert.ok(
        isFieldValue(value),
        `${typeof value} for ${JSON.stringify(rows.map((row) => row.transforms))}`,
      );
    }
    const back = mapping.toCrm({ email: pick(HOSTILE), title: pick(HOSTILE) } as never, values as never);
    assert.ok(Object.values(back.values).every(isFieldValue));
    for (const row of previewRows(mapping, rows, values)) {
      assert.ok([row.raw, row.value, row.ours, row.to_crm].every(isFieldValue));
    }
  }
});
