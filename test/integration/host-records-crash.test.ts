import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PutRecordResult } from '../../shared/routes/records.js';
import { waitUntil } from '../support/service.js';
import { endLeases } from './end-leases.js';
import { openWorkbench, SETTLED, type Workbench } from './workbench.js';
import { killWorkers, startWorkerProcess, type WorkerProcess } from './worker-process.js';

let bench: Workbench;
let worker: WorkerProcess;
before(async () => {
  bench = await openWorkbench({ role: 'api', seed: false });
  worker = await startWorkerProcess(bench);
  await bench.sync(true);
});
after(async () => {
  await worker.kill('SIGTERM');
  await killWorkers();
  await bench.service.close();
});

const put = async (object: string, id: string, fields: object) => {
  const body = { workspace_id: bench.tenant.workspaceId, fields };
  const path = `/crm/records/${object}/${id}`;
  const answer = await bench.service.api.put<PutRecordResult>(path, {
    key: bench.tenant.sk,
    body,
    expect: 200,
  });
  return answer.body.sides[0]?.push_id ?? null;
};
const settled = (id: string | null) =>
  waitUntil('the push is settled', async () => {
    const [push] = await bench.sql<{ state: string }>('SELECT state FROM crm_pushes WHERE id = $1', id);
    return push && SETTLED.includes(push.state) && push.state;
  });
/** The worker dies when the CRM was asked for this, and another one takes over. */
const dieAt = async (kind: string, path: string, work: () => Promise<string | null>) => {
  const { sandbox } = bench.service;
  await sandbox.fault({ kind, match: { path_includes: path } });
  const id = await work();
  await waitUntil(
    'the CRM was asked to write',
    async () => (await sandbox.get<{ faults: unknown[] }>('faults')).faults.length === 0,
  );
  await worker.kill('SIGKILL');
  await endLeases(bench);
  worker = await startWorkerProcess(bench);
  return settled(id);
};

for (const [kind, when, ends] of [
  ['timeout_after_write', 'after the CRM wrote it', 'already_there'],
  ['timeout_before_write', 'before the CRM wrote it', 'sent'],
] as const) {
  test(`a worker killed ${when} leaves one new company, whose echo is none`, async () => {
    const name = `Killed ${kind}`;
    const state = await dieAt(kind, '/companies/batch/upsert', () => put('company', `co_${kind}`, { name }));
    assert.equal(state, ends);
    const all = await bench.service.sandbox.records('companies');
    assert.equal(all.filter(({ properties }) => properties.name === name).length, 1);
    const { cursor } = await bench.feed('company');
    await bench.sync(false);
    assert.deepEqual((await bench.feed('company', cursor)).records, []);
  });

  test(`a worker killed ${when} leaves one new contact with its company`, async () => {
    await settled(await put('company', `of_${kind}`, { name: `Of ${kind}` }));
    const email = `${kind}@killed.example`;
    const fields = { email, last_name: 'Killed', company_id: `of_${kind}` };
    await dieAt(kind, '/contacts/batch/upsert', () => put('contact', `ct_${kind}`, fields));
    const made = (await bench.service.sandbox.records('contacts')).filter(
      ({ properties }) => properties.email === email,
    );
    assert.deepEqual([made.length, made[0]?.associations.companies?.length], [1, 1]);
  });

  test(`a worker killed ${when} changes a contact once, and the bases agree`, async () => {
    await settled(await put('contact', `up_${kind}`, { email: `up_${kind}@killed.example` }));
    const state = await dieAt(kind, '/contacts/batch/update', () =>
      put('contact', `up_${kind}`, { title: 'Chair' }),
    );
    assert.equal(state, ends);
    const [side] = await bench.sql<{ base_host: object; base_crm: object }>(
      `SELECT base_host ->> 'title' AS base_host, base_crm ->> 'title' AS base_crm FROM crm_host_sides WHERE local_id = $1`,
      `up_${kind}`,
    );
    assert.deepEqual(side, { base_host: 'Chair', base_crm: 'Chair' });
    assert.equal(await put('contact', `up_${kind}`, { title: 'Chair' }), null);
  });
}
