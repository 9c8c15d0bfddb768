import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openSession } from '../../service/oauth/open-session.js';
import type { MappingRow } from '../../shared/mapping.js';
import type { DeadLetter, PushReceipt } from '../../shared/push.js';
import type { CrmRecordDetail } from '../../shared/records.js';
import { pushSooner } from '../support/push-sooner.js';
import { waitUntil } from '../support/service.js';
import {
  edit,
  hurriedly,
  inCrm,
  MAPPING,
  makeDeal,
  moved,
  push,
  RENEWALS,
  STAGES,
  saveStages,
  stageOf,
  written,
} from './stage-moves.js';
import { aCall, addWorkspace, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench({ seed: false });
  await bench.sync(true);
  const { status, body } = await saveStages(bench, STAGES);
  assert.equal(status, 200);
  assert.deepEqual(body.rows.find(({ field }) => field === 'outcome')?.stages, STAGES);
  await bench.calm();
});
after(() => bench.service.close());

const triedOnce = (callId: string) =>
  waitUntil(
    `the deal of ${callId} was tried once`,
    async () => (await bench.receipt(callId)).deal_stage?.error?.code === 'crm_unreachable',
  );

/** The move that a call asked for is neither under way nor due soon by itself, and does not use its tries up. */
const park = (callId: string) =>
  waitUntil('it is tried neither now nor soon', async () => {
    const parked = await bench.sql(
      `UPDATE crm_pushes SET next_try_at = now() + interval '1 h'
        WHERE payload ->> 'call_id' = $1 AND state = 'queued' RETURNING 1`,
      callId,
    );
    return parked.length === 1;
  });

test('moves the deal that the call is logged on, once, and the receipt and the feed tell it', async () => {
  const deal = await makeDeal(bench, 'appointmentscheduled');
  await bench.sync(false);
  const { cursor } = await bench.feed('deal');
  await push(bench, 'call_moves', deal, { outcome: 'interested' });
  const receipt = await moved(bench, 'call_moves', 'interested');
  assert.equal(receipt.state, 'sent');
  const { push_id: id, label, ...stage } = receipt.deal_stage;
  assert.deepEqual(stage, {
    ...{ state: 'sent', call_id: 'call_moves', outcome: 'interested', deal: deal.deal },
    ...{ stage: 'qualifiedtobuy', note: null, error: null },
  });
  assert.match(label ?? '', /Qualified to buy$/);
  assert.deepEqual(
    [await stageOf(bench, deal), await written(bench, deal)],
    ['qualifiedtobuy', ['qualifiedtobuy']],
  );
  const told = (await bench.feed('deal', cursor)).records;
  assert.deepEqual(
    told.map(({ remote_id, fields }) => [remote_id, fields.stage, fields.amount_cents]),
    [[deal.deal, 'qualifiedtobuy', 10_000]],
  );
  const own = (
    await bench.service.api.get<PushReceipt>(`/crm/pushes/${id}`, { key: bench.tenant.et, expect: 200 })
  ).body;
  assert.deepEqual([own.object, own.remote_id, own.deal_stage], ['deal', deal.deal, receipt.deal_stage]);
  assert.match(own.remote_url ?? '', new RegExp(`/${deal.deal}$`));
});

test('its echo changes nothing', async () => {
  const { cursor } = await bench.feed('deal');
  const run = await bench.sync(false, ['deal']);
  assert.ok((run.objects[0]?.unchanged ?? 0) > 0, 'the echo was read');
  assert.deepEqual((await bench.feed('deal', cursor)).records, []);
});

test('a deal that no sync has seen yet is moved, and is whole in the feed', async () => {
  const deal = await makeDeal(bench, 'appointmentscheduled');
  await push(bench, 'call_unseen', deal, { outcome: 'interested' });
  assert.equal((await moved(bench, 'call_unseen', 'interested')).deal_stage.state, 'sent');
  const find = async () => (await bench.feed('deal')).records.filter((r) => r.remote_id === deal.deal);
  const [record] = await find();
  const { provenance } = (
    await bench.service.api.get<CrmRecordDetail>(`/crm/records/deal/${record?.local_id}`, {
      key: bench.tenant.et,
      expect: 200,
    })
  ).body;
  assert.deepEqual([provenance.stage?.by, provenance.title?.by], ['host', 'crm']);
  assert.deepEqual(
    [record?.fields.stage, record?.fields.title, record?.fields.contact_ids],
    ['qualifiedtobuy', (await inCrm(bench, deal))?.dealname, record?.fields.contact_ids],
  );
  await bench.sync(false);
  assert.deepEqual(
    (await find()).map(({ local_id }) => local_id),
    [record?.local_id],
  );
});

