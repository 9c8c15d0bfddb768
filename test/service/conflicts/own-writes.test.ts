import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideRecord, type RecordSides } from '../../../service/conflicts/decide-record.js';
import { withOwnWrites } from '../../../service/conflicts/own-writes.js';
import type { FieldRule } from '../../../service/conflicts/rules-of.js';

const crmWins: FieldRule = { rule: 'crm_wins', reads: true, isRef: false };
const rules = new Map([['title', crmWins]]);
const sides = (more: Partial<RecordSides>): RecordSides => ({
  host: { title: 'Third' },
  crm: { title: 'Second' },
  baseHost: { title: 'First' },
  baseCrm: { title: 'First' },
  ...more,
});
const winner = (given: RecordSides) => decideRecord(given, rules).get('title')?.winner;

test('a write of ours that arrived before it was settled is no change of the CRM', () => {
  assert.equal(winner(sides({})), 'crm', 'as a change of a person it would win');
  assert.equal(winner(withOwnWrites(sides({}), [{ title: 'Third' }, { title: 'Second' }])), 'host');
});

test('a change of a person while a write is on its way still wins', () => {
  assert.equal(winner(withOwnWrites(sides({ crm: { title: 'Theirs' } }), [{ title: 'Second' }])), 'crm');
});

test('the host may go back to what it said before', () => {
  assert.equal(winner(withOwnWrites(sides({ host: { title: 'First' } }), [{ title: 'Second' }])), 'host');
});

test('what no write wanted stays as it is', () => {
  const given = sides({});
  assert.equal(withOwnWrites(given, [{ last_name: 'Second' }]), given);
});
