import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptMappings } from '../../../service/fields/kept-mappings.js';

const owner = (connectionId: string) => ({ connectionId, object: 'contact' as const });

test('what is kept is answered for its own key alone', () => {
  const kept = new KeptMappings<string>();
  kept.set(owner('a'), '1', 'first');
  assert.equal(kept.get(owner('a'), '1'), 'first');
  assert.equal(kept.get(owner('a'), '2'), null);
  assert.equal(kept.get(owner('b'), '1'), null);
  assert.equal(kept.get({ ...owner('a'), object: 'deal' }, '1'), null);
  kept.set(owner('a'), '2', 'second');
  assert.equal(kept.get(owner('a'), '1'), null);
});

test('the one not asked for longest gives way', () => {
  const kept = new KeptMappings<string>(2);
  kept.set(owner('a'), '1', 'a');
  kept.set(owner('b'), '1', 'b');
  kept.get(owner('a'), '1');
  kept.set(owner('c'), '1', 'c');
  assert.deepEqual(
    ['a', 'b', 'c'].map((id) => kept.get(owner(id), '1')),
    ['a', null, 'c'],
  );
});
