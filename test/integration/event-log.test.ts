import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { crmEdits } from './crm-edits.js';
import { EventLog } from './event-log.js';
import { aCall, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
const { edit, makeContacts, archive, merge } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
});
after(() => bench.service.close());

const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type);

test('a first load tells of the connection, of its run, and of each object once a batch', async () => {
  const log = await EventLog.open(bench, true);
  const run = await bench.sync(true);
  const events = await log.read();
  const [created, started, ...rest] = events;
  assert.deepEqual(created, {
    ...{ id: created?.id, type: 'connection.created', occurred_at: created?.occurred_at },
    ...{
      app_id: bench.tenant.appId,
      workspace_id: 'ws_1',
      provider: 'hubspot',
      connection_id: bench.connection.id,
    },
    data: { account_id: bench.connection.account.id, reconnected: false },
  });
  assert.ok(started?.type === 'run.started');
  assert.deepEqual([started.data.run_id, started.data.kind], [run.id, 'backfill']);
  const changed = rest.filter((event) => event.type === 'record.changed');
  const contacts = changed.filter(({ data }) => data.object === 'contact' && data.created > 0);
  assert.equal(
    contacts.reduce((sum, { data }) => sum + data.created, 0),
    100,
  );
  assert.ok(contacts.length <= 2, 'pages commit together');
  const finished = rest.find((event) => event.type === 'run.finished');
  assert.ok(finished?.type === 'run.finished');
  assert.deepEqual(
    [finished.data.run_id, finished.data.state, finished.data.code],
    [run.id, 'succeeded', null],
  );
  assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
});

test('a change in the CRM is told with the ids of the records and where to read them', async () => {
  const ids = await makeContacts(3, 'told');
  await bench.sync(false);
  const log = await EventLog.open(bench);
  await edit('contacts', ...ids.map((id) => ({ id, properties: { jobtitle: 'Told' } })));
  await bench.sync(false);
  const [event, ...others] = await log.readOf('record.changed');
  assert.deepEqual(others, []);
  assert.ok(event);
  const { feed_cursor, ...told } = event.data;
  const { records } = await bench.feed('contact', feed_cursor);
  assert.deepEqual(records.map(({ remote_id }) => remote_id).sort(), [...ids].sort());
  assert.deepEqual(told, {
    ...{ object: 'contact', count: 3, created: 0 },
    local_ids: records.map(({ local_id }) => local_id),
  });
});

test('a sync that finds nothing new writes no event of a record, and one that nobody asked for none at all', async () => {
  const log = await EventLog.open(bench);
  await bench.sync(false);
  await bench.sync(true);
  assert.deepEqual(typesOf(await log.read()), ['run.started', 'run.finished', 'run.started', 'run.finished']);
  await bench.sql(
    'UPDATE crm_sync_schedules SET next_run_at = now() WHERE connection_id = $1 RETURNING 1',
    bench.connection.id,
  );
  await bench.calm();
  assert.deepEqual(await log.read(), []);
});

test('what is deleted or merged in the CRM is told as deleted', async () => {
  const [gone = '', survivor = '', absorbed = ''] = await makeContacts(3, 'goner');
  await bench.sync(false);
  const held = new Map(
    (await bench.feed('contact')).records.map((record) => [record.remote_id, record.local_id]),
  );
  const log = await EventLog.open(bench);
  await archive('contacts', [gone]);
  await bench.sync(false);
  assert.deepEqual(
    (await log.readOf('record.deleted')).map(({ data }) => [data.object, data.count, data.local_ids]),
    [['contact', 1, [held.get(gone)]]],
  );
  const leadTo = await merge('contacts', survivor, absorbed);
  await bench.sync(false);
  const deleted = (await log.readOf('record.deleted')).flatMap(({ data }) => data.local_ids);
  for (const id of [survivor, absorbed].filter((each) => each !== leadTo))
    assert.ok(deleted.includes(held.get(id) ?? ''), `${id} is told`);
});

