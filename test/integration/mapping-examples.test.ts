import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FindExamplesResult } from '../../shared/routes/mappings.js';
import { addWorkspace, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
});
after(() => bench.service.close());

const ask = (search = '', of = bench, object = 'contact', expect = 200) =>
  of.service.api.get<FindExamplesResult>(
    `/crm/mappings/examples?provider=hubspot&object=${object}&search=${encodeURIComponent(search)}`,
    { key: of.tenant.et, expect },
  );
const labels = async (search: string) => (await ask(search)).body.examples.map(({ label }) => label);

test('offers the newest records, and what our fields hold in them', async () => {
  const { examples, values } = (await ask()).body;
  assert.ok(examples.length > 0 && examples.length <= 20);
  assert.equal(new Set(examples.map(({ local_id }) => local_id)).size, examples.length);
  assert.ok(values['first_name']?.length);
  const [first] = (await bench.feed('contact')).records.slice(-1);
  assert.equal(examples[0]?.local_id, first?.local_id);
});

test('finds by words of a name in any order, by either id, and nothing by signs of a pattern', async () => {
  assert.deepEqual(await labels('FERRI giu'), ['Giulia Ferri']);
  assert.deepEqual(await labels('%'), []);
  assert.deepEqual(await labels("'; --"), []);
  const [giulia] = (await ask('Giulia Ferri')).body.examples;
  assert.deepEqual(await labels(giulia?.remote_id ?? ''), ['Giulia Ferri']);
  assert.deepEqual(await labels(giulia?.local_id ?? ''), ['Giulia Ferri']);
});

test('tells values of the host’s own fields that no CRM field is matched with', async () => {
  const [giulia] = (await ask('Giulia Ferri')).body.examples;
  await bench.service.api.put(`/crm/records/contact/${giulia?.local_id}`, {
    key: bench.tenant.sk,
    body: { workspace_id: bench.tenant.workspaceId, custom: { plan_name: 'Sole' } },
    expect: 200,
  });
  assert.deepEqual((await ask()).body.values['custom.plan_name'], ['Sole']);
});

test('shows another workspace nothing', async () => {
  const other = await addWorkspace(bench, 'ws_other');
  assert.deepEqual((await ask('Giulia', other)).body.examples, []);
});

test('refuses an object the CRM does not have, and words that are too long', async () => {
  await ask('', bench, 'invoice', 404);
  await ask('x'.repeat(201), bench, 'contact', 400);
});
