import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Contract, idsOf, startOver } from '../contract.js';
import { caughtUp, readChanges } from '../pulls.js';

/** Reading what changed. */
export function describeChanges(contract: Contract): void {
  const { connector } = contract;
  const pageSize = connector.can.pageSize.delta;
  const crowd = 2 * pageSize + 50;

  describe('reading changes', () => {
    beforeEach(() => startOver(contract));

    it('finds a changed record once', async () => {
      const { provider } = contract;
      const cursor = await caughtUp(contract);
      const id = await provider.put('contact', provider.contactValues('Changed'));
      const second = await readChanges(contract, cursor);
      assert.deepEqual(idsOf(second.records), [id]);
      const third = await readChanges(contract, second.cursor);
      assert.deepEqual(third.records, []);
      await provider.put('contact', { [provider.nameField]: 'Again' }, id);
      const fourth = await readChanges(contract, third.cursor);
      assert.deepEqual(
        fourth.records.map((record) => record.values[provider.nameField]),
        ['Again'],
      );
    });

    it('starts from a time', async () => {
      const { provider } = contract;
      const since = new Date(Date.now() - 1_000);
      const id = await provider.put('contact', provider.contactValues('Sincetime'));
      const { records } = await readChanges(contract, connector.deltaCursor(since));
      assert.deepEqual(idsOf(records), [id]);
    });

    it('reads more changes of one moment than a page holds, each once', async () => {
      const cursor = await caughtUp(contract);
      await contract.provider.generate(crowd, { oneStamp: true });
      const { records } = await readChanges(contract, cursor);
      assert.equal(new Set(idsOf(records)).size, crowd);
      assert.equal(records.length, crowd);
    });

    it('goes on from the cursor of any page, amid a crowd of one moment too', async () => {
      let cursor = await caughtUp(contract);
      await contract.provider.generate(crowd, { oneStamp: true });
      const ids = new Set<string>();
      for (let pages = 0; pages < 20; pages++) {
        const options = { cursor, fields: [] };
        const page = await connector.readChanges(contract.connected.session, 'contact', options).next();
        if (page.done || page.value.records.length === 0) break;
        for (const { remoteId } of page.value.records) ids.add(remoteId);
        cursor = page.value.cursor;
      }
      assert.equal(ids.size, crowd);
    });

    it('misses no record when one that was read changes while the next page is fetched', async () => {
      const { provider, connected } = contract;
      const options = { cursor: connector.deltaCursor(new Date(0)), fields: [provider.nameField] };
      await provider.generate(crowd);
      const ids = new Set<string>();
      let changed: string | undefined;
      let cursor = '';
      for await (const page of connector.readChanges(connected.session, 'contact', options)) {
        for (const { remoteId } of page.records) ids.add(remoteId);
        cursor = page.cursor;
        if (changed !== undefined) continue;
        // It leaves its place in the order: what comes after it moves up.
        changed = page.records[0]?.remoteId;
        await provider.put('contact', { [provider.nameField]: 'Moved' }, changed);
      }
      assert.equal(ids.size, crowd);
      const { records } = await readChanges(contract, cursor);
      assert.ok(records.every(({ remoteId }) => remoteId === changed));
    });
  });
}
