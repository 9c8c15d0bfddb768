import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DeadLetter, FailedPush, PushReceipt } from '../../shared/push.js';
import type { SyncStatus } from '../../shared/run.js';
import { settledSooner } from './settled-sooner.js';
import { aCall, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
const WRITES = { path_includes: '/calls/batch/upsert' };

before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
});
after(() => bench.service.close());

const send = (callId: string, call: Record<string, unknown> = {}) =>
  bench.push(callId, {
    call: aCall({ subject: callId, ...call }),
    contact: { email: 'giulia.ferri@prato.example' },
  });
const list = async (query = '') =>
  (
    await bench.service.api.get<{ data: DeadLetter[]; next_cursor: string | null; total: number }>(
      `/crm/admin/dead-letters?${query}`,
      { key: bench.service.adminKey, expect: 200 },
    )
  ).body;
const listed = async (query = '') => (await list(query)).data.map(({ call_id }) => call_id);
const retry = (pushId: string) =>
  bench.service.api.post<DeadLetter & { code?: string }>(`/crm/admin/dead-letters/${pushId}/retry`, {
    key: bench.service.adminKey,
  });
const retryMany = async (body: object) =>
  (
    await bench.service.api.post<{ retried: number; superseded: number; left: number; has_more: boolean }>(
      '/crm/admin/dead-letters/retry',
      { key: bench.service.adminKey, body, expect: 202 },
    )
  ).body;
const titles = async (subject: string) =>
  (await bench.service.sandbox.records('calls')).filter(
    ({ properties }) => properties.hs_call_title === subject,
  ).length;
const gauge = async () => {
  const { text } = await bench.service.api.get('/crm/metrics');
  return /^dlq_size\{provider="hubspot"\} (\d+)$/m.exec(text)?.[1];
};

/** What the customer's status says of them. */
async function figures(): Promise<object> {
  const answer = await bench.service.api.get<{ data: SyncStatus[] }>('/crm/sync/status', {
    key: bench.tenant.et,
    expect: 200,
  });
  const { failed, failed_by_object } = (answer.body.data[0] as SyncStatus).pushes;
  return { failed, failed_by_object };
}

/** A call that the CRM refuses for want of an outcome. */
async function refuse(callId: string): Promise<PushReceipt> {
  const { sandbox } = bench.service;
  await sandbox.post('settings', { required_properties: { calls: ['hs_call_disposition'] } });
  await send(callId, { outcome: undefined });
  const receipt = await bench.settled(callId);
  await sandbox.post('settings', { required_properties: {} });
  assert.equal(receipt.state, 'failed');
  return receipt;
}

/** A call given up while the CRM is down, or after its last answer was lost. */
async function giveUp(callId: string, fault: Record<string, unknown>): Promise<PushReceipt> {
  await bench.service.sandbox.fault({ times: 0, match: WRITES, ...fault });
  await send(callId);
  const receipt = await settledSooner(bench, callId, 'dead');
  await bench.service.sandbox.fault({ kind: 'clear' });
  return receipt;
}

test('what was refused and what was given up is listed, newest first, with its error', async () => {
  const refused = await refuse('call_refused');
  const dead = await giveUp('call_dead', { kind: 'server_error', status: 503 });
  assert.equal(dead.attempts, 5);
  const { data } = await list();
  assert.deepEqual(
    data.map(({ call_id, state, error, object, workspace_id, superseded }) => [
      call_id,
      state,
      error?.code,
      error?.field,
      object,
      workspace_id,
      superseded,
    ]),
    [
      ['call_dead', 'dead', 'crm_unreachable', null, 'activity', bench.tenant.workspaceId, false],
      ['call_refused', 'failed', refused.error?.code, 'outcome', 'activity', bench.tenant.workspaceId, false],
    ],
  );
  assert.equal(data[0]?.app.id, bench.tenant.appId);
  assert.equal(await gauge(), '2');
  assert.deepEqual(await figures(), { failed: 2, failed_by_object: { activity: 2 } });
});

