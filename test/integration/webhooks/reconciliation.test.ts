import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OperatorStatus } from '../../../shared/operator-status.js';
import type { SyncStatus } from '../../../shared/run.js';
import { waitUntil } from '../../support/service.js';
import { hubspotEvent, openWebhookBench, sendSigned, type WebhookBench } from './webhook-bench.js';

let bench: WebhookBench;
let target: string | null;

before(async () => {
  bench = await openWebhookBench({ seed: false });
  const { settings } = await bench.service.sandbox.get<{ settings: { target_url: string } }>('webhooks');
  target = settings.target_url;
});
after(() => bench.service.close());

/** Whether the CRM tells of changes, or has stopped to without saying so. */
const tell = (tells: boolean) =>
  bench.service.sandbox.post('webhooks', { target_url: tells ? target : null });

async function operatorsView(): Promise<OperatorStatus> {
  const { adminKey, api } = bench.service;
  const answer = await api.get<{ data: OperatorStatus[] }>('/crm/admin/sync-status', {
    key: adminKey,
    expect: 200,
  });
  return answer.body.data[0] as OperatorStatus;
}

const repaired = async () => {
  const { text } = await bench.service.api.get('/crm/metrics');
  return Number(
    /^crm_reconciliation_total\{provider="hubspot",object="contact"\} (\d+)$/m.exec(text)?.[1] ?? 0,
  );
};

const poll = () => bench.sync(false, ['contact', 'company']);
const NOTHING = { last_24h: 0, last_30d: 0, by_object: {}, last_at: null };
let ada = '';

test('what was announced and applied is nothing that a poll repairs', async () => {
  assert.equal((await operatorsView()).webhooks.health, 'off');
  await bench.sync(true);
  ada = await bench.change('contacts', { email: 'ada@meter.example', firstname: 'Ada' });
  await bench.worked(1);
  await poll();
  const { reconciled, webhooks } = await operatorsView();
  assert.deepEqual(reconciled, NOTHING);
  assert.deepEqual([webhooks.health, webhooks.waiting, webhooks.failed], ['on', 0, 0]);
  assert.ok(webhooks.last_received_at && webhooks.last_applied_at);
});

test('a change that no webhook announced is counted once, when its announcement is overdue', async () => {
  await tell(false);
  await bench.change('contacts', { email: 'quick@meter.example' });
  await poll();
  assert.deepEqual((await operatorsView()).reconciled, NOTHING, 'it may still be announced');
  await bench.change('contacts', { email: 'silent@meter.example' });
  // Nothing was ever announced of companies: nobody is told of them.
  await bench.change('companies', { name: 'Silent' });
  bench.service.clock.advance(150_000);
  await poll();
  await poll();
  const { reconciled } = await operatorsView();
  assert.deepEqual(
    { ...reconciled, last_at: null },
    { last_24h: 1, last_30d: 1, by_object: { contact: 1 }, last_at: null },
  );
  assert.ok(reconciled.last_at);
  assert.equal(await repaired(), 1);
  const { api } = bench.service;
  const { body } = await api.get<{ data: SyncStatus[] }>('/crm/sync/status', {
    key: bench.tenant.et,
    expect: 200,
  });
  assert.deepEqual(body.data[0]?.reconciled, reconciled);
});

test('a change whose announcement waits to be applied is announced all the same', async () => {
  await bench.change('contacts', { firstname: 'Augusta' }, ada);
  // Since the clock was moved ahead, it is not due yet by the database's.
  await sendSigned(bench.service, JSON.stringify([hubspotEvent(ada)]));
  await waitUntil('it is read', async () => (await bench.events(`state = 'received'`)).length === 1);
  assert.equal((await operatorsView()).webhooks.waiting, 1);
  await poll();
  assert.equal(await repaired(), 1);
});
