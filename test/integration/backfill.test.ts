import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SyncLog } from '../../shared/run.js';
import { waitUntil } from '../support/service.js';
import { openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench();
});
after(() => bench.service.close());

const changes = () =>
  bench.sql(
    `SELECT count(*)::int AS rows, max(change_seq)::text AS seq, max(updated_at)::text AS at FROM crm_records`,
  );
const ids = () => bench.sql(`SELECT object, remote_id, local_id FROM crm_records ORDER BY object, remote_id`);

test('copies 100 contacts, 40 companies and 60 deals, and its progress adds up', async () => {
  const run = await bench.sync(true);
  assert.equal(run.state, 'succeeded');
  assert.deepEqual(
    run.objects.map(({ object, state, done, total, created, failed }) => [
      object,
      state,
      done,
      total,
      created,
      failed,
    ]),
    [
      ['company', 'done', 40, 40, 40, 0],
      ['contact', 'done', 100, 100, 100, 0],
      ['deal', 'done', 60, 60, 60, 0],
      ['activity', 'done', 0, 0, 0, 0],
    ],
  );
});

test('tells what it did in the log, with the figures, and by gravity', async () => {
  const list = async (query: string) => {
    const answer = await bench.service.api.get<{ data: SyncLog[] }>(`/crm/sync/logs?${query}`, {
      key: bench.tenant.et,
      expect: 200,
    });
    return answer.body.data;
  };
  // Written with the end of the run: who reads that it is over finds it.
  const [line] = await list('provider=hubspot&limit=1&level=info');
  assert.ok(line);
  assert.equal(line.code, 'run_finished');
  assert.deepEqual(line.details, { kind: 'backfill', seen: 200, changed: 200 });
  assert.deepEqual(await list('min_level=warn'), []);
  assert.deepEqual(await list('min_level=warn&level=info'), []);
  assert.deepEqual(
    (await list(`min_level=info&run_id=${line.run_id}`)).map(({ id }) => id),
    [line.id],
  );
});

test('stores every field as its mapping says, and related records by local id', async () => {
  const contacts = (await bench.feed('contact')).records;
  const companies = (await bench.feed('company')).records;
  const deals = (await bench.feed('deal')).records;
  assert.deepEqual([contacts.length, companies.length, deals.length], [100, 40, 60]);
  const giulia = contacts.find(({ fields }) => fields.email === 'giulia.ferri@prato.example');
  assert.ok(giulia);
  const prato = companies.find(({ local_id }) => local_id === giulia.fields.company_id);
  assert.ok(prato, 'her company is known by its local id');
  const crm = (await bench.service.sandbox.records('contacts')).find(({ id }) => id === giulia.remote_id);
  assert.equal(crm?.associations.companies?.[0], prato.remote_id);
  assert.deepEqual(giulia.fields, {
    ...{
      email: 'giulia.ferri@prato.example',
      phone_e164: '+393495550142',
      first_name: 'Giulia',
      last_name: 'Ferri',
    },
    ...{ title: 'Responsabile acquisti', country_iso: 'IT', company_id: prato.local_id },
  });
  const deal = deals.find(
    ({ fields }) => Array.isArray(fields.contact_ids) && fields.contact_ids.includes(giulia.local_id),
  );
  assert.ok(deal, 'her deal names her by her local id');
  const crmDeal = (await bench.service.sandbox.records('deals')).find(({ id }) => id === deal.remote_id);
  assert.equal(deal.fields.amount_cents, Math.round(Number(crmDeal?.properties.amount) * 100));
  assert.equal(deal.fields.company_id, prato.local_id);
});

test('links every record once', async () => {
  const [row] = await bench.sql<{ links: number; agreeing: number }>(
    `SELECT count(*)::int AS links, count(r.id)::int AS agreeing FROM crm_entity_links l
       LEFT JOIN crm_records r USING (connection_id, object, remote_id, local_id)`,
  );
  assert.deepEqual(row, { links: 200, agreeing: 200 });
});

