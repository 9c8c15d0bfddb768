import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { type FeedPlace, readFeed } from '../../../service/store/queries/read-feed.js';
import { type RecordRow, upsertRecords } from '../../../service/store/queries/upsert-records.js';
import { openStore, type Store } from '../../../service/store/store.js';
import { letOthersCommit } from '../../support/committed.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { fastestOf } from '../../support/fastest-of.js';

let database: TestDatabase;
let store: Store;
const workspaceId = randomUUID();
const connectionId = randomUUID();
const owner = { workspaceId, connectionId, object: 'contact' as const };
before(async () => {
  database = await createTestDatabase();
  store = openStore(database.url);
  const app = randomUUID();
  await sql('INSERT INTO apps (id, name) VALUES ($1, $2) RETURNING 1', app, 'Test');
  await sql(
    'INSERT INTO workspaces (id, app_id, external_id) VALUES ($1, $2, $3) RETURNING 1',
    workspaceId,
    app,
    'ws',
  );
  await sql(
    `INSERT INTO crm_connections (id, workspace_id, provider, status, account_id, account_name) VALUES ($1, $2, 'hubspot', 'active', '1', 'One') RETURNING 1`,
    connectionId,
    workspaceId,
  );
});
after(async () => {
  await store.close();
  await database.close();
});
beforeEach(async () => {
  await sql('DELETE FROM crm_records RETURNING 1');
  await sql('DELETE FROM crm_entity_links RETURNING 1');
});

function sql<T extends object>(query: string, ...bind: unknown[]): Promise<T[]> {
  return store.sequelize.query(query, { bind, type: QueryTypes.SELECT }) as never;
}

function row(id: string, fields: Record<string, unknown> = {}, more: Partial<RecordRow> = {}): RecordRow {
  const hash = Buffer.from(JSON.stringify([fields, more])).toString('hex');
  return {
    ...{ remote_id: id, fields, custom: {}, refs: {}, raw: fields, hash, errors: null, deleted: false },
    remote_updated_at: null,
    ...more,
  };
}

const write = (rows: RecordRow[]) =>
  store.transaction((transaction) => upsertRecords(store, owner, rows, transaction));
const read = (after: FeedPlace | null, limit = 100) => readFeed(store, workspaceId, 'contact', after, limit);

test('a reader never skips a row that was written earlier and commits later', async () => {
  const slow = await store.sequelize.transaction();
  await upsertRecords(store, owner, [row('slow')], slow);
  await write([row('quick')]);
  const early = await read(null);
  assert.deepEqual(
    early.map(({ remote_id }) => remote_id),
    [],
    'the quick one waits for the slow one',
  );
  await slow.commit();
  await letOthersCommit(sql);
  const both = await read(early.at(-1) ?? null);
  assert.deepEqual(
    both.map(({ remote_id }) => remote_id),
    ['slow', 'quick'],
  );
});

test('readers that go on while writers write see every change at least once, in pages of any size', async () => {
  const seen = new Map<string, number>();
  let place: FeedPlace | null = null;
  let isOver = false;
  const reading = (async () => {
    for (;;) {
      const wasOver = isOver;
      const rows = await read(place, 7);
      for (const one of rows) seen.set(one.remote_id, Number(one.fields['n']));
      place = rows.at(-1) ?? place;
      if (wasOver && rows.length === 0) return;
    }
  })();
  await Promise.all(
    Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; n < 15; n++)
        await write(Array.from({ length: 5 }, (_, i) => row(`${writer}-${i}`, { n: n + 1 })));
    }),
  );
  await letOthersCommit(sql);
  isOver = true;
  await reading;
  assert.equal(seen.size, 20);
  assert.deepEqual([...new Set(seen.values())], [15], 'and the newest version of each');
});

