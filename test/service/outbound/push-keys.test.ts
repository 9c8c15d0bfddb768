import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idempotencyKey, writeKey } from '../../../service/outbound/push-keys.js';
import { callToFields } from '../../../service/outbound/push-payload.js';

const key = (payload: unknown, id = 'call_1') => idempotencyKey('hubspot', 'activity', id, payload);

test('gives equal content one key, in whatever order it was written', () => {
  assert.equal(key({ a: 1, b: { c: 2, d: 3 } }), key({ b: { d: 3, c: 2 }, a: 1 }));
  assert.equal(key({ a: 1, b: undefined }), key({ a: 1 }));
});

test('gives another content, call or provider another key', () => {
  const keys = [
    key({ a: 1 }),
    key({ a: 2 }),
    key({ a: 1 }, 'call_2'),
    idempotencyKey('zoho', 'activity', 'call_1', { a: 1 }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

test('keeps the key at the CRM when a call changes, and never shares it between workspaces', () => {
  assert.equal(writeKey('w1', 'activity', 'call_1'), writeKey('w1', 'activity', 'call_1'));
  assert.notEqual(writeKey('w1', 'activity', 'call_1'), writeKey('w2', 'activity', 'call_1'));
  assert.notEqual(writeKey('w1', 'activity', 'a'), writeKey('w1', 'contact', 'a'));
  assert.match(writeKey('w1', 'activity', 'call_1'), /^cc_[0-9a-f]{40}$/);
});

test('opens the text of a call with nothing and ends it with the numbers', () => {
  const fields = callToFields({ occurred_at: 'x', body: 'Hello', from_number: '+391', to_number: '+392' });
  assert.equal(fields.body, 'Hello\n\nFrom: +391  To: +392');
  assert.equal(callToFields({ occurred_at: 'x' }).body, null);
});

test('names a call that came without a subject', () => {
  assert.equal(callToFields({ occurred_at: 'x', direction: 'inbound' }).subject, 'Inbound call');
  assert.equal(callToFields({ occurred_at: 'x', kind: 'meeting' }).subject, 'Meeting');
});
