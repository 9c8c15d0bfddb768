import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { createSharedSlots, type SharedSlots } from '../../../service/oauth/shared-slots.js';
import { openStore, type Store } from '../../../service/store/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

describe('turns that processes share', () => {
  let database: TestDatabase;
  let store: Store;
  before(async () => {
    database = await createTestDatabase();
    store = openStore(database.url);
  });
  after(async () => {
    await store.close();
    await database.close();
  });

  /** Takes so many turns one after the other, each as long as the database takes for a word. */
  const work = async (
    slots: SharedSlots,
    turns: number,
    under: { now: number; most: number },
    log: string[],
    name: string,
  ) => {
    for (let i = 0; i < turns; i++) {
      await slots.take();
      under.now += 1;
      under.most = Math.max(under.most, under.now);
      log.push(name);
      await store.sequelize.query('SELECT 1');
      under.now -= 1;
      slots.free();
    }
  };

  it('are one at a time whoever asks, and nobody is passed over while another has much to do', async () => {
    const under = { now: 0, most: 0 };
    const log: string[] = [];
    const [here, there] = [1, 2].map(() => createSharedSlots(store, 'https://one.example', 1));
    assert.ok(here && there);
    const busy = Promise.all([1, 2, 3].map(() => work(here, 40, under, log, 'here')));
    await work(there, 5, under, log, 'there');
    const before = log.length;
    await busy;
    assert.equal(under.most, 1);
    assert.equal(log.filter((name) => name === 'here').length, 120);
    assert.ok(before < 125, 'the one with little to do was done first');
  });

  it('are as many at a time as are allowed, and apart for each server', async () => {
    const under = { now: 0, most: 0 };
    const two = createSharedSlots(store, 'https://two.example', 2);
    await two.take();
    await Promise.all(
      [1, 2, 3].map(() => work(createSharedSlots(store, 'https://two.example', 2), 3, under, [], '')),
    );
    assert.equal(under.most, 1, 'one of the two was held all the time');
    two.free();
    const apart = createSharedSlots(store, 'https://three.example', 1);
    await apart.take();
    apart.free();
  });

  it('come back from a process that died, and are not waited for by one that was stopped', async () => {
    const server = 'https://dead.example';
    await createSharedSlots(store, server, 1).take();
    const stop = new AbortController();
    const waiting = createSharedSlots(store, server, 1);
    const asked = waiting.take(stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(asked, /stopped/);
    // As after the time that a dead one keeps it: this one lives, and would say again that it holds it.
    await store.sequelize.query(
      `UPDATE crm_request_slots SET holder = gen_random_uuid(), held_until = now() WHERE server = $1`,
      { bind: [server], type: QueryTypes.RAW },
    );
    await waiting.take();
    waiting.free();
  });
});
