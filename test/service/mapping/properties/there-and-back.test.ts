import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { compileMapping } from '../../../../service/mapping/compile-mapping.js';
import {
  COUNTRY_FORMS,
  DATE_FORMATS,
  DATETIME_FORMATS,
  LOOKUP_OTHERS,
  NAME_LANGUAGES,
  PICKLIST_OTHERS,
  type Transform,
  type TransformName,
} from '../../../../shared/mapping.js';
import type { FieldValue } from '../../../../shared/records.js';
import { TRANSFORM_INFO } from '../../../../shared/transforms.js';
import { inward, mapRow } from '../helpers.js';

/** A step with one of our values that it can be undone for. */
type Tried = [spec: Transform, value: FieldValue];

const RUNS = { numRuns: 150 };

const nonblank = fc
  .oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), fc.string({ minLength: 1 }))
  .filter((text) => text.trim() !== '');
const trimmed = nonblank.map((text) => text.trim());
const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/\s/.test(text));
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0);
const separator = fc.constantFrom(';', ',', '|', '\n', ' - ', '  ');
const zone = fc.constantFrom('UTC', 'Europe/Rome', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland');
const day = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });

const plain = <T extends FieldValue>(name: string, values: fc.Arbitrary<T>): fc.Arbitrary<Tried> =>
  values.map((value): Tried => [{ name } as Transform, value]);
const fixed = (name: 'trim' | 'lower' | 'upper' | 'digits' | 'domain', values: fc.Arbitrary<string>) =>
  plain(
    name,
    values.filter((text) => text !== '' && inward({ name }, text) === text),
  );

/** Whole minutes survive every format, and local times are clear that no change of the clock makes twice. */
const timeIn = (name: string) =>
  instant
    .map((ms) => ms - (ms % 60_000))
    .filter((ms) => DateTime.fromMillis(ms, { zone: name }).getPossibleOffsets().length === 1)
    .map((ms) => new Date(ms).toISOString());

const COUNTRIES = ['IT', 'DE', 'GB', 'US', 'FR', 'CI', 'CD', 'CG', 'VA', 'XK', 'BA', 'MK', 'GW', 'ST'];
const pairs = fc.uniqueArray(fc.tuple(trimmed, trimmed), {
  minLength: 1,
  maxLength: 8,
  selector: ([one]) => one,
});
const table = pairs.filter((each) => new Set(each.map(([, two]) => two)).size === each.length);
const lines = fc.array(
  fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
  {
    minLength: 1,
    maxLength: 3,
  },
);

