import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import type { MappingRow, Picklist, Transform } from '../../../shared/mapping.js';
import { crmFieldMap, mapRow } from './helpers.js';

const template = (text: string): Transform => ({ name: 'template', template: text });
const constant = (value: string): Transform => ({ name: 'constant', value });
const writing = (field: string, crm: string, ...transforms: Transform[]): MappingRow =>
  mapRow(field, crm, { direction: 'to_crm', transforms });
const reading = (field: string, crm: string, ...transforms: Transform[]): MappingRow =>
  mapRow(field, crm, { direction: 'from_crm', transforms });

test('a template reads other fields of the CRM, which is asked for them', () => {
  const crmFields = crmFieldMap({ name: 'text', first: 'text', last: 'text', vip: 'boolean' });
  const rows = [reading('title', 'name', template('{last}, {first} {vip}'))];
  const mapping = compileMapping('contact', rows, { crmFields });
  assert.deepEqual(mapping.crmFields, ['name', 'last', 'first', 'vip']);
  const title = (values: Record<string, unknown>) => mapping.fromCrm(values).fields.title;
  assert.equal(title({ first: 'Ada', last: 'King', vip: false }), 'King, Ada false');
  // False is how Odoo says that a text is empty.
  assert.equal(title({ first: false, last: 'King', vip: true }), 'King, true');
  assert.equal(title({ first: '', last: false }), null);
});

test('a template with a field that is not there takes no part', () => {
  const crmFields = crmFieldMap({ name: 'text', first: 'text' });
  const rows = [
    reading('title', 'name', template('{first} {gone}')),
    writing('custom.a', 'name', template('{company_id}')),
  ];
  const { skipped } = compileMapping('contact', rows, { crmFields });
  assert.deepEqual(
    skipped.map(({ row, crm, direction, code }) => [row, crm, direction, code]),
    [
      [0, 'gone', 'from_crm', 'unknown_placeholder'],
      [1, null, 'to_crm', 'unknown_placeholder'],
    ],
  );
});

test('what comes from elsewhere is written with any other field, and never alone', () => {
  const mapping = compileMapping('contact', [
    writing('custom.label', 'label', { name: 'upper' }, template('{last_name} {custom.tier}')),
    writing('custom.origin', 'origin', constant('App')),
    mapRow('last_name', 'last'),
  ]);
  assert.deepEqual(mapping.toCrm({}, {}).values, {});
  assert.deepEqual(mapping.toCrm({ email: 'a@b.c' }, { label: 'x' }).values, {});
  const whole = { last_name: 'Old', 'custom.tier': 'gold' };
  assert.deepEqual(mapping.toCrm({ last_name: 'King' }, {}, whole).values, {
    last: 'King',
    label: 'KING GOLD',
    origin: 'App',
  });
  assert.deepEqual(mapping.toCrm({ last_name: 'King' }, { tier: 'tin' }).values.label, 'KING TIN');
});

test('a step that goes one way in a row that goes both ways is only read', () => {
  const mapping = compileMapping('contact', [mapRow('title', 'job', { transforms: [constant('c')] })]);
  assert.equal(mapping.fromCrm({}).fields.title, 'c');
  assert.deepEqual([...mapping.writtenFields], []);
});

test('amounts have the decimals of the record’s currency, each way', () => {
  const mapping = compileMapping('deal', [
    mapRow('amount_cents', 'amount', { transforms: [{ name: 'cents', currency: 'KWD' }] }),
    mapRow('currency', 'currency', { transforms: [{ name: 'currency_iso' }] }),
  ]);
  const cents = (currency: unknown) => mapping.fromCrm({ amount: '12.345', currency }).fields.amount_cents;
  assert.deepEqual([cents('EUR'), cents('¥'), cents(''), cents('nonsense')], [1235, 12, 12345, 12345]);
  const amount = (...record: Parameters<typeof mapping.toCrm>) => mapping.toCrm(...record).values.amount;
  assert.equal(amount({ amount_cents: 12345, currency: 'JPY' }), '12345');
  assert.equal(amount({ amount_cents: 12345 }, {}, { currency: 'EUR' }), '123.45');
  assert.equal(amount({ amount_cents: 12345 }), '12.345');
});

test('a record without a required field is told so, each way, once', () => {
  const mapping = compileMapping('contact', [
    mapRow('email', 'email', { required: true }),
    mapRow('phone_e164', 'phone', { required: true, transforms: [{ name: 'e164', country: 'IT' }] }),
    mapRow('custom.tier', 'tier', { required: true, picklist: { values: [], other: 'empty' } }),
    mapRow('title', 'job'),
  ]);
  const errorsOf = ({ errors }: { errors: readonly { field: string; code: string }[] }) =>
    errors.map(({ field, code }) => `${field} ${code}`);
  assert.deepEqual(errorsOf(mapping.fromCrm({ email: ' ', phone: 'x', tier: 'gold' })), [
    'phone_e164 not_a_phone',
    'email required_empty',
    'custom.tier required_empty',
  ]);
  const bad = mapping.toCrm({ title: 'x', email: null }, { tier: 'gold' }, { phone_e164: '+39061' });
  assert.deepEqual(errorsOf(bad), ['email required_empty', 'custom.tier required_empty']);
  assert.deepEqual(bad.values, { job: 'x' });
  assert.deepEqual(errorsOf(mapping.toCrm({ title: 'x' })), [
    'email required_empty',
    'phone_e164 required_empty',
    'custom.tier required_empty',
  ]);
  assert.deepEqual(errorsOf(mapping.toCrm({})), [], 'nothing is written');
});

test('a part of a name may be required', () => {
  const rows = [
    mapRow('first_name', 'name', { transforms: [{ name: 'first_word' }] }),
    mapRow('last_name', 'name', { transforms: [{ name: 'after_first_word' }], required: true }),
  ];
  const { values, errors } = compileMapping('contact', rows).toCrm({ first_name: 'Ada', last_name: '' });
  assert.deepEqual([values, errors.map(({ field }) => field)], [{}, ['last_name']]);
});

test('a picklist has a catch-all of each way, and holds where it has none', () => {
  const picklist: Picklist = {
    values: [{ app: 'inbound', crm: 'IN' }],
    other: 'default',
    default_app: 'outbound',
  };
  const rows = [mapRow('custom.way', 'way', { picklist })];
  const mapping = compileMapping('contact', rows);
  assert.equal(mapping.fromCrm({ way: 'ELSE' }).custom.way, 'outbound');
  assert.equal(mapping.fromCrm({ way: '' }).custom.way, null);
  assert.equal(mapping.toCrm({}, { way: 'else' }).errors[0]?.code, 'picklist_unmapped');
  const both = compileMapping('contact', [
    mapRow('custom.way', 'way', { picklist: { ...picklist, default_crm: 'ANY' } }),
  ]);
  assert.deepEqual(both.toCrm({}, { way: ['inbound', 'x'] }).values.way, ['IN', 'ANY']);
});

test('choices that stand in one text are parted before they are paired, and joined after', () => {
  const picklist: Picklist = {
    values: [
      { app: 'a', crm: 'A' },
      { app: 'b', crm: 'B' },
    ],
    other: 'empty',
  };
  const mapping = compileMapping('contact', [
    mapRow('custom.tags', 'tags', { picklist, transforms: [{ name: 'split', separator: ';' }] }),
  ]);
  assert.deepEqual(mapping.fromCrm({ tags: 'A;X;B' }).custom.tags, ['a', 'b']);
  assert.equal(mapping.toCrm({}, { tags: ['b', 'a'] }).values.tags, 'B;A');
});
