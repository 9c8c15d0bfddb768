import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { readFields } from '../../service/fields/read-fields.js';
import { openSession } from '../../service/oauth/open-session.js';
import { claimStaleFields, readHealedAgain } from '../../service/sync/refresh-fields.js';
import { waitUntil } from '../support/service.js';
import { ChangingCrm, useRow } from './changing-crm.js';
import { EventLog } from './event-log.js';
import { killWorkers, sessionsOfDeadEnded, startWorkerProcess } from './worker-process.js';

const FIELD = 'yearly_use_kwh';
const LANGUAGE = 'preferred_language';

let crm: ChangingCrm;
let events: EventLog;
before(async () => {
  crm = await ChangingCrm.open('hubspot', { role: 'api' });
  await startWorkerProcess(crm.bench);
  await crm.bench.sync(true, ['contact']);
  await crm.save(useRow(FIELD), {
    ...{ field: 'custom.language', crm: LANGUAGE, direction: 'both', transforms: [] },
    picklist: {
      values: [
        { app: 'italian', crm: 'it' },
        { app: 'english', crm: 'en' },
      ],
      other: 'keep',
    },
  });
  await killWorkers();
  events = await EventLog.open(crm.bench);
});
after(async () => {
  await killWorkers();
  await crm.bench.service.close();
});

const services = () => crm.bench.service.running.services;
const reread = () => {
  const { id } = crm.bench.connection;
  return readFields(services(), id, () => openSession(services(), id), 'contact', { refresh: true });
};
const told = async () =>
  (await events.read()).flatMap((event) =>
    event.type === 'mapping.drifted' || event.type === 'mapping.healed'
      ? event.data.fields.map(({ crm: name, change }) => `${event.type} ${name} ${change}`)
      : [],
  );
const flags = async () =>
  (await crm.mapping()).drift.map(({ crm: name, change, paused }) => `${name} ${change} ${paused}`);

test('a choice that goes pauses the rows that name it, one that comes is told only, and both heal', async () => {
  const choices = (...values: string[]) => crm.change(LANGUAGE, { options: values });
  const before = (await crm.mapping()).rows.length;
  await choices('it', 'en', 'de', 'fr');
  const [added] = await crm.refresh();
  assert.deepEqual(
    [added?.change, added?.paused, added?.before?.options, added?.after?.options],
    ['options', false, [], [{ value: 'fr', label: 'fr' }]],
  );
  await choices('it', 'de', 'fr');
  const [gone] = await crm.refresh();
  assert.equal(gone?.paused, true);
  assert.deepEqual(
    gone?.before?.options.map(({ value }) => value),
    ['en'],
  );
  const faults = (await crm.mapping()).faults.filter(({ code }) => code === 'drifted');
  assert.deepEqual(
    faults.map(({ field, severity, crm: name }) => [field, severity, name]),
    [['custom.language', 'error', LANGUAGE]],
  );
  await choices('it', 'en', 'de');
  assert.deepEqual(await crm.refresh(), []);
  assert.deepEqual(await told(), [
    `mapping.drifted ${LANGUAGE} options`,
    `mapping.drifted ${LANGUAGE} options`,
    `mapping.healed ${LANGUAGE} options`,
  ]);
  assert.equal((await crm.mapping()).rows.length, before);
});

test('workers that read at once tell of a change once, and an older answer changes nothing', async () => {
  await crm.remove(FIELD);
  const { id: connectionId } = crm.bench.connection;
  const [old] = await crm.bench.sql<{ fields: unknown[] }>(
    `SELECT fields FROM crm_field_cache WHERE connection_id = $1 AND object = 'contact'`,
    connectionId,
  );
  await Promise.all(Array.from({ length: 6 }, reread));
  assert.deepEqual(await told(), [`mapping.drifted ${FIELD} removed`]);
  assert.equal(old?.fields.length, (await fieldNames()).length + 1);
  await crm.change(FIELD);
  await Promise.all(Array.from({ length: 6 }, reread));
  assert.deepEqual(await told(), [`mapping.healed ${FIELD} removed`]);
});

