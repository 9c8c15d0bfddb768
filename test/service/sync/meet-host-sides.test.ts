import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectorFor } from '../../../service/connectors/registry.js';
import { type RecordRow, upsertRecords } from '../../../service/store/queries/upsert-records.js';
import { openStore, type Store } from '../../../service/store/store.js';
import { meetHostSides } from '../../../service/sync/meet-host-sides.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let store: Store;
const owner = { workspaceId: randomUUID(), connectionId: randomUUID(), object: 'contact' as const };
const sql = <T extends object>(text: string, ...bind: unknown[]) =>
  store.sequelize.query<T>(text, { bind, type: QueryTypes.SELECT });

before(async () => {
  database = await createTestDatabase();
  store = openStore(database.url);
  const app = randomUUID();
  await sql(`INSERT INTO apps (id, name) VALUES ($1, 'Test') RETURNING 1`, app);
  const { workspaceId, connectionId } = owner;
  await sql(
    `INSERT INTO workspaces (id, app_id, external_id) VALUES ($1, $2, 'ws') RETURNING 1`,
    workspaceId,
    app,
  );
  await sql(
    `INSERT INTO crm_connections (id, workspace_id, provider, status, account_id, account_name)
     VALUES ($1, $2, 'hubspot', 'active', '1', 'One') RETURNING 1`,
    connectionId,
    workspaceId,
  );
  const rows = Array.from({ length: 2_000 }, (_, index) => contact(index));
  await store.transaction((transaction) => upsertRecords(store, owner, rows, transaction));
});
after(async () => {
  await store.close();
  await database.close();
});

function contact(index: number, title: string | null = 'Clerk'): RecordRow {
  const hash = `${index.toString(16)}${title === 'Clerk' ? '' : 'f'}`.padStart(64, '0');
  const row = {
    remote_id: String(index),
    fields: { title },
    custom: { size: 1 },
    refs: {},
    raw: {},
    hash,
    errors: null,
  };
  return { ...row, deleted: false, remote_updated_at: null };
}
const meet = (ids: number[]) =>
  store.transaction((transaction) =>
    meetHostSides({ store, connector: connectorFor('hubspot') }, owner, ids.map(String), transaction),
  );
/** What the host says of a record, both bases null: a first meeting. */
const say = (index: number, host: object) =>
  sql(
    `INSERT INTO crm_host_sides (connection_id, object, local_id, workspace_id, host, host_at)
     SELECT connection_id, object, local_id, workspace_id, $2, now() FROM crm_records WHERE remote_id = $1 RETURNING 1`,
    String(index),
    JSON.stringify(host),
  );
const sideOf = async (index: number) =>
  (
    await sql<{ base_host: object | null; base_crm: object | null; version: string }>(
      `SELECT s.base_host, s.base_crm, s.xmin::text AS version FROM crm_host_sides s JOIN crm_records r USING (connection_id, object, local_id)
        WHERE r.remote_id = $1`,
      String(index),
    )
  )[0];
const pushed = () => sql<{ payload: object }>('SELECT payload FROM crm_pushes ORDER BY sequence');

test('a connection whose host said nothing reads none of its records again', async () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => String(index));
  const counted = await store.transaction(async (transaction) => {
    const scans = async () => {
      const [row] = await store.sequelize.query<{ n: string }>(
        `SELECT sum(pg_stat_get_xact_numscans(i.oid)) AS n FROM pg_class i WHERE i.oid = 'crm_records'::regclass
            OR i.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'crm_records'::regclass)`,
        { type: QueryTypes.SELECT, transaction },
      );
      return Number(row?.n);
    };
    const before = await scans();
    await meetHostSides({ store, connector: connectorFor('hubspot') }, owner, ids, transaction);
    return (await scans()) - before;
  });
  assert.equal(counted, 0);
});

test('at a first meeting what is empty in the CRM is pushed, and what differs is settled by the rule', async () => {
  await say(1, { title: 'Chair', first_name: 'Ida', phone_e164: null });
  await meet([0, 1, 2]);
  const side = await sideOf(1);
  assert.deepEqual(side?.base_host, { title: 'Chair', phone_e164: null });
  assert.deepEqual(side?.base_crm, { title: 'Clerk', phone_e164: null });
  assert.deepEqual(await pushed(), [{ payload: { kind: 'record', fields: { first_name: 'Ida' } } }]);
  await meet([1]);
  assert.equal((await pushed()).length, 1, 'the same content is the same push');
});

test('sides that agree already are not written again', async () => {
  await say(10, { title: 'Clerk' });
  await meet([10]);
  const before = await sideOf(10);
  assert.deepEqual(before?.base_crm, { title: 'Clerk' });
  await meet([10]);
  assert.deepEqual(await sideOf(10), before);
});

test('a change in the CRM moves the bases and pushes nothing', async () => {
  await store.transaction((transaction) => upsertRecords(store, owner, [contact(10, 'Head')], transaction));
  const before = await pushed();
  await meet([10]);
  const side = await sideOf(10);
  assert.deepEqual([side?.base_host, side?.base_crm], [{ title: 'Clerk' }, { title: 'Head' }]);
  assert.deepEqual(await pushed(), before);
});

test('a record that was deleted in the CRM is not decided', async () => {
  await say(20, { title: 'Chair', first_name: 'Ida' });
  await sql(`UPDATE crm_records SET deleted_at = now() WHERE remote_id = '20' RETURNING 1`);
  const before = await pushed();
  await meet([20]);
  assert.deepEqual([await pushed(), (await sideOf(20))?.base_host], [before, null]);
});