test('the same call again does not move it twice, another outcome of it does', async () => {
  const deal = await makeDeal(bench, 'appointmentscheduled');
  await push(bench, 'call_again', deal, { outcome: 'interested' });
  await moved(bench, 'call_again', 'interested');
  // Somebody puts it back in the CRM; the call is then written anew with another text.
  await edit(bench, deal, { dealstage: 'appointmentscheduled' });
  await push(bench, 'call_again', deal, { outcome: 'interested' });
  await push(bench, 'call_again', deal, { outcome: 'interested', body: 'Corrected' });
  assert.equal((await bench.settled('call_again')).deal_stage?.state, 'sent');
  const other = await makeDeal(bench, 'appointmentscheduled');
  await push(bench, 'call_after', other, { outcome: 'interested' });
  await moved(bench, 'call_after', 'interested');
  assert.deepEqual(await written(bench, deal), ['qualifiedtobuy']);
  await push(bench, 'call_again', deal, { outcome: 'appointment' });
  await moved(bench, 'call_again', 'appointment');
  assert.deepEqual(
    [await stageOf(bench, deal), await written(bench, deal)],
    ['presentationscheduled', ['qualifiedtobuy', 'presentationscheduled']],
  );
});

test('an outcome that the mapping says nothing of leaves the deal alone', async () => {
  const deal = await makeDeal(bench, 'appointmentscheduled');
  await push(bench, 'call_silent', deal, { outcome: 'connected' });
  const receipt = await bench.settled('call_silent');
  assert.deepEqual([receipt.state, receipt.deal_stage], ['sent', null]);
  await push(bench, 'call_none', deal, { outcome: undefined });
  assert.equal((await bench.settled('call_none')).deal_stage, null);
  assert.deepEqual(
    await bench.sql(`SELECT 1 FROM crm_pushes WHERE payload ->> 'deal_remote_id' = $1`, deal.deal),
    [],
  );
});

test('a closed deal is never moved', async () => {
  for (const [stage, pipeline] of [
    ['closedlost', 'default'],
    ['closedwon', 'default'],
    ['1184220014', RENEWALS],
  ]) {
    const deal = await makeDeal(bench, stage ?? '', pipeline);
    await push(bench, `call_${stage}`, deal, { outcome: 'not_now' });
    const receipt = await moved(bench, `call_${stage}`, 'not_now');
    const { state, note, error } = receipt.deal_stage;
    assert.deepEqual([receipt.state, state, note?.code, error], ['sent', 'left_alone', 'deal_closed', null]);
    assert.deepEqual([await stageOf(bench, deal), await written(bench, deal)], [stage, []]);
  }
});

test('a deal that has come further is only moved back where that is said', async () => {
  const deal = await makeDeal(bench, 'contractsent');
  await push(bench, 'call_further', deal, { outcome: 'interested' });
  const { state, note } = (await moved(bench, 'call_further', 'interested')).deal_stage;
  assert.deepEqual([state, note?.code], ['left_alone', 'deal_further_on']);
  assert.match(note?.message ?? '', /Contract sent/);
  assert.deepEqual(await written(bench, deal), []);
  await push(bench, 'call_back', deal, { outcome: 'not_now' });
  assert.equal((await moved(bench, 'call_back', 'not_now')).deal_stage.state, 'sent');
  assert.equal(await stageOf(bench, deal), 'appointmentscheduled');
});

test('a deal that is there already costs no write', async () => {
  const deal = await makeDeal(bench, 'closedwon');
  await push(bench, 'call_there', deal, { outcome: 'signed' });
  const { state, note } = (await moved(bench, 'call_there', 'signed')).deal_stage;
  assert.deepEqual([state, note, await written(bench, deal)], ['already_there', null, []]);
});

