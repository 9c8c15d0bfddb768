import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MappingRow } from '../../shared/mapping.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { addWorkspace, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
let giulia: string;
const { holdListAfter, clearFaults } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
  const { records } = await bench.feed('contact');
  giulia = records.find(({ fields }) => fields.email === 'giulia.ferri@prato.example')?.remote_id ?? '';
});
after(() => bench.service.close());

const change = (properties: Record<string, unknown>, id: string | null = giulia, object = 'contacts') =>
  bench.service.sandbox.post<{ ids: string[] }>('records', {
    object,
    records: [{ ...(id ? { id } : {}), properties }],
  });

test('a changed record comes once, in one place of the feed', async () => {
  const { cursor } = await bench.feed('contact');
  await change({ jobtitle: 'Direttrice' });
  const run = await bench.sync(false);
  assert.deepEqual([run.objects[1]?.updated, run.objects[1]?.created], [1, 0]);
  const { records } = await bench.feed('contact', cursor);
  assert.deepEqual(
    records.map(({ remote_id, fields }) => [remote_id, fields.title]),
    [[giulia, 'Direttrice']],
  );
  const again = await bench.sync(false);
  assert.equal(again.objects[1]?.updated, 0);
});

test('a poll that sees nothing says when it looked, keeps its place and writes no record', async () => {
  await bench.sync(false);
  const stand = () =>
    bench.sql<{ object: string; place: string | null; at: number }>(
      'SELECT object, delta_cursor AS place, extract(epoch FROM last_synced_at)::float8 AS at FROM crm_sync_cursors WHERE connection_id = $1 ORDER BY object',
      bench.connection.id,
    );
  const records = () => bench.sql('SELECT max(change_seq) AS seq, count(*) AS n FROM crm_records');
  const [before, stored] = [await stand(), await records()];
  assert.equal((await bench.sync(false)).state, 'succeeded');
  const after = await stand();
  assert.ok(after.every(({ place, at }, index) => place !== null && at > (before[index]?.at ?? 0)));
  assert.deepEqual(await records(), stored);
});

test('a new record comes with the next delta, at the end of the feed', async () => {
  const { ids } = await change({ email: 'new@one.example', firstname: 'New' }, null);
  const run = await bench.sync(false);
  assert.equal(run.objects[1]?.created, 1);
  const { records } = await bench.feed('contact');
  assert.equal(records.at(-1)?.remote_id, ids[0]);
});

test('a value that cannot be converted keeps what was stored, is told, and stops nothing else', async () => {
  const { cursor } = await bench.feed('contact');
  const { ids } = await change({ email: 'beside@it.example', firstname: 'Beside' }, null);
  await change({ phone: 'ask the desk', mobilephone: '', jobtitle: 'Sindaca' });
  const run = await bench.sync(false);
  assert.equal(run.state, 'succeeded');
  assert.deepEqual([run.objects[1]?.created, run.objects[1]?.updated, run.objects[1]?.failed], [1, 1, 1]);
  const { records } = await bench.feed('contact', cursor);
  const her = records.find(({ remote_id }) => remote_id === giulia);
  assert.equal(her?.fields.phone_e164, '+393495550142', 'the good value stays');
  assert.equal(her?.fields.title, 'Sindaca', 'the rest of the record goes on');
  assert.ok(
    records.some(({ remote_id }) => remote_id === ids[0]),
    'and so does the rest of the page',
  );
  const [row] = await bench.sql<{ errors: { field: string }[] }>(
    'SELECT errors FROM crm_records WHERE remote_id = $1',
    giulia,
  );
  assert.deepEqual(
    row?.errors.map(({ field }) => field),
    ['phone_e164'],
  );
  const [log] = await bench.sql(
    'SELECT level, code, object, message FROM crm_sync_logs WHERE remote_id = $1',
    giulia,
  );
  assert.deepEqual([log?.level, log?.code, log?.object], ['warn', 'field_not_converted', 'contact']);
  assert.match(String(log?.message), /^phone_e164: /);
  assert.doesNotMatch(String(log?.message), /desk/);
  await change({ phone: '+39 02 5555 0100' });
  await bench.sync(false);
  const [mended] = await bench.sql<{ phone: string; errors: unknown }>(
    `SELECT fields ->> 'phone_e164' AS phone, errors FROM crm_records WHERE remote_id = $1`,
    giulia,
  );
  assert.deepEqual(mended, { phone: '+390255550100', errors: null });
});

test('text that PostgreSQL refuses is stored without it', async () => {
  await change({ firstname: 'Giu\0lia', lastname: 'Fer\ud800ri' });
  assert.equal((await bench.sync(false)).state, 'succeeded');
  const [row] = await bench.sql<{ first: string; last: string }>(
    `SELECT fields ->> 'first_name' AS first, fields ->> 'last_name' AS last FROM crm_records WHERE remote_id = $1`,
    giulia,
  );
  assert.equal(row?.first, 'Giulia');
  assert.match(row?.last ?? '', /^Fer\ufffd+ri$/);
});

