import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import type { MappingRow } from '../../../shared/mapping.js';
import { APP_FIELDS } from '../../../shared/records.js';
import { crmFieldMap, mapRow } from './helpers.js';

const CONTACT_ROWS = [
  mapRow('email', 'email', { transforms: [{ name: 'trim' }, { name: 'lower' }] }),
  mapRow('phone_e164', 'mobilephone|phone', { transforms: [{ name: 'e164', country: 'IT' }] }),
  mapRow('first_name', 'firstname'),
  mapRow('last_name', null),
  mapRow('country_iso', 'country', { transforms: [{ name: 'country_iso' }], direction: 'from_crm' }),
  mapRow('title', 'jobtitle', { direction: 'to_crm' }),
  mapRow('custom.yearly_use', 'use__c', { transforms: [{ name: 'number' }, { name: 'multiply', by: 12 }] }),
];

test('a CRM record becomes canonical and custom fields', () => {
  const mapping = compileMapping('contact', CONTACT_ROWS);
  const result = mapping.fromCrm({
    email: ' Ada@Example.COM ',
    mobilephone: '',
    phone: '06 1234 5678',
    firstname: 'Ada',
    country: 'Italia',
    jobtitle: 'Countess',
    use__c: '2.5',
    unmapped: 'x',
  });
  assert.deepEqual(result, {
    fields: {
      email: 'ada@example.com',
      phone_e164: '+390612345678',
      first_name: 'Ada',
      last_name: null,
      title: null,
      country_iso: 'IT',
      company_id: null,
    },
    custom: { yearly_use: 30 },
    errors: [],
  });
});

test('our fields become CRM values, steps undone in reverse order', () => {
  const mapping = compileMapping('contact', CONTACT_ROWS);
  const result = mapping.toCrm(
    { email: 'Ada@Example.com', phone_e164: '+390612345678', country_iso: 'IT', title: 'Countess' },
    { yearly_use: 30 },
  );
  assert.deepEqual(result, {
    values: { email: 'ada@example.com', mobilephone: '+390612345678', jobtitle: 'Countess', use__c: 2.5 },
    errors: [],
  });
});

test('what is undefined is left out of a write and null clears', () => {
  const { values } = compileMapping('contact', CONTACT_ROWS).toCrm({ email: null, title: '' }, {});
  assert.deepEqual(values, { email: null, jobtitle: null });
});

test('fields to ask the CRM for hold every alternate of the rows that read, once', () => {
  const mapping = compileMapping('contact', [...CONTACT_ROWS, mapRow('last_name', 'phone|lastname')]);
  assert.deepEqual(mapping.crmFields, [
    'email',
    'mobilephone',
    'phone',
    'firstname',
    'country',
    'lastname',
    'use__c',
  ]);
});

test('the mapping says which of our fields it reads and which it writes', () => {
  const mapping = compileMapping('contact', CONTACT_ROWS);
  assert.equal(mapping.readFields.has('title'), false);
  assert.equal(mapping.readFields.has('country_iso'), true);
  assert.equal(mapping.writtenFields.has('title'), true);
  assert.equal(mapping.writtenFields.has('country_iso'), false);
  assert.equal(mapping.writtenFields.has('custom.yearly_use'), true);
});

test('the first alternate that is not empty wins, blank text and lists counting as empty', () => {
  const mapping = compileMapping('contact', [mapRow('title', 'a | b|c')]);
  const title = (values: Record<string, unknown>) => mapping.fromCrm(values).fields.title;
  assert.equal(title({ a: 'A', b: 'B', c: 'C' }), 'A');
  assert.equal(title({ a: null, b: ' \t', c: 'C' }), 'C');
  assert.equal(title({ a: [], b: 'B' }), 'B');
  assert.equal(title({}), null);
  assert.equal(title({ b: 0 }), '0');
});

test('false means nothing where the field is no yes or no', () => {
  const text = compileMapping('contact', [mapRow('title', 'a|b')]);
  assert.equal(text.fromCrm({ a: false, b: 'B' }).fields.title, 'B');
  const custom = [mapRow('custom.vip', 'a')];
  assert.equal(compileMapping('contact', custom).fromCrm({ a: false }).custom.vip, false);
  const asText = compileMapping('contact', custom, { crmFields: crmFieldMap({ a: 'text' }) });
  assert.equal(asText.fromCrm({ a: false }).custom.vip, null);
  const paired = mapRow('direction', 'a', {
    picklist: {
      values: [
        { app: 'inbound', crm: 'false' },
        { app: 'outbound', crm: 'true' },
      ],
      other: 'empty',
    },
  });
  assert.equal(compileMapping('activity', [paired]).fromCrm({ a: false }).fields.direction, 'inbound');
});

