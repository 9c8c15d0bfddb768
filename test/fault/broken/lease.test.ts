import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { waitUntil } from '../../support/service/wait-until.js';
import { killServiceProcesses } from '../bed/service-process.js';
import { play, type Scene } from './scene.js';

after(killServiceProcesses);

/** A worker is held in the middle of a page; its lease ends, another one takes over if it can, and the first wakes up. */
async function wakeUpLate({ bed, start, ended, holding, blocked }: Scene) {
  const run = await start('contact', true);
  await holding('LOCK TABLE crm_records IN SHARE MODE', async () => {
    const name = await blocked('INSERT INTO crm_records');
    const sleeper = bed.fleet.workers.find(({ current }) => current?.name === name)?.current;
    assert.ok(sleeper, `${name} is a worker`);
    sleeper.signal('SIGSTOP');
    if (await canEndLease(run))
      await waitUntil(
        'the other one has it',
        async () => {
          const rows = await bed.sql('SELECT 1 FROM fault.claims WHERE id = $1 AND claimer <> $2', run, name);
          return rows.length > 0;
        },
        60_000,
      );
    sleeper.signal('SIGCONT');
  });
  await ended(run);
  return bed.staleWrites();

  /** The time that passes is written by nobody in truth; who holds the row while he writes keeps it from being taken. */
  async function canEndLease(id: string): Promise<boolean> {
    const ending = bed.sql(
      `WITH patience AS (SELECT set_config('lock_timeout', '1s', true))
       UPDATE crm_sync_runs SET lease_until = now() - interval '1 s' FROM patience WHERE id = $1 RETURNING 1`,
      id,
    );
    return ending.then(
      () => true,
      (error: unknown) => {
        assert.match(String(error), /lock timeout/);
        return false;
      },
    );
  }
}

// Both at once: most of it is waiting for processes to start.
describe('a lease that ends under its holder', { concurrency: true }, () => {
  test('a worker that wakes up in the middle of a page writes nothing that is another one’s by then', async () => {
    assert.deepEqual(await play({ workers: 2 }, wakeUpLate), []);
  });

  test('without the fence it writes, and that is noticed', async () => {
    const broken = { module: 'service/sync/lease.ts', by: 'test/fault/broken/unfenced-lease.ts' };
    const stale = await play({ workers: 2, broken }, wakeUpLate);
    assert.match(JSON.stringify(stale), /cursor of contact.*(in the hands of worker|no run is under way)/);
  });
});