test('a record made while a backfill runs is not missed', async () => {
  await holdListAfter('deals', 0);
  const id = await bench.start(true);
  await waitUntil('the contacts are done', async () => (await bench.run(id)).objects[1]?.state === 'done');
  const { ids } = await change({ email: 'between@times.example' }, null);
  await clearFaults();
  await bench.ended(id);
  await bench.sync(false);
  const rows = await bench.sql('SELECT 1 FROM crm_records WHERE remote_id = $1', ids[0]);
  assert.equal(rows.length, 1);
});

test('"only from now on" brings nothing old, and what changes afterwards', async () => {
  // Sync looks some minutes back; the seed is older than that.
  const other = await addWorkspace(bench, 'ws_from_now');
  const first = await other.sync(false);
  assert.deepEqual([first.state, first.objects.map(({ done }) => done)], ['succeeded', [0, 0, 0, 0]]);
  await change(
    { name: 'Prato Moda 2' },
    (await bench.feed('company')).records[0]?.remote_id ?? '',
    'companies',
  );
  const next = await other.sync(false, ['company']);
  assert.equal(next.objects[0]?.created, 1);

  // Nor does a changed mapping bring the history that nobody asked for.
  const key = other.tenant.et;
  const path = '/crm/mappings?provider=hubspot&object=company';
  const { rows } = (await other.service.api.get<{ rows: MappingRow[] }>(path, { key })).body;
  const changed = rows.map((row) => (row.field === 'phone' ? { ...row, direction: 'from_crm' } : row));
  await other.service.api.put(path, { key, body: { rows: changed }, expect: 200 });
  assert.deepEqual(
    await bench.sql(
      `SELECT kind FROM crm_sync_runs WHERE kind = 'backfill' AND connection_id = $1`,
      other.connection.id,
    ),
    [],
  );
});

test('"only from now on" misses nothing where our clock is ahead of the CRM’s', async () => {
  const minutes = 7 * 60_000;
  bench.service.clock.advance(minutes);
  const other = await addWorkspace(bench, 'ws_ahead');
  await other.sync(false);
  const [company] = (await bench.feed('company')).records;
  await change({ name: 'Prato Moda 3' }, company?.remote_id ?? '', 'companies');
  await other.sync(false, ['company']);
  const { records } = await other.feed('company');
  assert.ok(records.some(({ fields }) => fields.name === 'Prato Moda 3'));
  bench.service.clock.advance(-minutes);
});

test('a due connection gets its delta without anyone asking, once', async () => {
  await change({ jobtitle: 'Assessora' });
  await bench.sql(
    `UPDATE crm_sync_schedules SET next_run_at = now() WHERE connection_id = $1 RETURNING 1`,
    bench.connection.id,
  );
  await waitUntil('the change arrived', async () => {
    const [row] = await bench.sql<{ title: string }>(
      `SELECT fields ->> 'title' AS title FROM crm_records WHERE remote_id = $1 AND connection_id = $2`,
      giulia,
      bench.connection.id,
    );
    return row?.title === 'Assessora';
  });
  const [row] = await bench.sql<{ wait: number }>(
    `SELECT extract(epoch FROM next_run_at - now())::int AS wait FROM crm_sync_schedules WHERE connection_id = $1`,
    bench.connection.id,
  );
  assert.ok((row?.wait ?? 0) > 250);
});

test('an older version never overwrites a newer one', async () => {
  const [row] = await bench.sql<{ title: string }>(
    `UPDATE crm_records SET remote_updated_at = now() + interval '1 hour', hash = '\\x00', fields = fields || '{"title": "Newer"}'
      WHERE remote_id = $1 AND connection_id = $2 RETURNING fields ->> 'title' AS title`,
    giulia,
    bench.connection.id,
  );
  assert.equal(row?.title, 'Newer');
  const run = await bench.sync(true, ['contact']);
  assert.equal(run.objects[0]?.updated, 0);
  const [still] = await bench.sql<{ title: string }>(
    `SELECT fields ->> 'title' AS title FROM crm_records WHERE remote_id = $1 AND connection_id = $2`,
    giulia,
    bench.connection.id,
  );
  assert.equal(still?.title, 'Newer');
});

