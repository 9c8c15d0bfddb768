import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mappingRowsSchema } from '../../../service/mapping/rows-schema.js';
import { CONDITIONS, CONFLICT_RULES } from '../../../shared/mapping.js';
import { mapRow } from './helpers.js';

/** Paths of the faults in one row; empty when it is accepted. */
function faultPaths(row: unknown): string[] {
  const result = mappingRowsSchema.safeParse([row]);
  return result.success ? [] : result.error.issues.map(({ path }) => path.slice(1).join('.'));
}

const ROW = mapRow('email', 'email');
const pairs = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ app: `a${index}`, crm: 'x' }));

const ACCEPTED: [string, unknown][] = [
  ['a plain row', ROW],
  ['a row without a CRM field', mapRow('email', null)],
  ['five alternates', mapRow('email', 'a|b | c|d|e')],
  ['ten steps', { ...ROW, transforms: Array.from({ length: 10 }, () => ({ name: 'trim' })) }],
  [
    'steps with parameters',
    {
      ...ROW,
      transforms: [
        { name: 'e164', country: 'IT' },
        { name: 'default', value: null },
      ],
    },
  ],
  ['500 choices', { ...ROW, picklist: { values: pairs(500), other: 'hold' } }],
  [
    'stages of outcomes',
    { ...ROW, stages: { yes: { stage: 'a' }, no: { stage: 'b', pipeline: 'c', backwards: true } } },
  ],
  ...CONFLICT_RULES.map((rule): [string, unknown] => [`the rule ${rule}`, { ...ROW, rule }]),
  ...CONDITIONS.map((when): [string, unknown] => [`the condition ${when}`, { ...ROW, when }]),
  ['a required row', { ...ROW, required: true }],
  ['a name of 128 characters', mapRow('x'.repeat(128), 'y'.repeat(128))],
];

for (const [name, row] of ACCEPTED) {
  test(`accepts ${name} unchanged`, () => {
    assert.deepEqual(mappingRowsSchema.parse([row]), [row]);
  });
}

const REFUSED: [string, unknown, string][] = [
  ['an empty name', { ...ROW, field: '' }, 'field'],
  ['a name of 129 characters', mapRow('x'.repeat(129), 'a'), 'field'],
  ['a CRM name of 129 characters', mapRow('email', `a|${'y'.repeat(129)}`), 'crm'],
  ['six alternates', mapRow('email', 'a|b|c|d|e|f'), 'crm'],
  ['an empty alternate', mapRow('email', 'a||b'), 'crm'],
  ['a blank CRM field', mapRow('email', ' '), 'crm'],
  ['another rule', { ...ROW, rule: 'newest_wins' }, 'rule'],
  ['a stage that is no text', { ...ROW, stages: { yes: { stage: 7 } } }, 'stages.yes.stage'],
  ['an outcome without a stage', { ...ROW, stages: { yes: {} } }, 'stages.yes.stage'],
  ['an empty outcome', { ...ROW, stages: { '': { stage: 'a' } } }, 'stages.'],
  ['anything else of a stage', { ...ROW, stages: { yes: { stage: 'a', when: 1 } } }, 'stages.yes'],
  ['another condition', { ...ROW, when: 'always' }, 'when'],
  ['a row that is required by halves', { ...ROW, required: false }, 'required'],
  ['no rule as null', { ...ROW, rule: null }, 'rule'],
  ['another direction', { ...ROW, direction: 'sideways' }, 'direction'],
  [
    'eleven steps',
    { ...ROW, transforms: Array.from({ length: 11 }, () => ({ name: 'trim' })) },
    'transforms',
  ],
  ['an unknown step', { ...ROW, transforms: [{ name: 'constructor' }] }, 'transforms.0.name'],
  ['a parameter the step does not take', { ...ROW, transforms: [{ name: 'trim', by: 2 }] }, 'transforms.0'],
  ['an unknown country', { ...ROW, transforms: [{ name: 'e164', country: 'ZZ' }] }, 'transforms.0.country'],
  ['a missing country', { ...ROW, transforms: [{ name: 'e164' }] }, 'transforms.0.country'],
  ['multiplying by 0', { ...ROW, transforms: [{ name: 'multiply', by: 0 }] }, 'transforms.0.by'],
  [
    'multiplying by infinity',
    { ...ROW, transforms: [{ name: 'multiply', by: Infinity }] },
    'transforms.0.by',
  ],
  ['a length of 1.5', { ...ROW, transforms: [{ name: 'truncate', length: 1.5 }] }, 'transforms.0.length'],
  ['an object as default', { ...ROW, transforms: [{ name: 'default', value: {} }] }, 'transforms.0.value'],
  ['501 choices', { ...ROW, picklist: { values: pairs(501), other: 'hold' } }, 'picklist.values'],
  ['another rule for other choices', { ...ROW, picklist: { values: [], other: 'drop' } }, 'picklist.other'],
  ['an unknown property', { ...ROW, note: 'x' }, ''],
  ['a __proto__ property', JSON.parse(`{"__proto__": {}, ${JSON.stringify(ROW).slice(1)}`), ''],
  ['no object', null, ''],
];

for (const [name, row, path] of REFUSED) {
  test(`refuses ${name}`, () => {
    assert.deepEqual(faultPaths(row), [path]);
  });
}

test('refuses more than 1,000 rows', () => {
  const rows = Array.from({ length: 1_001 }, (_, index) => mapRow(`custom.f${index}`, `f${index}`));
  assert.equal(mappingRowsSchema.safeParse(rows).success, false);
  assert.equal(mappingRowsSchema.safeParse(rows.slice(1)).success, true);
});
