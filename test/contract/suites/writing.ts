import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { WriteInput } from '../../../service/connectors/connector.js';
import { type Contract, done, inputOf, refusal, startOver } from '../contract.js';
import { dealOf, mappedInput, presetOf, writeMapped } from '../mapped.js';

/** Writing contacts and what they refer to. */
export function describeWriting(contract: Contract): void {
  const { connector } = contract;
  const write = (...inputs: WriteInput[]) => connector.write(contract.connected.session, 'contact', inputs);
  const contactOf = (name: string, more: Partial<WriteInput> = {}) =>
    inputOf(contract.provider.contactValues(name), more);
  const read = async (id: string) => {
    const fields = [contract.provider.nameField];
    return connector.readOne(contract.connected.session, 'contact', id, fields);
  };

  describe('writing', () => {
    beforeEach(() => startOver(contract));

    it('makes one record of two writes under one key', async () => {
      const input = contactOf('Once');
      const first = done((await write(input))[0]);
      const second = done((await write(input))[0]);
      assert.deepEqual([first.created, second.created], [true, false]);
      assert.equal(second.remoteId, first.remoteId);
      assert.equal(await contract.provider.countOf('contact'), 1);
    });

    it('makes one record of writes under one key at the same time', async () => {
      const input = contactOf('Race');
      const results = await Promise.all([1, 2, 3, 4].map(() => write(input)));
      const ids = results.flat().map((result) => done(result).remoteId);
      assert.equal(new Set(ids).size, 1);
      assert.equal(await contract.provider.countOf('contact'), 1);
    });

    it('writes a full batch in its order, one key and one record twice among it', async () => {
      const { provider } = contract;
      const size = connector.can.batchWrite;
      assert.ok(size >= 5, 'a connector that writes one by one has no batch');
      const remoteId = await provider.put('contact', provider.contactValues('Before'));
      const rename = (name: string) => inputOf({ [provider.nameField]: name }, { remoteId });
      const inputs = Array.from({ length: size - 3 }, (_, i) => contactOf(`N${i}`));
      const [again = contactOf('Again')] = inputs;
      const results = await write(...inputs, again, rename('One'), rename('Two'));
      assert.deepEqual(
        results.map((result) => done(result).key).slice(0, size - 3),
        inputs.map(({ key }) => key),
      );
      assert.equal(done(results[size - 3]).remoteId, done(results[0]).remoteId);
      assert.equal(await provider.countOf('contact'), size - 2);
      assert.equal((await read(remoteId))?.values[provider.nameField], 'Two');
    });

    it('changes a record by its id', async () => {
      const { provider } = contract;
      const remoteId = await provider.put('contact', provider.contactValues('Before'));
      done((await write(inputOf({ [provider.nameField]: 'After' }, { remoteId })))[0]);
      assert.equal((await read(remoteId))?.values[provider.nameField], 'After');
    });

    it('says that a record to change is gone, and changes the others', async () => {
      const { provider } = contract;
      const [gone, there] = [
        await provider.put('contact', provider.contactValues('Gone')),
        await provider.put('contact', provider.contactValues('There')),
      ];
      await provider.remove('contact', [gone]);
      const values = { [provider.nameField]: 'After' };
      const results = await write(inputOf(values, { remoteId: gone }), inputOf(values, { remoteId: there }));
      assert.equal(refusal(results[0]).code, 'not_found');
      assert.equal(done(results[1]).remoteId, there);
      assert.equal(await provider.countOf('contact'), 1);
    });

    it('blames the unknown field, and writes the rest of the batch', async () => {
      const { provider } = contract;
      const bad = inputOf({ ...provider.contactValues('Bad'), [provider.unknownField]: 'x' });
      const [first, second] = await write(bad, contactOf('Good'));
      assert.deepEqual([refusal(first).field, refusal(first).value], [provider.unknownField, 'x']);
      done(second);
    });

    it('links a contact to its company, and a deal to both', async () => {
      const { session } = contract.connected;
      const company = done(await writeMapped(contract, 'company', { name: 'Acme' })).remoteId;
      const ofCompany = [{ object: 'company' as const, remoteId: company }];
      const contact = done((await write(contactOf('Linked', { associations: ofCompany })))[0]).remoteId;
      assert.deepEqual((await read(contact))?.refs, { company_id: [company] });
      const deal = mappedInput(await presetOf(contract, 'deal'), await dealOf(contract, 'Offer'), {
        associations: [...ofCompany, { object: 'contact', remoteId: contact }],
      });
      const { remoteId } = done((await connector.write(session, 'deal', [deal]))[0]);
      const record = await connector.readOne(session, 'deal', remoteId, []);
      assert.deepEqual(record?.refs, { contact_ids: [contact], company_id: [company] });
    });
  });
}
