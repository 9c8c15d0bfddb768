import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import type { MappingRow } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';
import { mapRow } from './helpers.js';

const compile = (object: ObjectName, rows: MappingRow[], ...paused: string[]) =>
  compileMapping(object, rows, { paused: new Set(paused) });

test('a paused field is left out both ways, and nothing else is', () => {
  const rows = [
    mapRow('title', 'job'),
    mapRow('email', 'mail', { required: true }),
    mapRow('first_name', 'f'),
  ];
  const mapping = compile('contact', rows, 'mail');
  assert.deepEqual(mapping.crmFields, ['job', 'f']);
  assert.deepEqual([...mapping.readFields], ['title', 'first_name']);
  assert.deepEqual([...mapping.writtenFields], ['title', 'first_name']);
  assert.deepEqual(mapping.skipped, [
    { row: 1, field: 'email', crm: 'mail', direction: 'both', code: 'drifted' },
  ]);
  const read = mapping.fromCrm({ job: 'Clerk', mail: 'a@b.c' });
  assert.deepEqual([read.fields.title, read.fields.email, read.errors], ['Clerk', null, []]);
  const written = mapping.toCrm({ title: 'Chair', email: 'a@b.c' });
  assert.deepEqual(written, { values: { job: 'Chair' }, errors: [] });
});

test('another alternate is read in place of a paused one, and never written in place of it', () => {
  const rows = [mapRow('phone_e164', 'mobile|phone|other')];
  const first = compile('contact', rows, 'mobile');
  assert.equal(first.fromCrm({ mobile: '1', phone: '2' }).fields.phone_e164, '2');
  assert.deepEqual(first.toCrm({ phone_e164: '+39061' }).values, {});
  assert.deepEqual(first.skipped, [
    { row: 0, field: 'phone_e164', crm: 'mobile', direction: 'to_crm', code: 'drifted' },
  ]);
  const second = compile('contact', rows, 'phone');
  assert.deepEqual(second.crmFields, ['mobile', 'other']);
  assert.deepEqual(second.toCrm({ phone_e164: '+39061' }).values, { mobile: '+39061' });
  assert.deepEqual(second.skipped, []);
});

test('a text that puts a paused field in waits with it', () => {
  const row = mapRow('title', 'job', {
    direction: 'from_crm',
    transforms: [{ name: 'template', template: '{job}, {team}' }],
  });
  const mapping = compile('contact', [row], 'team');
  assert.deepEqual(mapping.skipped, [
    { row: 0, field: 'title', crm: 'team', direction: 'from_crm', code: 'drifted' },
  ]);
  assert.equal(mapping.readFields.size, 0);
});

test('amounts wait while the field of their currency is paused', () => {
  const rows = [
    mapRow('amount_cents', 'amount', { transforms: [{ name: 'cents' }] }),
    mapRow('currency', 'currency'),
  ];
  const mapping = compile('deal', rows, 'currency');
  assert.deepEqual(
    mapping.skipped.map(({ field, crm, direction, code }) => [field, crm, direction, code]),
    [
      ['amount_cents', 'currency', 'from_crm', 'drifted'],
      ['currency', 'currency', 'both', 'drifted'],
    ],
  );
  assert.equal(mapping.fromCrm({ amount: '1000', currency: 'JPY' }).fields.amount_cents, null);
});
