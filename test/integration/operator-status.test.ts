import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OperatorStatus } from '../../shared/operator-status.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { aCall, addWorkspace, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
const { edit } = crmEdits(() => bench);

before(async () => {
  bench = await openWorkbench({ seed: false });
});
after(() => bench.service.close());

interface List {
  data: OperatorStatus[];
  next_cursor: string | null;
}

const list = async (query = '') =>
  (
    await bench.service.api.get<List>(`/crm/admin/sync-status?${query}`, {
      key: bench.service.adminKey,
      expect: 200,
    })
  ).body;

/** What the operator sees of the first connection. */
async function status(): Promise<OperatorStatus> {
  const { data } = await list(`app_id=${bench.tenant.appId}`);
  assert.equal(data.length, 1);
  return data[0] as OperatorStatus;
}

const freshness = ({ objects }: OperatorStatus, object: string) =>
  objects.find((one) => one.object === object);

test('a connection that was never synced has nothing to show yet', async () => {
  const one = await status();
  assert.deepEqual(
    [one.workspace_id, one.connection_id, one.provider, one.status, one.health],
    ['ws_1', bench.connection.id, 'hubspot', 'active', 'never_run'],
  );
  assert.deepEqual(freshness(one, 'contact'), {
    object: 'contact',
    last_synced_at: null,
    age_s: null,
    copied_at: null,
    error: null,
  });
  assert.deepEqual(one.dead_letters, { count: 0, by_code: {} });
  assert.deepEqual(one.last_errors, []);
  assert.equal(one.webhooks.health, 'off');
});

test('it is as fresh as its last good poll, and late by what has passed since the next one was due', async () => {
  await edit('contacts', { properties: { email: 'ada@fresh.example', firstname: 'Ada' } });
  await bench.sync(true);
  const one = await status();
  assert.equal(one.health, 'healthy');
  assert.ok(freshness(one, 'contact')?.copied_at);
  assert.ok((freshness(one, 'contact')?.age_s ?? Number.POSITIVE_INFINITY) < 600);
  assert.equal(one.lag_s, 0);
  const parked = await waitUntil('it is seen parked', async () => {
    // Once a minute a worker gives what is parked for no reason its time again.
    await bench.sql(`UPDATE crm_sync_schedules SET next_run_at = 'infinity' RETURNING 1`);
    const now = await status();
    return now.next_sync_at === null && now;
  });
  assert.equal(parked.lag_s, null);
  const { api } = bench.service;
  await api.post('/crm/admin/pause-sync?provider=hubspot&pause=true', {
    key: bench.service.adminKey,
    expect: 200,
  });
  await bench.sql(`UPDATE crm_sync_schedules SET next_run_at = now() - interval '1 hour' RETURNING 1`);
  const off = await status();
  assert.deepEqual([off.health, off.switched_off, off.lag_s], ['paused', true, null]);
});

test('what waits to be sent is counted by its state, and what was given up by its code', async () => {
  // The switch is still thrown.
  for (const id of ['call_1', 'call_2'])
    await bench.push(id, { call: aCall({ subject: id }), contact: { email: 'ada@fresh.example' } });
  const one = await status();
  assert.deepEqual({ ...one.pushes, oldest_at: null }, { ...NOTHING_WAITS, queued: 2 });
  assert.ok(one.pushes.oldest_at);
  const { api, sandbox } = bench.service;
  await sandbox.post('settings', { required_properties: { calls: ['hs_call_disposition'] } });
  await bench.push('call_3', {
    call: aCall({ subject: 'call_3', outcome: undefined }),
    contact: { email: 'ada@fresh.example' },
  });
  await api.post('/crm/admin/pause-sync?provider=hubspot&pause=false', {
    key: bench.service.adminKey,
    expect: 200,
  });
  for (const id of ['call_1', 'call_2', 'call_3']) await bench.settled(id);
  await sandbox.post('settings', { required_properties: {} });
  const { error } = await bench.receipt('call_3');
  const sent = await status();
  assert.deepEqual(sent.pushes, NOTHING_WAITS);
  assert.deepEqual(sent.dead_letters, { count: 1, by_code: { [error?.code ?? '']: 1 } });
  const [last] = sent.last_errors;
  assert.deepEqual([last?.of, last?.code, last?.object], ['push', error?.code, 'activity']);
  assert.match(last?.message ?? '', /^Call call_3 was not sent: /);
});

const NOTHING_WAITS = { queued: 0, waiting_for_quota: 0, sending: 0, checking: 0, oldest_at: null };

test('a run that failed is told in plain words, and over what is past', async () => {
  const { sandbox } = bench.service;
  // Lifting the switch gave it any time of the next minutes.
  await bench.sql(`UPDATE crm_sync_schedules SET next_run_at = now() + interval '1 hour' RETURNING 1`);
  await bench.calm();
  await sandbox.fault({
    kind: 'deny_scope',
    match: { path_includes: '/objects/2026-09/contacts' },
    times: 0,
  });
  await sandbox.fault({ kind: 'deny_scope', match: { path_includes: 'contacts' }, times: 0 });
  const run = await bench.sync(false, ['contact']);
  await sandbox.fault({ kind: 'clear' });
  assert.equal(run.state, 'failed');
  const one = await status();
  assert.deepEqual([one.health, one.error?.code, one.failures], ['error', run.error?.code, 1]);
  const [last] = one.last_errors;
  assert.deepEqual([last?.of, last?.code, last?.message], ['run', run.error?.code, run.error?.message]);
  await bench.sync(false, ['contact']);
  const again = await status();
  assert.deepEqual([again.health, again.error, again.failures], ['healthy', null, 0]);
  assert.equal(again.last_errors[0]?.of, 'run');
});

test('connections are paged, those of a workspace together, and found by workspace and provider', async () => {
  await addWorkspace(bench, 'ws_2');
  const all = (await list()).data.map(({ connection_id }) => connection_id);
  assert.equal(all.length, 2);
  const first = await list('limit=1');
  const second = await list(`limit=1&cursor=${first.next_cursor}`);
  assert.deepEqual(
    [...first.data, ...second.data].map(({ connection_id }) => connection_id),
    all,
  );
  assert.equal(second.next_cursor, null);
  const found = await list('workspace_id=ws_2&provider=hubspot');
  assert.deepEqual(
    found.data.map(({ workspace_id }) => workspace_id),
    ['ws_2'],
  );
  assert.deepEqual((await list('provider=zoho')).data, []);
  const { api, adminKey } = bench.service;
  for (const [query, code] of [
    ['cursor=bm9uZQ', 'bad_request'],
    ['provider=nobody', 'provider_unknown'],
    ['app_id=mine', 'bad_request'],
  ]) {
    const answer = await api.get<{ code: string }>(`/crm/admin/sync-status?${query}`, { key: adminKey });
    assert.equal(answer.body.code, code, query);
  }
});
