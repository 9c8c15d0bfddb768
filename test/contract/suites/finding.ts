import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Contract, idsOf, startOver } from '../contract.js';
import { crmFieldOf } from '../mapped.js';

/** Finding contacts that we do not hold. */
export function describeFinding(contract: Contract): void {
  const find = async (email: string | null, phone: string | null) => {
    const by = { email, phone };
    const found = await contract.connector.findContacts(contract.connected.session, by, []);
    return idsOf(found).sort();
  };
  const put = async (name: string, more: Record<string, string> = {}) => {
    const values = { ...contract.provider.contactValues(name) };
    for (const [field, value] of Object.entries(more))
      values[await crmFieldOf(contract, 'contact', field)] = value;
    return contract.provider.put('contact', values);
  };

  describe('finding contacts', () => {
    beforeEach(() => startOver(contract));

    it('finds by e-mail in any case of letters, and nobody for an address that nobody has', async () => {
      const id = await put('Anna', { email: 'Anna@Find.example' });
      for (const email of ['anna@find.example', ' ANNA@find.EXAMPLE'])
        assert.deepEqual(await find(email, null), [id]);
      assert.deepEqual(await find('nobody@find.example', null), []);
      assert.deepEqual(await find(null, null), []);
    });

    it('takes an address as it is, whatever it means in a query', async () => {
      const id = await put('Quoted', { email: "o'neill_b@find.example" });
      await put('Other', { email: 'oxneillxb@find.example' });
      assert.deepEqual(await find("o'neill_b@find.example", null), [id]);
      for (const nobody of ['%@find.example', '*@find.example', "x' or '1'='1@find.example"])
        assert.deepEqual(await find(nobody, null), []);
    });

    for (const written of ['+390612345678', '+39 06 1234 5678', '06 1234 5678', '0612345678'])
      it(`finds the number ${written}`, async () => {
        const id = await put('Anna', { phone_e164: written });
        await put('Other', { phone_e164: '+39 06 1234 5699' });
        assert.deepEqual(await find(null, '+390612345678'), [id]);
        assert.deepEqual(await find('nobody@find.example', '+390612345678'), [id]);
      });

    it('finds both of two people with one phone', async () => {
      const phone_e164 = '+39 06 1234 5678';
      const ids = [await put('Ada', { phone_e164 }), await put('Bea', { phone_e164 })];
      assert.deepEqual(await find(null, '+390612345678'), ids.sort());
    });
  });
}
