import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { openWorkbench, type Workbench } from './workbench.js';

const CONTACTS = 400;
let bench: Workbench;
const { clearFaults, holdListAfter } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
  await bench.service.sandbox.post('records', { generate: { contacts: CONTACTS, companies: 0, deals: 0 } });
});
after(() => bench.service.close());

const copied = async () => {
  const [row] = await bench.sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM crm_records WHERE object = 'contact'`,
  );
  return row?.n ?? 0;
};
const listRequests = async () =>
  (await bench.service.sandbox.requests('/crm/objects/2026-09/contacts')).filter(
    ({ method, status }) => method === 'GET' && status === 200,
  ).length;

test('a copy that an ended access cut short goes on where it stood once the account is connected again', async () => {
  await holdListAfter('contacts', 100);
  const run = await bench.start(true);
  await waitUntil('some contacts are copied', async () => (await copied()) > 0);
  await bench.service.sandbox.fault({ kind: 'revoke_grant' });
  await clearFaults();
  assert.equal((await bench.ended(run)).error?.code, 'connection_needs_reauth');
  const half = await copied();
  assert.ok(half < CONTACTS, `only ${half} were copied`);

  const asked = await listRequests();
  const again = await bench.service.connect(bench.tenant.et);
  assert.equal(again.id, bench.connection.id);
  await waitUntil('the copy is whole', async () => (await copied()) === CONTACTS + 100);
  assert.ok(
    (await listRequests()) - asked <= (CONTACTS + 100 - half) / 100 + 1,
    'pages that were stored are not read again',
  );
});

test('a connection that was removed and comes back is polled again, from where it stood', async () => {
  const key = bench.tenant.et;
  await bench.sync(false);
  await bench.service.api.delete(`/crm/connections/${bench.connection.id}?data=keep`, { key, expect: 200 });
  await bench.service.sandbox.post('records', {
    object: 'contacts',
    records: [{ properties: { email: 'meanwhile@b.example', lastname: 'Meanwhile' } }],
  });
  await bench.service.connect(key);
  await waitUntil('the new contact is here', async () => {
    const { records } = await bench.feed('contact');
    return records.some(({ fields }) => fields.email === 'meanwhile@b.example');
  });
});
