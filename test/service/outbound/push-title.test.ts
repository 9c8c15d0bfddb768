import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleOfPush } from '../../../service/outbound/push-title.js';
import type { ObjectName } from '../../../shared/records.js';

const call = { occurred_at: '2026-11-20T10:00:00Z', subject: 'Green tariff' };

test('a call is named for whom it was with, else for its subject', () => {
  const named = { first_name: 'Giulia', last_name: 'Ferri', email: 'g@x.example' };
  assert.equal(titleOfPush('activity', { call, contact: named }), 'Giulia Ferri');
  assert.equal(titleOfPush('activity', { call, contact: { email: 'g@x.example' } }), 'g@x.example');
  assert.equal(titleOfPush('activity', { call, contact: { id: 'c1' } }), 'Green tariff');
  const { subject, ...bare } = call;
  assert.equal(titleOfPush('activity', { call: bare, contact: { id: 'c1' } }), null);
});

test('a record is named as people call it, and a moved deal is not', () => {
  const record = (object: ObjectName, fields: Record<string, string | null>) =>
    titleOfPush(object, { kind: 'record', fields });
  assert.equal(record('contact', { first_name: null, last_name: 'Ferri' }), 'Ferri');
  assert.equal(record('contact', { title: 'Director', email: 'g@x.example' }), 'g@x.example');
  assert.equal(record('company', { name: 'Prato Moda' }), 'Prato Moda');
  assert.equal(record('deal', { title: 'Fornitura' }), 'Fornitura');
  assert.equal(record('deal', { stage: 'won' }), null);
  const stage = { call_id: 'c', outcome: 'o', deal_remote_id: '1', stage: 's', label: null };
  assert.equal(titleOfPush('deal', { kind: 'stage', pipeline: null, backwards: false, ...stage }), null);
});
