import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMapping } from '../../../service/mapping/check-mapping.js';
import type { MappingFault, MappingRow, Transform } from '../../../shared/mapping.js';
import type { AppField, ObjectName } from '../../../shared/records.js';
import { crmFieldMap, mapRow } from './helpers.js';

const CRM = crmFieldMap({
  name: 'text',
  job: 'text',
  note: 'long_text',
  size: 'number',
  born: 'date',
  active: 'boolean',
  status: { type: 'enum', options: ['NEW', 'OPEN'].map((value) => ({ value, label: value })) },
});
const OWN = new Map<string, AppField>([
  [
    'custom.tier',
    { name: 'custom.tier', type: 'enum', options: ['gold', 'silver'], custom: true, label: 'Tier' },
  ],
  [
    'custom.use',
    { name: 'custom.use', type: 'integer', custom: true, label: { it: 'Consumo', en: 'Yearly use' } },
  ],
]);

/** Faults of rows but for required fields. */
function faultsOf(
  rows: MappingRow[],
  appFields: ReadonlyMap<string, AppField> = OWN,
  object: ObjectName = 'contact',
): MappingFault[] {
  return checkMapping(object, rows, CRM, { label: 'HubSpot', appFields }).filter(
    ({ code }) => code !== 'required_missing',
  );
}
const short = (faults: MappingFault[]) => faults.map(({ row, code, severity }) => [row, code, severity]);
const template = (text: string): Transform => ({ name: 'template', template: text });
const reads = (field: string, crm: string) => mapRow(field, crm, { direction: 'from_crm' });
const firstWord: Transform = { name: 'first_word' };
const rest: Transform = { name: 'after_first_word' };

test('a row that goes both ways must be able to go back', () => {
  const row = mapRow('title', 'job', { transforms: [{ name: 'trim' }, template('{name}')] });
  const [fault, ...more] = faultsOf([row]);
  assert.deepEqual(more, []);
  assert.deepEqual(fault, {
    row: 0,
    field: 'title',
    code: 'no_inverse',
    severity: 'error',
    message:
      'Title goes both ways, but its step “template” cannot be undone. Let it go one way, or take the step out.',
    crm: 'job',
  });
  const constant: Transform = { name: 'constant', value: 'x' };
  assert.deepEqual(short(faultsOf([mapRow('title', 'job', { transforms: [constant] })])), [
    [0, 'no_inverse', 'error'],
  ]);
});

test('one that goes one way may hold any step', () => {
  const reading = mapRow('title', 'job', { direction: 'from_crm', transforms: [template('{name} {job}')] });
  const writing = mapRow('first_name', 'name', { direction: 'to_crm', transforms: [template('{title}')] });
  assert.deepEqual(faultsOf([reading]), []);
  assert.deepEqual(faultsOf([writing]), []);
});

test('both parts of a name are written together, one alone cannot be', () => {
  const first = mapRow('first_name', 'name', { transforms: [firstWord] });
  const last = mapRow('last_name', 'name', { transforms: [rest] });
  assert.deepEqual(faultsOf([first, last]), []);
  const alone = faultsOf([first]);
  assert.deepEqual(short(alone), [[0, 'no_inverse', 'error']]);
  assert.match(alone[0]?.message ?? '', /Map the other part of the name from that field too/);
  assert.deepEqual(short(faultsOf([first, { ...last, direction: 'from_crm' }])), [
    [0, 'no_inverse', 'error'],
  ]);
  assert.deepEqual(short(faultsOf([{ ...first, direction: 'to_crm' }])), [[0, 'no_inverse', 'error']]);
  assert.deepEqual(faultsOf([{ ...first, direction: 'from_crm' }]), []);
});

test('a third row that writes the name is one too many', () => {
  const rows = [
    mapRow('first_name', 'name', { transforms: [firstWord] }),
    mapRow('last_name', 'name', { transforms: [rest] }),
    mapRow('title', 'name'),
  ];
  assert.deepEqual(short(faultsOf(rows)), [
    [0, 'used_twice', 'error'],
    [1, 'used_twice', 'error'],
    [2, 'used_twice', 'error'],
  ]);
});

