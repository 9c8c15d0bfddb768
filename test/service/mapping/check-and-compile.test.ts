import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkMapping } from '../../../service/mapping/check-mapping.js';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import { previewRows } from '../../../service/mapping/preview-rows.js';
import { mappingRowsSchema } from '../../../service/mapping/rows-schema.js';
import {
  CONDITIONS,
  CONFLICT_RULES,
  DIRECTIONS,
  type MappingRow,
  type Transform,
} from '../../../shared/mapping.js';
import { crmFieldMap } from './helpers.js';

/** Few names, so that rows meet. */
const CRM = crmFieldMap({
  a: 'text',
  b: 'email',
  c: { type: 'number', required: true },
  d: 'date',
  fixed: { read_only: true },
  list: { type: 'enum', options: ['x', 'y'].map((value) => ({ value, label: value })) },
});
const CRM_NAMES = [...CRM.keys(), 'gone', '__proto__'];
const OUR_NAMES = [
  'email',
  'title',
  'first_name',
  'last_name',
  'company_id',
  'custom.a',
  'custom.b',
  'nope',
  'toString',
];
const TEXTS = [
  '{a}',
  '{b} {c}',
  '{gone}',
  '{first_name} {custom.a}',
  '{title}',
  '{company_id}',
  '{First Name} {a}',
];

const step: fc.Arbitrary<Transform> = fc.oneof(
  fc.constantFrom<Transform>(
    { name: 'trim' },
    { name: 'upper' },
    { name: 'first_word' },
    { name: 'after_first_word' },
    { name: 'cents' },
    { name: 'milliseconds' },
    { name: 'country_iso' },
    { name: 'datetime' },
    { name: 'html' },
    { name: 'split', separator: ';' },
    { name: 'default', value: 'x' },
    { name: 'constant', value: 'x' },
    { name: 'lookup', table: [{ from: 'x', to: 'IT' }], other: 'hold' },
  ),
  fc.constantFrom(...TEXTS).map((template): Transform => ({ name: 'template', template })),
);
const choice = fc.constantFrom('x', 'y', 'z');
const row: fc.Arbitrary<MappingRow> = fc.record(
  {
    field: fc.constantFrom(...OUR_NAMES),
    crm: fc.option(
      fc.array(fc.constantFrom(...CRM_NAMES), { minLength: 1, maxLength: 3 }).map((names) => names.join('|')),
    ),
    direction: fc.constantFrom(...DIRECTIONS),
    transforms: fc.array(step, { maxLength: 3 }),
    picklist: fc.record(
      {
        values: fc.array(fc.record({ app: choice, crm: choice }), { maxLength: 3 }),
        other: fc.constantFrom('empty', 'keep', 'hold', 'default'),
        default_app: choice,
        default_crm: choice,
      },
      { requiredKeys: ['values', 'other'] },
    ),
    rule: fc.constantFrom(...CONFLICT_RULES),
    when: fc.constantFrom(...CONDITIONS),
    required: fc.constant(true as const),
  },
  { requiredKeys: ['field', 'crm', 'direction', 'transforms'] },
);
const rows = fc.array(row, { maxLength: 6 });
const VALUES = { a: 'Ada King', b: 'ada@x.example', c: 5, d: '2026-11-20', list: 'x' };

test('whatever a client may send is checked, compiled and shown without a throw', () => {
  fc.assert(
    fc.property(rows, (given) => {
      assert.ok(mappingRowsSchema.safeParse(given).success);
      for (const fields of [CRM, null])
        for (const fault of checkMapping('contact', given, fields, { label: 'HubSpot' })) {
          assert.ok(fault.row >= -1 && fault.row < given.length);
          assert.equal(fault.field, fault.row === -1 ? fault.field : given[fault.row]?.field);
          assert.ok(fault.message.endsWith('.'), fault.message);
        }
      const compiled = compileMapping('contact', given, { crmFields: CRM });
      assert.equal(previewRows(compiled, given, VALUES).length, given.length);
    }),
  );
});

test('a row that the sync leaves out, or a way of it, has a fault that says so', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const faults = checkMapping('contact', given, CRM, { label: 'HubSpot' });
      const { skipped } = compileMapping('contact', given, { crmFields: CRM });
      for (const { row: index, code } of skipped)
        assert.ok(
          faults.some(({ row: at, severity }) => at === index && severity === 'error'),
          `row ${index} is left out (${code}) and passes the check`,
        );
    }),
    { numRuns: 500 },
  );
});

test('a mapping without an error goes every way that its rows say', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const faults = checkMapping('contact', given, CRM, { label: 'HubSpot' });
      fc.pre(!faults.some(({ severity }) => severity === 'error'));
      const { readRows, writtenRows } = compileMapping('contact', given, { crmFields: CRM });
      for (const [index, { crm, direction }] of given.entries()) {
        if (crm === null) continue;
        assert.equal(readRows.has(index), direction !== 'to_crm');
        assert.equal(writtenRows.has(index), direction !== 'from_crm');
      }
    }),
    { numRuns: 200 },
  );
});
