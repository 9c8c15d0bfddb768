import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { claimGroup } from '../../service/outbound/claim-pushes.js';
import { newRound } from '../../service/store/queries/next-lane.js';
import { pushSooner } from '../support/push-sooner.js';
import { waitUntil } from '../support/service.js';
import { settledSooner } from './settled-sooner.js';
import { aCall, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
  // The service times the next try by its clock, the database looks for it by its own: it is due when a test says so.
  bench.service.clock.advance(20 * 60_000);
});
after(() => bench.service.close());

const GIULIA = { email: 'giulia.ferri@prato.example' };
const activities = async (subject: string) =>
  (await bench.service.sandbox.records('calls')).filter(
    ({ properties }) => properties.hs_call_title === subject,
  );
const contactsNamed = async (lastName: string) =>
  (await bench.service.sandbox.records('contacts')).filter(
    ({ properties }) => properties.lastname === lastName,
  );
const send = (callId: string, more: Record<string, unknown> = {}, call: Record<string, unknown> = {}) =>
  bench.push(callId, { call: aCall({ subject: callId, ...call }), contact: GIULIA, ...more });
test('a pushed call is sent, logged on the contact, the company and the only open deal', async () => {
  assert.equal((await send('call_sent')).state, 'queued');
  const receipt = await bench.settled('call_sent');
  assert.deepEqual([receipt.state, receipt.attempts, receipt.contact_name], ['sent', 1, 'Giulia Ferri']);
  const [call, ...others] = await activities('call_sent');
  assert.deepEqual(others, []);
  const { contact, company, deal } = receipt.associations;
  assert.deepEqual(call?.associations, { contacts: [contact], companies: [company], deals: [deal] });
  assert.equal(call?.properties.hs_call_duration, '372000');
});

test('the activity keeps the host’s id when it is pulled, and comes back only once', async () => {
  await bench.sync(false);
  const { records } = await bench.feed('activity');
  const [record, ...others] = records.filter(({ fields }) => fields.subject === 'call_sent');
  assert.deepEqual([record?.local_id, others.length], ['call_sent', 0]);
});

test('an activity pulled before its receipt was written takes the host’s id', async () => {
  const [link] = await bench.sql<{ remote_id: string }>(
    `UPDATE crm_records SET local_id = 'random' WHERE object = 'activity' RETURNING remote_id`,
  );
  await bench.sql(
    `UPDATE crm_entity_links SET local_id = 'random' WHERE remote_id = $1 RETURNING 1`,
    link?.remote_id,
  );
  await send('call_sent', {}, { body: 'Changed' });
  await bench.settled('call_sent');
  const { records } = await bench.feed('activity');
  assert.deepEqual(
    records.map(({ local_id, remote_id }) => [local_id, remote_id]),
    [['call_sent', link?.remote_id]],
  );
});

