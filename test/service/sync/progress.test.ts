import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addPage, newProgress } from '../../../service/sync/progress.js';
import { inPullOrder } from '../../../service/sync/pull-order.js';

test('adds up what was seen of created, updated and unchanged records', () => {
  const first = addPage(newProgress('contact'), {
    seen: 100,
    created: 60,
    updated: 30,
    failed: 2,
    total: 150,
  });
  const second = addPage(first, { seen: 50, created: 50, updated: 0, failed: 0, total: null });
  assert.deepEqual(second, {
    ...{ object: 'contact', state: 'running', done: 150, total: 150 },
    ...{ created: 110, updated: 30, unchanged: 10, failed: 2 },
  });
  assert.equal(second.created + second.updated + second.unchanged, second.done);
});

test('never shows more done than there is in all', () => {
  const progress = addPage(
    { ...newProgress('deal'), total: 10 },
    { seen: 12, created: 12, updated: 0, failed: 0, total: null },
  );
  assert.equal(progress.total, 12);
});

test('leaves the total unknown while the CRM has not told it', () => {
  assert.equal(
    addPage(newProgress('deal'), { seen: 5, created: 5, updated: 0, failed: 0, total: null }).total,
    null,
  );
});

test('pulls what others point at first, each object once', () => {
  assert.deepEqual(inPullOrder(['activity', 'deal', 'contact', 'deal', 'company']), [
    'company',
    'contact',
    'deal',
    'activity',
  ]);
});
