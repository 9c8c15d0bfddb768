import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { refsOverlooked, settleRefs } from '../../service/store/queries/open-refs.js';
import type { Store } from '../../service/store/store.js';
import type { CrmRecord, ObjectName } from '../../shared/records.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
let store: Store;
const cursors = new Map<ObjectName, string>();
before(async () => {
  bench = await openWorkbench();
  store = bench.service.running.services.store;
});
after(() => bench.service.close());

/** What a reader who reads along is told of an object since its last look. */
const told = async (object: ObjectName): Promise<CrmRecord[]> => {
  const { records, cursor } = await bench.feed(object, cursors.get(object));
  cursors.set(object, cursor);
  return records;
};
const contactsOf = (deal: Pick<CrmRecord, 'fields'> | undefined) =>
  (deal?.fields.contact_ids ?? []) as string[];
const open = async () =>
  (await bench.sql<{ n: number }>('SELECT count(*)::int AS n FROM crm_open_refs'))[0]?.n;

test('a record that was told without its company is told again once that is known', async () => {
  await bench.sync(true, ['contact']);
  const before = await told('contact');
  assert.ok(before.length > 0);
  assert.ok(before.every(({ fields }) => fields.company_id === null));
  const calm = await open();
  assert.ok(calm && calm > 0);
  await bench.sync(true, ['contact']);
  assert.equal(await open(), calm, 'each is kept in mind once');
  await settleRefs(store);
  assert.deepEqual(await told('contact'), [], 'nothing is known yet');

  await bench.sync(true, ['company']);
  const companies = new Set((await told('company')).map(({ local_id }) => local_id));
  const again = await told('contact');
  assert.ok(again.length > 0);
  for (const { fields } of again)
    assert.ok(companies.has(String(fields.company_id)), String(fields.company_id));
  const [left] = await bench.sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM crm_records WHERE object = 'contact' AND refs -> 'company_id' ->> 0 IS NOT NULL`,
  );
  assert.equal(again.length, left?.n, 'all of them, each once');
  await settleRefs(store);
  assert.deepEqual(await told('contact'), []);
  assert.equal(await open(), 0);
});

test('what refers to a record is told again when the host’s id takes the place of ours', async () => {
  await bench.sync(true);
  for (const object of ['company', 'contact', 'deal'] as const) await told(object);
  const [contact] = (await bench.feed('contact')).records.filter(({ fields }) => fields.company_id);
  const company = (await bench.feed('company')).records.find(
    ({ local_id }) => local_id === contact?.fields.company_id,
  );
  await bench.service.api.put('/crm/records/company/co_of_host', {
    key: bench.tenant.sk,
    body: {
      workspace_id: bench.tenant.workspaceId,
      remote_id: company?.remote_id,
      fields: { name: company?.fields.name },
    },
    expect: 200,
  });
  await settleRefs(store);
  const again = await told('contact');
  assert.ok(again.some(({ local_id }) => local_id === contact?.local_id));
  assert.ok(again.every(({ fields }) => fields.company_id === 'co_of_host'));
});

test('what became known just while it was being kept in mind is found later', async () => {
  for (const object of ['company', 'contact'] as const) await told(object);
  // Which would find it before its time; its first turn is at the start.
  await waitUntil('the hourly look is far away', async () => {
    const rows = await bench.sql(
      `SELECT 1 FROM agenda_jobs WHERE name = 'crm_cleanup' AND next_run_at > now() + interval '10 minutes' AND locked_at IS NULL`,
    );
    return rows.length > 0;
  });
  await bench.sql(
    `INSERT INTO crm_open_refs (connection_id, object, remote_id, due)
     SELECT connection_id, object, remote_id, false FROM crm_entity_links WHERE local_id = 'co_of_host' RETURNING 1`,
  );
  await settleRefs(store);
  assert.deepEqual(await told('contact'), []);
  await refsOverlooked(store);
  await settleRefs(store);
  assert.ok((await told('contact')).length > 0);
});

test('what refers to an absorbed record is told again with the one that absorbed it', async () => {
  const deal = (await bench.feed('deal')).records.find(({ fields }) => contactsOf({ fields }).length > 0);
  const [absorbed] = contactsOf(deal);
  const contacts = (await bench.feed('contact')).records;
  const old = contacts.find(({ local_id }) => local_id === absorbed);
  const survivor = contacts.find(({ local_id }) => local_id !== absorbed);
  await told('deal');
  await crmEdits(() => bench).merge('contacts', survivor?.remote_id ?? '', old?.remote_id ?? '');
  await bench.sync(false, ['contact']);
  const again = (await told('deal')).find(({ local_id }) => local_id === deal?.local_id);
  assert.ok(contactsOf(again).includes(survivor?.local_id ?? ''));
});
