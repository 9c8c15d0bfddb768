import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { boolArray, byteaArray, textArray, timestamptzArray } from '../../../service/store/binary-arrays.js';
import { openStore, type Store } from '../../../service/store/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let store: Store;
before(async () => {
  database = await createTestDatabase({ migrated: false });
  store = openStore(database.url);
});
after(async () => {
  await store.close();
  await database.close();
});

async function received(type: string, array: Buffer): Promise<unknown> {
  const rows = await store.sequelize.query<{ list: unknown }>(`SELECT $1::${type}[] AS list`, {
    bind: [array],
    type: QueryTypes.SELECT,
  });
  return rows[0]?.list;
}

test('texts arrive as they are: quotes, commas, braces, other alphabets, nothing, null', async () => {
  const texts = [
    '',
    'null',
    null,
    'NULL',
    '{"a":"b,c"}',
    'back\\slash "x"',
    'héllo 😀 漢字',
    'a\nb',
    'x'.repeat(70_000),
  ];
  assert.deepEqual(await received('text', textArray(texts)), texts);
});

test('bytes arrive as they are', async () => {
  const bytes = [Buffer.from([0, 1, 255]), null, Buffer.alloc(0)];
  assert.deepEqual(await received('bytea', byteaArray(bytes)), bytes);
});

test('yes and no arrive as they are', async () => {
  assert.deepEqual(await received('boolean', boolArray([true, false, true])), [true, false, true]);
});

test('times arrive to the millisecond, before 1970 and in any zone', async () => {
  const times = ['2026-03-05T08:00:00.123Z', null, '1969-12-31T23:59:59.999Z', '2026-03-05T08:00:00+02:00'];
  const expected = times.map((time) => time && new Date(time));
  assert.deepEqual(await received('timestamptz', timestamptzArray(times)), expected);
});

test('an array of nothing arrives empty', async () => {
  assert.deepEqual(await received('text', textArray([])), []);
});

test('a time that is none is refused here', () => {
  assert.throws(() => timestamptzArray(['yesterday']), /not a time/);
});