test('the list is filtered and paged', async () => {
  assert.deepEqual(await listed('state=dead'), ['call_dead']);
  assert.deepEqual(await listed('code=crm_unreachable&provider=hubspot&object=activity'), ['call_dead']);
  assert.deepEqual(await listed(`workspace_id=ws_nobody`), []);
  assert.deepEqual(await listed(`connection_id=${bench.connection.id}&state=failed`), ['call_refused']);
  assert.deepEqual(await listed(`app_id=${bench.tenant.appId}&state=failed`), ['call_refused']);
  const first = await list('limit=1');
  const second = await list(`limit=1&cursor=${first.next_cursor}`);
  assert.deepEqual(
    [...first.data, ...second.data].map(({ call_id }) => call_id),
    ['call_dead', 'call_refused'],
  );
  assert.equal(second.next_cursor, null);
  assert.deepEqual([first.total, second.total], [2, 2]);
  assert.equal((await list('state=dead&superseded=true')).total, 0);
});

test('the customer sees its own, by name, and nobody else’s', async () => {
  const { api } = bench.service;
  const ask = (query: string, key: string) =>
    api.get<{ data: FailedPush[]; next_cursor: string | null }>(`/crm/dead-letters?${query}`, {
      key,
      expect: 200,
    });
  const first = (await ask('limit=1', bench.tenant.et)).body;
  const second = (await ask(`limit=1&cursor=${first.next_cursor}`, bench.tenant.et)).body;
  const rows = [...first.data, ...second.data].map(({ call_id, title, state, error }) => [
    call_id,
    title,
    state,
    error?.field,
  ]);
  assert.deepEqual(rows, [
    ['call_dead', 'giulia.ferri@prato.example', 'dead', null],
    ['call_refused', 'giulia.ferri@prato.example', 'failed', 'outcome'],
  ]);
  assert.deepEqual((await ask('object=deal', bench.tenant.et)).body.data, []);
  const stranger = await bench.service.createTenant('ws_stranger', 'App of a stranger');
  assert.deepEqual((await ask('', stranger.et)).body.data, []);
  const other = await api.post<{ retried: number }>('/crm/dead-letters/retry', {
    key: stranger.et,
    body: {},
    expect: 202,
  });
  assert.equal(other.body.retried, 0);
});

test('one is retried: it has its tries anew and is sent once', async () => {
  const [dead] = (await list('state=dead')).data;
  const answer = await retry(dead?.push_id ?? '');
  assert.deepEqual([answer.status, answer.body.state, answer.body.attempts], [202, 'checking', 0]);
  const receipt = await bench.settled('call_dead');
  assert.deepEqual([receipt.state, receipt.attempts, await titles('call_dead')], ['sent', 1, 1]);
  assert.equal((await retry(dead?.push_id ?? '')).body.code, 'dead_letter_not_found');
  const [entry] = await bench.sql(
    `SELECT actor, action FROM audit_log WHERE target = $1`,
    `push:${dead?.push_id}`,
  );
  assert.deepEqual(entry, { actor: 'operator', action: 'dead_letter_retried' });
});

test('one that had arrived after all is found and not written twice', async () => {
  // The CRM writes it and never answers, and cannot be asked whether it did.
  await bench.service.sandbox.fault({
    ...{ kind: 'server_error', status: 503, times: 0 },
    match: { path_includes: '/calls/batch/read' },
  });
  await bench.service.sandbox.fault({ kind: 'timeout_after_write', delay_ms: 50, match: WRITES });
  await send('call_arrived');
  await bench.settled('call_arrived', 'checking');
  const dead = await giveUpChecking('call_arrived');
  await retry(dead.push_id);
  assert.equal((await bench.settled('call_arrived')).state, 'already_there');
  assert.equal(await titles('call_arrived'), 1);
});

async function giveUpChecking(callId: string): Promise<PushReceipt> {
  const receipt = await settledSooner(bench, callId, 'dead');
  await bench.service.sandbox.fault({ kind: 'clear' });
  return receipt;
}

test('one that a newer push has overtaken is not sent again', async () => {
  const [old] = (await list('state=failed')).data;
  assert.equal(old?.call_id, 'call_refused');
  await send('call_refused', { body: 'Newer' });
  assert.equal((await bench.settled('call_refused')).state, 'sent');
  const answer = await retry(old?.push_id ?? '');
  assert.deepEqual([answer.status, answer.body.code], [409, 'dead_letter_superseded']);
  assert.deepEqual(await listed(), []);
  assert.deepEqual(await listed('superseded=true'), ['call_refused']);
  assert.deepEqual(await figures(), { failed: 0, failed_by_object: {} });
  assert.deepEqual(await retryMany({}), { retried: 0, superseded: 1, left: 0, has_more: false });
  const [call] = (await bench.service.sandbox.records('calls')).filter(
    ({ properties }) => properties.hs_call_title === 'call_refused',
  );
  assert.equal(call?.properties.hs_call_body, '<p>Newer</p>');
});