test('what a killed process was about to keep is told by the next one, once', async () => {
  await readHealedAgain(services());
  const client = new pg.Client({ connectionString: crm.bench.service.databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    // Whoever tells of a change waits here, with its flag written and not committed.
    await client.query('LOCK TABLE crm_events IN SHARE ROW EXCLUSIVE MODE');
    await crm.remove(FIELD);
    await crm.bench.sql(
      `UPDATE crm_field_cache SET fetched_at = now() - interval '2 hours' WHERE object = 'contact' RETURNING 1`,
    );
    const worker = await startWorkerProcess(crm.bench);
    await waitUntil('the flag waits to be told', async () => {
      const rows = await crm.bench.sql(
        `SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
          WHERE l.relation = 'crm_events'::regclass AND NOT l.granted`,
      );
      return rows.length > 0;
    });
    await worker.kill('SIGKILL');
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
  await sessionsOfDeadEnded(crm.bench);
  const before = await told();
  assert.deepEqual(await flags(), before.length === 0 ? [] : [`${FIELD} removed true`]);
  await reread();
  assert.deepEqual([...before, ...(await told())], [`mapping.drifted ${FIELD} removed`]);
  assert.deepEqual(await flags(), [`${FIELD} removed true`]);
});

test('operators see how many fields are paused', async () => {
  const text = await (await fetch(`${crm.bench.service.url}/crm/metrics`)).text();
  assert.match(text, /^crm_paused_fields\{provider="hubspot"\} 1$/m);
  await crm.change(FIELD);
  await reread();
  assert.deepEqual(await told(), [`mapping.healed ${FIELD} removed`]);
});

test('a list from which most mapped fields vanish at once is not believed until it stays so', async () => {
  const names = ['email', 'firstname', 'lastname', 'jobtitle', 'country', 'phone', 'mobilephone', FIELD];
  for (const name of names) await crm.remove(name);
  const kept = (await fieldNames()).length;
  assert.deepEqual(await crm.refresh(), []);
  assert.equal((await fieldNames()).length, kept);
  const doubts = () => crm.bench.sql(`SELECT message FROM crm_sync_logs WHERE code = 'fields_doubted'`);
  assert.equal((await doubts()).length, 1);
  assert.deepEqual(await told(), []);
  // The mistake is over: nothing was ever paused.
  for (const name of names) await crm.change(name);
  assert.deepEqual(await crm.refresh(), []);
  // It is none: a person did remove them.
  for (const name of names) await crm.remove(name);
  await crm.refresh();
  crm.bench.service.clock.advance(61_000);
  const drift = await crm.refresh();
  assert.deepEqual(new Set(drift.map(({ crm: name }) => name)), new Set(names));
  assert.equal((await doubts()).length, 2);
  for (const name of names) await crm.change(name);
  assert.deepEqual(await crm.refresh(), []);
  await told();
});

test('a CRM that does not let its fields be read is told so, and what is kept stays', async () => {
  const kept = await fieldNames();
  await crm.bench.service.sandbox.fault({ kind: 'deny_scope', scope: 'crm.schemas.contacts.read' });
  const { api } = crm.bench.service;
  const path = '/crm/fields?provider=hubspot&object=contact&refresh=true';
  const refused = await api.get<{ code: string; detail: string }>(path, { key: crm.bench.tenant.et });
  assert.ok(refused.status >= 400, `answered ${refused.status}`);
  await crm.bench.service.sandbox.fault({ kind: 'clear' });
  assert.deepEqual(await fieldNames(), kept);
  assert.deepEqual(await crm.refresh(), []);
});

test('fields that nobody reads are claimed after an hour, by one worker, unless their connection may not work', async () => {
  const { store, clock } = services();
  const later = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000);
  const claim = async (at: Date) => {
    const claims = await Promise.all([1, 2, 3].map(() => claimStaleFields(store, at, 10)));
    return claims.flat().map(({ object }) => object);
  };
  await crm.bench.sql('UPDATE crm_field_cache SET fetched_at = $1 RETURNING 1', clock.now());
  assert.deepEqual(await claim(later(59)), []);
  const claimed = await claim(later(73));
  assert.deepEqual([...new Set(claimed)], claimed, 'nothing is claimed twice');
  assert.ok(claimed.includes('contact'));
  assert.deepEqual(await claim(later(74)), []);
  const { id } = crm.bench.connection;
  await crm.bench.sql(`UPDATE crm_connections SET status = 'needs_reauth' WHERE id = $1 RETURNING 1`, id);
  assert.deepEqual(await claim(later(200)), []);
  await crm.bench.sql(`UPDATE crm_connections SET status = 'active' WHERE id = $1 RETURNING 1`, id);
  assert.ok((await claim(later(200))).includes('contact'));
});

async function fieldNames(): Promise<string[]> {
  const rows = await crm.bench.sql<{ name: string }>(
    `SELECT f ->> 'name' AS name FROM crm_field_cache, jsonb_array_elements(fields) f
      WHERE connection_id = $1 AND object = 'contact' ORDER BY 1`,
    crm.bench.connection.id,
  );
  return rows.map(({ name }) => name);
}
