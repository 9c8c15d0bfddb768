import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { WriteInput } from '../../../service/connectors/connector.js';
import type { Fields, ObjectName } from '../../../shared/records.js';
import { type Contract, done, idsOf, refusal, startOver } from '../contract.js';
import {
  assertSays,
  crmFieldOf,
  dealOf,
  mappedInput,
  presetOf,
  thereAndBack,
  writeMapped,
} from '../mapped.js';
import { caughtUp, collect } from '../pulls.js';

/** Names as people, and those who try things out, have them. */
const NAMES = {
  'accents, precomposed and combining': 'Zoe\u0308 Ångström Cañón',
  'other scripts': 'Ōе Кузнецова 東京 ชื่อ',
  'emoji, a family and a flag among them': 'Ada 😀 👩‍👩‍👧 🇮🇹 ✈️',
  'right to left, with control marks': '\u202bمريم\u202c \u200fשלום\u200e Rossi',
  'quotes and backslashes': `O'Neill "Bud" \\ \`x\` «y»`,
  'what looks like HTML': '<b>Bold</b> & <script>alert(1)</script> &amp;',
  'what looks like SQL': "Robert'); DROP TABLE contacts;--",
  'what looks like a formula': '=HYPERLINK("http://x.example","y")+@SUM(A1)',
  'what looks like a template': '{{7*7}} #{x} %s %(name)s <%= 1 %>',
};

const CALL = { kind: 'call', subject: 'Odd', occurred_at: '2026-11-20T10:00:00.000Z' };

