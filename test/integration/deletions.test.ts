import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
const { edit, makeContacts, archive, restore, holdListAfter, clearFaults: clear } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
});
after(() => bench.service.close());

const held = async (remoteId: string) =>
  (await bench.feed('contact')).records.find(({ remote_id }) => remote_id === remoteId);
const fault = (query: string, more: object) =>
  bench.service.sandbox.fault({
    times: 0,
    match: { path_includes: '/contacts', query_includes: query },
    ...more,
  });
const listed = async () =>
  (await bench.service.sandbox.requests('/contacts?')).filter(({ path }) => path.includes('archived=true'))
    .length;
/** Copies everything as if the list of deleted records could not be read. */
const copyAlone = async () => {
  await fault('archived=true', { kind: 'server_error', status: 500 });
  const run = await bench.sync(true, ['contact']);
  await clear();
  return run;
};

test('a record deleted in the CRM is in the feed as deleted, once', async () => {
  const [id = ''] = await makeContacts(1, 'single');
  await bench.sync(false);
  const before = await held(id);
  const { cursor } = await bench.feed('contact');
  await archive('contacts', [id]);
  await bench.sync(false);
  const { records, cursor: next } = await bench.feed('contact', cursor);
  assert.deepEqual(
    records.map(({ remote_id, local_id, deleted, fields }) => [remote_id, local_id, deleted, fields.email]),
    [[id, before?.local_id, true, 'single.0@gone.example']],
  );
  await bench.sync(false);
  assert.deepEqual((await bench.feed('contact', next)).records, []);
  const [line] = await bench.sql(`SELECT message FROM crm_sync_logs WHERE code = 'records_deleted'`);
  assert.equal(line?.message, 'Deleted 1 contact: no longer in HubSpot.');
});

test('a record that is restored in the CRM comes back under its local id', async () => {
  const [id = ''] = await makeContacts(1, 'back');
  await bench.sync(false);
  const before = await held(id);
  await archive('contacts', [id]);
  await bench.sync(false);
  assert.equal((await held(id))?.deleted, true);
  const { cursor } = await bench.feed('contact');
  await restore('contacts', [id]);
  await bench.sync(false);
  const { records } = await bench.feed('contact', cursor);
  assert.deepEqual(
    records.map(({ local_id, deleted, fields }) => [local_id, deleted, fields.first_name]),
    [[before?.local_id, false, 'back']],
  );
});

test('a list that breaks off half-way deletes nothing, and is read to its end later', async () => {
  const ids = await makeContacts(1, 'early');
  await bench.sync(false);
  const bin = await makeContacts(150, 'bin');
  const late = await makeContacts(1, 'late');
  await bench.sync(false);
  await archive('contacts', bin);
  await bench.sql(
    `UPDATE crm_records SET deleted_at = now() WHERE object = 'contact' AND remote_id = ANY ($1) RETURNING 1`,
    bin,
  );
  await archive('contacts', [...ids, ...late]);
  await fault('after=', { kind: 'server_error', status: 500 });
  const run = await bench.sync(false);
  assert.equal(run.state, 'succeeded', 'the sync goes on');
  assert.deepEqual(
    [(await held(ids[0] ?? ''))?.deleted, (await held(late[0] ?? ''))?.deleted],
    [false, false],
  );
  await clear();
  await bench.sync(false);
  assert.deepEqual([(await held(ids[0] ?? ''))?.deleted, (await held(late[0] ?? ''))?.deleted], [true, true]);
});

test('what we may not read any more, or is not where it was, proves nothing', async () => {
  const [id = ''] = await makeContacts(1, 'proof');
  await bench.sync(false);
  await archive('contacts', [id]);
  const { sandbox } = bench.service;
  for (const query of ['archived=true', '']) {
    await sandbox.fault({
      kind: 'deny_scope',
      match: { path_includes: query === '' ? '/contacts/batch/read' : '/contacts', query_includes: query },
    });
    assert.equal((await bench.sync(false)).state, 'succeeded');
    assert.equal((await held(id))?.deleted, false);
    await clear();
  }
  await bench.sync(false);
  assert.equal((await held(id))?.deleted, true);
});

