import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { QueryTypes, type Transaction } from 'sequelize';
import { type Follower, followEvents } from '../../../service/events/follow-events.js';
import { type EventRow, readEvents } from '../../../service/events/read-events.js';
import { createLog } from '../../../service/log.js';
import { writeEvent } from '../../../service/store/queries/write-events.js';
import { openStore, type Store } from '../../../service/store/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { waitUntil } from '../../support/service.js';

let database: TestDatabase;
let store: Store;
let followers: Follower[] = [];
const log = createLog({ level: 'silent' });
const appId = randomUUID();
const workspaces = [randomUUID(), randomUUID()];
const connections = [randomUUID(), randomUUID()];

const sql = <T extends object>(query: string, ...bind: unknown[]) =>
  store.sequelize.query<T>(query, { bind, type: QueryTypes.SELECT });
const write = (name: string, transaction: Transaction, which = 0) =>
  writeEvent(store, connections[which] ?? '', 'connection.needs_reauth', { reason: name }, transaction);
const commit = (name: string, which = 0) =>
  store.transaction((transaction) => write(name, transaction, which));
const namesOf = (events: readonly EventRow[]) => events.map(({ data }) => data['reason']);
/** Two followers, as of two processes, and what each has read. */
const follow = async () => {
  const read: EventRow[][] = [[], []];
  followers = read.map((mine) => followEvents(store, log, (events) => void mine.push(...events)));
  await waitUntil('both hear', async () => {
    await commit('hello');
    return read.every((mine) => mine.length > 0);
  });
  return () => read.map((mine) => namesOf(mine).filter((name) => name !== 'hello'));
};

before(async () => {
  database = await createTestDatabase();
  store = openStore(database.url);
  await sql('INSERT INTO apps (id, name) VALUES ($1, $2) RETURNING 1', appId, 'Test');
  for (const [n, id] of workspaces.entries()) {
    await sql(
      `INSERT INTO workspaces (id, app_id, external_id) VALUES ($1, $2, $3) RETURNING 1`,
      id,
      appId,
      `ws_${n}`,
    );
    await sql(
      `INSERT INTO crm_connections (id, workspace_id, provider, status, account_id, account_name)
       VALUES ($1, $2, 'hubspot', 'active', '1', 'One') RETURNING 1`,
      connections[n],
      id,
    );
  }
});
after(async () => {
  await Promise.all(followers.map((follower) => follower.stop()));
  await store.close();
  await database.close();
});

test('every process reads each event once, in commit order, also those of a transaction that was slow to commit', async () => {
  const read = await follow();
  const slow = await store.sequelize.transaction();
  await write('slow', slow);
  for (const n of [1, 2, 3]) await commit(`quick ${n}`);
  assert.deepEqual(read(), [[], []], 'what came later waits for what was written earlier');
  await slow.commit();
  await waitUntil('all is read', () => read().every((names) => names.length >= 4));
  const order = ['slow', 'quick 1', 'quick 2', 'quick 3'];
  assert.deepEqual(read(), [order, order]);
  const lost = await store.sequelize.transaction();
  await write('rolled back', lost);
  await lost.rollback();
  const names = Array.from({ length: 40 }, (_, n) => `burst ${n}`);
  await Promise.all(names.map((name) => commit(name)));
  await waitUntil('the burst is read', () => read().every((mine) => mine.length >= 44));
  for (const mine of read()) assert.deepEqual([...mine].sort(), [...order, ...names].sort());
});

test('a workspace is read by itself, an app with all of its workspaces', async () => {
  await commit('of the other', 1);
  await waitUntil('it can be read', async () => {
    const events = await readEvents(store, { workspaceId: workspaces[1] ?? '' }, { xid: '0', seq: '0' }, 10);
    return namesOf(events).join() === 'of the other';
  });
  const all = await readEvents(store, { appId }, { xid: '0', seq: '0' }, 1_000);
  assert.deepEqual([...new Set(all.map(({ workspace_id }) => workspace_id))].sort(), ['ws_0', 'ws_1']);
  assert.deepEqual(await readEvents(store, { appId: randomUUID() }, { xid: '0', seq: '0' }, 10), []);
});