test('of another pipeline it fails, the call does not, and the dead letter can be retried', async () => {
  const admin = { key: bench.service.adminKey };
  const deal = await makeDeal(bench, '1184220011', RENEWALS);
  await push(bench, 'call_elsewhere', deal, { outcome: 'appointment' });
  const receipt = await moved(bench, 'call_elsewhere', 'appointment');
  const { state, error, push_id: id } = receipt.deal_stage;
  assert.deepEqual([receipt.state, receipt.error, state], ['sent', null, 'failed']);
  assert.deepEqual(
    [error?.code, error?.field, error?.value],
    ['deal_in_other_pipeline', 'pipeline', RENEWALS],
  );
  assert.match(error?.message ?? '', /“Rinnovi”/);
  const list = async () =>
    (await bench.service.api.get<{ data: DeadLetter[] }>('/crm/admin/dead-letters?object=deal', admin)).body
      .data;
  const [letter, ...others] = await list();
  assert.deepEqual([letter?.push_id, others, letter?.deal_stage], [id, [], receipt.deal_stage]);
  const [log] = await bench.sql(
    `SELECT level, message FROM crm_sync_logs WHERE code = 'deal_in_other_pipeline'`,
  );
  assert.match(String(log?.['message']), /^Deal .* was not moved: /);
  await edit(bench, deal, { pipeline: 'default', dealstage: 'appointmentscheduled' });
  await bench.service.api.post(`/crm/admin/dead-letters/${id}/retry`, { ...admin, expect: 202 });
  await moved(bench, 'call_elsewhere', 'appointment', 'sent');
  assert.deepEqual([await stageOf(bench, deal), await list()], ['presentationscheduled', []]);
});

test('a call that is pushed again has its deal tried again where moving it failed', async () => {
  const deal = await makeDeal(bench, '1184220011', RENEWALS);
  await push(bench, 'call_asked', deal, { outcome: 'appointment' });
  assert.equal((await moved(bench, 'call_asked', 'appointment')).deal_stage.state, 'failed');
  await edit(bench, deal, { pipeline: 'default', dealstage: 'qualifiedtobuy' });
  assert.equal((await push(bench, 'call_asked', deal, { outcome: 'appointment' })).state, 'sent');
  await moved(bench, 'call_asked', 'appointment', 'sent');
  assert.equal(await stageOf(bench, deal), 'presentationscheduled');
});

test('deals that are due together are looked at and moved in one request each', async () => {
  const { sandbox } = bench.service;
  await sandbox.fault({
    ...{ kind: 'server_error', status: 503, times: 0 },
    match: { path_includes: '/deals/batch/read' },
  });
  const ids = ['call_batch_1', 'call_batch_2', 'call_batch_3', 'call_batch_4'];
  const deals = [];
  for (const id of ids) {
    const deal = await makeDeal(bench, 'appointmentscheduled');
    deals.push(deal);
    await push(bench, id, deal, { outcome: 'interested' });
    await triedOnce(id);
    await park(id);
  }
  await sandbox.fault({ kind: 'clear' });
  const before = (await sandbox.requests('/objects/2026-09/deals/batch/')).length;
  await pushSooner(bench);
  for (const id of ids) await moved(bench, id, 'interested', 'sent');
  const asked = (await sandbox.requests('/objects/2026-09/deals/batch/')).slice(before);
  assert.deepEqual(
    asked.map(({ path }) => path.split('/').at(-1)),
    ['read', 'update'],
  );
  for (const deal of deals) assert.deepEqual(await written(bench, deal), ['qualifiedtobuy']);
});

test('two deals that are merged before they are moved are moved as one, in order', async () => {
  await bench.service.sandbox.fault({
    ...{ kind: 'server_error', status: 503, times: 0 },
    match: { path_includes: '/deals/batch/read' },
  });
  const one = await makeDeal(bench, 'appointmentscheduled');
  const other = await makeDeal(bench, 'appointmentscheduled');
  await push(bench, 'call_merged_1', one, { outcome: 'interested' });
  await triedOnce('call_merged_1');
  await park('call_merged_1');
  await push(bench, 'call_merged_2', other, { outcome: 'appointment' });
  await triedOnce('call_merged_2');
  await park('call_merged_2');
  const { session } = await openSession(bench.service.running.services, bench.connection.id);
  const body = { primaryObjectId: one.deal, objectIdToMerge: other.deal };
  const path = '/crm/objects/2026-09/deals/merge';
  await session.http.request({ method: 'POST', path, body, writes: true });
  await bench.service.sandbox.fault({ kind: 'clear' });
  await pushSooner(bench);
  await moved(bench, 'call_merged_1', 'interested', 'sent');
  assert.equal((await moved(bench, 'call_merged_2', 'appointment', 'sent')).deal_stage.deal, one.deal);
  assert.deepEqual(
    [await stageOf(bench, one), await written(bench, one)],
    ['presentationscheduled', ['qualifiedtobuy', 'presentationscheduled']],
  );
});