test('many are retried at once, those that match', async () => {
  for (const id of ['call_many_1', 'call_many_2', 'call_many_3']) await refuse(id);
  await bench.sql(
    `UPDATE crm_pushes SET error = error || '{"code": "other"}' WHERE local_id = 'call_many_3' RETURNING 1`,
  );
  const [{ error } = { error: null }] = (await list('code=other')).data;
  assert.equal(error?.code, 'other');
  const code = (await bench.receipt('call_many_1')).error?.code;
  const only = { code, provider: 'hubspot', connection_id: bench.connection.id };
  const stranger = { ...only, connection_id: '00000000-0000-4000-8000-000000000000' };
  assert.deepEqual(await retryMany(stranger), { retried: 0, superseded: 0, left: 0, has_more: false });
  const first = await retryMany({ ...only, limit: 1 });
  assert.deepEqual(first, { retried: 1, superseded: 1, left: 1, has_more: true });
  const rest = await retryMany(only);
  assert.deepEqual(rest, { retried: 1, superseded: 1, left: 0, has_more: false });
  for (const id of ['call_many_1', 'call_many_2'])
    assert.deepEqual([(await bench.settled(id)).state, await titles(id)], ['sent', 1]);
  assert.equal((await bench.receipt('call_many_3')).state, 'failed');
  const entries = await bench.sql<{ details: { push_ids: string[] } }>(
    `SELECT details FROM audit_log WHERE action = 'dead_letters_retried'`,
  );
  assert.deepEqual(
    entries.map(({ details }) => details.push_ids.length),
    [1, 1],
  );
});

test('the customer retries one of its own, and all of them', async () => {
  const { api } = bench.service;
  const refused = [await refuse('call_mine_1'), await refuse('call_mine_2')];
  const path = `/crm/dead-letters/${refused[0]?.push_id}/retry`;
  const stranger = await bench.service.createTenant('ws_other', 'Another app');
  for (const key of [stranger.et, stranger.sk]) {
    const answer = await api.post<{ code: string }>(path, { key, body: {} });
    assert.deepEqual([answer.status, answer.body.code], [404, 'dead_letter_not_found']);
  }
  const one = await api.post<FailedPush>(path, { key: bench.tenant.et, body: {}, expect: 202 });
  assert.equal(one.body.title, 'giulia.ferri@prato.example');
  assert.equal((await bench.settled('call_mine_1')).state, 'sent');
  const all = { key: bench.tenant.sk, body: { workspace_id: 'ws_1', provider: 'hubspot' }, expect: 202 };
  const { body } = await api.post<{ retried: number }>('/crm/dead-letters/retry', all);
  assert.equal(body.retried, 2, 'the one left over by the test before, too');
  assert.equal((await bench.settled('call_mine_2')).state, 'sent');
  assert.deepEqual(await figures(), { failed: 0, failed_by_object: {} });
});

test('a receipt is read by its own id', async () => {
  const { push_id: id } = await bench.receipt('call_many_3');
  const { body } = await bench.service.api.get<PushReceipt>(`/crm/pushes/${id}`, {
    key: bench.tenant.et,
    expect: 200,
  });
  assert.deepEqual(
    [body.push_id, body.object, body.local_id, body.call_id],
    [id, 'activity', 'call_many_3', 'call_many_3'],
  );
});

test('a push that has met nothing but rate limits for a day is given up and says so', async () => {
  await bench.service.sandbox.fault({ kind: 'rate_limit', times: 0, retry_after_s: 600, match: WRITES });
  await send('call_limited');
  const waiting = await bench.settled('call_limited', 'waiting_for_quota');
  assert.equal(waiting.attempts, 0);
  assert.ok(Date.parse(waiting.next_try_at ?? '') > Date.parse(waiting.updated_at) + 500_000);
  await bench.sql(
    `WITH due AS (UPDATE crm_pushes SET next_try_at = now(), waiting_since = now() - interval '25 h' WHERE local_id = 'call_limited' RETURNING 1)
     SELECT pg_notify('crm_wake', 'push') FROM due`,
  );
  const dead = await bench.settled('call_limited');
  assert.deepEqual([dead.state, dead.error?.code], ['dead', 'crm_rate_limited']);
  await bench.service.sandbox.fault({ kind: 'clear' });
  await retry(dead.push_id);
  assert.equal((await bench.settled('call_limited')).state, 'sent');
});