/** Odd values come back as they were given, or are refused by the field that holds them. */
export function describeOddData(contract: Contract): void {
  const { connector } = contract;
  const contact = (name: string, more: object = {}) => ({
    email: `${name}@odd.example`,
    first_name: 'Odd',
    last_name: 'Name',
    ...more,
  });
  /** A record for each of the names. */
  const named = async (object: ObjectName): Promise<Fields[]> => {
    const deal = await dealOf(contract, '');
    return Object.values(NAMES).map((name, i) => {
      if (object === 'contact') return contact(`n${i}`, { last_name: name });
      if (object === 'company') return { name };
      if (object === 'deal') return { ...deal, title: name };
      return { ...CALL, subject: name, body: `${name}\n${name}` };
    });
  };
  const onContact = async (): Promise<WriteInput['associations']> => {
    const { provider } = contract;
    return [{ object: 'contact', remoteId: await provider.put('contact', provider.contactValues('Called')) }];
  };

  describe('odd data', () => {
    beforeEach(() => startOver(contract));

    it('brings a contact there and back', async () => {
      await thereAndBack(contract, 'contact', {
        ...contact('maryam'),
        phone_e164: '+390612345678',
        title: 'Ingénieure & “chef”',
        country_iso: 'IT',
      });
    });

    it('brings a company there and back', async () => {
      await thereAndBack(contract, 'company', {
        name: 'Ähre & Söhne <GmbH>',
        domain: 'odd.example',
        phone: '+49 30 1234567',
        country_iso: 'DE',
        address: 'Straße 1, 10115 Berlin',
      });
    });

    it('brings a deal there and back, its amount to the cent', async () => {
      const deal = { ...(await dealOf(contract, 'Offer “1”')), amount_cents: 123_456_789_01 };
      await thereAndBack(contract, 'deal', deal);
    });

    it('brings a call there and back', async () => {
      const call = {
        ...CALL,
        body: 'Wants an offer\nuntil Friday: <b>soon</b> & cheap',
        duration_s: 4_372,
        direction: 'inbound',
        outcome: 'no_answer',
        recording_url: 'https://recordings.example/1.mp3?a=1&b=2',
      };
      await thereAndBack(contract, 'activity', call, { associations: await onContact() });
    });

    for (const object of connector.objects)
      it(`keeps names of any script, and what means something elsewhere, in each ${object}`, async () => {
        const { session } = contract.connected;
        const given = await named(object);
        const cursor = await caughtUp(contract, object);
        const mapping = await presetOf(contract, object);
        const associations = object === 'activity' ? await onContact() : [];
        const inputs = given.map((each) => mappedInput(mapping, each, { associations }));
        const results = await connector.write(session, object, inputs);
        const ids = results.map((result) => done(result).remoteId);
        const fields = [...mapping.crmFields];
        for (const records of [
          await connector.readMany(session, object, ids, fields),
          (await collect(connector.readAll(session, object, { cursor: null, fields }))).records,
          (await collect(connector.readChanges(session, object, { cursor, fields }))).records,
        ]) {
          // An account may not be quite empty: it may have its own company.
          const ours = records.filter(({ remoteId }) => ids.includes(remoteId));
          assert.deepEqual(idsOf(ours).sort(), [...ids].sort());
          for (const { remoteId, values } of ours)
            assertSays(mapping, values, given[ids.indexOf(remoteId)] ?? {});
        }
        for (const [i, result] of results.entries())
          if (result.ok && result.written) assertSays(mapping, result.written.values, given[i] ?? {});
      });

    it('leaves what is not given empty, and empties what is taken back', async () => {
      const empty = { phone_e164: null, title: null, country_iso: null };
      const { remoteId } = await thereAndBack(contract, 'contact', { ...contact('bare'), ...empty });
      await thereAndBack(contract, 'contact', { title: 'CEO', phone_e164: '+390612345678' }, { remoteId });
      await thereAndBack(contract, 'contact', empty, { remoteId });
    });

    it('takes an empty text for none', async () => {
      const { remoteId } = done(
        await writeMapped(contract, 'contact', contact('blank', { title: '', phone_e164: '   ' })),
      );
      const mapping = await presetOf(contract, 'contact');
      const fields = [...mapping.crmFields];
      const record = await connector.readOne(contract.connected.session, 'contact', remoteId, fields);
      assertSays(mapping, record?.values ?? {}, { title: null, phone_e164: null });
    });

    it('reads a record that is as good as empty', async () => {
      const { provider } = contract;
      const id = await provider.put('contact', provider.contactValues('Bare'));
      const mapping = await presetOf(contract, 'contact');
      const fields = [...mapping.crmFields];
      const record = await connector.readOne(contract.connected.session, 'contact', id, fields);
      assertSays(mapping, record?.values ?? {}, { title: null, phone_e164: null, country_iso: null });
      assert.deepEqual(record?.refs['company_id'] ?? [], []);
    });

    it('keeps notes of 64 kB, or as long as the CRM takes', async () => {
      const length = Math.min(contract.provider.longest.note ?? 65_536, 65_536);
      const body = 'Длинный 東京 שלום note. '.repeat(4_000).slice(0, length - 1);
      await thereAndBack(
        contract,
        'activity',
        { ...CALL, body: `${body}.` },
        { associations: await onContact() },
      );
    });

    it('says of notes that are too long which field it is and writes nothing, or keeps them whole', async () => {
      const { note } = contract.provider.longest;
      const associations = await onContact();
      const given = { ...CALL, body: 'x'.repeat((note ?? 200_000) + 1_000) };
      if (note === null) return void (await thereAndBack(contract, 'activity', given, { associations }));
      const result = await writeMapped(contract, 'activity', given, { associations });
      assert.equal(refusal(result).field, await crmFieldOf(contract, 'activity', 'body'));
      assert.equal(await contract.provider.countOf('activity'), 0);
    });

    it('says of a name that is too long which field it is and writes the others, or keeps it whole', async () => {
      const { lastName } = contract.provider.longest;
      if (lastName === null) {
        const given = contact('long', { last_name: 'x'.repeat(70_000) });
        return void (await thereAndBack(contract, 'contact', given));
      }
      const mapping = await presetOf(contract, 'contact');
      const inputs = [lastName + 1, lastName].map((length) =>
        mappedInput(mapping, contact(`n${length}`, { last_name: 'x'.repeat(length) })),
      );
      const [long, good] = await connector.write(contract.connected.session, 'contact', inputs);
      assert.equal(refusal(long).field, await crmFieldOf(contract, 'contact', 'last_name'));
      done(good);
      assert.equal(await contract.provider.countOf('contact'), 1);
    });
  });
}
