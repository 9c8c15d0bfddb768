import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RemoteRecord } from '../../../service/connectors/connector.js';
import { mapPage } from '../../../service/fields/map-page.js';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';

const mapping = compileMapping('contact', [
  { field: 'email', crm: 'email', direction: 'both', transforms: [] },
  { field: 'first_name', crm: 'firstname', direction: 'both', transforms: [] },
  { field: 'phone_e164', crm: 'phone', direction: 'both', transforms: [{ name: 'e164', country: 'IT' }] },
]);

function remote(values: Record<string, unknown>, more: Partial<RemoteRecord> = {}): RemoteRecord {
  return { remoteId: '1', values, refs: {}, updatedAt: new Date(0), archived: false, mergedIds: [], ...more };
}

function mapOne(values: Record<string, unknown>, more: Partial<RemoteRecord> = {}) {
  const [row] = mapPage(mapping, [remote(values, more)]);
  assert.ok(row);
  return row;
}

test('keeps the later of two versions of a record in one page', () => {
  const rows = mapPage(mapping, [remote({ firstname: 'Old' }), remote({ firstname: 'New' })]);
  assert.deepEqual(
    rows.map(({ fields }) => (fields as Record<string, unknown>).first_name),
    ['New'],
  );
});

test('keeps what is stored of a field that came with none of the records', () => {
  const kept = (...all: Record<string, unknown>[]) =>
    mapPage(
      mapping,
      all.map((values, index) => remote(values, { remoteId: String(index) })),
    ).map((row) => row.kept ?? []);
  const whole = { email: null, firstname: 'A', phone: null };
  assert.deepEqual(kept(whole), [[]]);
  assert.deepEqual(kept({ email: null, firstname: 'A' }), [['phone_e164']]);
  assert.deepEqual(kept({ firstname: 'A' }, whole), [[], []]);
});

test('takes a record for the same one whatever order the CRM sends things in', () => {
  const one = mapOne(
    { email: 'a@b.example', firstname: 'A' },
    { refs: { company_id: ['1'], contact_ids: ['2'] } },
  );
  const two = mapOne(
    { firstname: 'A', email: 'a@b.example' },
    { refs: { contact_ids: ['2'], company_id: ['1'] } },
  );
  assert.equal(one.hash, two.hash);
});

test('takes an empty list of related records for none', () => {
  assert.equal(mapOne({}, { refs: { company_id: [] } }).hash, mapOne({}).hash);
});

test('sees no change in values that are not mapped, such as the modified date', () => {
  assert.equal(
    mapOne({ firstname: 'A', modified: '1' }).hash,
    mapOne({ firstname: 'A', modified: '2' }).hash,
  );
});

for (const [what, one, two] of [
  ['a mapped value', remote({ firstname: 'A' }), remote({ firstname: 'B' })],
  ['a related record', remote({}), remote({}, { refs: { company_id: ['7'] } })],
  [
    'the first of several related records',
    remote({}, { refs: { company_id: ['7', '8'] } }),
    remote({}, { refs: { company_id: ['8', '7'] } }),
  ],
  ['archiving', remote({}), remote({}, { archived: true })],
  ['a raw value that is refused', remote({ phone: 'x' }), remote({ phone: 'y' })],
] as const) {
  test(`sees a change in ${what}`, () => {
    assert.notEqual(mapPage(mapping, [one])[0]?.hash, mapPage(mapping, [two])[0]?.hash);
  });
}

test('names a field that cannot be converted without telling its value', () => {
  const row = mapOne({ phone: 'call me maybe' });
  assert.equal((row.errors as { field: string }[])[0]?.field, 'phone_e164');
  assert.doesNotMatch(JSON.stringify(row.errors), /maybe/);
});

test('takes out what PostgreSQL cannot keep: NUL and halves of characters', () => {
  const { fields, raw } = mapOne({ firstname: 'A\0b\ud83dc', note: ['\udc00', { 'k\0': 1 }] });
  assert.equal((fields as Record<string, unknown>).first_name, 'Ab\ufffdc');
  assert.deepEqual(raw, { firstname: 'Ab\ufffdc', note: ['\ufffd', { k: 1 }] });
});

test('leaves whole characters and texts that only look like NUL alone', () => {
  const { raw } = mapOne({ firstname: '😀 \\u0000' });
  assert.deepEqual(raw, { firstname: '😀 \\u0000' });
});

test('the hash of a record stays what it was: another way to write it would store every record again', () => {
  const values = { email: 'a@b.example', firstname: 'A', phone: 'x', modified: '1' };
  const row = mapOne(values, { refs: { contact_ids: [], company_id: ['2', '1'] } });
  assert.equal(row.hash, 'a114c8d72731b8e5c32b99f0be98d6082af800d9ce773ed6a4ccb1f17c49daec');
});

test('carries the JSON of what it names', () => {
  const { fields, raw, texts } = mapOne({ firstname: 'A\0b' }, { refs: { company_id: ['1'] } });
  assert.deepEqual(JSON.parse(texts?.fields ?? ''), fields);
  assert.deepEqual(JSON.parse(texts?.raw ?? ''), raw);
  assert.equal(texts?.refs, '{"company_id":["1"]}');
});
