import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { WriteInput } from '../../../service/connectors/connector.js';
import { odoo as connector } from '../../../service/connectors/odoo/index.js';
import { forgetLists } from '../../../service/connectors/odoo/lists.js';
import { openOdoo } from './connection.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

for (const server of ['v18', 'v19'])
  describe(`what is still to be done in Odoo ${server}`, () => {
    const odoo = openOdoo(server);
    let contact: string;
    let deal: string;
    let associations: WriteInput['associations'];
    beforeEach(async () => {
      await odoo.provider.empty();
      contact = String(await odoo.provider.create('res.partner', { name: 'Planned Person' }));
      deal = String(await odoo.provider.create('crm.lead', { name: 'Planned', type: 'opportunity' }));
      associations = [
        { object: 'contact', remoteId: contact },
        { object: 'deal', remoteId: deal },
      ];
    });
    const input = (key: string, values: object, remoteId: string | null = null): WriteInput => ({
      ...{ key, remoteId, values: { ...values }, associations: remoteId === null ? associations : [] },
    });
    const write = async (...inputs: WriteInput[]) => {
      const results = await connector.write(odoo.connected.session, 'activity', inputs);
      return results.map((result) => {
        assert.ok(result.ok, JSON.stringify(result));
        return result;
      });
    };
    const stored = () => odoo.provider.records('mail.activity');

    it('is one to-do for a task, found again, changed and missed when it is gone', async () => {
      const values = {
        ...{ '@kind': 'task', '@subject': 'Send <the> offer', body: '<p>By mail</p>', date: inDays(3) },
      };
      const one = input('k-todo', values);
      const [first] = await write(one);
      const [again] = await write(one);
      assert.ok(first && again);
      const { remoteId } = first;
      assert.match(remoteId, /^a\d+$/);
      assert.deepEqual([first.created, again.created, again.remoteId], [true, false, remoteId]);
      assert.equal(await connector.findByKey(odoo.connected.session, 'activity', one), remoteId);
      const day = values.date.slice(0, 10);
      assert.deepEqual(
        (await stored()).map((row) => [
          row['res_model'],
          row['res_id'],
          row['summary'],
          row['date_deadline'],
        ]),
        [['crm.lead', Number(deal), values['@subject'], day]],
      );
      const read = async () =>
        (await connector.readMany(odoo.connected.session, 'activity', [remoteId], []))[0];
      const record = await read();
      assert.deepEqual(record?.refs, { contact_id: [contact], deal_id: [deal] });
      for (const [name, value] of Object.entries({ ...values, date: `${day}T00:00:00.000Z` }))
        assert.equal(record?.values[name], value);
      for (const [name, value] of Object.entries(first.written?.values ?? {}))
        assert.equal(record?.values[name], value);

      await write(input('k-todo', { '@subject': 'Sent', body: '<p>Done</p>' }, remoteId));
      const changed = await read();
      assert.deepEqual(changed?.refs, record?.refs);
      assert.deepEqual([changed?.values['@subject'], changed?.values['body']], ['Sent', '<p>Done</p>']);

      const unlink = [Number(remoteId.slice(1))];
      await odoo.provider.control('records', { server, model: 'mail.activity', unlink });
      assert.deepEqual(await odoo.readDeleted('activity', [remoteId]), [remoteId]);
      const [gone] = await connector.write(odoo.connected.session, 'activity', [
        input('k-todo', { '@subject': 'Too late' }, remoteId),
      ]);
      assert.ok(gone && !gone.ok && gone.error.code === 'not_found');
    });

    it('is a task or meeting of today or later and a call that is yet to come; the rest is a note', async () => {
      const results = await write(
        input('k-over', { '@kind': 'meeting', date: inDays(-3) }),
        input('k-today', { '@kind': 'meeting', date: inDays(0) }),
        input('k-back', { '@kind': 'call', date: inDays(1) }),
        input('k-made', { '@kind': 'call', date: inDays(0) }),
        input('k-noted', { '@kind': 'note', date: inDays(3) }),
      );
      const ids = results.map(({ remoteId }) => remoteId);
      assert.deepEqual(
        ids.map((id) => id.startsWith('a')),
        [false, true, true, false, false],
      );
      const { records } = await odoo.readAll('activity');
      const kinds = new Map(records.map(({ remoteId, values }) => [remoteId, values['@kind']]));
      assert.deepEqual(
        ids.map((id) => kinds.get(id)),
        ['meeting', 'meeting', 'call', 'call', 'note'],
      );
    });

    it('is read with the notes, a colleague’s too, each once', async () => {
      await write(input('k-first', { '@kind': 'task', date: inDays(1) }));
      const { cursor } = await odoo.readAll('activity');
      const model = (await odoo.provider.records('ir.model')).find((row) => row['model'] === 'res.partner');
      const values = { res_model_id: model?.id, res_id: Number(contact), summary: 'Call back' };
      const id = await odoo.provider.create('mail.activity', values);
      await write(input('k-noted', { '@kind': 'call', date: inDays(0) }));
      const changes = await odoo.readChanges('activity', cursor);
      const todo = changes.records.find(({ remoteId }) => remoteId === `a${id}`);
      assert.deepEqual(todo?.refs, { contact_id: [contact] });
      assert.deepEqual([todo?.values['@kind'], todo?.values['@subject']], ['task', 'Call back']);
      assert.deepEqual((await odoo.readChanges('activity', changes.cursor)).records, []);
    });

    it('is made by the record itself, once, where it may not be known which models there are', async () => {
      const match = { model: 'ir.model' };
      await odoo.provider.control('faults', { kind: 'deny_access', match, operation: 'read', times: 0 });
      forgetLists(odoo.connected.session);
      const one = input('k-scheduled', { '@kind': 'meeting', '@subject': 'Visit', date: inDays(2) });
      const [first] = await write(one);
      const [again] = await write(one);
      await odoo.provider.control('faults', { kind: 'clear' });
      forgetLists(odoo.connected.session);
      assert.deepEqual([first?.created, again?.created], [true, false]);
      assert.equal(first?.remoteId, again?.remoteId);
      assert.equal((await stored()).length, 1);
    });
  });
