import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { type Contract, idsOf, startOver } from '../contract.js';
import { collect, readAll, readChanges, readDeleted } from '../pulls.js';

const MINUTE_MS = 60_000;

/** The CRM's clock is not ours. */
export function describeClockSkew(contract: Contract): void {
  const { connector } = contract;

  for (const minutes of [-7, 7])
    describe(`a CRM whose clock is ${Math.abs(minutes)} minutes ${minutes < 0 ? 'behind' : 'ahead'}`, () => {
      beforeEach(async () => {
        await startOver(contract);
        await contract.provider.setClock(minutes * MINUTE_MS);
      });
      after(() => startOver(contract));
      const put = (name: string, id?: string) =>
        contract.provider.put('contact', contract.provider.contactValues(name), id);

      it('brings each change once', async () => {
        const first = await put('First');
        let { cursor } = await readAll(contract);
        const next = async () => {
          const pulled = await readChanges(contract, cursor);
          cursor = pulled.cursor;
          return idsOf(pulled.records);
        };
        // What changed shortly before the end of a backfill may come once more.
        await next();
        assert.deepEqual(await next(), []);
        const second = await put('Second');
        assert.deepEqual(await next(), [second]);
        assert.deepEqual(await next(), []);
        await put('Third', first);
        assert.deepEqual(await next(), [first]);
        assert.deepEqual(await next(), []);
      });

      it('misses nothing that changes while everything is read', async () => {
        await contract.provider.generate(connector.can.pageSize.backfill + 50);
        const { connected, provider } = contract;
        const pages = connector.readAll(connected.session, 'contact', { cursor: null, fields: [] });
        const first = await pages.next();
        assert.ok(!first.done);
        const id = first.value.records[0]?.remoteId ?? '';
        await provider.put('contact', { [provider.nameField]: 'Meanwhile' }, id);
        const { cursor } = await collect(pages);
        const names = (await readChanges(contract, cursor)).records
          .filter(({ remoteId }) => remoteId === id)
          .map(({ values }) => values[provider.nameField]);
        assert.deepEqual(names, ['Meanwhile']);
      });

      it('names what was deleted since the last reading', async () => {
        const [kept, gone] = [await put('Kept'), await put('Gone')];
        const holding = [kept, gone];
        const { cursor } = await readDeleted(contract, 'contact', { holding });
        await contract.provider.remove('contact', [gone]);
        assert.deepEqual((await readDeleted(contract, 'contact', { cursor, holding })).ids, [gone]);
      });
    });

  describe('a CRM whose clock is put right', () => {
    after(() => startOver(contract));

    for (const minutes of [-7, 7])
      it(`misses nothing after its clock was ${Math.abs(minutes)} minutes ${minutes < 0 ? 'behind' : 'ahead'}`, async () => {
        const { provider } = contract;
        await startOver(contract);
        await provider.setClock(minutes * MINUTE_MS);
        await provider.put('contact', provider.contactValues('Before'));
        const before = await readChanges(contract, (await readAll(contract)).cursor);
        await provider.setClock(0);
        const id = await provider.put('contact', provider.contactValues('After'));
        const { records } = await readChanges(contract, before.cursor);
        assert.ok(idsOf(records).includes(id));
      });
  });
}