for (const withKey of [false, true]) {
  test(`the same call pushed 20 times at once is one activity (${withKey ? 'with' : 'without'} Idempotency-Key)`, async () => {
    const id = `call_twenty_${withKey}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        bench.service.api.post<{ push_id: string }>(`/crm/calls/${id}/push-to-crm`, {
          key: bench.tenant.et,
          body: { call: aCall({ subject: id }), contact: GIULIA },
          headers: withKey ? { 'idempotency-key': id } : {},
        }),
      ),
    );
    const ids = new Set(answers.filter(({ status }) => status === 202).map(({ body }) => body.push_id));
    assert.equal(ids.size, 1);
    assert.ok(answers.every(({ status }) => status === 202 || (withKey && status === 409)));
    assert.equal((await bench.settled(id)).state, 'sent');
    assert.equal((await send(id)).state, 'sent', 'a later push answers the same receipt');
    assert.equal((await activities(id)).length, 1);
  });
}

test('a changed call updates its activity, and so does changing it back', async () => {
  for (const body of ['First', 'Second', 'First']) {
    await send('call_changed', {}, { body });
    await bench.settled('call_changed');
    const calls = await activities('call_changed');
    assert.deepEqual(
      calls.map(({ properties }) => properties.hs_call_body),
      [`<p>${body}</p>`],
    );
  }
});

test('an activity that somebody deleted in the CRM is logged anew when its call changes', async () => {
  await send('call_deleted');
  const { remote_id: id } = await bench.settled('call_deleted');
  const [row] = await bench.sql<{ n: number }>(
    `UPDATE crm_entity_links SET remote_id = '99999999' WHERE remote_id = $1 RETURNING 1 AS n`,
    id,
  );
  assert.equal(row?.n, 1);
  await send('call_deleted', {}, { body: 'Changed' });
  assert.equal((await bench.settled('call_deleted')).state, 'sent');
});

test('an answer that was lost is looked for before anything is repeated', async () => {
  await bench.service.sandbox.fault({
    kind: 'timeout_after_write',
    delay_ms: 50,
    match: { path_includes: '/calls/batch/upsert' },
  });
  await send('call_lost');
  const checking = await bench.settled('call_lost', 'checking');
  assert.equal(checking.error?.code, 'crm_unreachable');
  const receipt = await settledSooner(bench, 'call_lost', 'already_there', 'sent');
  assert.equal(receipt.state, 'already_there');
  assert.equal((await activities('call_lost')).length, 1);
});

test('a rate limit is waited for and uses no try up', async () => {
  await bench.service.sandbox.fault({
    kind: 'rate_limit',
    times: 1,
    retry_after_s: 1,
    match: { path_includes: '/calls/batch/upsert' },
  });
  await send('call_limited');
  const waiting = await bench.settled('call_limited', 'waiting_for_quota');
  assert.equal(waiting.attempts, 0);
  assert.ok(Date.parse(waiting.next_try_at ?? '') > Date.parse(waiting.updated_at));
  const receipt = await settledSooner(bench, 'call_limited', 'sent');
  assert.equal(receipt.attempts, 1);
});

test('a CRM that is down is tried five times, then given up, told, and tried anew when asked', async () => {
  const { sandbox } = bench.service;
  await sandbox.fault({
    kind: 'server_error',
    status: 503,
    times: 0,
    match: { path_includes: '/calls/batch/upsert' },
  });
  await send('call_dead');
  const waiting = await bench.settled('call_dead', 'queued', 'checking');
  assert.equal(waiting.call_id, 'call_dead');
  const dead = await settledSooner(bench, 'call_dead', 'dead');
  assert.deepEqual([dead.attempts, dead.error?.code], [5, 'crm_unreachable']);
  const tries = (await sandbox.requests('/calls/batch/upsert')).filter(({ status }) => status === 503);
  assert.equal(tries.length, 5);
  const [log] = await bench.sql(
    `SELECT level, code FROM crm_sync_logs WHERE message LIKE 'Call call_dead %'`,
  );
  assert.deepEqual(log, { level: 'error', code: 'crm_unreachable' });
  await sandbox.fault({ kind: 'clear' });
  assert.equal((await send('call_dead')).state, 'checking');
  assert.equal((await bench.settled('call_dead')).state, 'sent');
  assert.equal((await activities('call_dead')).length, 1);
});

test('a refused value fails at once and names our field and the value', async () => {
  await bench.service.sandbox.post('settings', { required_properties: { calls: ['hs_call_disposition'] } });
  await send('call_unanswered', {}, { outcome: undefined });
  const receipt = await bench.settled('call_unanswered');
  await bench.service.sandbox.post('settings', { required_properties: {} });
  assert.deepEqual([receipt.state, receipt.error?.field, receipt.attempts], ['failed', 'outcome', 1]);
  assert.equal((await activities('call_unanswered')).length, 0);
  const [log] = await bench.sql(
    `SELECT level, code FROM crm_sync_logs WHERE message LIKE 'Call call_unanswered %'`,
  );
  assert.deepEqual(log, { level: 'error', code: receipt.error?.code });
});

test('an outcome the mapping holds back is told with its value', async () => {
  const path = '/crm/mappings?provider=hubspot&object=activity';
  const key = bench.tenant.et;
  const { rows } = (
    await bench.service.api.get<{ rows: { field: string; picklist?: object }[] }>(path, { key })
  ).body;
  const held = rows.map((row) =>
    row.field === 'outcome' ? { ...row, picklist: { ...row.picklist, other: 'hold' } } : row,
  );
  await bench.service.api.put(path, { key, body: { rows: held }, expect: 200 });
  await send('call_held', {}, { outcome: 'abducted' });
  const receipt = await bench.settled('call_held');
  assert.deepEqual(
    [receipt.state, receipt.error?.code, receipt.error?.field, receipt.error?.value],
    ['failed', 'picklist_unmapped', 'outcome', 'abducted'],
  );
  await bench.service.api.put(path, { key, body: { rows }, expect: 200 });
});

test('an unknown contact of two calls at once is made once', async () => {
  const contact = {
    email: 'Nuova.Persona@fresh.example',
    first_name: 'Nuova',
    last_name: 'Personanuova',
    phone: '347 555 0999',
  };
  await Promise.all(['call_new_1', 'call_new_2'].map((id) => send(id, { contact })));
  const receipts = [await bench.settled('call_new_1'), await bench.settled('call_new_2')];
  assert.deepEqual(
    receipts.map(({ state }) => state),
    ['sent', 'sent'],
  );
  const made = await contactsNamed('Personanuova');
  assert.equal(made.length, 1);
  assert.ok(receipts.every(({ associations }) => associations.contact === made[0]?.id));
  assert.equal(made[0]?.properties.phone, '+393475550999');
});

test('a contact that turns out to exist loses nothing that the host did not tell', async () => {
  const { ids } = await bench.service.sandbox.post<{ ids: string[] }>('records', {
    object: 'contacts',
    records: [{ properties: { email: 'kept@fresh.example', lastname: 'Keptname', jobtitle: 'Chair' } }],
  });
  await send('call_kept', { contact: { email: 'kept@fresh.example', first_name: 'Only' } });
  assert.equal((await bench.settled('call_kept')).associations.contact, ids[0]);
  assert.equal((await contactsNamed('Keptname'))[0]?.properties.jobtitle, 'Chair');
});

test('finds the contact by our id, the CRM’s id, the e-mail in capitals and the phone as written at home', async () => {
  const { records } = await bench.feed('contact');
  const her = records.find(({ fields }) => fields.email === GIULIA.email);
  assert.ok(her?.remote_id);
  const ways: Record<string, object> = {
    by_id: { id: her.local_id },
    by_remote_id: { remote_id: her.remote_id },
    by_email: { email: 'GIULIA.Ferri@Prato.example' },
    by_phone: { phone: '349 555 0142' },
  };
  for (const [id, contact] of Object.entries(ways)) await send(id, { contact });
  for (const id of Object.keys(ways))
    assert.equal((await bench.settled(id)).associations.contact, her.remote_id, id);
});

test('a phone that two contacts share is not guessed', async () => {
  await bench.service.sandbox.post('records', {
    object: 'contacts',
    records: ['one', 'two'].map((name) => ({
      properties: { email: `${name}@shared.example`, phone: '+39 06 5550 0777' },
    })),
  });
  for (const wait of ['crm', 'store']) {
    await send(`call_shared_${wait}`, { contact: { phone: '06 5550 0777' } });
    const receipt = await bench.settled(`call_shared_${wait}`);
    assert.deepEqual([receipt.state, receipt.error?.code], ['failed', 'contact_ambiguous'], wait);
    await bench.sync(false, ['contact']);
  }
});

for (const [id, contact, field] of [
  ['no_such_phone', { phone: '+39 02 000 11 22' }, 'phone_e164'],
  ['no_phone_at_all', { phone: 'front desk' }, 'phone_e164'],
  ['no_such_id', { id: 'nobody' }, 'contact_id'],
] as const) {
  test(`a call with ${id.replaceAll('_', ' ')} and nothing to make a contact of says so`, async () => {
    await send(id, { contact });
    const receipt = await bench.settled(id);
    assert.deepEqual(
      [receipt.state, receipt.error?.code, receipt.error?.field],
      ['failed', 'contact_not_found', field],
    );
  });
}

test('a deal nobody knows fails instead of being left out', async () => {
  await send('call_no_deal', { deal: { id: 'nothing' } });
  assert.equal((await bench.settled('call_no_deal')).error?.code, 'deal_not_found');
});

test('one record’s pushes go in their order while other calls overtake them', async () => {
  const { sandbox } = bench.service;
  await sandbox.fault({
    kind: 'rate_limit',
    times: 1,
    retry_after_s: 2,
    match: { path_includes: '/calls/batch/upsert' },
  });
  await send('call_order', {}, { body: 'one' });
  await bench.settled('call_order', 'waiting_for_quota');
  await send('call_order', {}, { body: 'two' });
  await send('call_order', {}, { body: 'three' });
  await send('call_other');
  await bench.settled('call_other');
  assert.equal((await activities('call_order')).length, 0, 'the others wait for the first');
  await pushSooner(bench);
  await bench.settled('call_order');
  const bodies = (await sandbox.requests('/calls/batch')).flatMap(({ body }) => {
    const text = JSON.stringify(body);
    return text.includes('"call_order"') ? [/<p>(\w+)<\/p>/.exec(text)?.[1]] : [];
  });
  assert.deepEqual(bodies.slice(-3), ['one', 'two', 'three']);
});

test('two claims of one push: the stale one writes nothing', async () => {
  const { sandbox } = bench.service;
  await sandbox.fault({ kind: 'slow', delay_ms: 60_000, match: { path_includes: '/contacts/batch/read' } });
  await send('call_stale', { contact: { email: 'lookup@slow.example', last_name: 'Lento' } });
  await bench.settled('call_stale', 'sending');
  await bench.sql(
    `UPDATE crm_pushes SET lease = lease + 1, lease_until = now() + interval '1 h' WHERE local_id = 'call_stale' RETURNING 1`,
  );
  await sandbox.fault({ kind: 'clear' });
  await waitUntil('the first worker noticed', () =>
    bench.service.log.some(({ msg }) => msg === 'push left to its new owner'),
  );
  assert.deepEqual([(await activities('call_stale')).length, (await contactsNamed('Lento')).length], [0, 0]);
  await bench.sql(`UPDATE crm_pushes SET lease_until = now() WHERE local_id = 'call_stale' RETURNING 1`);
  await pushSooner(bench);
  await bench.settled('call_stale');
  assert.deepEqual([(await activities('call_stale')).length, (await contactsNamed('Lento')).length], [1, 1]);
});

test('a paused connection keeps its pushes until it goes on', async () => {
  await bench.sql(`UPDATE crm_connections SET status = 'paused' RETURNING 1`);
  const [row] = await bench.sql<{ id: string }>(
    `INSERT INTO crm_pushes (workspace_id, connection_id, object, local_id, idempotency_key, write_key, payload, correlation_id)
     SELECT workspace_id, connection_id, object, 'call_paused', 'call_paused', 'call_paused', payload || '{"call": {"subject": "call_paused", "occurred_at": "2026-11-20T10:00:00Z"}}', 'test'
       FROM crm_pushes WHERE local_id = 'call_sent' LIMIT 1 RETURNING id`,
  );
  assert.ok(row);
  const { store } = bench.service.running.services;
  assert.equal(await claimGroup(store, 'another worker', newRound()), null);
  assert.equal((await bench.receipt('call_paused')).state, 'queued');
  await bench.sql(`UPDATE crm_connections SET status = 'active' RETURNING 1`);
  await pushSooner(bench);
  assert.equal((await bench.settled('call_paused')).state, 'sent');
});

test('calls are taken at once while the CRM’s token endpoint hangs', async () => {
  const { sandbox } = bench.service;
  await sandbox.fault({ kind: 'slow', delay_ms: 60_000, match: { path_includes: '/token' } });
  await sandbox.fault({ kind: 'expire_access_tokens' });
  await send('call_expired');
  await waitUntil(
    'the access is being renewed',
    async () => (await sandbox.get<{ faults: unknown[] }>('faults')).faults.length === 0,
  );
  const { connection } = bench;
  const version = async () =>
    (await bench.sql('SELECT token_version FROM crm_connections WHERE id = $1', connection.id))[0];
  const before = await version();
  const ids = Array.from({ length: 30 }, (_, i) => `call_meanwhile_${i}`);
  await Promise.all(ids.map((id) => send(id)));
  assert.deepEqual(await version(), before, 'nobody waited for the renewal, which still goes on');
  await sandbox.fault({ kind: 'clear' });
  for (const id of ['call_expired', ...ids])
    assert.equal((await settledSooner(bench, id, 'sent', 'already_there')).call_id, id);
});

test('a push whose grant was revoked waits for the person who connects again', async () => {
  const { sandbox } = bench.service;
  await sandbox.fault({ kind: 'revoke_grant' });
  await send('call_revoked');
  const [row] = await waitUntil('the connection needs a person', async () => {
    const rows = await bench.sql<{ status: string }>(
      `SELECT status FROM crm_connections WHERE status = 'needs_reauth'`,
    );
    return rows.length > 0 && rows;
  });
  assert.equal(row?.status, 'needs_reauth');
  const waiting = await bench.settled('call_revoked', 'queued');
  assert.deepEqual([waiting.attempts, waiting.error], [0, null]);
  await bench.service.connect(bench.tenant.et);
  await settledSooner(bench, 'call_revoked', 'sent');
  assert.equal((await activities('call_revoked')).length, 1);
});

test('a call may name its records as the canonical activity does, and its contact by canonical fields', async () => {
  const { records } = await bench.feed('contact');
  const giulia = records.find(({ fields }) => fields.email === GIULIA.email);
  const [deal] = (await bench.feed('deal')).records;
  const named = await bench.push('call_canonical', {
    call: aCall({ subject: 'call_canonical', contact_id: giulia?.local_id, deal_id: deal?.local_id }),
  });
  assert.equal(named.state, 'queued');
  const sent = await bench.settled('call_canonical');
  assert.deepEqual([sent.associations.contact, sent.associations.deal], [giulia?.remote_id, deal?.remote_id]);

  await bench.push('call_new_person', {
    call: aCall({ subject: 'call_new_person' }),
    contact: { phone_e164: '+390299887766', last_name: 'Canonica', title: 'Direttrice', country_iso: 'IT' },
  });
  assert.equal((await bench.settled('call_new_person')).state, 'sent');
  const [made] = await contactsNamed('Canonica');
  assert.deepEqual([made?.properties.phone, made?.properties.jobtitle], ['+390299887766', 'Direttrice']);
});
