import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MappingRow } from '../../shared/mapping.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { endLeases } from './end-leases.js';
import { openWorkbench, type Workbench } from './workbench.js';
import { killWorkers, startWorkerProcess } from './worker-process.js';

let bench: Workbench;
const { edit } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench({ role: 'api', seed: false });
});
after(async () => {
  await killWorkers();
  await bench.service.close();
});

const PATH = '/crm/mappings?provider=hubspot&object=contact';

async function save(title: Partial<MappingRow>): Promise<void> {
  const key = bench.tenant.et;
  const { rows } = (await bench.service.api.get<{ rows: MappingRow[] }>(PATH, { key })).body;
  const body = { rows: rows.map((row) => (row.field === 'title' ? { ...row, ...title } : row)) };
  await bench.service.api.put(PATH, { key, body, expect: 200 });
}

const waiting = async (): Promise<number> =>
  (await bench.sql<{ n: number }>('SELECT count(*)::int AS n FROM crm_records WHERE errors IS NOT NULL'))[0]
    ?.n ?? -1;

test('a worker killed while it maps records again leaves the rest to the next one, and each is told once', async () => {
  const { sandbox } = bench.service;
  const first = await startWorkerProcess(bench);
  await bench.sync(false, ['contact']);
  const picklist = { values: [{ app: 'clerk', crm: 'Clerk' }], other: 'hold' as const };
  await save({ picklist });
  const contacts = Array.from({ length: 500 }, (_, n) => ({
    properties: { email: `held${n}@crash.example`, jobtitle: 'Wizard', city: 'Prato' },
  }));
  const ids = await edit('contacts', ...contacts);
  await bench.sync(false, ['contact']);
  assert.equal(await waiting(), 500);
  const { cursor, records } = await bench.feed('contact');
  assert.deepEqual(records, []);
  const match = { path_includes: '/contacts/batch/read' };
  // The first part is read in two requests of a hundred; what is asked after it stays without an answer.
  await sandbox.fault({ kind: 'slow', delay_ms: 0, times: 2, match });
  await sandbox.fault({ kind: 'slow', delay_ms: 3_600_000, times: 0, match });
  await save({ crm: 'city', picklist: { values: [{ app: 'prato', crm: 'Prato' }], other: 'hold' } });
  const run = await bench.start(false, ['contact']);
  await waitUntil('a part is mapped', async () => (await waiting()) < 500);
  await first.kill('SIGKILL');
  const left = await waiting();
  assert.ok(left > 0 && left < 500, `${left} are left`);
  await sandbox.fault({ kind: 'clear' });
  await endLeases(bench);
  await startWorkerProcess(bench);
  assert.equal((await bench.ended(run)).state, 'succeeded');
  assert.equal(await waiting(), 0);
  const told = (await bench.feed('contact', cursor)).records;
  assert.deepEqual(told.map(({ remote_id }) => remote_id).sort(), [...ids].sort());
  assert.ok(told.every(({ fields }) => fields.title === 'prato'));
});
