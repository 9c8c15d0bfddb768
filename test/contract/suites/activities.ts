import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { CrmError, type WriteInput } from '../../../service/connectors/connector.js';
import { type Contract, done, inputOf, startOver } from '../contract.js';
import { assertSays, dealOf, mappedInput, presetOf, writeMapped } from '../mapped.js';

const KINDS = ['call', 'note', 'task', 'meeting'];

/** Logging calls and other activities: once, and where they belong. */
export function describeActivities(contract: Contract): void {
  const { connector } = contract;
  const write = (...inputs: WriteInput[]) => connector.write(contract.connected.session, 'activity', inputs);
  const find = (input: WriteInput) => connector.findByKey(contract.connected.session, 'activity', input);

  describe('activities', () => {
    let contact: string;
    let associations: WriteInput['associations'];
    beforeEach(async () => {
      await startOver(contract);
      contact = await contract.provider.put('contact', contract.provider.contactValues('Called'));
      associations = [{ object: 'contact', remoteId: contact }];
    });
    const callOf = (subject: string) => inputOf(contract.provider.callValues(subject), { associations });

    it('logs a call that is pushed twice once', async () => {
      const call = callOf('Green tariff');
      const first = done((await write(call))[0]);
      const second = done((await write(call))[0]);
      assert.deepEqual([first.created, second.created], [true, false]);
      assert.equal(second.remoteId, first.remoteId);
      assert.equal(await find(call), first.remoteId);
      assert.equal(await contract.provider.countOf('activity'), 1);
    });

    it('logs two calls that look alike as two', async () => {
      const ids = [callOf('Alike'), callOf('Alike')].map(
        async (call) => done((await write(call))[0]).remoteId,
      );
      assert.equal(new Set(await Promise.all(ids)).size, 2);
      assert.equal(await contract.provider.countOf('activity'), 2);
    });

    it('finds by its key the write whose answer was lost', async () => {
      const call = callOf('Lost answer');
      assert.equal(await find(call), null);
      await contract.provider.fault.loseAnswerOfNextWrite();
      await assert.rejects(
        write(call),
        (error) => error instanceof CrmError && error.kind === 'unavailable' && error.outcomeUnknown,
      );
      const found = await find(call);
      assert.ok(found);
      assert.equal(done((await write(call))[0]).remoteId, found);
      assert.equal(await contract.provider.countOf('activity'), 1);
    });

    it('finds it still when it has been changed meanwhile', async () => {
      const call = callOf('First words');
      const { remoteId } = done((await write(call))[0]);
      const values = contract.provider.callValues('Other words');
      done((await write({ ...call, key: 'contract-key-of-a-change', values, remoteId }))[0]);
      assert.equal(await find(call), remoteId);
      assert.equal(done((await write(call))[0]).remoteId, remoteId);
      assert.equal(await contract.provider.countOf('activity'), 1);
    });

    it('hangs a call on its contact, and on no other company and deal than its own', async () => {
      const { session } = contract.connected;
      const company = done(await writeMapped(contract, 'company', { name: 'Acme' })).remoteId;
      const offer = await dealOf(contract, 'Offer');
      const ofCompany: WriteInput['associations'] = [{ object: 'company', remoteId: company }];
      const deal = done(await writeMapped(contract, 'deal', offer, { associations: ofCompany })).remoteId;
      const all: WriteInput['associations'] = [
        ...associations,
        ...ofCompany,
        { object: 'deal', remoteId: deal },
      ];
      const call = { ...callOf('Linked'), associations: all };
      const { remoteId, written } = done((await write(call))[0]);
      const record = await connector.readOne(session, 'activity', remoteId, []);
      assert.deepEqual(record?.refs, {
        contact_id: [contact],
        company_id: [company],
        deal_id: [deal],
      });
      // What the answer tells of links is what a pull will bring.
      assert.deepEqual({ ...record?.refs, ...written?.refs }, record?.refs);
    });

    for (const kind of KINDS)
      it(`writes a ${kind} as what it is, once, or says that it cannot`, async () => {
        const { session } = contract.connected;
        const mapping = await presetOf(contract, 'activity');
        const given = {
          kind,
          subject: 'Green tariff',
          body: 'Wants an offer',
          occurred_at: '2026-11-20T10:00:00.000Z',
        };
        const { errors } = mapping.toCrm(given);
        const faulty = errors.map(({ field }) => field);
        // Held by the preset: the CRM has no place for it.
        if (faulty.length > 0) return assert.deepEqual(faulty, ['kind']);
        const input = mappedInput(mapping, given, { associations });
        const first = done((await write(input))[0]);
        assert.equal(done((await write(input))[0]).remoteId, first.remoteId);
        assert.equal(await find(input), first.remoteId);
        const record = await connector.readOne(session, 'activity', first.remoteId, [...mapping.crmFields]);
        // Of kinds that no pull brings, links need not be read.
        assert.deepEqual(record?.refs['contact_id'] ?? [contact], [contact]);
        assertSays(mapping, record?.values ?? {}, { kind, body: given.body });
      });
  });
}