test('a text puts in fields of the side that its value comes from', () => {
  const reading = (text: string) => [
    mapRow('title', 'job', { direction: 'from_crm', transforms: [template(text)] }),
  ];
  const writing = (text: string) => [
    mapRow('title', 'job', { direction: 'to_crm', transforms: [template(text)] }),
  ];
  assert.deepEqual(faultsOf(reading('{name} {size}')), []);
  assert.deepEqual(faultsOf(writing('{first_name} {custom.use} {custom.undeclared}')), []);
  const unknown = faultsOf(reading('{name} {first_name}'));
  assert.deepEqual(
    unknown.map(({ code, crm, message }) => [code, crm, message]),
    [
      [
        'unknown_placeholder',
        'first_name',
        'Title: the text puts in {first_name}, and HubSpot has no such field. Name one that it has.',
      ],
    ],
  );
  assert.match(faultsOf(writing('{name}'))[0]?.message ?? '', /no such field in a contact/);
  assert.match(faultsOf(writing('{company_id}'))[0]?.message ?? '', /a link to another record/);
  assert.deepEqual(short(faultsOf(writing('{First name} {title}'))), [[0, 'unknown_placeholder', 'warning']]);
});

const TAKES: [step: keyof typeof STEPS, crm: string, hasFault: boolean][] = [
  ['milliseconds', 'size', false],
  ['milliseconds', 'active', true],
  ['milliseconds', 'born', true],
  ['date', 'born', false],
  ['date', 'active', true],
  ['domain', 'size', true],
  ['trim', 'size', false],
];
const STEPS = {
  milliseconds: { name: 'milliseconds' },
  date: { name: 'date' },
  domain: { name: 'domain' },
  trim: { name: 'trim' },
} satisfies Record<string, Transform>;
for (const [step, crm, hasFault] of TAKES)
  test(`the step ${step} ${hasFault ? 'cannot take' : 'takes'} ${CRM.get(crm)?.type}`, () => {
    const row = mapRow('custom.any', crm, { direction: 'from_crm', transforms: [STEPS[step]] });
    assert.deepEqual(short(faultsOf([row], new Map())), hasFault ? [[0, 'type_clash', 'warning']] : []);
  });

test('a fixed value must be one that the field takes', () => {
  const to = (field: string, value: string | number) =>
    faultsOf([mapRow(field, 'name', { direction: 'from_crm', transforms: [{ name: 'default', value }] })]);
  assert.deepEqual(to('custom.tier', 'gold'), []);
  assert.deepEqual(short(to('custom.tier', 'bronze')), [[0, 'unknown_option', 'error']]);
  assert.deepEqual(
    to('custom.use', 'many').map(({ severity, message }) => [severity, message]),
    [['error', 'Yearly use: “many” is not a plain number. Give another value.']],
  );
  const from = (crm: string, value: string) =>
    faultsOf([mapRow('title', crm, { direction: 'to_crm', transforms: [{ name: 'constant', value }] })]);
  assert.deepEqual(from('status', 'NEW'), []);
  assert.deepEqual(short(from('status', 'Nuovo')), [[0, 'unknown_option', 'error']]);
  assert.deepEqual(short(from('size', 'big')), [[0, 'type_clash', 'error']]);
  assert.deepEqual(from('size', '12.5'), []);
});

test('a table’s values must be choices of the fields that have a list', () => {
  const row = (lines: [string, string][]) =>
    mapRow('custom.tier', 'status', {
      transforms: [{ name: 'lookup', table: lines.map(([from, to]) => ({ from, to })), other: 'hold' }],
    });
  assert.deepEqual(
    faultsOf([
      row([
        ['NEW', 'gold'],
        ['OPEN', 'silver'],
      ]),
    ]),
    [],
  );
  const faults = faultsOf([
    row([
      ['NEW', 'bronze'],
      ['SHUT', 'silver'],
    ]),
  ]);
  assert.deepEqual(
    faults.map(({ code, message }) => [code, message]),
    [
      ['unknown_option', 'Tier has no choice “bronze”. Give one that it has.'],
      ['unknown_option', '“Label of status” in HubSpot has no choice “SHUT”.'],
    ].map(([code, message], index) => [
      code,
      index === 0 ? message : `Tier: ${message} Give one that it has.`,
    ]),
  );
});

test('the catch-all of a picklist must be told for each way it goes, and be a choice', () => {
  const row = (picklist: Partial<NonNullable<MappingRow['picklist']>>, more: Partial<MappingRow> = {}) =>
    mapRow('custom.tier', 'status', {
      ...more,
      picklist: { values: [{ app: 'gold', crm: 'NEW' }], other: 'default', ...picklist },
    });
  assert.deepEqual(faultsOf([row({ default_app: 'silver', default_crm: 'OPEN' })]), []);
  assert.deepEqual(
    faultsOf([row({})]).map(({ message }) => message),
    [
      'Tier: say what a value without a pair becomes here, or do something else with such values.',
      'Tier: say what a value without a pair becomes in HubSpot, or do something else with such values.',
    ],
  );
  assert.deepEqual(short(faultsOf([row({ default_app: 'bronze' }, { direction: 'from_crm' })])), [
    [0, 'unknown_option', 'error'],
  ]);
  assert.deepEqual(short(faultsOf([row({ default_crm: 'SHUT' }, { direction: 'to_crm' })])), [
    [0, 'unknown_option', 'error'],
  ]);
});