test('a record that was restored before it was believed stays', async () => {
  const [id = ''] = await makeContacts(1, 'meanwhile');
  await bench.sync(false);
  await archive('contacts', [id]);
  await fault('', { kind: 'server_error', status: 500, match: { path_includes: '/contacts/batch/read' } });
  await bench.sync(false);
  assert.deepEqual(await bench.sql('SELECT state FROM crm_gone_records WHERE remote_id = $1', id), [
    { state: 'suspected' },
  ]);
  await restore('contacts', [id]);
  await clear();
  const { cursor } = await bench.feed('contact');
  await bench.sync(false);
  assert.equal((await held(id))?.deleted, false);
  assert.deepEqual((await bench.feed('contact', cursor)).records, []);
  assert.deepEqual(await bench.sql('SELECT 1 FROM crm_gone_records'), []);
});

test('the list is read for who asks, and by polls not more often than every quarter of an hour', async () => {
  const poll = async () => {
    const before = await listed();
    await bench.sql(
      'UPDATE crm_sync_schedules SET next_run_at = now() WHERE connection_id = $1 RETURNING 1',
      bench.connection.id,
    );
    await bench.calm();
    return (await listed()) - before;
  };
  await bench.sync(false);
  assert.equal(await poll(), 0);
  await bench.sql(
    `UPDATE crm_sync_cursors SET deleted_read_at = now() - interval '16 minutes' WHERE object = 'contact' RETURNING 1`,
  );
  assert.ok((await poll()) > 0);
});

test('a whole copy finds what the list of deleted records does not name', async () => {
  const [id = '', kept = ''] = await makeContacts(2, 'unseen');
  await bench.sync(false);
  await archive('contacts', [id]);
  const { cursor } = await bench.feed('contact');
  const run = await copyAlone();
  assert.equal(run.state, 'succeeded');
  assert.deepEqual([(await held(id))?.deleted, (await held(kept))?.deleted], [true, false]);
  assert.deepEqual(
    (await bench.feed('contact', cursor)).records.map(({ remote_id }) => remote_id),
    [id],
  );
  assert.deepEqual(await bench.sql('SELECT 1 FROM crm_seen_records'), []);
});

test('a copy that has forgotten what it saw proves nothing, and one that was cut short neither', async () => {
  const [id = ''] = await makeContacts(1, 'forgotten');
  await edit(
    'contacts',
    ...Array.from({ length: 300 }, (_, n) => ({ properties: { email: `many${n}@x.example` } })),
  );
  await bench.sync(false);
  await archive('contacts', [id]);
  const begin = async () => {
    await holdListAfter('contacts', 300);
    const run = await bench.start(true, ['contact']);
    await waitUntil('it has seen something', async () => ((await bench.run(run)).objects[0]?.done ?? 0) > 0);
    return run;
  };
  // As after a crash of the database: the table of marks comes back empty.
  const crashed = await begin();
  await bench.sql('DELETE FROM crm_seen_records RETURNING 1');
  await clear();
  await fault('archived=true', { kind: 'server_error', status: 500 });
  await bench.ended(crashed);
  assert.equal((await held(id))?.deleted, false);
  assert.ok(bench.service.log.some((line) => line.msg === 'a copy proves no deletions'));

  const cut = await begin();
  await bench.service.api.post(`/crm/sync/runs/${cut}/cancel`, { key: bench.tenant.et, expect: 200 });
  await clear();
  await fault('archived=true', { kind: 'server_error', status: 500 });
  await bench.ended(cut);
  assert.equal((await held(id))?.deleted, false);
  // Gone on with, it comes to its end and proves what it saw in both parts.
  await bench.sync(true, ['contact']);
  assert.equal((await held(id))?.deleted, true);
  await clear();
});

test('a first copy remembers nothing', async () => {
  await bench.sql(`DELETE FROM crm_records WHERE object = 'company' RETURNING 1`);
  await holdListAfter('companies', 0);
  const run = await bench.start(true, ['company']);
  await waitUntil(
    'it has begun',
    async () =>
      (
        await bench.sql(
          `SELECT 1 FROM crm_sync_cursors WHERE object = 'company' AND backfill_started_at IS NOT NULL`,
        )
      ).length > 0,
  );
  assert.deepEqual(await bench.sql(`SELECT backfill_mark FROM crm_sync_cursors WHERE object = 'company'`), [
    { backfill_mark: null },
  ]);
  await clear();
  await bench.ended(run);
  assert.deepEqual(await bench.sql('SELECT 1 FROM crm_seen_records'), []);
});