test('a deal that is gone in the CRM is told so', async () => {
  const deal = await makeDeal(bench, 'appointmentscheduled');
  await bench.service.sandbox.fault({
    ...{ kind: 'server_error', status: 503, times: 0 },
    match: { path_includes: '/deals/batch/read' },
  });
  await push(bench, 'call_gone', deal, { outcome: 'interested' });
  await moved(bench, 'call_gone', 'interested', 'waiting');
  assert.equal((await bench.settled('call_gone')).state, 'sent');
  const { session } = await openSession(bench.service.running.services, bench.connection.id);
  const path = `/crm/objects/2026-09/deals/${deal.deal}`;
  await session.http.request({ method: 'DELETE', path, writes: true });
  await bench.service.sandbox.fault({ kind: 'clear' });
  const { error } = await hurriedly(bench, 'call_gone', 'interested', 'failed');
  assert.deepEqual([error?.code, error?.field, error?.value], ['record_gone_in_crm', 'deal_id', deal.deal]);
});

test('a stage that the CRM refuses is told with its field and value', async () => {
  const deal = await makeDeal(bench, 'appointmentscheduled');
  await bench.service.sandbox.fault({
    ...{ kind: 'server_error', status: 503, times: 0 },
    match: { path_includes: '/deals/batch/read' },
  });
  await push(bench, 'call_refused', deal, { outcome: 'interested' });
  await triedOnce('call_refused');
  // The stage was taken away in the CRM meanwhile, and nobody told us.
  await bench.sql(
    `UPDATE crm_pushes SET payload = payload || '{"stage": "vanished"}' WHERE payload ->> 'call_id' = 'call_refused' RETURNING 1`,
  );
  await bench.service.sandbox.fault({ kind: 'clear' });
  const { error } = await hurriedly(bench, 'call_refused', 'interested', 'failed');
  assert.deepEqual([error?.code, error?.field, error?.value], ['invalid_option', 'stage', 'vanished']);
  assert.equal((await bench.receipt('call_refused')).state, 'sent');
});

test('a lost answer is looked for, and the deal is moved once', async () => {
  const deal = await makeDeal(bench, 'appointmentscheduled');
  await bench.service.sandbox.fault({
    ...{ kind: 'timeout_after_write', delay_ms: 50 },
    match: { path_includes: '/deals/batch/update' },
  });
  await push(bench, 'call_lost', deal, { outcome: 'interested' });
  await hurriedly(bench, 'call_lost', 'interested', 'already_there');
  assert.deepEqual(
    [await stageOf(bench, deal), await written(bench, deal)],
    ['qualifiedtobuy', ['qualifiedtobuy']],
  );
});

test('two calls on one deal move it in their order, also where the first has to wait', async () => {
  const deal = await makeDeal(bench, 'appointmentscheduled');
  await bench.service.sandbox.fault({
    ...{ kind: 'server_error', status: 503, times: 0 },
    match: { path_includes: '/deals/batch/update' },
  });
  await push(bench, 'call_first', deal, { outcome: 'appointment' });
  await triedOnce('call_first');
  await push(bench, 'call_second', deal, { outcome: 'not_now' });
  await moved(bench, 'call_second', 'not_now', 'waiting');
  await bench.service.sandbox.fault({ kind: 'clear' });
  await hurriedly(bench, 'call_first', 'appointment', 'sent');
  await hurriedly(bench, 'call_second', 'not_now', 'sent');
  const tries = await written(bench, deal);
  assert.deepEqual(tries.slice(-2), ['presentationscheduled', 'appointmentscheduled']);
  assert.equal(await stageOf(bench, deal), 'appointmentscheduled');
});

