import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type RecordRow, upsertRecords } from '../../../service/store/queries/upsert-records.js';
import { openStore, type Store } from '../../../service/store/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { fastestOf } from '../../support/fastest-of.js';

let database: TestDatabase;
let store: Store;
const owner = { workspaceId: randomUUID(), connectionId: randomUUID(), object: 'contact' as const };
before(async () => {
  database = await createTestDatabase();
  store = openStore(database.url);
  const add = (sql: string, ...bind: string[]) => store.sequelize.query(sql, { bind });
  const app = randomUUID();
  await add('INSERT INTO apps (id, name) VALUES ($1, $2)', app, 'Test');
  await add(
    'INSERT INTO workspaces (id, app_id, external_id) VALUES ($1, $2, $3)',
    owner.workspaceId,
    app,
    'ws',
  );
  await add(
    `INSERT INTO crm_connections (id, workspace_id, provider, status, account_id, account_name)
     VALUES ($1, $2, 'hubspot', 'active', '1', 'One')`,
    owner.connectionId,
    owner.workspaceId,
  );
  // Statistics that come in the middle of a test would hide what happens before they do.
  await add('ALTER TABLE crm_records SET (autovacuum_enabled = off)');
});
after(async () => {
  await store.close();
  await database.close();
});

function contact(index: number): RecordRow {
  const fields = { email: `${index}@x.example`, phone_e164: '+393495550142' };
  const hash = index.toString(16).padStart(64, '0');
  const row = { remote_id: String(index), fields, custom: {}, refs: {}, raw: fields, hash, errors: null };
  return { ...row, deleted: false, remote_updated_at: null };
}

const write = (rows: RecordRow[]) =>
  store.transaction((transaction) => upsertRecords(store, owner, rows, transaction));

test('unchanged contacts are told as fast among many of their connection, before there are statistics', async () => {
  const contacts = Array.from({ length: 5_000 }, (_, index) => contact(index));
  assert.deepEqual(await write(contacts), { created: 5_000, updated: 0 });
  const ms = await fastestOf(5, async () =>
    assert.deepEqual(await write(contacts.slice(0, 1_000)), { created: 0, updated: 0 }),
  );
  // Some 15 ms by probes of the unique key; more than a second where each reads every contact of the connection.
  assert.ok(ms < 400, `${ms} ms`);
});

test('stores the JSON that comes with a row in place of writing it again', async () => {
  const texts = { fields: '{"title":"as text"}', custom: '{}', refs: '{}', raw: '{"ü":"\\u2028"}' };
  await write([{ ...contact(9_000), texts }]);
  const [rows] = await store.sequelize.query(
    `SELECT fields, raw FROM crm_records WHERE remote_id = '9000' AND object = 'contact'`,
  );
  assert.deepEqual(rows, [{ fields: { title: 'as text' }, raw: { ü: '\u2028' } }]);
});

test('a field that is only filled keeps what it has, with who set it, and the CRM’s value is put aside', async () => {
  const only_empty = new Set(['title', 'custom.size']);
  const version = (title: string | null, size: number | null, hash: string): RecordRow => ({
    ...contact(9_100),
    ...{ fields: { title }, custom: { size }, hash: hash.padStart(64, '0'), only_empty },
  });
  const held = async () => {
    const [rows] = await store.sequelize.query(
      `SELECT fields ->> 'title' AS title, custom -> 'size' AS size, aside, provenance -> 'title' IS NOT NULL AS told
         FROM crm_records WHERE remote_id = '9100' AND object = 'contact'`,
    );
    return rows[0];
  };
  await write([version(null, 1, 'a1')]);
  await write([version('Clerk', 2, 'a2')]);
  assert.deepEqual(await held(), { title: 'Clerk', size: 1, aside: { 'custom.size': 2 }, told: true });
  await write([{ ...version('Chair', null, 'a3'), set_by_host: ['title'] }]);
  assert.deepEqual(await held(), { title: 'Chair', size: 1, aside: { 'custom.size': null }, told: true });
  await write([{ ...version('Chair', 3, 'a4'), only_empty: new Set() }]);
  assert.deepEqual(await held(), { title: 'Chair', size: 3, aside: null, told: true });
});
