import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import type { Connection } from '../../../shared/connection.js';
import type { CrmRecord } from '../../../shared/records.js';
import type { RenewWebhookAddressResult } from '../../../shared/routes/connections.js';
import { letOthersCommit } from '../../support/committed.js';
import { startTestService, type Tenant, type TestService, waitUntil } from '../../support/service.js';
import { eventsSooner } from './events-sooner.js';

type Made = Record<'url' | 'database' | 'login' | 'key', string>;

for (const server of ['v18', 'v19'])
  describe(`what Odoo ${server} tells by automation rules`, () => {
    let service: TestService;
    let tenant: Tenant;
    let connection: Connection;
    before(async () => {
      service = await startTestService({ unpaced: true });
      tenant = await service.createTenant();
      // What is not answered in time is lost, and no poll shall make up for it.
      await door('settings', { hook_timeout_ms: 60_000 });
    });
    after(() => service.close());

    const sql = <T extends object>(query: string, ...bind: unknown[]) =>
      service.running.services.store.sequelize.query<T>(query, { bind, type: QueryTypes.SELECT });
    const door = async <T>(path: string, body?: unknown): Promise<T> => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(`${service.sandbox.url}/_sandbox/odoo/${path}`, init);
      assert.ok(response.ok, await response.clone().text());
      return (await response.json()) as T;
    };
    const connect = async (login?: string): Promise<Connection> => {
      const made = await door<Made>('keys', { server, login });
      service.secrets.add(made.key);
      const { url, database, login: username, key: api_key } = made;
      const body = { url, database, username, api_key };
      return (await service.api.post<Connection>('/crm/odoo/connect', { key: tenant.et, body, expect: 201 }))
        .body;
    };
    const feed = async (): Promise<CrmRecord[]> => {
      await letOthersCommit(sql);
      return (
        await service.api.get<{ data: CrmRecord[] }>('/crm/records/contact?limit=200', {
          key: tenant.et,
          expect: 200,
        })
      ).body.data;
    };
    const named = async (title: string) => (await feed()).find(({ fields }) => fields['title'] === title);
    const channels = async () =>
      (
        await service.api.get<{ data: Connection[] }>('/crm/connections', { key: tenant.et, expect: 200 })
      ).body.data.find(({ id }) => id === connection.id)?.channels;
    /** Changes a contact on its page, as a colleague does. */
    const changeOnPage = async (remoteId: string, title: string) => {
      const address = `${service.sandbox.url}/odoo/${server}/odoo/res.partner/${remoteId}?db=nordest`;
      const form = new URLSearchParams({ function: title });
      const answer = await fetch(address, { method: 'POST', body: form, redirect: 'manual' });
      assert.ok(answer.status < 400, `the page answered ${answer.status}`);
    };
    /** Waits until a change that is committed in the CRM is here; what the CRM says of it is left alone for seconds else. */
    const untilHere = <T>(what: string, isHere: () => Promise<T | undefined | false>) =>
      waitUntil(`${what} is here`, async () => {
        await eventsSooner(sql);
        return isHere();
      });
    const untilAllTold = () =>
      waitUntil(
        'the CRM has told all',
        async () => (await door<{ under_way: number }>('webhooks')).under_way === 0,
      );
    const runs = async () => (await sql<{ n: number }>('SELECT count(*)::int AS n FROM crm_sync_runs'))[0]?.n;
    const copy = async () => {
      const body = { provider: 'odoo', mode: 'pull', backfill: true };
      await service.api.post('/crm/sync/start', { key: tenant.et, body, expect: 202 });
      await waitUntil('nothing is under way or due', async () => {
        const busy = await sql(
          `SELECT 1 FROM crm_sync_runs WHERE state IN ('queued', 'running')
           UNION ALL SELECT 1 FROM crm_sync_schedules WHERE next_run_at <= now()`,
        );
        return busy.length === 0 && (await feed()).length > 50;
      });
    };

    it('reaches the store without a poll once an administrator’s key is connected', async () => {
      connection = await connect('admin');
      await waitUntil('the rules are made', async () => (await channels())?.state === 'open');
      await copy();
      const [contact] = await feed();
      assert.ok(contact);
      const before = await runs();
      await changeOnPage(String(contact.remote_id), 'Told of');
      const after = await untilHere('the change', () => named('Told of'));
      assert.equal(after.local_id, contact.local_id);
      await door('records', { server, model: 'res.partner', unlink: [Number(contact.remote_id)] });
      await untilHere('the deletion', async () =>
        (await feed()).some(({ local_id, deleted }) => local_id === contact.local_id && deleted),
      );
      assert.equal(await runs(), before);
    });

    it('says no more than it must to a wrong address, and keeps nothing of it', async () => {
      const count = async () =>
        (await sql<{ n: number }>('SELECT count(*)::int AS n FROM crm_webhook_deliveries'))[0]?.n;
      await untilAllTold();
      const before = await count();
      const body = JSON.stringify({ _action: 'x(#1)', _id: 1, _model: 'res.partner' });
      for (const path of [`/${'x'.repeat(43)}`, '/', '']) {
        const answer = await fetch(`${service.url}/crm/webhooks/odoo${path}`, { method: 'POST', body });
        const text = await answer.text();
        assert.ok(answer.status === 401 || answer.status === 404, `${path}: ${answer.status}`);
        assert.doesNotMatch(text, /nordest|token_unknown|connection/i);
      }
      assert.equal(await count(), before);
    });

    it('comes to a new address alone once one is asked for, which our rules follow', async () => {
      const path = `/crm/connections/${connection.id}/webhook-address`;
      const { body } = await service.api.post<RenewWebhookAddressResult>(path, {
        key: tenant.et,
        expect: 200,
      });
      assert.match(body.url, new RegExp(`^${service.url}/crm/webhooks/odoo/[\\w-]{43}$`));
      assert.ok(body.steps.length > 2);
      service.secrets.add(new URL(body.url).pathname.split('/').at(-1) ?? '');
      const again = await service.api.post<RenewWebhookAddressResult>(path, { key: tenant.et, expect: 200 });
      service.secrets.add(new URL(again.body.url).pathname.split('/').at(-1) ?? '');
      const old = await fetch(body.url, { method: 'POST', body: '{"_id":1,"_model":"res.partner"}' });
      assert.equal(old.status, 401);
      await waitUntil('the rules post to the new address', async () => {
        const { results } = await door<{ results: { webhook_url: string }[] }>(
          `records?server=${server}&model=ir.actions.server&limit=100`,
        );
        return results.length > 0 && results.every(({ webhook_url }) => webhook_url === again.body.url);
      });
      const [contact] = (await feed()).filter(({ deleted }) => !deleted);
      assert.ok(contact);
      await changeOnPage(String(contact.remote_id), 'Told at the new address');
      await untilHere('the change', () => named('Told at the new address'));
    });

    it('comes from rules that a person made, repeated and mixed up, for whoever may make none', async () => {
      await service.api.delete(`/crm/connections/${connection.id}`, { key: tenant.et, expect: 200 });
      await waitUntil('our rules are gone', async () => {
        const path = `records?server=${server}&model=base.automation&limit=100`;
        return (await door<{ results: unknown[] }>(path)).results.length === 0;
      });
      connection = await connect();
      const state = await waitUntil('the CRM has refused', async () => {
        const told = await channels();
        return told?.state === 'closed' && told;
      });
      assert.equal(state.error?.code, 'permission');
      await copy();
      const path = `/crm/connections/${connection.id}/webhook-address`;
      const { body } = await service.api.post<RenewWebhookAddressResult>(path, {
        key: tenant.et,
        expect: 200,
      });
      service.secrets.add(new URL(body.url).pathname.split('/').at(-1) ?? '');
      await door('webhooks', { automations: [{ target_url: body.url, model: 'res.partner' }] });
      await door('settings', { hook_storm: 40, hook_shuffle: true, hook_delay_ms: 30, hook_copies: 5 });
      const before = await runs();
      const contacts = (await feed()).filter(({ deleted }) => !deleted).slice(0, 5);
      for (const [i, { remote_id }] of contacts.entries())
        await changeOnPage(String(remote_id), `Storm ${i}`);
      for (const i of contacts.keys()) await waitUntil(`change ${i} is here`, () => named(`Storm ${i}`));
      assert.equal(await runs(), before);
      await door('webhooks', { automations: [] });
    });
  });
