import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { pushSooner } from '../../support/push-sooner.js';
import { waitUntil } from '../../support/service/wait-until.js';
import { pushCall } from '../actors/calls.js';
import { killServiceProcesses } from '../bed/service-process.js';
import { findPushFaults } from '../checks/pushes.js';
import { Ledger } from '../model/ledger.js';
import { play, type Scene } from './scene.js';

after(killServiceProcesses);

/** The CRM makes the activity and does not say so. */
async function loseAnAnswer({ bed, world }: Scene) {
  const ledger = new Ledger();
  const [person] = world.people;
  assert.ok(person);
  await bed.crm.door.fault({
    kind: 'timeout_after_write',
    delay_ms: 50,
    match: { path_includes: '/calls/batch/create' },
  });
  const words = { id: 'call_1', name: 'Call 1.', subject: 'Call 1.', body: 'Said', durationS: 1 };
  await pushCall(
    { bed, ledger },
    { ...words, contact: { id: person.id }, company: null, deal: null },
    person.email,
  );
  await waitUntil(
    'the push is settled',
    async () => {
      await pushSooner(bed, { states: ['checking'] });
      return (await bed.sql(`SELECT 1 FROM crm_pushes WHERE state IN ('sent', 'already_there')`)).length > 0;
    },
    60_000,
  );
  return findPushFaults({ bed, ledger });
}

// Where the CRM keeps a unique key, that would hide the fault.
const settings = { unique_on_calls: false };

// Both at once: most of it is waiting for processes to start.
describe('an answer that is lost', { concurrency: true }, () => {
  test('a write whose answer was lost is looked for before it is repeated', async () => {
    assert.deepEqual(await play({ workers: 1, settings }, loseAnAnswer), []);
  });

  test('without looking it is made twice, and that is noticed', async () => {
    const broken = {
      module: 'service/connectors/hubspot/find-by-key.ts',
      by: 'test/fault/broken/find-nothing.ts',
    };
    const found = await play({ workers: 1, settings, broken }, loseAnAnswer);
    assert.match(JSON.stringify(found), /call_1.*doubled/);
  });
});