test('a changed mapping has the object read again, also when it changes in the middle of that', async () => {
  const { api, sandbox } = bench.service;
  const key = bench.tenant.et;
  const path = '/crm/mappings?provider=hubspot&object=contact';
  const { rows } = (await api.get<{ rows: MappingRow[] }>(path, { key })).body;
  const withTarget = (crm: string) =>
    rows.map((row) => (row.field === 'title' ? { ...row, crm, direction: 'from_crm' } : row));
  await sandbox.fault({
    kind: 'slow',
    delay_ms: 3_600_000,
    match: { method: 'GET', path_includes: '/contacts' },
  });
  await api.put(path, { key, body: { rows: withTarget('lastname') }, expect: 200 });
  await waitUntil(
    'it is being read',
    async () =>
      (await bench.sql(`SELECT 1 FROM crm_sync_runs WHERE kind = 'backfill' AND state = 'running'`)).length >
      0,
  );
  await waitUntil(
    'the page is on its way',
    async () => (await sandbox.get<{ faults: unknown[] }>('faults')).faults.length === 0,
  );
  await api.put(path, { key, body: { rows: withTarget('firstname') }, expect: 200 });
  await clearFaults();
  await waitUntil(
    'nothing is left to read',
    async () =>
      (await bench.sql(`SELECT 1 FROM crm_sync_runs WHERE state IN ('queued', 'running')`)).length === 0,
  );
  const [row] = await bench.sql<{ wrong: number; all: number }>(
    `SELECT count(*)::int AS all, count(*) FILTER (WHERE fields ->> 'title' IS DISTINCT FROM fields ->> 'first_name')::int AS wrong
       FROM crm_records WHERE object = 'contact' AND connection_id = $1 AND remote_id <> $2`,
    bench.connection.id,
    giulia,
  );
  assert.equal(row?.wrong, 0);
  assert.ok((row?.all ?? 0) >= 100);
});

test('an object asked for while others are being copied is copied in the same run', async () => {
  await bench.sql(`DELETE FROM crm_records WHERE object = 'deal' RETURNING 1`);
  await holdListAfter('contacts', 0);
  const id = await bench.start(true, ['contact']);
  await waitUntil('it runs', async () => (await bench.run(id)).state === 'running');
  assert.equal(await bench.start(true, ['deal']), id);
  await clearFaults();
  const run = await bench.ended(id);
  assert.deepEqual(
    run.objects.map(({ object, state, done }) => [object, state, done > 0]),
    [
      ['contact', 'done', true],
      ['deal', 'done', true],
    ],
  );
});

test('a pause in mid-run takes effect at once, in the middle of a page too, and the run goes on where it stood', async () => {
  const { api, sandbox } = bench.service;
  await sandbox.post('records', { generate: { contacts: 500 } });
  await holdListAfter('contacts', 300);
  const pause = (isPaused: boolean) =>
    api.patch(`/crm/connections/${bench.connection.id}`, {
      key: bench.tenant.et,
      body: { paused: isPaused },
      expect: 200,
    });
  const id = await bench.start(true, ['contact']);
  const done = async () => (await bench.run(id)).objects[0]?.done ?? 0;
  await waitUntil('it is under way', async () => (await done()) >= 200);
  await pause(true);
  const paused = await waitUntil('it stopped', async () => {
    const run = await bench.run(id);
    return run.state === 'queued' && run;
  });
  const stood = paused.objects[0]?.done ?? 0;
  assert.ok(stood >= 200 && stood <= 300);
  await clearFaults();
  // Only pages of the list: the delta that is due meanwhile searches, and may come first.
  const pagesAsked = async () =>
    (await sandbox.requests('/contacts')).filter(({ method }) => method === 'GET').length;
  const asked = await pagesAsked();
  await pause(false);
  const run = await bench.ended(id);
  assert.equal(run.state, 'succeeded');
  assert.ok((run.objects[0]?.done ?? 0) > 600);
  const more = (await pagesAsked()) - asked;
  assert.ok(
    more <= Math.ceil(((run.objects[0]?.done ?? 0) - stood) / 100) + 2,
    `${more} requests for the rest`,
  );
});

test('a disconnect in mid-run stops it, and nothing is written afterwards', async () => {
  const { api } = bench.service;
  await holdListAfter('contacts', 300);
  const id = await bench.start(true, ['contact']);
  await waitUntil('it is under way', async () => ((await bench.run(id)).objects[0]?.done ?? 0) >= 100);
  await api.delete(`/crm/connections/${bench.connection.id}?data=delete`, { key: bench.tenant.sk });
  const left = () =>
    bench.sql(
      `SELECT 1 FROM crm_records WHERE connection_id = $1 UNION ALL SELECT 1 FROM crm_entity_links WHERE connection_id = $1
      UNION ALL SELECT 1 FROM crm_sync_cursors WHERE connection_id = $1`,
      bench.connection.id,
    );
  assert.deepEqual(await left(), []);
  await waitUntil('the worker noticed', () =>
    bench.service.log.some((line) => line.run_id === id && String(line.msg).startsWith('run put down')),
  );
  await clearFaults();
  assert.deepEqual(await left(), []);
});
