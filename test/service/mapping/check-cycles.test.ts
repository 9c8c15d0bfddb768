import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMapping } from '../../../service/mapping/check-mapping.js';
import type { MappingRow, Transform } from '../../../shared/mapping.js';
import { crmFieldMap, mapRow } from './helpers.js';

const NAMES = ['firstname', 'lastname', 'fullname', 'phone', 'mobile', 'x', 'y'];
const CRM = crmFieldMap(Object.fromEntries(NAMES.map((name) => [name, 'text' as const])));

/** Circles of rows, as `[rows, severity]`; each is told on all of its rows, in the same words. */
function cyclesOf(rows: MappingRow[]): [number[], string][] {
  const faults = checkMapping('contact', rows, CRM, { label: 'HubSpot' });
  const byMessage = new Map<string, [number[], string]>();
  for (const { code, row, severity, message } of faults) {
    if (code !== 'cycle') continue;
    const [indexes] = byMessage.get(message) ?? [[]];
    byMessage.set(message, [[...indexes, row], severity]);
  }
  return [...byMessage.values()];
}
const template = (text: string): { transforms: Transform[] } => ({
  transforms: [{ name: 'template', template: text }],
});
const reads = (field: string, crm: string, more: Partial<MappingRow> = {}) =>
  mapRow(field, crm, { direction: 'from_crm', ...more });
const writes = (field: string, crm: string, more: Partial<MappingRow> = {}) =>
  mapRow(field, crm, { direction: 'to_crm', ...more });

const NAME = [
  mapRow('first_name', 'fullname', { transforms: [{ name: 'first_word' }] }),
  mapRow('last_name', 'fullname', { transforms: [{ name: 'after_first_word' }] }),
];

const SOUND: [string, MappingRow[]][] = [
  ['a row that goes both ways', [mapRow('title', 'x')]],
  ['a row with alternates', [mapRow('phone_e164', 'phone|mobile')]],
  ['a field that is read twice', [mapRow('title', 'x'), reads('custom.job', 'x')]],
  [
    'an alternate that another row has for itself',
    [mapRow('phone_e164', 'phone|mobile'), mapRow('custom.m', 'mobile')],
  ],
  ['the two parts of a name', NAME],
  [
    'a text made of fields that are read',
    [mapRow('first_name', 'firstname'), reads('custom.full', 'x', template('{firstname} {lastname}'))],
  ],
  [
    'a text that is written and never read',
    [
      mapRow('first_name', 'firstname'),
      writes('custom.full', 'fullname', template('{first_name} {last_name}')),
    ],
  ],
  [
    'a fixed value',
    [reads('title', 'x'), writes('custom.a', 'x', { transforms: [{ name: 'constant', value: 'a' }] })],
  ],
];
for (const [name, rows] of SOUND)
  test(`${name} is no circle`, () => {
    assert.deepEqual(cyclesOf(rows), []);
  });

test('a text that is written into what it is made of grows with every turn', () => {
  const rows = [
    reads('first_name', 'firstname'),
    writes('custom.greeting', 'firstname', template('{first_name} {last_name}')),
  ];
  assert.deepEqual(cyclesOf(rows), [[[0, 1], 'error']]);
  const [fault] = checkMapping('contact', rows, CRM, { label: 'HubSpot' }).filter(
    ({ code }) => code === 'cycle',
  );
  assert.equal(
    fault?.message,
    'First name and Greeting feed each other: First name → “Label of firstname” → First name. ' +
      'A value would grow or change with every turn. Let one of them use another field.',
  );
  assert.deepEqual([fault?.crm, fault?.row], ['firstname', 0]);
});

test('two values that change places for ever are a circle of all the rows that move them', () => {
  const rows = [
    reads('custom.a', 'x'),
    reads('custom.b', 'y'),
    writes('custom.to_y', 'y', template('{custom.a}')),
    writes('custom.to_x', 'x', template('{custom.b}')),
  ];
  assert.deepEqual(cyclesOf(rows), [[[0, 1, 2, 3], 'error']]);
});

test('a circle is found beside the rows that go there and back', () => {
  const rows = [
    mapRow('first_name', 'firstname'),
    reads('custom.full', 'fullname'),
    writes('custom.out', 'fullname', template('{first_name} ({custom.full})')),
  ];
  assert.deepEqual(cyclesOf(rows), [[[1, 2], 'error']]);
});

test('rows that stand in for each other bring back what is taken away', () => {
  const rows = [mapRow('phone_e164', 'phone|mobile'), mapRow('custom.mobile', 'mobile|phone')];
  assert.deepEqual(cyclesOf(rows), [[[0, 1], 'warning']]);
});

test('what is written only once, or only into an empty field, does not go round', () => {
  const row = writes('custom.greeting', 'firstname', template('{first_name} {last_name}'));
  assert.deepEqual(cyclesOf([reads('first_name', 'firstname'), { ...row, when: 'if_empty' }]), []);
  const phones = (more: Partial<MappingRow>) => [
    mapRow('phone_e164', 'phone|mobile', more),
    mapRow('custom.mobile', 'mobile|phone', more),
  ];
  assert.deepEqual(cyclesOf(phones({ rule: 'fill_empty' })), []);
  assert.deepEqual(cyclesOf(phones({ rule: 'crm_only' })), []);
});

test('the largest mapping there may be is looked through at once', () => {
  const all = Array.from({ length: 200 }, (_, index) => `f${index}`);
  const fields = crmFieldMap(Object.fromEntries(all.map((name) => [name, 'text' as const])));
  const everything = all
    .slice(0, 100)
    .map((name) => `{custom.${name}}`)
    .join('');
  const rows = all.map((name, index) =>
    index % 2 === 0
      ? reads(`custom.${name}`, all.slice(index, index + 5).join('|'))
      : writes(`custom.${name}`, name, template(everything.slice(0, 990))),
  );
  const faults = checkMapping('contact', rows, fields, { label: 'HubSpot' });
  const circles = new Set(faults.filter(({ code }) => code === 'cycle').map(({ message }) => message));
  assert.ok(circles.size > 0 && circles.size <= rows.length, `${circles.size} circles`);
});