test('a value that cannot be converted is null with an error that does not show it', () => {
  const { fields, errors } = compileMapping('contact', CONTACT_ROWS).fromCrm({
    phone: 'secret-text',
    email: 'a@b.c',
  });
  assert.equal(fields.phone_e164, null);
  assert.equal(fields.email, 'a@b.c');
  assert.deepEqual(errors, [
    {
      field: 'phone_e164',
      crm: 'phone',
      code: 'not_a_phone',
      message: 'The value of “phone” is not a phone number that can be called.',
    },
  ]);
});

test('a value refused on the way out is left out, so it clears nothing', () => {
  const mapping = compileMapping('deal', [
    mapRow('amount_cents', 'amount', { transforms: [{ name: 'cents' }] }),
    mapRow('title', 'name'),
  ]);
  const { values, errors } = mapping.toCrm({ amount_cents: 'much', title: 'Deal' });
  assert.deepEqual(values, { name: 'Deal' });
  assert.deepEqual(
    errors.map(({ field, crm, code }) => ({ field, crm, code })),
    [{ field: 'amount_cents', crm: 'amount', code: 'not_a_number' }],
  );
});

test('canonical fields only ever hold values of their type', () => {
  const mapping = compileMapping('activity', [
    mapRow('kind', 'kind'),
    mapRow('duration_s', 'duration'),
    mapRow('occurred_at', 'at'),
    mapRow('subject', 'subject'),
    mapRow('custom.any', 'any'),
  ]);
  const good = mapping.fromCrm({ kind: 'call', duration: '12', at: 0, subject: 7, any: ['a', 1] });
  assert.deepEqual(good.errors, []);
  assert.equal(good.fields.kind, 'call');
  assert.equal(good.fields.duration_s, 12);
  assert.equal(good.fields.occurred_at, '1970-01-01T00:00:00.000Z');
  assert.equal(good.fields.subject, '7');
  assert.deepEqual(good.custom, { any: ['a', '1'] });
  const bad = mapping.fromCrm({ kind: 'CALL', duration: 1.5, at: 'x', subject: {}, any: { a: 1 } });
  assert.deepEqual(
    bad.errors.map(({ code }) => code),
    ['unknown_option', 'not_an_integer', 'not_a_datetime', 'not_text', 'unsupported_value'],
  );
  assert.deepEqual(bad.custom, { any: null });
});

test('country and currency fields hold codes only', () => {
  const country = compileMapping('contact', [mapRow('country_iso', 'c')]);
  assert.equal(country.fromCrm({ c: 'IT' }).fields.country_iso, 'IT');
  assert.equal(country.fromCrm({ c: 'Italy' }).errors[0]?.code, 'not_a_country');
  const currency = compileMapping('deal', [mapRow('currency', 'c', { transforms: [{ name: 'upper' }] })]);
  assert.equal(currency.fromCrm({ c: 'eur' }).fields.currency, 'EUR');
  assert.equal(currency.fromCrm({ c: 'euros' }).errors[0]?.code, 'not_a_currency');
});

test('picklists exchange choices both ways', () => {
  const picklist = (other: 'empty' | 'keep' | 'hold') =>
    compileMapping('deal', [
      mapRow('stage', 'dealstage', {
        picklist: {
          values: [
            { app: 'won', crm: 'closedwon' },
            { app: 'won', crm: 'renewed' },
            { app: 'new', crm: '4' },
          ],
          other,
        },
      }),
    ]);
  const empty = picklist('empty');
  assert.equal(empty.fromCrm({ dealstage: 'renewed' }).fields.stage, 'won');
  assert.equal(empty.fromCrm({ dealstage: 4 }).fields.stage, 'new');
  assert.deepEqual(empty.toCrm({ stage: 'won' }).values, { dealstage: 'closedwon' });
  assert.equal(empty.fromCrm({ dealstage: 'other' }).fields.stage, null);
  assert.deepEqual(empty.fromCrm({ dealstage: 'other' }).errors, []);
  assert.deepEqual(empty.toCrm({ stage: 'other' }).values, { dealstage: null });
  assert.equal(picklist('keep').fromCrm({ dealstage: 'other' }).fields.stage, 'other');
  assert.deepEqual(picklist('keep').toCrm({ stage: 'other' }).values, { dealstage: 'other' });
  const held = picklist('hold').fromCrm({ dealstage: 'other' });
  assert.equal(held.fields.stage, null);
  assert.equal(held.errors[0]?.code, 'picklist_unmapped');
  assert.equal(picklist('hold').toCrm({ stage: 'constructor' }).errors[0]?.code, 'picklist_unmapped');
  assert.deepEqual(picklist('hold').fromCrm({}).errors, []);
});

