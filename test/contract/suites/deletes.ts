import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Contract, done, idsOf, inputOf, startOver } from '../contract.js';
import { writeMapped } from '../mapped.js';
import { caughtUp, collect, readAll, readChanges, readDeleted } from '../pulls.js';

/** Deleted records: what is named as gone, and the proof by asking for the record itself. */
export function describeDeletes(contract: Contract): void {
  const { connector } = contract;
  const put = (name: string) => contract.provider.put('contact', contract.provider.contactValues(name));
  const ask = async (...ids: string[]) =>
    idsOf(await connector.readMany(contract.connected.session, 'contact', ids, []));

  describe('deletes', () => {
    beforeEach(() => startOver(contract));

    it('names a deleted record, and none that is there', async () => {
      const [kept, gone] = [await put('Kept'), await put('Gone')];
      const start = await readDeleted(contract, 'contact', { holding: [kept, gone] });
      assert.deepEqual(start.ids, []);
      await contract.provider.remove('contact', [gone]);
      const next = await readDeleted(contract, 'contact', { cursor: start.cursor, holding: [kept, gone] });
      assert.deepEqual(next.ids, [gone]);
    });

    it('does not have a deleted record when it is asked for it, whatever else is asked for', async () => {
      const [kept, gone] = [await put('Kept'), await put('Gone')];
      await contract.provider.remove('contact', [gone]);
      assert.deepEqual(await ask(gone, kept, gone), [kept]);
      assert.deepEqual(await ask(gone), []);
      const { session } = contract.connected;
      assert.equal(await connector.readOne(session, 'contact', gone, []), null);
    });

    it(`${connector.can.deletesInDelta ? 'shows' : 'does not show'} them among the changes, as it says`, async () => {
      const gone = await put('Gone');
      const cursor = await caughtUp(contract);
      await contract.provider.remove('contact', [gone]);
      const { records } = await readChanges(contract, cursor);
      const seen = records.filter(({ remoteId, archived }) => remoteId === gone && archived);
      assert.equal(seen.length > 0, connector.can.deletesInDelta);
    });

    it('has a restored record again and brings it with the changes, unless it deletes for good', async () => {
      const { provider } = contract;
      const gone = await put('Gone');
      await provider.remove('contact', [gone]);
      const cursor = await caughtUp(contract);
      if (!provider.restore) return assert.deepEqual(await ask(gone), []);
      await provider.restore('contact', [gone]);
      assert.deepEqual(await ask(gone), [gone]);
      assert.deepEqual(idsOf((await readChanges(contract, cursor)).records), [gone]);
    });

    it('reads on past records that are deleted while they are read', async () => {
      const { provider, connected } = contract;
      const size = 2 * connector.can.pageSize.backfill + 50;
      await provider.generate(size);
      const ids = idsOf((await readAll(contract)).records);
      const pages = connector.readAll(connected.session, 'contact', { cursor: null, fields: [] });
      const first = await pages.next();
      assert.ok(!first.done);
      const read = idsOf(first.value.records);
      // Of those that were read, and of those to come.
      const gone = [...read.slice(0, 30), ...ids.filter((id) => !read.includes(id)).slice(-30)];
      await provider.remove('contact', gone);
      const rest = await collect(pages);
      const wanted = ids.filter((id) => read.includes(id) || !gone.includes(id));
      assert.deepEqual([...read, ...idsOf(rest.records)].sort(), wanted.sort());
      const named = await readDeleted(contract, 'contact', { holding: ids });
      assert.deepEqual(named.ids.sort(), gone.sort());
    });

    it('reads on past changed records that are deleted while changes are read', async () => {
      const { provider, connected } = contract;
      const cursor = connector.deltaCursor(new Date(0));
      const size = 2 * connector.can.pageSize.delta + 50;
      await provider.generate(size);
      const ids = idsOf((await readAll(contract)).records);
      const pages = connector.readChanges(connected.session, 'contact', { cursor, fields: [] });
      const first = await pages.next();
      assert.ok(!first.done);
      const read = new Set(idsOf(first.value.records));
      const gone = [...[...read].slice(0, 30), ...ids.filter((id) => !read.has(id)).slice(0, 30)];
      await provider.remove('contact', gone);
      const seen = new Set([...read, ...idsOf((await collect(pages)).records)]);
      assert.deepEqual(
        ids.filter((id) => !seen.has(id) && !gone.includes(id)),
        [],
      );
    });

    it('reads a record on, without its link, when what it refers to was deleted', async () => {
      const { provider, connected } = contract;
      const company = done(await writeMapped(contract, 'company', { name: 'Gone' })).remoteId;
      const associations = [{ object: 'company' as const, remoteId: company }];
      const input = inputOf(provider.contactValues('Widow'), { associations });
      const [result] = await connector.write(connected.session, 'contact', [input]);
      const { remoteId } = done(result);
      await provider.remove('company', [company]);
      const [record] = await connector.readMany(connected.session, 'contact', [remoteId], []);
      assert.deepEqual(record?.refs['company_id'] ?? [], []);
    });
  });
}