test('writes nothing and tells nothing when it is run again', async () => {
  const was = await changes();
  const { cursor } = await bench.feed('contact');
  const run = await bench.sync(true);
  assert.deepEqual(
    run.objects.map(({ unchanged, created, updated }) => [unchanged, created, updated]),
    [
      [40, 0, 0],
      [100, 0, 0],
      [60, 0, 0],
      [0, 0, 0],
    ],
  );
  assert.deepEqual(await changes(), was);
  assert.deepEqual((await bench.feed('contact', cursor)).records, []);
});

test('a delta right after the backfill brings nothing either', async () => {
  const was = await changes();
  assert.equal((await bench.sync(false)).state, 'succeeded');
  assert.deepEqual(await changes(), was);
});

test('resolves related records whatever comes first', async () => {
  await bench.sql('DELETE FROM crm_records RETURNING 1');
  await bench.sql('DELETE FROM crm_entity_links RETURNING 1');
  await bench.sync(true, ['deal']);
  const early = (await bench.feed('deal')).records;
  assert.ok(
    early.every(({ fields }) => fields.company_id === null),
    'nobody knows a company yet',
  );
  await bench.sync(true, ['contact']);
  await bench.sync(true, ['company']);
  const local = new Map((await ids()).map((row) => [`${row.object} ${row.remote_id}`, row.local_id]));
  const expected = (await bench.service.sandbox.records('deals')).map(({ id, associations }) => ({
    id,
    company: local.get(`company ${associations.companies?.[0]}`) ?? null,
    contacts: (associations.contacts ?? []).map((contact) => local.get(`contact ${contact}`)).sort(),
  }));
  assert.ok(expected.filter(({ company, contacts }) => company && contacts[0]).length > 50);
  const deals = (await bench.feed('deal')).records.map(({ remote_id, fields }) => ({
    id: remote_id,
    company: fields.company_id,
    contacts: [...(fields.contact_ids as string[])].sort(),
  }));
  const byId = (a: { id: string | null }, b: { id: string | null }) => Number(a.id) - Number(b.id);
  assert.deepEqual(deals.sort(byId), expected.sort(byId));
});

// Each statement that a page is stored with, in turn.
for (const [table, when] of [
  ['crm_records', 'INSERT'],
  ['crm_entity_links', 'INSERT'],
  ['crm_sync_runs', `UPDATE OF progress`],
  ['crm_sync_cursors', 'UPDATE OF backfill_cursor'],
] as const) {
  test(`keeps page and cursor together when storing breaks at ${table}`, async () => {
    await bench.sql('DELETE FROM crm_records RETURNING 1');
    await bench.sql('DELETE FROM crm_entity_links RETURNING 1');
    const { store } = bench.service.running.services;
    // Breaks while there are contacts to lose, however often it is tried.
    await store.sequelize.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM crm_records WHERE object = 'contact')
          THEN RAISE EXCEPTION 'refused by the test'; END IF;
        RETURN NULL; END $$;
      CREATE TRIGGER refuse AFTER ${when} ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse();`);
    try {
      const id = await bench.start(true, ['contact']);
      await waitUntil('it broke', async () => (await bench.run(id)).error?.code === 'internal');
      const [left] = await bench.sql<{ records: number; cursor: string | null }>(
        `SELECT (SELECT count(*)::int FROM crm_records) AS records, backfill_cursor AS cursor FROM crm_sync_cursors WHERE object = 'contact'`,
      );
      assert.deepEqual(left, { records: 0, cursor: null }, 'nothing of the page, nothing of the cursor');
      // One after the other: together they would hold what a try that begins just now waits for.
      await store.sequelize.query(`DROP TRIGGER refuse ON ${table}`);
      await bench.sql('UPDATE crm_sync_runs SET not_before = now() WHERE id = $1 RETURNING 1', id);
      const run = await bench.ended(id);
      assert.equal(run.state, 'succeeded');
      assert.deepEqual([run.objects[0]?.done, run.objects[0]?.created], [100, 100]);
      assert.equal((await ids()).length, 100);
    } finally {
      await store.sequelize.query('DROP FUNCTION refuse CASCADE');
    }
  });
}