test('a picklist works on the items of a list', () => {
  const mapping = compileMapping('contact', [
    mapRow('custom.tags', 'tags', { picklist: { values: [{ app: 'a', crm: 'A' }], other: 'empty' } }),
  ]);
  assert.deepEqual(mapping.fromCrm({ tags: ['A', 'B'] }).custom, { tags: ['a'] });
  assert.deepEqual(mapping.fromCrm({ tags: ['B'] }).custom, { tags: null });
});

test('a default stands for nothing both ways, but never for a field the write leaves out', () => {
  const mapping = compileMapping('activity', [
    mapRow('outcome', 'result', { transforms: [{ name: 'trim' }, { name: 'default', value: 'unknown' }] }),
  ]);
  assert.equal(mapping.fromCrm({}).fields.outcome, 'unknown');
  assert.equal(mapping.fromCrm({ result: ' ok ' }).fields.outcome, 'ok');
  assert.deepEqual(mapping.toCrm({ outcome: null }).values, { result: 'unknown' });
  assert.deepEqual(mapping.toCrm({}).values, {});
});

test('a default does not hide a value that was refused', () => {
  const mapping = compileMapping('activity', [
    mapRow('duration_s', 'd', { transforms: [{ name: 'number' }, { name: 'default', value: 1 }] }),
  ]);
  assert.equal(mapping.fromCrm({ d: 'long' }).errors[0]?.code, 'not_a_number');
});

const NAME_ROWS = [
  mapRow('first_name', 'name', { transforms: [{ name: 'trim' }, { name: 'first_word' }] }),
  mapRow('last_name', 'name', {
    transforms: [{ name: 'trim' }, { name: 'after_first_word' }, { name: 'upper' }],
  }),
];

test('two rows split one name and are written as one', () => {
  const mapping = compileMapping('contact', NAME_ROWS);
  const { fields } = mapping.fromCrm({ name: ' Ada King Lovelace' });
  assert.equal(fields.first_name, 'Ada');
  assert.equal(fields.last_name, 'KING LOVELACE');
  assert.equal(mapping.fromCrm({ name: 'Cher' }).fields.last_name, null);
  assert.deepEqual(mapping.crmFields, ['name']);
  assert.deepEqual([...mapping.writtenFields], ['first_name', 'last_name']);
  assert.deepEqual([...mapping.writtenRows], [0, 1]);

  const name = (...record: Parameters<typeof mapping.toCrm>) => mapping.toCrm(...record).values;
  assert.deepEqual(name({ first_name: ' Ada ', last_name: 'Lovelace' }), { name: 'Ada LOVELACE' });
  assert.deepEqual(name({ first_name: 'Cher', last_name: null }), { name: 'Cher' });
  assert.deepEqual(name({ first_name: '', last_name: null }), { name: null });
});

test('a name of which one part is written takes the other from the whole record, and is left out without it', () => {
  const mapping = compileMapping('contact', NAME_ROWS);
  assert.deepEqual(mapping.toCrm({ first_name: 'Ada' }).values, {});
  assert.deepEqual(mapping.toCrm({ first_name: 'Ada' }, {}, { last_name: 'King' }).values, {
    name: 'Ada KING',
  });
  assert.deepEqual(mapping.toCrm({ title: 'x' }, {}, { first_name: 'Ada', last_name: 'King' }).values, {});
});

test('a part of a name without its other is not written back, and alone it is in a row that only writes', () => {
  const [first] = NAME_ROWS as [MappingRow];
  assert.deepEqual(compileMapping('contact', [first]).toCrm({ first_name: 'Ada' }).values, {});
  const only = compileMapping('contact', [{ ...first, direction: 'to_crm' }]);
  assert.deepEqual(only.toCrm({ first_name: 'Ada King' }).values, { name: 'Ada' });
});

