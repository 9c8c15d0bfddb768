import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDoubtful } from '../../../service/drift/doubt.js';
import { judgeFields, judgeSaved, pausedIn } from '../../../service/drift/judge-fields.js';
import { compilePaused, pausedFieldsOf } from '../../../service/drift/paused-rows.js';
import type { CrmField } from '../../../shared/mapping.js';
import { mapRow } from '../mapping/helpers.js';

const NOW = new Date('2026-11-28T10:00:00.000Z');
const LATER = new Date('2026-11-28T11:00:00.000Z');

const field = (name: string, more: Partial<CrmField> = {}): CrmField => ({
  ...{
    name,
    label: name.toUpperCase(),
    type: 'text',
    native_type: 'string',
    required: false,
    read_only: false,
  },
  ...{ custom: true, unique: false, group: null, options: [], samples: [] },
  ...more,
});
const rows = [mapRow('title', 'a'), mapRow('custom.x', 'b|c')];
const all = [field('a'), field('b'), field('c'), field('unused')];
const judge = (kept: CrmField[], fields: CrmField[], drifts = judgeNothing.drifts, now = NOW) =>
  judgeFields('contact', rows, { kept, drifts }, fields, now);
const judgeNothing = { drifts: [] as ReturnType<typeof judgeFields>['drifts'] };

test('a field that goes is told once, keeps its time, and is told once more when it is back', () => {
  const without = all.filter(({ name }) => name !== 'a');
  const first = judge(all, without);
  assert.deepEqual(first.drifted, [{ crm: 'a', change: 'removed', fields: ['title'], paused: true }]);
  assert.deepEqual([...pausedIn(first.drifts)], ['a']);
  const second = judge(without, without, first.drifts, LATER);
  assert.deepEqual([second.drifted, second.healed, second.resumes], [[], [], false]);
  assert.deepEqual(second.drifts, first.drifts);
  const third = judge(without, all, second.drifts, LATER);
  assert.deepEqual([third.drifts, third.drifted, third.resumes], [[], [], true]);
  assert.deepEqual(third.healed, first.drifted);
});

test('fields that no row uses, and fields that were never there, are no drift', () => {
  assert.deepEqual(judge(all, all.slice(0, 3)).drifts, []);
  assert.deepEqual(judge([], [field('unused')]).drifts, []);
});

test('a field that comes back as another is one drift that follows the other, and compared with what it was at first', () => {
  const gone = judge(all, all.slice(1));
  const number = [field('a', { type: 'number' }), ...all.slice(1)];
  const back = judge(all.slice(1), number, gone.drifts, LATER);
  assert.deepEqual(back.drifted, [{ crm: 'a', change: 'retyped', fields: ['title'], paused: true }]);
  assert.deepEqual([back.healed, back.resumes], [[], false]);
  assert.equal(back.drifts[0]?.before.type, 'text');
  assert.equal(back.drifts[0]?.changes[0]?.since, LATER.toISOString());
});

test('a mapping that no longer uses a field heals it, and one that is saved anew accepts what is there', () => {
  const drifted = judge(all, [field('a', { type: 'number' }), field('b')]);
  assert.deepEqual([...pausedIn(drifted.drifts)].sort(), ['a', 'c']);
  const same = judgeSaved(rows, drifted.drifts);
  assert.deepEqual(
    [same.healed, same.drifts].map((list) => list.map(({ crm }) => crm)),
    [['a'], ['c']],
  );
  const other = judgeSaved([mapRow('title', 'a')], drifted.drifts);
  assert.deepEqual([other.drifts, other.healed.map(({ crm }) => crm), other.resumes], [[], ['a', 'c'], true]);
});

test('a row with a paused field is left out as a whole, its other fields too', () => {
  const paused = new Set(['c']);
  const mapping = compilePaused('contact', rows, paused);
  assert.deepEqual([mapping.crmFields, mapping.pausedFields], [['a'], ['custom.x']]);
  const { values } = mapping.toCrm({ title: 'CFO' }, { x: 'y' });
  assert.deepEqual(values, { a: 'CFO' });
  assert.deepEqual([...pausedFieldsOf('contact', rows, paused)], ['custom.x']);
  assert.deepEqual(compilePaused('contact', rows, new Set()).crmFields, ['a', 'b', 'c']);
});

test('a list that lacks most of what is mapped, or most of all fields, is doubted; a few that go are not', () => {
  const many = Array.from({ length: 12 }, (_, n) => field(`f${n}`));
  const used = ['f0', 'f1', 'f2', 'f3', 'f4'];
  const without = (...names: string[]) => many.filter(({ name }) => !names.includes(name));
  assert.equal(isDoubtful(many, many, used), false);
  assert.equal(isDoubtful(many, without('f0', 'f1'), ['f0', 'f1']), false);
  assert.equal(isDoubtful(many, without('f0', 'f1', 'f2'), used), true);
  assert.equal(isDoubtful(many, many.slice(0, 5), used), true);
  assert.equal(isDoubtful(many, many.slice(0, 6), []), false);
});