test('a push tells how it ended, once, and nothing of what was said', async () => {
  const log = await EventLog.open(bench);
  const [contact] = (await bench.feed('contact')).records;
  await bench.push('call_told', { call: aCall(), contact: { id: contact?.local_id } });
  const receipt = await bench.settled('call_told');
  await bench.push('call_told', { call: aCall(), contact: { id: contact?.local_id } });
  const sent = await log.readOf('push.sent');
  assert.deepEqual(
    sent.map(({ data }) => data),
    [
      {
        ...{ push_id: receipt.push_id, object: 'activity', local_id: 'call_told', state: 'sent' },
        remote_id: receipt.remote_id,
      },
    ],
  );
  await bench.service.sandbox.post('settings', { required_properties: { calls: ['hs_call_disposition'] } });
  await bench.push('call_refused', {
    call: aCall({ body: 'a secret word', outcome: undefined }),
    contact: { id: contact?.local_id },
  });
  await bench.settled('call_refused', 'failed');
  await bench.service.sandbox.post('settings', { required_properties: {} });
  const events = await log.read();
  const failed = events.filter((event) => event.type === 'push.failed');
  assert.deepEqual(
    failed.map(({ data }) => [data.local_id, data.state, data.field]),
    [['call_refused', 'failed', 'outcome']],
  );
  assert.ok(!JSON.stringify(events).includes('secret word'));
});

test('too many deletions at once raise an alert', async () => {
  const ids = await makeContacts(30, 'many');
  await bench.sync(false);
  const log = await EventLog.open(bench);
  await archive('contacts', ids);
  await bench.sync(false);
  const [held] = await bench.sql<{ id: string }>(`SELECT id FROM crm_held_deletions WHERE state = 'waiting'`);
  assert.deepEqual(
    (await log.readOf('alert.raised')).map(({ data }) => data),
    [{ code: 'deletions_held', object: 'contact', count: 30, held_deletion_id: held?.id }],
  );
});

test('a wait of hours that the CRM asks for raises one alert, an ordinary one none', async () => {
  const log = await EventLog.open(bench);
  const waits = async (retry_after_s: number, callId: string) => {
    await bench.service.sandbox.fault({
      ...{ kind: 'rate_limit', times: 0, retry_after_s, match: { path_includes: '/calls' } },
    });
    const [contact] = (await bench.feed('contact')).records;
    await bench.push(callId, { call: aCall(), contact: { id: contact?.local_id } });
    await bench.settled(callId, 'waiting_for_quota');
    await bench.service.sandbox.fault({ kind: 'clear' });
  };
  await waits(30, 'call_short');
  assert.deepEqual(await log.readOf('alert.raised'), []);
  await waits(7_200, 'call_long');
  await waits(7_200, 'call_long_too');
  assert.deepEqual(
    (await log.readOf('alert.raised')).map(({ data }) => data.code),
    ['quota_used_up'],
  );
});

test('pausing, resuming, an ended access, a new sign-in and a disconnect are told', async () => {
  const log = await EventLog.open(bench);
  const { api } = bench.service;
  const pause = (paused: boolean) =>
    api.patch(`/crm/connections/${bench.connection.id}`, {
      key: bench.tenant.et,
      body: { paused },
      expect: 200,
    });
  await pause(true);
  await pause(true);
  await pause(false);
  // The poll that follows would else find the access ended before we can ask for one.
  await bench.calm();
  await bench.service.sandbox.fault({ kind: 'revoke_grant' });
  await bench.sync(false);
  await bench.service.connect(bench.tenant.et);
  await api.delete(`/crm/connections/${bench.connection.id}`, { key: bench.tenant.et, expect: 200 });
  await bench.service.connect(bench.tenant.et);
  const told = (await log.read()).filter(({ type }) => type.startsWith('connection.'));
  assert.deepEqual(
    told.map(({ type, data }) => [type, data]),
    [
      ['connection.paused', { reason: 'paused_by_person' }],
      ['connection.resumed', { reason: 'resumed_by_person' }],
      ['connection.needs_reauth', { reason: 'grant_revoked' }],
      ['connection.resumed', { reason: 'signed_in_again' }],
      ['connection.disconnected', { data: 'keep' }],
      ['connection.created', { account_id: bench.connection.account.id, reconnected: true }],
    ],
  );
});
