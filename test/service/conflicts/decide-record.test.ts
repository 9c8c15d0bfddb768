import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideRecord, movedBases, type RecordSides } from '../../../service/conflicts/decide-record.js';
import { isEcho } from '../../../service/conflicts/echo.js';
import { rulesOf } from '../../../service/conflicts/rules-of.js';
import { isEmpty, isSame } from '../../../service/conflicts/values.js';
import { DEFAULT_RULES, type MappingRow } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';

const row = (field: string, more: Partial<MappingRow> = {}): MappingRow => ({
  field,
  crm: field,
  direction: 'both',
  transforms: [],
  ...more,
});
const sides = (more: Partial<RecordSides>): RecordSides => ({
  host: {},
  crm: {},
  baseHost: null,
  baseCrm: null,
  ...more,
});
const winners = (object: ObjectName, rows: MappingRow[], given: Partial<RecordSides>) =>
  Object.fromEntries(
    [...decideRecord(sides(given), rulesOf(object, rows))].map(([field, { winner }]) => [field, winner]),
  );

test('contacts and companies are the CRM’s, activities the host’s, deals are filled in, their stage stays', () => {
  const rules = (object: ObjectName, ...fields: string[]) =>
    fields.map((field) => rulesOf(object, [row(field)]).get(field)?.rule);
  assert.deepEqual(rules('contact', 'email', 'custom.size'), ['crm_wins', 'crm_wins']);
  assert.deepEqual(rules('company', 'name'), ['crm_wins']);
  assert.deepEqual(rules('activity', 'subject'), ['host_wins']);
  assert.deepEqual(rules('deal', 'title', 'stage', 'currency', 'pipeline', 'constructor'), [
    'fill_empty',
    'crm_only',
    'crm_only',
    'crm_only',
    'fill_empty',
  ]);
  assert.deepEqual(Object.keys(DEFAULT_RULES), ['contact', 'company', 'deal', 'activity']);
});

test('a row’s own rule counts, and a row that goes one way has no choice', () => {
  const rules = rulesOf('contact', [
    row('title', { rule: 'host_wins' }),
    row('email', { direction: 'from_crm', rule: 'host_wins' }),
    row('phone_e164', { direction: 'to_crm', rule: 'crm_wins' }),
    row('last_name', { crm: null }),
  ]);
  assert.equal(rules.get('title')?.rule, 'host_wins');
  assert.equal(rules.get('email')?.rule, 'crm_only');
  assert.deepEqual(rules.get('phone_e164'), { rule: 'host_wins', reads: false, isRef: false });
  assert.equal(rules.has('last_name'), false);
});

test('a field the host never named is not the host’s, and one without a row is not decided', () => {
  const given = { host: { title: 'Chair', last_name: 'Ferri' }, crm: { title: null, email: 'a@b.example' } };
  assert.deepEqual(winners('contact', [row('email'), row('title')], given), { title: 'host' });
});

test('each side’s change of another field goes through', () => {
  const base = { title: 'Chair', first_name: 'Giulia' };
  const given = {
    host: { title: 'Head', first_name: 'Giulia' },
    crm: { title: 'Chair', first_name: 'Julia' },
  };
  const rows = [row('title'), row('first_name')];
  assert.deepEqual(winners('contact', rows, { ...given, baseHost: base, baseCrm: base }), {
    title: 'host',
    first_name: 'crm',
  });
});

test('a field that is only written is written once each time the host changes it', () => {
  const rules = rulesOf('contact', [row('title', { direction: 'to_crm' })]);
  const first = sides({ host: { title: 'Chair' } });
  const decided = decideRecord(first, rules);
  assert.equal(decided.get('title')?.toCrm, true);
  const settled = { ...first, ...movedBases(first, decided, { title: 'Chair' }) };
  assert.equal(decideRecord(settled, rules).get('title')?.toCrm, false);
  assert.equal(decideRecord({ ...settled, host: { title: 'Head' } }, rules).get('title')?.toCrm, true);
});

test('references are sets, and links are added but never taken away', () => {
  const links = (host: string[], crm: string[]) =>
    winners('deal', [], {
      host: { contact_ids: host },
      crm: { contact_ids: crm },
      baseHost: { contact_ids: [] },
      baseCrm: { contact_ids: crm },
    });
  assert.deepEqual(links(['a', 'b'], ['b', 'a']), { contact_ids: 'both' });
  assert.deepEqual(links(['a'], ['a', 'b']), { contact_ids: 'neither' });
  assert.deepEqual(links(['a'], []), { contact_ids: 'host' });
});

test('bases move for what is settled; what must be written moves once the CRM took it', () => {
  const given = sides({
    host: { title: 'Head', first_name: 'Giulia' },
    crm: { title: 'Chair', first_name: 'Julia' },
    baseHost: { title: 'Chair', first_name: 'Giulia' },
    baseCrm: { title: 'Chair', first_name: 'Giulia' },
  });
  const decided = decideRecord(given, rulesOf('contact', [row('title'), row('first_name')]));
  assert.deepEqual(movedBases(given, decided), {
    baseHost: { first_name: 'Giulia' },
    baseCrm: { first_name: 'Julia' },
  });
  assert.deepEqual(movedBases(given, decided, { title: 'HEAD' }), {
    baseHost: { title: 'Head', first_name: 'Giulia' },
    baseCrm: { title: 'HEAD', first_name: 'Julia' },
  });
  assert.deepEqual(movedBases({ ...given, baseCrm: given.crm, host: {} }, new Map()), {
    baseHost: {},
    baseCrm: {},
  });
});

test('what the sides agreed on last is an echo; a change of either side, or a first meeting, is none', () => {
  const agreed = {
    host: { title: 'A' },
    crm: { title: 'B', email: 'x' },
    baseHost: { title: 'A' },
    baseCrm: { title: 'B' },
  };
  assert.equal(isEcho(agreed), true);
  assert.equal(isEcho({ ...agreed, crm: { title: 'B', email: 'changed' } }), true);
  assert.equal(isEcho({ ...agreed, crm: { title: 'C' } }), false);
  assert.equal(isEcho({ ...agreed, host: { title: 'C' } }), false);
  assert.equal(isEcho({ ...agreed, host: { title: 'A', email: null } }), false);
  assert.equal(isEcho({ ...agreed, baseHost: null, baseCrm: null }), false);
});

test('null, nothing, an empty text and an empty list are one; zero and false are values', () => {
  for (const empty of [null, undefined, '', []]) assert.ok(isEmpty(empty) && isSame(empty, null));
  for (const value of [0, false, ' ']) assert.ok(!isEmpty(value) && !isSame(value, null));
  assert.ok(isSame(['b', 'a', 'a'], ['a', 'b']));
  assert.ok(!isSame(1, '1'));
});
