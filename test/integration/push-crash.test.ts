import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { waitUntil } from '../support/service.js';
import { endLeases } from './end-leases.js';
import { aCall, openWorkbench, type Workbench } from './workbench.js';
import { killWorkers, startWorkerProcess, type WorkerProcess } from './worker-process.js';

after(killWorkers);

for (const isUnique of [true, false]) {
  describe(`a worker killed while it sends a call (${isUnique ? 'unique property' : 'marker in the text'})`, () => {
    let bench: Workbench;
    let worker: WorkerProcess;
    before(async () => {
      bench = await openWorkbench({ role: 'api', sandbox: { unique_on_calls: isUnique } });
      worker = await startWorkerProcess(bench);
      await bench.sync(true);
    });
    after(async () => {
      await worker.kill('SIGTERM');
      await bench.service.close();
    });

    for (const [kind, when, ends] of [
      ['timeout_after_write', 'after the CRM wrote it', 'already_there'],
      ['timeout_before_write', 'before the CRM wrote it', 'sent'],
    ] as const) {
      test(`${when} leaves one activity, rightly associated`, async () => {
        const { sandbox } = bench.service;
        await sandbox.fault({
          kind,
          match: { path_includes: `/calls/batch/${isUnique ? 'upsert' : 'create'}` },
        });
        await bench.push(kind, {
          call: aCall({ subject: kind }),
          contact: { email: 'giulia.ferri@prato.example' },
        });
        await waitUntil(
          'the CRM was asked to write',
          async () => (await sandbox.get<{ faults: unknown[] }>('faults')).faults.length === 0,
        );
        await worker.kill('SIGKILL');
        assert.equal((await bench.receipt(kind)).state, 'sending');
        await endLeases(bench);
        worker = await startWorkerProcess(bench);
        const receipt = await bench.settled(kind);
        const calls = (await sandbox.records('calls')).filter(
          ({ properties }) => properties.hs_call_title === kind,
        );
        assert.deepEqual([receipt.state, calls.length], [ends, 1]);
        const [call] = calls;
        assert.equal(call?.id, receipt.remote_id);
        assert.deepEqual(call?.associations, {
          contacts: [receipt.associations.contact],
          companies: [receipt.associations.company],
          deals: [receipt.associations.deal],
        });
        assert.equal(receipt.contact_name, 'Giulia Ferri');
      });
    }
  });
}
