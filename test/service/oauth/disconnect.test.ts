import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import type { Connection } from '../../../shared/connection.js';
import { startTestService, type Tenant, type TestService } from '../../support/service.js';

describe('disconnecting', () => {
  let service: TestService;
  let tenant: Tenant;
  let connection: Connection;

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
  });
  after(() => service.close());
  beforeEach(async () => {
    await service.sandbox.fault({ kind: 'clear' });
    await service.running.services.store.sequelize.query(
      `UPDATE crm_connections SET status = 'disconnected'`,
    );
    tenant = await service.createTenant();
    connection = await service.connect(tenant.et);
    await service.running.services.store.sequelize.query(
      `INSERT INTO crm_records (workspace_id, connection_id, object, remote_id, fields, raw, hash)
       SELECT workspace_id, id, 'contact', '901', '{}', '{}', '\\x00' FROM crm_connections WHERE id = $1`,
      { bind: [connection.id] },
    );
    await service.api.post('/crm/calls/waits/push-to-crm', {
      key: tenant.et,
      body: { call: { occurred_at: '2026-11-20T10:00:00Z' }, contact: { email: 'a@b.example' } },
      expect: 202,
    });
    await service.api.post('/crm/sync/start', { key: tenant.et, body: { provider: 'hubspot' }, expect: 202 });
  });

  const remove = (query = '', key = tenant.et) =>
    service.api.delete<Connection>(`/crm/connections/${connection.id}${query}`, { key, expect: 200 });
  const sql = <T extends object>(text: string) =>
    service.running.services.store.sequelize.query<T>(text, {
      bind: [connection.id],
      type: QueryTypes.SELECT,
    });
  const count = async (table: string) =>
    (await sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE connection_id = $1`))[0]?.n;
  const farewells = async () =>
    (await service.sandbox.requests('')).filter(
      ({ method, path }) => method === 'DELETE' || path.includes('/revoke'),
    );

  it('ends the access at once, stops what runs and waits, and keeps what was copied', async () => {
    const before = (await farewells()).length;
    const { body } = await remove();
    assert.deepEqual([body.status, body.status_reason], ['disconnected', 'disconnected_by_person']);
    const [row] = await sql<{ secrets: null }>('SELECT secrets FROM crm_connections WHERE id = $1');
    assert.equal(row?.secrets, null);
    assert.equal(await count('crm_records'), 1);
    assert.equal(await count('crm_sync_schedules'), 1);
    const [run] = await sql<{ state: string }>('SELECT state FROM crm_sync_runs WHERE connection_id = $1');
    assert.equal(run?.state, 'cancelled');
    const { body: receipt } = await service.api.get<{ state: string; error: { code: string } }>(
      '/crm/calls/waits/push',
      { key: tenant.et },
    );
    assert.deepEqual([receipt.state, receipt.error.code], ['failed', 'not_connected']);
    assert.ok((await farewells()).length > before, 'the CRM was told');
    await service.api.refused('POST', '/crm/sync/start', 'not_connected', {
      key: tenant.et,
      body: { provider: 'hubspot' },
    });
    const { body: list } = await service.api.get<{ data: unknown[] }>('/crm/connections', { key: tenant.et });
    assert.deepEqual(list.data, []);
  });

  it('with data=delete removes here what was copied, and nothing in the CRM', async () => {
    await service.sandbox.post('records', {
      object: 'contacts',
      records: [{ properties: { email: 'stays@b.example' } }],
    });
    const records = (await service.sandbox.records('contacts')).length;
    await remove('?data=delete');
    for (const table of [
      'crm_records',
      'crm_entity_links',
      'crm_sync_cursors',
      'crm_sync_runs',
      'crm_pushes',
      'crm_sync_logs',
      'crm_field_cache',
      'crm_sync_schedules',
    ])
      assert.equal(await count(table), 0, table);
    assert.equal((await service.sandbox.records('contacts')).length, records);
  });

  it('twice is no second goodbye, but can still delete what was kept', async () => {
    const { body: first } = await remove();
    const before = (await farewells()).length;
    const { body: second } = await remove();
    assert.equal(second.status_since, first.status_since);
    assert.equal((await farewells()).length, before);
    await remove('?data=delete');
    assert.equal(await count('crm_records'), 0);
  });

  it('works while the CRM is down', async () => {
    await service.sandbox.fault({ kind: 'server_error', status: 503, times: null });
    assert.equal((await remove()).body.status, 'disconnected');
  });

  it('works when no key of the ring opens the access any more', async () => {
    await service.running.services.store.sequelize.query(
      `UPDATE crm_connections SET secrets = 'v1.AAAAAAAA.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAA' WHERE id = $1`,
      { bind: [connection.id] },
    );
    assert.equal((await remove()).body.status, 'disconnected');
  });

  it('leaves the account of the CRM alone while another workspace is connected to it', async () => {
    const other = await service.createTenant('ws_other', 'Another app');
    const theirs = await service.connect(other.et);
    assert.equal(theirs.account.id, connection.account.id);
    const before = (await farewells()).length;
    await remove();
    assert.equal((await farewells()).length, before);
    const fields = await service.api.get('/crm/fields?provider=hubspot&object=contact', { key: other.et });
    assert.equal(fields.status, 200);
    connection = theirs;
    await remove('', other.et);
    assert.ok((await farewells()).length > before, 'the last one says goodbye');
  });

  it('and connecting the same account again brings the same connection back, with its records', async () => {
    await remove();
    const again = await service.connect(tenant.et);
    assert.equal(again.id, connection.id);
    assert.equal(again.status, 'active');
    assert.equal(again.counts['contact'], 1);
  });

  it('is not pausing: a paused connection resumes, a removed one does not', async () => {
    const path = `/crm/connections/${connection.id}`;
    const set = (paused: boolean) =>
      service.api.patch<Connection>(path, { key: tenant.et, body: { paused }, expect: 200 });
    const paused = (await set(true)).body;
    assert.deepEqual(
      [paused.status, paused.status_reason, paused.paused_by],
      ['paused', 'paused_by_person', 'Marta Rinaldi'],
    );
    assert.equal((await set(true)).body.status_since, paused.status_since);
    await service.api.refused('POST', '/crm/sync/start', 'connection_paused', {
      key: tenant.et,
      body: { provider: 'hubspot' },
    });
    assert.deepEqual([(await set(false)).body.status, (await set(false)).body.paused_by], ['active', null]);
    await remove();
    await service.api.refused('PATCH', path, 'connection_not_found', {
      key: tenant.et,
      body: { paused: true },
    });
  });
});
