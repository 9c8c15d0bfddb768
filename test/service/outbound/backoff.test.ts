import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs } from '../../../service/outbound/backoff.js';

for (const [attempt, whole] of [
  [1, 2_000],
  [2, 4_000],
  [5, 32_000],
  [20, 600_000],
] as const) {
  test(`waits between half of ${whole} ms and all of it after try ${attempt}`, () => {
    const waits = Array.from({ length: 200 }, () => backoffMs(attempt));
    assert.ok(waits.every((ms) => ms >= whole / 2 && ms <= whole));
    assert.ok(new Set(waits).size > 20, 'failures of one moment must not come back together');
  });
}
