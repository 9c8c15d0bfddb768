import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { waitUntil } from '../support/service.js';
import { openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench({ seed: false });
});
after(() => bench.service.close());

const OPEN = `('queued', 'waiting_for_quota', 'sending', 'checking')`;
const untilSettled = () =>
  waitUntil('everything is sent', async () => {
    const open = await bench.sql(
      `UPDATE crm_pushes SET next_try_at = now() WHERE state IN ${OPEN} RETURNING 1`,
    );
    if (open.length > 0) await bench.sql(`SELECT pg_notify('crm_wake', 'push')`);
    return open.length === 0;
  });

for (const [name, isPulled] of [
  ['while the answer to an earlier write of it is lost', false],
  ['while an earlier write of it is unsettled and a poll brings that one back', true],
] as const)
  test(`what the host says ${name} is written all the same`, async () => {
    const { sandbox, api } = bench.service;
    const { ids } = await sandbox.post<{ ids: string[] }>('records', {
      object: 'contacts',
      records: [{ properties: { email: `in.flight.${isPulled}@words.example`, jobtitle: 'Of the CRM' } }],
    });
    await bench.sync(true, ['contact']);
    const { records } = await bench.feed('contact');
    const localId = records.find(({ remote_id }) => remote_id === ids[0])?.local_id;
    const say = (title: string) =>
      api.put(`/crm/records/contact/${localId}`, {
        key: bench.tenant.sk,
        body: { workspace_id: bench.tenant.workspaceId, fields: { title } },
        expect: 200,
      });
    const title = async () =>
      (await sandbox.records('contacts')).find(({ id }) => id === ids[0])?.properties.jobtitle;
    await say('First');
    await untilSettled();
    await sandbox.fault({
      kind: 'timeout_after_write',
      delay_ms: 20,
      match: { path_includes: '/contacts/batch/update' },
    });
    await say('Second');
    await waitUntil('its answer is lost', async () => {
      return (
        (await bench.sql(`SELECT 1 FROM crm_pushes WHERE state = 'checking' AND lease_until IS NULL`))
          .length > 0
      );
    });
    assert.equal(await title(), 'Second');
    // The next try of the second word waits until the third one was said.
    await say('Third');
    if (isPulled) await bench.sync(false, ['contact']);
    await untilSettled();
    assert.equal(await title(), 'Third');
    await bench.sync(false, ['contact']);
    await untilSettled();
    assert.equal(await title(), 'Third');
    const held = (await bench.feed('contact')).records.find(({ remote_id }) => remote_id === ids[0]);
    assert.equal(held?.fields.title, 'Third');
  });
