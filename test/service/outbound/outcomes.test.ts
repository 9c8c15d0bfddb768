import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrmError } from '../../../service/connectors/connector.js';
import type { ClaimedPush } from '../../../service/outbound/claim-pushes.js';
import { failureOf } from '../../../service/outbound/outcomes.js';

const clock = { now: () => new Date('2026-11-28T10:00:00Z') };
const push = (more: Partial<ClaimedPush>) => ({ state: 'sending', attempts: 1, ...more }) as ClaimedPush;
const refused = new CrmError('authentication', 'The token expired 0 second(s) ago.', { status: 401 });

test('a push whose access is refused just after it was renewed is tried again, five times in all', () => {
  const first = failureOf(clock, push({ attempts: 1 }), refused);
  assert.deepEqual([first.state, first.error?.code], ['queued', 'crm_authentication']);
  assert.ok(first.nextTryAt && first.nextTryAt > clock.now());
  const last = failureOf(clock, push({ attempts: 5 }), refused);
  assert.deepEqual([last.state, last.error?.code], ['dead', 'crm_authentication']);
});

test('a push that may have arrived keeps looking first when its access is refused', () => {
  assert.equal(failureOf(clock, push({ state: 'checking' }), refused).state, 'checking');
});
