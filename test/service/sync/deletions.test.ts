import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RemoteRecord } from '../../../service/connectors/connector.js';
import { isTooMany } from '../../../service/sync/deletions/brake.js';
import { goneOf, isListDue, isWhole, meaningOf } from '../../../service/sync/deletions/proof.js';

const record = (remoteId: string, more: Partial<RemoteRecord> = {}): RemoteRecord => ({
  ...{ remoteId, values: {}, refs: {}, updatedAt: null, archived: false, mergedIds: [] },
  ...more,
});

describe('the brake', () => {
  it('believes twenty at once, and a tenth of many', () => {
    const cases: [gone: number, live: number, held: boolean][] = [
      [1, 1, false],
      [20, 20, false],
      [21, 21, true],
      [21, 209, true],
      [21, 210, false],
      [30, 100, true],
      [100, 1000, false],
      [101, 1000, true],
    ];
    for (const [gone, live, held] of cases) assert.equal(isTooMany(gone, live), held, `${gone} of ${live}`);
  });

  it('never falls on the rest of what it believed, wherever a crash cut it', () => {
    for (const live of [1, 19, 20, 21, 199, 200, 201, 205, 1_000, 12_345])
      for (let gone = 0; gone <= live; gone++)
        if (!isTooMany(gone, live))
          for (const done of [1, 7, gone >> 1, gone])
            assert.equal(
              isTooMany(gone - done, live - done) && done <= gone,
              false,
              `${gone} of ${live} after ${done}`,
            );
  });
});

describe('a proof', () => {
  it('is that the CRM answered and left the record out, or shows it as archived', () => {
    assert.deepEqual(goneOf(['1', '2', '3'], [record('1'), record('3', { archived: true })]), ['2', '3']);
  });

  it('is not that another id was answered: a merged record leads to its survivor', () => {
    assert.deepEqual(goneOf(['1', '2', '3'], [record('9', { mergedIds: ['1', '3'] })]), ['2']);
  });

  it('needs a listing that remembers all it has seen, and has seen something', () => {
    assert.deepEqual(
      [isWhole(3, 3), isWhole(3, 2), isWhole(3, 0), isWhole(0, 0), isWhole(3, 4)],
      [true, false, false, false, false],
    );
  });

  it('is looked for when somebody asks, and by itself every quarter of an hour', () => {
    const now = new Date('2026-11-28T12:00:00Z');
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
    const due = (at: Date | null, pages = 1, isAskedFor = false) => isListDue({ at, pages }, isAskedFor, now);
    assert.deepEqual([due(null), due(ago(14)), due(ago(15))], [true, false, true]);
    assert.equal(due(ago(0), 1, true), true);
    // A long list is read less often, and once a day all the same.
    assert.deepEqual([due(ago(149), 200), due(ago(150), 200)], [false, true]);
    assert.deepEqual([due(ago(1_439), 100_000), due(ago(1_440), 100_000)], [false, true]);
  });

  it('that could not be had stops a sync only where the rest of it would fail as well', () => {
    assert.deepEqual(
      (['rate_limit', 'authentication', 'unavailable', 'permission', 'not_found', 'other'] as const).map(
        meaningOf,
      ),
      ['stop', 'stop', 'soon', 'later', 'later', 'later'],
    );
  });
});