test('a page of records with related ones is read fast among many links', async () => {
  await sql(
    `INSERT INTO crm_entity_links (connection_id, object, remote_id, workspace_id, local_id)
     SELECT $1, 'company', i::text, $2, 'local_' || i FROM generate_series(1, 30000) i RETURNING 1`,
    connectionId,
    workspaceId,
  );
  await write(
    Array.from({ length: 200 }, (_, i) =>
      row(String(i), {}, { refs: { company_id: [String(i * 100 + 1)] } }),
    ),
  );
  await letOthersCommit(sql);
  const rows = await read(null, 200);
  const ms = await fastestOf(5, () => read(null, 200));
  assert.equal(rows.length, 200);
  assert.ok(
    rows.every(
      ({ refs, linked }) => linked?.company?.[refs.company_id?.[0] ?? ''] === `local_${refs.company_id?.[0]}`,
    ),
  );
  // Some 10 ms by probes; 2 s when every row reads all links of its connection.
  assert.ok(ms < 500, `${ms} ms`);
});

test('two writers of the same page, in opposite orders, both get through', async () => {
  const ids = Array.from({ length: 200 }, (_, i) => String(i));
  for (let n = 0; n < 5; n++) {
    await Promise.all([
      write(ids.map((id) => row(id, { by: 'a', n }))),
      write([...ids].reverse().map((id) => row(id, { by: 'b', n }))),
    ]);
  }
  assert.equal((await sql('SELECT 1 FROM crm_records')).length, 200);
});

test('a record that was gone and comes back has its local id again', async () => {
  await write([row('1')]);
  const [first] = await sql<{ local_id: string }>('SELECT local_id FROM crm_records');
  await sql('DELETE FROM crm_records RETURNING 1');
  assert.deepEqual(await write([row('1')]), { created: 1, updated: 0 });
  assert.deepEqual(await sql('SELECT local_id FROM crm_records'), [first]);
});

test('a link made by another transaction while a page is written gives the record its local id', async () => {
  const push = await store.sequelize.transaction();
  await store.sequelize.query(
    `INSERT INTO crm_entity_links (connection_id, object, remote_id, workspace_id, local_id) VALUES ($1, 'contact', '1', $2, 'host_id')`,
    { bind: [connectionId, workspaceId], transaction: push },
  );
  const writing = write([row('1')]);
  for (;;) {
    const waiting = await sql(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) break;
  }
  await push.commit();
  assert.deepEqual(await writing, { created: 1, updated: 0 });
  assert.deepEqual(await sql('SELECT local_id FROM crm_records'), [{ local_id: 'host_id' }]);
});

test('refused values keep what was stored, own fields and custom ones, and stay null when nothing was', async () => {
  const errors = [{ field: 'phone_e164' }, { field: 'custom.size' }, { field: 'title' }];
  await write([row('1', { phone_e164: '+39', title: null, email: 'a' }, { custom: { size: 4, kind: 'x' } })]);
  await write([
    row('1', { phone_e164: null, title: null, email: 'b' }, { custom: { size: null, kind: 'y' }, errors }),
  ]);
  await write([row('2', { phone_e164: null }, { custom: { size: null }, errors })]);
  assert.deepEqual(await sql('SELECT fields, custom FROM crm_records ORDER BY remote_id'), [
    { fields: { phone_e164: '+39', title: null, email: 'b' }, custom: { size: 4, kind: 'y' } },
    { fields: { phone_e164: null }, custom: { size: null } },
  ]);
});

test('an older version changes nothing, an equal or newer one does', async () => {
  const at = (seconds: number) => ({ remote_updated_at: new Date(seconds * 1000).toISOString() });
  await write([row('1', { n: 1 }, at(10))]);
  assert.deepEqual(await write([row('1', { n: 2 }, at(9))]), { created: 0, updated: 0 });
  assert.deepEqual(await write([row('1', { n: 3 }, at(10))]), { created: 0, updated: 1 });
  assert.deepEqual(await write([row('1', { n: 4 }, at(11))]), { created: 0, updated: 1 });
});
