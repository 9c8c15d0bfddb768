import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { killServiceProcesses } from '../bed/service-process.js';
import { findCursorGaps } from '../checks/cursors.js';
import { findRecordFaults } from '../checks/records.js';
import { createTime } from '../time.js';
import { play, type Scene } from './scene.js';

after(killServiceProcesses);

/** A worker dies while a page of changes is being stored, and another one goes on from the cursor. */
async function dieInAPage({ bed, world, start, ended, holding, blocked }: Scene) {
  await ended(await start('all', true));
  await ended(await start('contact', false));
  const [slot] = bed.fleet.workers;
  const [person] = world.people;
  assert.ok(slot && person);
  await bed.crm.write('contacts', [{ id: person.id, properties: { firstname: 'Changed' } }]);
  let run = '';
  await holding('LOCK TABLE crm_records IN SHARE MODE', async () => {
    run = await start('contact', false);
    await blocked('INSERT INTO crm_records');
    await bed.fleet.kill(slot);
    // Its statement dies with it only when it looks up from its wait.
    await bed.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'worker%'`,
    );
  });
  await bed.fleet.fill(slot);
  const time = createTime(bed);
  const flow = time.flow();
  await ended(run);
  await flow.stop();
  const gaps = await findCursorGaps({ bed });
  await ended(await start('contact', false));
  return { gaps, faults: await findRecordFaults({ bed }) };
}

// Both at once: most of it is waiting for processes to start.
describe('a worker that dies in a page', { concurrency: true }, () => {
  test('a page that was cut off is read again', async () => {
    assert.deepEqual(await play({ workers: 1 }, dieInAPage), { gaps: [], faults: [] });
  });

  test('with the cursor committed apart from its page a change is lost, and that is noticed', async () => {
    const broken = { module: 'service/sync/store-page.ts', by: 'test/fault/broken/cursor-apart.ts' };
    const { gaps, faults } = await play({ workers: 1, broken }, dieInAPage);
    assert.match(JSON.stringify(gaps), /the delta says it has seen it.*first_name/);
    assert.match(JSON.stringify(faults), /first_name/);
  });
});
