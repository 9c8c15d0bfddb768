import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { prepare } from '../../../service/store/prepared.js';
import { openStore, type Store } from '../../../service/store/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let store: Store;
before(async () => {
  database = await createTestDatabase();
  store = openStore(database.url, { poolMax: 1 });
});
after(async () => {
  await store.close();
  await database.close();
});

const prepared = () =>
  store.sequelize.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements', {
    type: QueryTypes.SELECT,
  });

test('a marked statement is parsed once a connection, others each time', async () => {
  const sql = prepare('SELECT $1::int + 1 AS n');
  const ask = (text: string, n: number) =>
    store.sequelize.query<{ n: number }>(text, { bind: [n], type: QueryTypes.SELECT });
  for (const n of [1, 2, 3]) assert.deepEqual(await ask(sql, n), [{ n: n + 1 }]);
  assert.deepEqual(await ask('SELECT $1::int + 2 AS n', 1), [{ n: 3 }]);
  assert.deepEqual(
    (await prepared()).map(({ statement }) => statement),
    [sql],
  );
});

test('a marked statement that fails says so, and works afterwards', async () => {
  const sql = prepare('SELECT 10 / $1::int AS n');
  const ask = (n: number) => store.sequelize.query(sql, { bind: [n], type: QueryTypes.SELECT });
  await assert.rejects(ask(0), /division by zero/);
  assert.deepEqual(await ask(5), [{ n: 2 }]);
});
