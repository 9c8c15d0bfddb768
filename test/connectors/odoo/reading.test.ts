import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { CrmError, RecordsHidden } from '../../../service/connectors/connector.js';
import { odoo as connector } from '../../../service/connectors/odoo/index.js';
import { connect } from '../../contract/connected.js';
import { openOdoo } from './connection.js';

describe('reading from Odoo', () => {
  const odoo = openOdoo();
  beforeEach(() => odoo.provider.empty());

  const stored = (body: object) => odoo.provider.control('records', { server: 'v19', ...body });
  const person = (name: string, more: object = {}) => odoo.provider.create('res.partner', { name, ...more });
  const deal = (name: string, more: object = {}) =>
    odoo.provider.create('crm.lead', { name, type: 'opportunity', ...more });
  const names = (records: { values: Record<string, unknown> }[]) =>
    records.map(({ values }) => values['name']);

  it('leaves out companies, addresses and the users of that Odoo from its contacts', async () => {
    const companyId = await person('Acme', { is_company: true });
    await person('Warehouse', { type: 'delivery', parent_id: companyId });
    const id = await person('Ada King Lovelace', { parent_id: companyId });
    const { records } = await odoo.readAll('contact', ['email']);
    assert.deepEqual(names(records), ['Ada King Lovelace']);
    const [record] = records;
    assert.equal(record?.remoteId, String(id));
    assert.equal(record?.values['name:first'], 'Ada');
    assert.equal(record?.values['name:rest'], 'King Lovelace');
    assert.equal(record?.values['email'], null);
    assert.deepEqual(record?.refs, { company_id: [String(companyId)] });
    assert.ok(names((await odoo.readAll('company')).records).includes('Acme'));
  });

  it('finds what a slow transaction wrote into the past', async () => {
    await person('Early');
    const first = await odoo.readChanges('contact', (await odoo.readAll('contact')).cursor);
    await stored({ model: 'res.partner', records: [{ values: { name: 'Late' } }], started_ms_ago: 120_000 });
    const second = await odoo.readChanges('contact', first.cursor);
    assert.deepEqual(names(second.records), ['Late']);
    assert.deepEqual((await odoo.readChanges('contact', second.cursor)).records, []);
  });

  it('reads a name in the parts that are stored here, as long as they make it up', async () => {
    const id = String(await person('Anna Maria De Rossi'));
    const parts = async (first: string | null, last: string | null) => {
      const values = { 'name:first': first, 'name:rest': last };
      const session = { ...odoo.connected.session, stored: async () => new Map([[id, values]]) };
      const [record] = await connector.readMany(session, 'contact', [id], []);
      return [record?.values['name:first'], record?.values['name:rest']];
    };
    assert.deepEqual(await parts('Anna Maria', 'De Rossi'), ['Anna Maria', 'De Rossi']);
    assert.deepEqual(await parts(null, 'Anna Maria De Rossi'), [null, 'Anna Maria De Rossi']);
    assert.deepEqual(await parts('Anna', 'Bianchi'), ['Anna', 'Maria De Rossi']);
  });

  it('shows a lost deal in the stage lost, and an archived one as archived and not deleted', async () => {
    const lost = await deal('Lost', { active: false, probability: 0 });
    const archived = await deal('Archived', { active: false, probability: 30 });
    const open = await deal('Open');
    const { records } = await odoo.readAll('deal');
    const seen = new Map(records.map((record) => [record.remoteId, record]));
    assert.equal(seen.get(String(lost))?.values['stage_id'], 'lost');
    assert.equal(seen.get(String(lost))?.values['@archived'], false);
    assert.equal(seen.get(String(archived))?.values['@archived'], true);
    assert.ok(records.every((record) => !record.archived));
    assert.match(String(seen.get(String(open))?.values['stage_id']), /^\d+$/);
  });

  it('names the contact and the company of a deal, and the company’s currency', async () => {
    const companyId = await person('Acme', { is_company: true });
    const contactId = await person('Ada King', { parent_id: companyId });
    await deal('With both', { partner_id: contactId });
    await deal('Company only', { partner_id: companyId });
    const { records } = await odoo.readAll('deal', ['company_currency', 'expected_revenue']);
    assert.deepEqual(
      records.map(({ refs }) => refs),
      [
        { contact_ids: [String(contactId)], company_id: [String(companyId)] },
        { contact_ids: [], company_id: [String(companyId)] },
      ],
    );
    assert.equal(records[0]?.values['company_currency'], 'EUR');
  });

  it('names deleted records among those that are held, and no others', async () => {
    const kept = String(await person('Kept'));
    const archived = String(await person('Archived', { active: false }));
    const gone = String(await person('Gone'));
    await stored({ model: 'res.partner', unlink: [Number(gone)] });
    assert.deepEqual(await odoo.readDeleted('contact', [kept, archived, gone]), [gone]);
    const found = await connector.readMany(odoo.connected.session, 'contact', [kept, gone], []);
    assert.deepEqual(
      found.map(({ remoteId }) => remoteId),
      [kept],
    );
  });

  it('does not take a record for deleted that it may not see', async () => {
    const id = String(await deal('Somebody else’s'));
    await odoo.provider.control('faults', {
      kind: 'deny_access',
      match: { model: 'crm.lead' },
      operation: 'read',
    });
    const options = { cursor: null, held: async () => [id] };
    await assert.rejects(
      connector.readDeleted(odoo.connected.session, 'deal', options).next(),
      (error) => error instanceof CrmError && error.kind === 'permission',
    );
    await odoo.provider.control('faults', { kind: 'clear' });
  });

  it('does not take a deal for deleted that rules hide from its user', async () => {
    const login = 'paolo.bertoni@nordest-energia.example';
    const paolo = { ...odoo.provider, typedIn: () => odoo.provider.typedIn({ login }) };
    const { session } = await connect(connector, paolo);
    const hidden = String(await deal('Of Marta', { user_id: 4 }));
    const gone = String(await deal('Gone', { user_id: 5 }));
    await stored({ model: 'crm.lead', unlink: [Number(gone)] });
    const named: string[] = [];
    const held = async () => [hidden, gone];
    for await (const { deleted } of connector.readDeleted(session, 'deal', { cursor: null, held }))
      named.push(...deleted.map(({ remoteId }) => remoteId));
    assert.deepEqual(named, [gone]);
    const open = String(await deal('Of Paolo', { user_id: 5 }));
    await assert.rejects(connector.readMany(session, 'deal', [hidden, gone, open], []), (error) => {
      assert.ok(error instanceof RecordsHidden && error.kind === 'permission');
      assert.deepEqual(error.hidden, [hidden]);
      assert.deepEqual(
        error.found.map(({ remoteId }) => remoteId),
        [open],
      );
      return true;
    });
  });
});