/** For each name the steps and values that come back. One way only: no entry. */
const DOMAINS: Partial<Record<TransformName, fc.Arbitrary<Tried>>> = {
  trim: fixed('trim', trimmed),
  lower: fixed(
    'lower',
    trimmed.map((text) => text.toLowerCase()),
  ),
  upper: fixed(
    'upper',
    trimmed.map((text) => text.toUpperCase()),
  ),
  digits: fixed('digits', fc.stringMatching(/^[0-9]{1,20}$/)),
  text: plain('text', nonblank),
  number: fc
    .tuple(fc.constantFrom<('.' | ',' | undefined)[]>('.', ',', undefined), number)
    .map(([decimal, value]): Tried => [{ name: 'number', ...(decimal ? { decimal } : {}) }, value]),
  boolean: fc
    .tuple(
      fc.uniqueArray(word, { minLength: 2, maxLength: 2, selector: (text) => text.toLowerCase() }),
      fc.boolean(),
    )
    .map(([[yes = '', no = ''], value]): Tried => [{ name: 'boolean', yes, no }, value]),
  date: fc
    .tuple(fc.constantFrom(...DATE_FORMATS), day)
    .map(([format, value]): Tried => [{ name: 'date', format }, value]),
  datetime: fc
    .tuple(fc.constantFrom(...DATETIME_FORMATS), zone)
    .chain(([format, name]) =>
      timeIn(name).map((value): Tried => [{ name: 'datetime', format, zone: name }, value]),
    ),
  e164: fc
    .tuple(
      fc.constantFrom('+3902', '+39347', '+4930', '+4420', '+1212'),
      fc.integer({ min: 1_000_000, max: 9_999_999 }),
    )
    .map(([prefix, rest]): Tried => [{ name: 'e164', country: 'IT' }, `${prefix}${rest}`]),
  country_iso: fc
    .record({ write: fc.constantFrom(...COUNTRY_FORMS), language: fc.constantFrom(...NAME_LANGUAGES) })
    .chain((how) =>
      fc.constantFrom(...COUNTRIES).map((value): Tried => [{ name: 'country_iso', ...how }, value]),
    ),
  currency_iso: plain('currency_iso', fc.constantFrom(...Intl.supportedValuesOf('currency'))),
  multiply: fc
    .tuple(fc.constantFrom(100, 0.01, 12, 1000, 0.1, -3, 7), fc.integer({ min: -1e9, max: 1e9 }))
    .map(([by, value]): Tried => [{ name: 'multiply', by }, value]),
  cents: fc
    .tuple(fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF', 'HUF'), fc.maxSafeInteger())
    .map(([currency, value]): Tried => [{ name: 'cents', currency }, value + 0]),
  domain: fixed('domain', fc.domain()),
  html: plain(
    'html',
    fc
      .array(lines, { minLength: 1, maxLength: 3 })
      .map((blocks) => blocks.map((block) => block.join('\n')).join('\n\n')),
  ),
  milliseconds: plain('milliseconds', fc.integer()),
  truncate: nonblank.map((value): Tried => [{ name: 'truncate', length: value.length }, value]),
  replace: fc
    .tuple(word, word, nonblank)
    .filter(([find, by, text]) => !by.includes(find) && !text.includes(find))
    .map(([find, by, value]): Tried => [{ name: 'replace', find, with: by }, value]),
  split: fc
    .tuple(separator, fc.array(trimmed, { minLength: 1, maxLength: 6 }))
    // One part that ends as the next separator begins would be cut elsewhere.
    .map(([by, parts]) => [by, parts.filter((part) => ![...by].some((sign) => part.includes(sign)))] as const)
    .filter(([, parts]) => parts.length > 0)
    .map(([by, parts]): Tried => [{ name: 'split', separator: by }, parts]),
  join: fc
    .tuple(separator, fc.array(word, { minLength: 1, maxLength: 6 }))
    .map(([by, parts]) => [by, parts.filter((part) => ![...by].some((sign) => part.includes(sign)))] as const)
    .filter(([, parts]) => parts.length > 0)
    .map(([by, parts]): Tried => [{ name: 'join', separator: by }, parts.join(by)]),
  lookup: fc
    .tuple(table, fc.constantFrom(...LOOKUP_OTHERS), fc.nat())
    .map(
      ([rows, other, at]): Tried => [
        { name: 'lookup', table: rows.map(([from, to]) => ({ from, to })), other },
        rows[at % rows.length]?.[1] ?? '',
      ],
    ),
  default: fc.tuple(nonblank, nonblank).map(([value, ours]): Tried => [{ name: 'default', value }, ours]),
};

const row = (transforms: Transform[]) => mapRow('custom.x', 'f', { transforms });

for (const [name, { inverse }] of Object.entries(TRANSFORM_INFO)) {
  const domain = DOMAINS[name as TransformName];
  test(`${name} is ${inverse === 'none' ? 'told to go one way' : 'undone for every value it can make'}`, () => {
    assert.equal(domain === undefined, inverse === 'none');
    if (domain === undefined) return;
    fc.assert(
      fc.property(domain, ([spec, value]) => {
        const mapping = compileMapping('contact', [row([spec])]);
        const { values, errors } = mapping.toCrm({}, { x: value });
        assert.deepEqual(errors, []);
        const back = mapping.fromCrm(values);
        assert.deepEqual(back.errors, []);
        assert.deepEqual(back.custom.x, value);
      }),
      RUNS,
    );
  });
}

test('a chain of steps is undone from its last to its first', () => {
  const chain = fc.tuple(fc.constantFrom(100, 12, 0.5), fc.integer({ min: -1e6, max: 1e6 }));
  fc.assert(
    fc.property(chain, ([by, value]) => {
      const steps: Transform[] = [
        { name: 'number', decimal: ',' },
        { name: 'multiply', by },
      ];
      const mapping = compileMapping('contact', [row(steps)]);
      assert.equal(mapping.fromCrm(mapping.toCrm({}, { x: value }).values).custom.x, value);
    }),
    RUNS,
  );
});

test('a picklist is undone for every choice of it, whatever it does with others', () => {
  fc.assert(
    fc.property(table, fc.constantFrom(...PICKLIST_OTHERS), (rows, other) => {
      const picklist = { values: rows.map(([app, crm]) => ({ app, crm })), other };
      const mapping = compileMapping('contact', [mapRow('custom.x', 'f', { picklist })]);
      for (const [app] of rows)
        assert.equal(mapping.fromCrm(mapping.toCrm({}, { x: app }).values).custom.x, app);
    }),
    RUNS,
  );
});

test('a first name of one word and the rest come back from the one field they are written to', () => {
  const mapping = compileMapping('contact', [
    mapRow('first_name', 'name', { transforms: [{ name: 'first_word' }] }),
    mapRow('last_name', 'name', { transforms: [{ name: 'after_first_word' }] }),
  ]);
  fc.assert(
    fc.property(word, fc.option(trimmed), (first_name, last_name) => {
      const { fields } = mapping.fromCrm(mapping.toCrm({ first_name, last_name }).values);
      assert.deepEqual([fields.first_name, fields.last_name], [first_name, last_name]);
    }),
    RUNS,
  );
});
