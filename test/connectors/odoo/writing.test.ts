import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { WriteInput } from '../../../service/connectors/connector.js';
import { odoo as connector } from '../../../service/connectors/odoo/index.js';
import { connect } from '../../contract/connected.js';
import { openOdoo } from './connection.js';
import { isOurNote } from './provider.js';

const input = (key: string, values: Record<string, unknown>, more: Partial<WriteInput> = {}): WriteInput => ({
  ...{ key, remoteId: null, values, associations: [] },
  ...more,
});

for (const server of ['v18', 'v19', 'v20'])
  describe(`writing to Odoo ${server}`, () => {
    const odoo = openOdoo(server);
    before(() => odoo.provider.empty());
    const write = (object: 'contact' | 'company' | 'deal' | 'activity', ...inputs: WriteInput[]) =>
      connector.write(odoo.connected.session, object, inputs);
    const find = async (model: string, id: string) => (await odoo.provider.records(model, { id }))[0];
    const made = async (
      object: 'contact' | 'company' | 'deal',
      key: string,
      values: Record<string, unknown>,
    ) => {
      const [result] = await write(object, input(key, values));
      assert.ok(result?.ok, JSON.stringify(result));
      return result.remoteId;
    };

    it('makes a company and a contact of it, by the code of its country', async () => {
      const companyId = await made('company', 'k-company', {
        name: 'Acme',
        country_id: 'IT',
        website: 'acme.example',
      });
      const associations = [{ object: 'company' as const, remoteId: companyId }];
      const values = {
        'name:first': 'Ada',
        'name:rest': 'King',
        country_id: 'Italy',
        email: 'ada@acme.example',
      };
      const [result] = await write('contact', input('k-contact', values, { associations }));
      assert.ok(result?.ok, JSON.stringify(result));
      assert.equal(result.written?.values['country_id'], 'IT');
      const stored = await find('res.partner', result.remoteId);
      assert.equal(stored?.['name'], 'Ada King');
      const record = await connector.readOne(odoo.connected.session, 'contact', result.remoteId, [
        'country_id',
      ]);
      assert.deepEqual(record?.refs, { company_id: [companyId] });
    });

    it('changes one part of a name and keeps the other', async () => {
      const id = await made('contact', 'k-name', { 'name:first': 'Ada', 'name:rest': 'King' });
      const [result] = await write('contact', input('k-name', { 'name:rest': 'Lovelace' }, { remoteId: id }));
      assert.ok(result?.ok, JSON.stringify(result));
      assert.equal((await find('res.partner', id))?.['name'], 'Ada Lovelace');
    });

    it('tells a first name of two words as it was written', async () => {
      const values = { 'name:first': 'Anna Maria', 'name:rest': 'De Rossi' };
      const [result] = await write('contact', input('k-two-words', values));
      assert.ok(result?.ok, JSON.stringify(result));
      assert.equal(result.written?.values['name'], 'Anna Maria De Rossi');
      assert.equal(result.written?.values['name:first'], 'Anna Maria');
      assert.equal(result.written?.values['name:rest'], 'De Rossi');
    });

    it('takes a stage by its name, loses a deal, and opens it again', async () => {
      const stages = await odoo.provider.records('crm.stage');
      const [first, second] = stages;
      const id = await made('deal', 'k-deal', {
        name: 'Green',
        expected_revenue: 1200.5,
        stage_id: first?.['name'],
      });
      await write('deal', input('k-deal', { stage_id: 'lost' }, { remoteId: id }));
      assert.equal((await find('crm.lead', id))?.['active'], false);
      const read = () => connector.readOne(odoo.connected.session, 'deal', id, ['stage_id']);
      assert.equal((await read())?.values['stage_id'], 'lost');
      await write('deal', input('k-deal', { stage_id: String(second?.id) }, { remoteId: id }));
      assert.equal((await read())?.values['stage_id'], String(second?.id));
    });

    it('refuses an amount in another currency than the company’s', async () => {
      const [result] = await write('deal', input('k-usd', { name: 'Abroad', company_currency: 'USD' }));
      assert.ok(result && !result.ok);
      assert.equal(result.error.field, 'company_currency');
      const [own] = await write('deal', input('k-eur', { name: 'Here', company_currency: 'EUR' }));
      assert.ok(own?.ok, JSON.stringify(own));
    });

    it('puts a deal in another currency to the one company of its user that has it', async () => {
      const [chf] = await odoo.provider
        .records('res.currency', { q: 'CHF' })
        .then((all) => all.filter((row) => row['name'] === 'CHF'));
      assert.ok(chf);
      const partner = await odoo.provider.create('res.partner', { name: 'Ticino', is_company: true });
      const values = { name: 'Ticino SA', partner_id: partner, currency_id: chf.id };
      const ticino = await odoo.provider.create('res.company', values);
      await odoo.provider.control('records', {
        ...{ server, model: 'res.users' },
        records: [{ id: 3, values: { company_ids: [[6, 0, [1, ticino]]] } }],
      });
      const { session } = await connect(connector, odoo.provider);
      const [made] = await connector.write(session, 'deal', [
        input('k-chf', { name: 'Lugano', expected_revenue: 10, company_currency: 'CHF' }),
      ]);
      assert.ok(made?.ok, JSON.stringify(made));
      assert.equal(made.written?.values['company_currency'], 'CHF');
      assert.equal((await find('crm.lead', made.remoteId))?.['company_id'], ticino);
      const change = input('k-chf', { company_currency: 'EUR' }, { remoteId: made.remoteId });
      const [refused] = await connector.write(session, 'deal', [change]);
      assert.ok(refused && !refused.ok && refused.error.field === 'company_currency');

      const only = async (company: string) => {
        const typedIn = async () => ({ ...(await odoo.provider.typedIn()), company });
        return connect(connector, { ...odoo.provider, typedIn });
      };
      const main = await only('1');
      assert.equal(await connector.readOne(main.session, 'deal', made.remoteId, []), null);
      const own = await only('ticino sa');
      assert.equal(
        (await connector.readOne(own.session, 'deal', made.remoteId, []))?.remoteId,
        made.remoteId,
      );
      await assert.rejects(only('Nobody Ltd'), /This user works in: .*, Ticino SA/);
    });

    it('blames the row that Odoo refuses and writes the others', async () => {
      const results = await write(
        'deal',
        input('k-a', { name: 'Good' }),
        input('k-b', { name: 'Bad', stage_id: 'No such stage' }),
        input('k-c', { name: 'Bad', date_deadline: 'someday' }),
        input('k-d', { name: 'Good too', date_deadline: '2026-12-24' }),
      );
      assert.deepEqual(
        results.map(({ ok }) => ok),
        [true, false, false, true],
      );
    });

    it('posts a note where notes cannot be loaded, once', async () => {
      const id = await made('contact', 'k-posted', { 'name:first': 'Posted', 'name:rest': 'Person' });
      const associations = [{ object: 'contact' as const, remoteId: id }];
      const match = { model: 'mail.message', call: 'load' };
      await odoo.provider.control('faults', { kind: 'server_error', status: 404, times: 0, match });
      const one = input('k-post', { '@subject': 'Posted', body: '<p>One</p>' }, { associations });
      const [first] = await write('activity', one);
      assert.ok(first?.ok && first.created, JSON.stringify(first));
      assert.equal(await connector.findByKey(odoo.connected.session, 'activity', one), first.remoteId);
      const [second] = await write('activity', { ...one, values: { ...one.values, body: '<p>Two</p>' } });
      assert.ok(second?.ok && !second.created && second.remoteId === first.remoteId);
      await odoo.provider.control('faults', { kind: 'clear' });
      const notes = (await odoo.provider.records('mail.message')).filter(isOurNote);
      assert.equal(notes.length, 1);
      assert.match(String(notes[0]?.['body']), /<p>Two<\/p>/);
      await odoo.provider.empty();
    });
  });
