import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { waitUntil } from '../../support/service/wait-until.js';
import { killServiceProcesses } from '../bed/service-process.js';
import { findReaderFaults } from '../checks/feed.js';
import { FeedReader } from '../model/feed-reader.js';
import { play, type Scene } from './scene.js';

after(killServiceProcesses);

/** A page is written and commits only after something that was begun later; the host reads in between. */
async function readBetween({ bed, world, start, ended, holding, blocked }: Scene) {
  const { host } = bed;
  await ended(await start('contact', true));
  await ended(await start('contact', false));
  const reader = new FeedReader(host);
  await reader.catchUp();
  const [early, late] = world.people;
  assert.ok(early && late);
  await bed.crm.write('contacts', [{ id: early.id, properties: { firstname: 'Written first' } }]);
  let run = '';
  await holding(`SELECT 1 FROM crm_sync_cursors WHERE object = 'contact' FOR UPDATE`, async () => {
    run = await start('contact', false);
    await blocked('UPDATE "crm_sync_cursors"');
    const path = `/crm/records/contact/${reader.localIdOf('contact', late.id)}`;
    const body = { workspace_id: host.workspaceId, fields: { title: 'Committed first' } };
    await host.ask('PUT', path, { key: host.keys.secret, body });
    await waitUntil(
      'it is sent',
      async () => {
        return (await bed.sql(`SELECT 1 FROM crm_pushes WHERE state = 'sent'`)).length > 0;
      },
      60_000,
    );
    await reader.catchUp();
  });
  await ended(run);
  await reader.catchUp();
  return findReaderFaults({ bed, reader });
}

// Both at once: most of it is waiting for processes to start.
describe('a page that commits late', { concurrency: true }, () => {
  test('a reader skips nothing that commits late', async () => {
    assert.deepEqual(await play({ workers: 1 }, readBetween), []);
  });

  test('a feed that does not wait for open transactions loses a change, and that is noticed', async () => {
    const broken = {
      module: 'service/store/queries/read-feed.ts',
      by: 'test/fault/broken/unbounded-feed.ts',
    };
    const found = await play({ workers: 1, broken }, readBetween);
    assert.match(JSON.stringify(found), /first_name.*Written first/);
  });
});