test('fields the CRM does not have are left out and reported once', () => {
  const rows = [mapRow('email', 'gone'), mapRow('phone_e164', 'mobile|phone'), mapRow('title', 'function')];
  const crmFields = crmFieldMap({ phone: 'phone', function: 'text' });
  const mapping = compileMapping('contact', rows, { crmFields });
  assert.deepEqual(mapping.crmFields, ['phone', 'function']);
  assert.deepEqual(mapping.skipped, [
    { row: 0, field: 'email', crm: 'gone', direction: 'both', code: 'unknown_crm_field' },
  ]);
  assert.equal(mapping.fromCrm({ gone: 'a@b.c', mobile: '1', phone: '2' }).fields.email, null);
  assert.deepEqual(mapping.toCrm({ email: 'a@b.c', phone_e164: '+39061' }).values, { phone: '+39061' });
});

test('a read-only field is read and never written', () => {
  const crmFields = crmFieldMap({ email: { read_only: true } });
  const mapping = compileMapping('contact', [mapRow('email', 'email')], { crmFields });
  assert.equal(mapping.fromCrm({ email: 'a@b.c' }).fields.email, 'a@b.c');
  assert.deepEqual(mapping.toCrm({ email: 'a@b.c' }).values, {});
  assert.equal(mapping.skipped[0]?.direction, 'to_crm');
});

test('values are written in the type of the CRM field where it is known', () => {
  const rows = [
    mapRow('amount_cents', 'amount', { transforms: [{ name: 'cents' }] }),
    mapRow('close_date', 'closes_at'),
    mapRow('custom.code', 'code', { transforms: [{ name: 'number' }] }),
    mapRow('custom.vip', 'vip', { transforms: [{ name: 'text' }] }),
  ];
  const fields = { amount_cents: 123450, close_date: '2026-11-22' };
  const custom = { code: 7, vip: 'true' };
  assert.deepEqual(compileMapping('deal', rows).toCrm(fields, custom).values, {
    amount: '1234.50',
    closes_at: '2026-11-22',
    code: 7,
    vip: 'true',
  });
  const crmFields = crmFieldMap({ amount: 'number', closes_at: 'datetime', code: 'text', vip: 'boolean' });
  assert.deepEqual(compileMapping('deal', rows, { crmFields }).toCrm(fields, custom).values, {
    amount: 1234.5,
    closes_at: '2026-11-22T00:00:00.000Z',
    code: '7',
    vip: true,
  });
});

test('rows that cannot work are left out, whatever is wrong with them', () => {
  const rows = [
    mapRow('nothing', 'a'),
    mapRow('company_id', 'b'),
    mapRow('email', 'c', { transforms: [{ name: 'rot13' } as never] }),
    mapRow('title', 'd'),
    mapRow('title', 'e', { direction: 'from_crm' }),
    mapRow('first_name', 'd', { direction: 'to_crm' }),
    null as never,
    { field: 'email', crm: 3, transforms: null } as never,
    mapRow('last_name', 'f', { picklist: { values: [null], other: 'keep' } as never }),
  ];
  const mapping = compileMapping('contact', rows);
  assert.deepEqual(
    mapping.skipped.map(({ row, code, direction }) => [row, code, direction]),
    [
      [0, 'unknown_app_field', 'both'],
      [1, 'type_clash', 'both'],
      [2, 'unknown_transform', 'both'],
      [4, 'duplicate_row', 'from_crm'],
      [5, 'used_twice', 'to_crm'],
      [6, 'unknown_transform', 'both'],
      [7, 'unknown_transform', 'both'],
      [8, 'unknown_transform', 'both'],
    ],
  );
  assert.equal(mapping.fromCrm({ d: 'D', e: 'E' }).fields.title, 'D');
});

test('every object answers all its canonical fields without any row', () => {
  for (const object of ['contact', 'company', 'deal', 'activity'] as const) {
    const { fields } = compileMapping(object, []).fromCrm({});
    assert.deepEqual(
      Object.keys(fields),
      APP_FIELDS[object].map(({ name }) => name),
    );
    assert.ok(Object.values(fields).every((value) => value === null));
  }
});

test('results of two records share nothing', () => {
  const mapping = compileMapping('contact', CONTACT_ROWS);
  const first = mapping.fromCrm({ email: 'a@b.c', use__c: 1 });
  const second = mapping.fromCrm({});
  assert.equal(second.fields.email, null);
  assert.equal(second.custom.yearly_use, null);
  assert.equal(first.fields.email, 'a@b.c');
  assert.notEqual(first.custom, second.custom);
});
