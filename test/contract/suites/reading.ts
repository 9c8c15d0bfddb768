import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Contract, idsOf, startOver } from '../contract.js';
import { collect, readAll, readChanges } from '../pulls.js';

/** Reading everything, and single records. */
export function describeReading(contract: Contract): void {
  const { connector } = contract;
  const size = 2 * connector.can.pageSize.backfill + 50;

  describe('reading', () => {
    before(async () => {
      await startOver(contract);
      await contract.provider.generate(size);
    });

    it('brings every record once, in pages', async () => {
      const { nameField } = contract.provider;
      const { records } = await readAll(contract, 'contact', [nameField]);
      assert.equal(records.length, size);
      assert.equal(new Set(idsOf(records)).size, size);
      assert.ok(records.every((record) => typeof record.values[nameField] === 'string'));
    });

    it('ends with one empty page where there is nothing', async () => {
      const everything = await readAll(contract, 'deal');
      assert.deepEqual([everything.records, everything.pages], [[], 1]);
      const changes = await readChanges(contract, everything.cursor, 'deal');
      assert.deepEqual([changes.records, changes.pages], [[], 1]);
    });

    it('goes on after the page whose cursor was stored', async () => {
      const options = { cursor: null, fields: [] };
      const first = await connector.readAll(contract.connected.session, 'contact', options).next();
      assert.ok(!first.done);
      const cursor = JSON.parse(JSON.stringify(first.value.cursor)) as string;
      const rest = await collect(
        connector.readAll(contract.connected.session, 'contact', { ...options, cursor }),
      );
      const ids = idsOf([...first.value.records, ...rest.records]);
      assert.equal(new Set(ids).size, size);
      assert.equal(ids.length, size);
    });

    it('counts the records, or says that it cannot', async () => {
      const count = await connector.count(contract.connected.session, 'contact');
      assert.ok(count === null || count === size);
    });

    it('finds a record changed during the backfill in the changes after it', async () => {
      const { provider, connected } = contract;
      const pages = connector.readAll(connected.session, 'contact', { cursor: null, fields: [] });
      const first = await pages.next();
      assert.ok(!first.done);
      const id = first.value.records[0]?.remoteId ?? '';
      await provider.put('contact', { [provider.nameField]: 'Meanwhile' }, id);
      const { cursor } = await collect(pages);
      const { records } = await readChanges(contract, cursor);
      const found = records.filter((record) => record.remoteId === id);
      assert.deepEqual(
        found.map((record) => record.values[provider.nameField]),
        ['Meanwhile'],
      );
    });

    it('reads one record, and none where there is none', async () => {
      const { provider, connected } = contract;
      const id = await provider.put('contact', provider.contactValues('Single'));
      const record = await connector.readOne(connected.session, 'contact', id, [provider.nameField]);
      assert.equal(record?.values[provider.nameField], 'Single');
      assert.equal(await connector.readOne(connected.session, 'contact', '999999999', []), null);
    });

    it('reads of many records each once, in whatever number', async () => {
      const { connected } = contract;
      const ids = idsOf((await readAll(contract)).records);
      const found = await connector.readMany(connected.session, 'contact', [...ids, ...ids.slice(0, 3)], []);
      assert.deepEqual(idsOf(found).sort(), [...ids].sort());
      assert.deepEqual(await connector.readMany(connected.session, 'contact', [], []), []);
    });

    it('stops with the reason of the signal', async () => {
      const reason = new Error('enough');
      const options = { cursor: null, fields: [], signal: AbortSignal.abort(reason) };
      await assert.rejects(
        collect(connector.readAll(contract.connected.session, 'contact', options)),
        (error) => error === reason,
      );
    });
  });
}
