import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import type { Connection } from '../../shared/connection.js';
import type { PushReceipt } from '../../shared/push.js';
import type { CrmRecord, ObjectName } from '../../shared/records.js';
import type { SyncRun } from '../../shared/run.js';
import { letOthersCommit } from '../support/committed.js';
import { startTestService, type Tenant, type TestService, waitUntil } from '../support/service.js';

type Stored = Record<string, unknown> & { id: number };

for (const server of ['v18', 'v19'])
  describe(`the main job with Odoo ${server}`, () => {
    let service: TestService;
    let tenant: Tenant;
    before(async () => {
      service = await startTestService({ unpaced: true });
      tenant = await service.createTenant();
    });
    after(() => service.close());

    const door = async <T>(path: string, body?: unknown): Promise<T> => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(`${service.sandbox.url}/_sandbox/odoo/${path}`, init);
      assert.ok(response.ok, await response.clone().text());
      return (await response.json()) as T;
    };
    const stored = async (model: string, more = ''): Promise<Stored[]> =>
      (await door<{ results: Stored[] }>(`records?server=${server}&limit=10000&model=${model}${more}`))
        .results;
    const feed = async (object: ObjectName, key = tenant.et): Promise<CrmRecord[]> => {
      await letOthersCommit((query, ...bind) =>
        service.running.services.store.sequelize.query(query, { bind, type: QueryTypes.SELECT }),
      );
      const path = `/crm/records/${object}?limit=200`;
      return (await service.api.get<{ data: CrmRecord[] }>(path, { key, expect: 200 })).body.data;
    };
    const sync = async (backfill: boolean, key = tenant.et): Promise<SyncRun> => {
      const body = { provider: 'odoo', mode: 'pull', backfill };
      const { run_id } = (
        await service.api.post<{ run_id: string }>('/crm/sync/start', { key, body, expect: 202 })
      ).body;
      return waitUntil('the run is over', async () => {
        const run = (await service.api.get<SyncRun>(`/crm/sync/runs/${run_id}`, { key, expect: 200 })).body;
        return ['succeeded', 'failed', 'cancelled'].includes(run.state) && run;
      });
    };
    const push = async (callId: string, body: object): Promise<PushReceipt> => {
      await service.api.post(`/crm/calls/${callId}/push-to-crm`, { key: tenant.et, body, expect: 202 });
      return waitUntil(`call ${callId} is settled`, async () => {
        const path = `/crm/calls/${callId}/push`;
        const receipt = (await service.api.get<PushReceipt>(path, { key: tenant.et, expect: 200 })).body;
        return ['sent', 'already_there', 'failed', 'dead'].includes(receipt.state) && receipt;
      });
    };
    const connect = async (key: string, login?: string): Promise<Connection> => {
      const made = await door<Record<string, string>>('keys', { server, login });
      service.secrets.add(made['key']);
      const { url, database, login: username, key: api_key } = made;
      const body = { url, database, username, api_key };
      return (await service.api.post<Connection>('/crm/odoo/connect', { key, body, expect: 201 })).body;
    };
    const notes = async () =>
      (await stored('mail.message')).filter((row) => String(row['body']).includes('Green tariff'));

    it('connects, copies, and finds a pushed call once on contact, company and deal', async () => {
      const connection = await connect(tenant.et);
      assert.equal(connection.provider, 'odoo');

      const run = await sync(true);
      assert.equal(run.state, 'succeeded', JSON.stringify(run.error));
      const [contacts, companies, deals] = [await feed('contact'), await feed('company'), await feed('deal')];
      assert.ok(contacts.length > 50 && companies.length > 20 && deals.length > 20);
      const deal = deals.find(
        ({ fields }) => fields['company_id'] !== null && (fields['contact_ids'] as string[])?.[0],
      );
      assert.ok(deal, 'a deal has a contact and a company');
      const contact = contacts.find(
        ({ local_id }) => local_id === (deal.fields['contact_ids'] as string[])[0],
      );
      const company = companies.find(({ local_id }) => local_id === deal.fields['company_id']);
      assert.ok(contact && company);
      assert.equal(typeof contact.fields['first_name'], 'string');
      assert.equal(deal.fields['currency'], 'EUR');

      const call = {
        call: {
          ...{ subject: 'Green tariff', body: 'Wants an <offer>', occurred_at: '2026-11-20T10:00:00.000Z' },
          ...{ duration_s: 372, direction: 'outbound', outcome: 'connected' },
        },
        contact: { id: contact.local_id },
        company: { id: company.local_id },
        deal: { id: deal.local_id },
      };
      const receipt = await push('call_1', call);
      assert.equal(receipt.state, 'sent', JSON.stringify(receipt.error));
      const found = await notes();
      const places = found.map((row) => `${row['model']} ${row['res_id']}`).sort();
      assert.deepEqual(
        places,
        [
          `crm.lead ${deal.remote_id}`,
          `res.partner ${company.remote_id}`,
          `res.partner ${contact.remote_id}`,
        ].sort(),
      );
      assert.match(String(found[0]?.['body']), /6 min 12 s/);

      await push('call_1', { ...call, call: { ...call.call, outcome: 'busy' } });
      const after = await notes();
      assert.equal(after.length, 3);
      assert.ok(after.every((row) => String(row['body']).includes('busy')));

      assert.equal((await sync(false)).state, 'succeeded');
      const calls = (await feed('activity')).filter(({ fields }) => fields['subject'] === 'Green tariff');
      assert.equal(calls.length, 1);
      assert.equal(calls[0]?.local_id, 'call_1');
      assert.equal(calls[0]?.fields['deal_id'], deal.local_id);
    });

    it('adds a contact nobody knows, once', async () => {
      const person = { email: 'newcomer@somewhere.example', first_name: 'Nuova', last_name: 'Persona' };
      const body = {
        call: { subject: 'Hello', occurred_at: '2026-11-20T11:00:00.000Z' },
        contact: person,
      };
      const receipts = await Promise.all([push('call_2', body), push('call_3', body)]);
      for (const receipt of receipts) assert.equal(receipt.state, 'sent', JSON.stringify(receipt.error));
      const made = (await stored('res.partner')).filter((row) => row['email'] === person.email);
      assert.deepEqual(
        made.map((row) => row['name']),
        ['Nuova Persona'],
      );
    });

    it('keeps a first name of two words through the polls that follow', async () => {
      const fields = {
        email: 'anna.maria@somewhere.example',
        first_name: 'Anna Maria',
        last_name: 'De Rossi',
      };
      const body = { workspace_id: tenant.workspaceId, fields };
      await service.api.put('/crm/records/contact/host_am', { key: tenant.sk, body, expect: 200 });
      const named = async () =>
        (await feed('contact')).find(({ fields: { email } }) => email === fields.email)?.fields;
      await waitUntil('the contact is in Odoo', async () =>
        (await stored('res.partner')).some((row) => row['name'] === 'Anna Maria De Rossi'),
      );
      await waitUntil('it is here as well', async () => (await named())?.['first_name'] === 'Anna Maria');
      const [row] = (await stored('res.partner')).filter((each) => each['email'] === fields.email);
      await door('records', {
        ...{ server, model: 'res.partner' },
        records: [{ id: row?.id, values: { function: 'Buyer' } }],
      });
      assert.equal((await sync(false)).state, 'succeeded');
      const after = await named();
      assert.deepEqual(
        [after?.['title'], after?.['first_name'], after?.['last_name']],
        ['Buyer', 'Anna Maria', 'De Rossi'],
      );
    });

    it('shows a contact that was archived as archived, not as deleted', async () => {
      const contact = (await feed('contact')).find(({ deleted }) => !deleted);
      assert.ok(contact);
      await door('records', {
        ...{ server, model: 'res.partner' },
        records: [{ id: Number(contact.remote_id), values: { active: false } }],
      });
      assert.equal((await sync(false)).state, 'succeeded');
      const after = (await feed('contact')).find(({ local_id }) => local_id === contact.local_id);
      assert.equal(after?.deleted, false);
      assert.deepEqual(after?.custom, { archived: true });
    });

    it('follows a change, a lost deal and a deletion', async () => {
      const [deal, lost] = (await feed('deal')).filter(({ deleted }) => !deleted);
      const contact = (await feed('contact')).find(
        ({ fields }) => fields['email'] === 'newcomer@somewhere.example',
      );
      assert.ok(deal && lost && contact);
      await door('records', {
        server,
        model: 'crm.lead',
        records: [{ id: Number(deal.remote_id), values: { name: 'Renamed' } }],
      });
      await door('records', {
        ...{ server, model: 'crm.lead' },
        records: [{ id: Number(lost.remote_id), values: { active: false, probability: 0 } }],
      });
      const doomed = (await feed('contact')).find((one) => one.local_id !== contact.local_id && !one.deleted);
      assert.ok(doomed);
      await door('records', { server, model: 'res.partner', unlink: [Number(doomed.remote_id)] });
      const run = await sync(false);
      assert.equal(run.state, 'succeeded', JSON.stringify(run.error));
      const deals = new Map((await feed('deal')).map((one) => [one.local_id, one]));
      assert.equal(deals.get(deal.local_id)?.fields['title'], 'Renamed');
      assert.equal(deals.get(lost.local_id)?.fields['stage'], 'lost');
      assert.equal(deals.get(lost.local_id)?.deleted, false);
      const gone = (await feed('contact')).filter(({ deleted }) => deleted);
      assert.deepEqual(
        gone.map(({ local_id }) => local_id),
        [doomed.local_id],
      );
    });

    it('deletes what is gone while it leaves open what rules hide', async () => {
      const { et } = await service.createTenant('ws_paolo', 'App of Paolo');
      await connect(et, 'paolo.bertoni@nordest-energia.example');
      const paolo = 5;
      const write = (records: object[]) =>
        door<{ ids: number[] }>('records', { server, model: 'crm.lead', records });
      const named = (name: string) => ({ values: { name, type: 'opportunity', user_id: paolo } });
      const { ids } = await write([named('Handed on'), named('Dropped')]);
      assert.equal((await sync(true, et)).state, 'succeeded');
      await write([{ id: ids[0], values: { user_id: 4 } }]);
      await door('records', { server, model: 'crm.lead', unlink: [ids[1]] });
      const run = await sync(true, et);
      assert.equal(run.state, 'succeeded', JSON.stringify(run.error));
      const deals = new Map((await feed('deal', et)).map((deal) => [deal.fields['title'], deal.deleted]));
      assert.equal(deals.get('Dropped'), true);
      assert.equal(deals.get('Handed on'), false);
    });
  });
