import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SyncRun, SyncStatus } from '../../shared/run.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { aCall, openWorkbench, type Workbench } from './workbench.js';

const CONTACTS = 400;
let bench: Workbench;
const { clearFaults, holdListAfter } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
  await bench.service.sandbox.post('records', { generate: { contacts: CONTACTS, companies: 0, deals: 0 } });
});
after(() => bench.service.close());

const copied = async () =>
  (await bench.sql<{ n: number }>(`SELECT count(*)::int AS n FROM crm_records WHERE object = 'contact'`))[0]
    ?.n ?? 0;
const listRequests = async () =>
  (await bench.service.sandbox.requests('/crm/objects/2026-09/contacts')).filter(
    ({ method, status }) => method === 'GET' && status === 200,
  ).length;
const operator = (query: string) =>
  bench.service.api.post<{ data: unknown[] }>(`/crm/admin/pause-sync?${query}`, {
    key: bench.service.adminKey,
    expect: 200,
  });
const status = async () =>
  (
    await bench.service.api.get<{ data: SyncStatus[] }>('/crm/sync/status', {
      key: bench.tenant.et,
      expect: 200,
    })
  ).body.data[0];
/** Begins a copy anew, whose second page the CRM keeps to itself until the faults are cleared; its run, once the first is stored. */
async function stuckCopy(): Promise<string> {
  await bench.calm(); // the poll after the copy before
  await bench.sql('DELETE FROM crm_records RETURNING 1');
  await bench.sql('DELETE FROM crm_sync_cursors RETURNING 1');
  await holdListAfter('contacts', 100);
  const id = await bench.start(true, ['contact']);
  await waitUntil('the first page is stored', async () => (await copied()) > 0);
  return id;
}
/** Waits until the run of this id is in nobody's hands. */
const isDown = (id: string) =>
  waitUntil('the run is put down', async () => (await bench.run(id)).state === 'queued');

for (const [name, pause, resume] of [
  ['the switch of the provider', 'provider=hubspot&pause=true', 'provider=hubspot&pause=false'],
  [
    'the switch of the workspace',
    'provider=*&workspace_id=ws_1&pause=true',
    'provider=*&workspace_id=ws_1&pause=false',
  ],
] as const) {
  test(`${name} stops a copy in the middle of a request, and lifted it goes on where it stood`, async () => {
    const before = await listRequests();
    const id = await stuckCopy();
    await operator(pause);
    await isDown(id);
    const half = await copied();
    assert.ok(half < CONTACTS);
    const shown = await status();
    assert.deepEqual([shown?.health, shown?.switched_off, shown?.next_sync_at], ['paused', true, null]);
    await bench.service.api.refused('POST', '/crm/sync/start', 'connection_paused', {
      key: bench.tenant.et,
      body: { provider: 'hubspot' },
    });
    await operator(resume);
    await clearFaults();
    const run = await bench.ended(id);
    assert.equal(run.state, 'succeeded');
    assert.equal(await copied(), CONTACTS + 100);
    assert.ok(
      (await listRequests()) - before <= (CONTACTS + 100) / 100 + 3,
      'stored pages are not read again',
    );
    assert.equal((await status())?.switched_off, false);
  });
}

test('a push waits while the operator’s switch is thrown, is not refused, and goes out afterwards', async () => {
  await operator('provider=hubspot&pause=true');
  const receipt = await bench.push('call_held', {
    call: aCall(),
    contact: { email: 'giulia.ferri@prato.example' },
  });
  assert.equal(receipt.state, 'queued');
  await bench.sql(`SELECT pg_notify('crm_wake', 'push')`);
  const { body } = await bench.service.api.get<{ data: { provider: string }[] }>('/crm/admin/pauses', {
    key: bench.service.adminKey,
    expect: 200,
  });
  assert.deepEqual(
    body.data.map(({ provider }) => provider),
    ['hubspot'],
  );
  assert.equal((await bench.receipt('call_held')).attempts, 0);
  await operator('provider=hubspot&pause=false');
  assert.equal((await bench.settled('call_held')).state, 'sent');
});

test('an unknown workspace, or one that two apps have, is refused with what to add', async () => {
  const key = bench.service.adminKey;
  await bench.service.api.refused(
    'POST',
    '/crm/admin/pause-sync?provider=*&pause=true&workspace_id=nobody',
    'workspace_not_found',
    { key },
  );
  await bench.service.createTenant('ws_1', 'Another app');
  const answer = await bench.service.api.refused(
    'POST',
    '/crm/admin/pause-sync?provider=*&pause=true&workspace_id=ws_1',
    'bad_request',
    { key },
  );
  assert.match(answer.body.detail, /app_id/);
  await operator(`provider=*&pause=true&workspace_id=ws_1&app_id=${bench.tenant.appId}`);
  await operator(`provider=*&pause=false&workspace_id=ws_1&app_id=${bench.tenant.appId}`);
});

test('a person’s pause stops a copy in the middle too', async () => {
  const id = await stuckCopy();
  const patch = (paused: boolean) =>
    bench.service.api.patch(`/crm/connections/${bench.connection.id}`, {
      key: bench.tenant.et,
      body: { paused },
      expect: 200,
    });
  await patch(true);
  await isDown(id);
  const half = await copied();
  await clearFaults();
  await patch(false);
  assert.equal((await bench.ended(id)).state, 'succeeded');
  assert.ok(half > 0 && half < (await copied()));
});

test('a copy that is cancelled ends at once, is not taken up by itself, and goes on where it stood when asked', async () => {
  const id = await stuckCopy();
  const cancel = () =>
    bench.service.api.post<SyncRun>(`/crm/sync/runs/${id}/cancel`, {
      key: bench.tenant.et,
      body: {},
      expect: 200,
    });
  assert.equal((await cancel()).body.state, 'cancelled');
  assert.equal((await cancel()).body.state, 'cancelled', 'twice is once');
  const log = () =>
    bench.service.log.filter(({ run_id, msg }) => run_id === id && String(msg).startsWith('run put down'));
  await waitUntil('its worker put it down', () => log().length > 0);
  const half = await copied();
  assert.ok(half < CONTACTS);
  await clearFaults();
  await bench.sql(`UPDATE crm_sync_schedules SET next_run_at = now() RETURNING 1`);
  await waitUntil('a poll came and went', async () => {
    const [row] = await bench.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM crm_sync_runs WHERE kind = 'delta' AND state = 'succeeded' AND finished_at > (SELECT finished_at FROM crm_sync_runs WHERE id = $1)`,
      id,
    );
    return (row?.n ?? 0) > 0;
  });
  assert.equal(await copied(), half, 'nobody went on with it');
  const { stopped_copy: stopped } = (await status()) as SyncStatus;
  assert.equal(stopped?.id, id, 'the status tells that it was stopped, also after a poll');
  assert.ok((stopped?.objects[0]?.done ?? 0) > 0);
  const asked = await listRequests();
  const again = await bench.sync(true, ['contact']);
  assert.equal(again.state, 'succeeded');
  assert.equal((await status())?.stopped_copy, null);
  assert.equal(await copied(), CONTACTS + 100);
  assert.ok(
    (await listRequests()) - asked <= (CONTACTS + 100 - half) / 100 + 2,
    'stored pages are not read again',
  );
});