test('what the host says of the deal stays decided by the rules, and what it edits afterwards is news', async () => {
  const deal = await makeDeal(bench, 'appointmentscheduled');
  const body = {
    workspace_id: bench.tenant.workspaceId,
    remote_id: deal.deal,
    fields: { stage: 'appointmentscheduled' },
  };
  await bench.sync(false);
  await bench.service.api.put('/crm/records/deal/host_deal', { key: bench.tenant.sk, body, expect: 200 });
  await push(bench, 'call_hosted', deal, { outcome: 'interested' });
  assert.equal((await moved(bench, 'call_hosted', 'interested')).deal_stage.state, 'sent');
  const [side] = await bench.sql(
    `SELECT base_host ->> 'stage' AS host, base_crm ->> 'stage' AS crm FROM crm_host_sides WHERE local_id = 'host_deal'`,
  );
  assert.deepEqual(side, { host: 'appointmentscheduled', crm: 'qualifiedtobuy' });
  const pushes = await bench.sql(
    `SELECT payload ->> 'kind' AS kind FROM crm_pushes WHERE local_id = 'host_deal'`,
  );
  assert.deepEqual(pushes, [{ kind: 'stage' }], 'nothing is written back');
  await bench.sync(false);
  assert.equal(await stageOf(bench, deal), 'qualifiedtobuy');
});

test('of two deals, the one that the CRM counts as closed is not the one of a call', async () => {
  const open = await makeDeal(bench, '1184220011', RENEWALS);
  await bench.service.sandbox.post('records', {
    object: 'deals',
    records: [
      {
        properties: { dealname: 'Rinnovato', dealstage: '1184220013', pipeline: RENEWALS },
        associations: { contacts: [open.contact] },
      },
    ],
  });
  await bench.sync(false);
  await bench.push('call_open', { call: aCall({ subject: 'call_open' }), contact: { email: open.email } });
  assert.equal((await bench.settled('call_open')).associations.deal, open.deal);
});

test('a stage, a pipeline or an outcome that is not known is refused with its place', async () => {
  const [row] = (
    await bench.service.api.get<{ rows: MappingRow[] }>(MAPPING, { key: bench.tenant.et })
  ).body.rows
    .map(({ field }, index) => [field, index] as const)
    .filter(([field]) => field === 'outcome');
  const refusal = async (stages: Record<string, unknown>) => {
    const { status, body } = await saveStages(bench, stages);
    return [status, ...(body.errors ?? []).map(({ path, code }) => [path, code])];
  };
  const at = `rows.${row?.[1]}.stages`;
  assert.deepEqual(await refusal({ interested: { stage: 'nowhere' } }), [
    422,
    [`${at}.interested`, 'unknown_stage'],
  ]);
  assert.deepEqual(await refusal({ interested: { stage: '1184220011', pipeline: 'default' } }), [
    422,
    [`${at}.interested`, 'unknown_stage'],
  ]);
  assert.deepEqual(await refusal({ aliens: { stage: 'closedlost' } }), [
    422,
    [`${at}.aliens`, 'unknown_outcome'],
  ]);
  assert.deepEqual((await refusal({ interested: { stage: 7 } }))[0], 400);
});

test('a stage made in the CRM just now is found when the mapping is saved', async () => {
  // As if our list of stages were older than that one.
  await bench.sql(
    `UPDATE crm_field_cache SET fields = replace(fields::text, 'contractsent', 'renamed')::jsonb WHERE object = 'deal' RETURNING 1`,
  );
  const { status } = await saveStages(bench, { ...STAGES, appointment: { stage: 'contractsent' } });
  assert.equal(status, 200);
  assert.equal((await saveStages(bench, STAGES)).status, 200);
});

test('the deals of another workspace on the same account are left alone', async () => {
  const other = await addWorkspace(bench, 'ws_stages_other');
  const deal = await makeDeal(other, 'appointmentscheduled');
  await push(other, 'call_moves', deal, { outcome: 'interested' });
  const receipt = await other.settled('call_moves');
  assert.deepEqual([receipt.state, receipt.deal_stage], ['sent', null]);
  assert.equal((await bench.receipt('call_moves')).deal_stage?.state, 'sent');
  assert.deepEqual(await written(bench, deal), []);
});