test('fields that the host declared are checked by their type and choices, and called by their label', () => {
  const clash = faultsOf([mapRow('custom.use', 'born')]);
  assert.deepEqual(short(clash), [[0, 'type_clash', 'error']]);
  assert.match(clash[0]?.message ?? '', /^Yearly use is a whole number/);
  assert.deepEqual(short(faultsOf([mapRow('custom.tier', 'name')])), [[0, 'unknown_option', 'warning']]);
  const required = new Map([
    ['custom.tier', { name: 'custom.tier', type: 'enum', required: true } as AppField],
  ]);
  const faults = checkMapping('contact', [mapRow('email', 'name')], CRM, {
    label: 'HubSpot',
    appFields: required,
  });
  assert.deepEqual(
    faults.filter(({ code }) => code === 'required_missing').map(({ row, field }) => [row, field]),
    [[-1, 'custom.tier']],
  );
});

test('where the host says which fields it has, another one is pointed out', () => {
  const row = mapRow('custom.uze', 'size');
  assert.deepEqual(short(faultsOf([row])), [[0, 'unknown_app_field', 'warning']]);
  assert.deepEqual(faultsOf([row], new Map()), []);
});

const WHEN: [name: string, row: Partial<MappingRow>, code: string | null][] = [
  [
    'if_changed of a row that is only read',
    { direction: 'from_crm', when: 'if_changed' },
    'condition_unused',
  ],
  ['if_changed of a row that writes', { when: 'if_changed' }, null],
  [
    'if_changed of a row that is written once only',
    { when: 'if_changed', rule: 'crm_only' },
    'condition_unused',
  ],
  [
    'if_changed of a fixed value',
    { direction: 'to_crm', when: 'if_changed', transforms: [{ name: 'constant', value: 'x' }] },
    'condition_unused',
  ],
  [
    'if_empty of a fixed value',
    { direction: 'to_crm', when: 'if_empty', transforms: [{ name: 'constant', value: 'x' }] },
    null,
  ],
  ['if_empty', { when: 'if_empty', rule: 'fill_empty' }, null],
  ['a condition of a row that is left out', { crm: null, when: 'if_empty' }, 'condition_unused'],
  [
    'a value that is never missing and required',
    { required: true, transforms: [{ name: 'default', value: 'x' }] },
    'condition_unused',
  ],
  ['a required row', { required: true }, null],
];
for (const [name, more, code] of WHEN)
  test(`${name} ${code === null ? 'is sound' : 'has no effect, and is told so'}`, () => {
    const faults = faultsOf([mapRow('title', 'job', more)]);
    assert.deepEqual(short(faults), code === null ? [] : [[0, code, 'warning']]);
  });

test('a row that is required and left out is an error', () => {
  const faults = checkMapping('contact', [mapRow('title', null, { required: true })], CRM, {
    label: 'HubSpot',
  });
  const [fault] = faults.filter(({ row }) => row === 0);
  assert.deepEqual([fault?.code, fault?.severity], ['required_missing', 'error']);
});

test('where the CRM’s fields are not known, rows are checked by themselves', () => {
  const rows = [
    mapRow('custom.tier', 'anything'),
    mapRow('title', 'x', { direction: 'from_crm', transforms: [template('{any} {thing}')] }),
    mapRow('first_name', 'a', { transforms: [template('{b}')] }),
    reads('custom.a', 'loop'),
    mapRow('last_name', 'loop', { direction: 'to_crm', transforms: [template('{custom.a}!')] }),
  ];
  const faults = checkMapping('contact', rows, null, { label: 'HubSpot' });
  assert.deepEqual(
    faults.map(({ row, code }) => [row, code]),
    [
      [2, 'no_inverse'],
      [3, 'cycle'],
      [4, 'cycle'],
      [-1, 'required_missing'],
    ],
  );
});

test('rows nobody would send do not break the check', () => {
  const names = ['__proto__', 'constructor', 'toString'];
  const rows = names.flatMap((name) => [
    mapRow(name, name),
    mapRow('custom.a', name, { direction: 'from_crm', transforms: [template(`{${name}}`)] }),
    mapRow('title', 'job', { direction: 'to_crm', transforms: [template(`{${name}}`)] }),
  ]);
  const faults = faultsOf(rows);
  assert.ok(faults.every(({ message }) => typeof message === 'string'));
  assert.ok(rows.every((_, index) => faults.some(({ row }) => row === index)));
});
