import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { allEndpoints } from '../../../service/app.js';
import type { Endpoint } from '../../../service/http/endpoint.js';
import { PERMISSIONS } from '../../../shared/keys.js';
import { beginFlow } from '../../support/service/sign-in.js';
import { HOST_ORIGIN, startTestService, type Tenant, type TestService } from '../../support/service.js';
import { type SampleRequest, sampleRequest, type TenantIds, withQuery } from './requests.js';

/** Tables whose rows belong to a workspace. */
const TABLES = [
  'crm_connections',
  'connect_flows',
  'crm_field_mappings',
  'crm_records',
  'crm_entity_links',
  'crm_sync_runs',
  'crm_sync_logs',
  'crm_pushes',
  'host_records',
  'crm_host_sides',
  'crm_held_deletions',
  'crm_events',
];
/** Words that only the victim's data holds. */
const MARKERS = ['nordest', 'giulia.victim', 'Secret offer'];

describe('every endpoint that needs a key', () => {
  let service: TestService;
  let own: Tenant;
  let victim: Tenant;
  let ids: TenantIds;
  let endpoints: Endpoint[];

  const sql = <T extends object>(text: string, ...bind: unknown[]) =>
    service.running.services.store.sequelize.query<T>(text, { bind, type: QueryTypes.SELECT });

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
    own = await service.createTenant('ws_1', 'Own app');
    victim = await service.createTenant('ws_victim', 'Victim app');
    ids = await fill(service, victim);
    endpoints = allEndpoints(service.running.services, () => false).filter(
      ({ route }) => route.access.kind !== 'public',
    );
  });
  after(() => service.close());

  const each = async (check: (endpoint: Endpoint, request: SampleRequest) => Promise<void>) => {
    assert.ok(endpoints.length >= 25, 'endpoints were found');
    for (const endpoint of endpoints) await check(endpoint, sampleRequest(endpoint, ids));
  };
  const refused = (request: SampleRequest, code: string, key?: string, headers?: Record<string, string>) =>
    service.api.refused(request.method, request.path, code, {
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(key === undefined ? {} : { key }),
      ...(headers ? { headers } : {}),
    });
  const browserKeys = (tenant: Tenant) => [tenant.wk, tenant.et];

  it('refuses a request without a key, and says how to send one', () =>
    each(async (_, request) => {
      const answer = await refused(request, 'key_missing');
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    }));

  it('refuses keys that are unknown or malformed', () =>
    each(async (_, request) => {
      await refused(request, 'key_invalid', `sk_${'x'.repeat(43)}`);
      await refused(request, 'key_invalid', 'not-one-of-our-keys');
      await refused(request, 'key_invalid', undefined, { authorization: 'Basic dXNlcjpwYXNzd29yZA==' });
    }));

  it('refuses a revoked key at once', async () => {
    const { body: made } = await service.api.post<{ id: string; key: string }>(
      `/crm/admin/apps/${own.appId}/keys`,
      { key: service.adminKey, body: { kind: 'sk' }, expect: 201 },
    );
    await service.api.get('/crm/session?workspace_id=ws_1', { key: made.key, expect: 200 });
    await service.api.delete(`/crm/admin/apps/${own.appId}/keys/${made.id}`, {
      key: service.adminKey,
      expect: 204,
    });
    await each(async (_, request) => void (await refused(request, 'key_revoked', made.key)));
  });

  it('refuses an embed token from the second it expires', async () => {
    service.clock.standStill();
    const short = await service.createEmbedToken(own.sk, { workspace_id: 'ws_1', expires_in: 60 });
    service.clock.advance(59_000);
    await service.api.get('/crm/session', { key: short, expect: 200 });
    service.clock.advance(1_000);
    service.clock.goOn();
    await each(async (_, request) => void (await refused(request, 'key_expired', short)));
  });

  it('refuses a key that was not given the permission, or is of another kind', () =>
    each(async ({ route: { access } }, request) => {
      if (access.kind === 'workspace') {
        const others = PERMISSIONS.filter((permission) => permission !== access.permission);
        const key = await service.createEmbedToken(own.sk, { workspace_id: 'ws_1', permissions: others });
        await refused(request, 'permission_missing', key);
        await refused(request, 'permission_missing', service.adminKey);
      } else {
        for (const key of browserKeys(own)) await refused(request, 'permission_missing', key);
        const other = access.kind === 'admin' ? own.sk : service.adminKey;
        await refused(request, 'permission_missing', other);
      }
    }));

  it('refuses browser keys from an origin that the app does not allow', () =>
    each(async ({ route: { access } }, request) => {
      if (access.kind !== 'workspace') return;
      for (const origin of ['http://evil.example', `${HOST_ORIGIN}.evil.example`, 'null'])
        for (const key of browserKeys(own)) {
          const answer = await refused(request, 'origin_not_allowed', key, { origin });
          assert.equal(answer.headers.get('access-control-allow-origin'), null);
        }
    }));

  it('refuses a workspace other than the one of the key, in the query and in the body', () =>
    each(async ({ route: { access } }, request) => {
      if (access.kind !== 'workspace') return;
      const named = { ...request, path: withQuery(request.path, 'workspace_id=ws_victim') };
      for (const key of browserKeys(own)) {
        await refused(named, 'workspace_mismatch', key);
        if (request.method === 'GET') continue;
        const body = { ...(request.body as object), workspace_id: 'ws_victim' };
        await refused({ ...request, body }, 'workspace_mismatch', key);
      }
      await refused({ ...named, path: withQuery(named.path, 'workspace_id=ws_1') }, 'bad_request', own.sk);
    }));

  it("shows and changes nothing of another tenant's things, whichever key asks for them by their ids", async () => {
    const neighbour = await service.api.post<{ key: string }>(`/crm/admin/apps/${victim.appId}/keys`, {
      key: service.adminKey,
      body: { kind: 'wk', workspace_id: 'ws_neighbour' },
      expect: 201,
    });
    const before = await snapshot();
    const strangers = [own.wk, own.et, own.sk, neighbour.body.key];
    await each(async ({ route }, request) => {
      for (const key of strangers) {
        for (const path of key === own.sk
          ? [withQuery(request.path, 'workspace_id=ws_1'), withQuery(request.path, 'workspace_id=ws_victim')]
          : [request.path]) {
          const answer = await service.api.request(request.method, path, {
            key,
            ...(request.body === undefined ? {} : { body: request.body }),
          });
          const said = `${request.method} ${path} answered ${answer.status} ${answer.text.slice(0, 300)}`;
          const isOurs = ['call_id', 'local_id'].some((name) => route.path.includes(`:${name}`));
          if (request.names.length > 0 && !(isOurs && request.method !== 'GET'))
            assert.ok([403, 404].includes(answer.status), said);
          assert.notEqual(answer.status, 500, said);
          for (const word of [...MARKERS, ids.connection_id, ids.run_id, ids.push_id])
            assert.ok(!answer.text.includes(word) || path.includes(word), said);
        }
      }
    });
    assert.deepEqual(await snapshot(), before);
  });

  it("finds a thing by its id alone for the key of its own app's backend, and for no other", async () => {
    for (const path of [
      `/crm/connect-flows/${ids.flow_id}`,
      `/crm/sync/runs/${ids.run_id}`,
      `/crm/pushes/${ids.push_id}`,
      `/crm/held-deletions/${ids.held_id}/records`,
    ]) {
      await service.api.get(path, { key: victim.sk, expect: 200 });
      const answer = await service.api.get(path, { key: own.sk });
      assert.equal(answer.status, 404, `${path} answered ${answer.text}`);
    }
    await service.api.refused('PATCH', `/crm/connections/${ids.connection_id}`, 'connection_not_found', {
      key: own.sk,
      body: { paused: true },
    });
    const paused = await service.api.patch(`/crm/connections/${ids.connection_id}`, {
      key: victim.sk,
      body: { paused: true },
    });
    assert.equal(paused.body.status, 'paused');
  });

  async function snapshot(): Promise<unknown[]> {
    const rows: unknown[] = [];
    for (const table of TABLES)
      rows.push(
        ...(await sql(
          `SELECT '${table}' AS name, count(*)::int AS rows, md5(string_agg(t::text, '|' ORDER BY t::text)) AS content
             FROM ${table} t WHERE workspace_id = (SELECT id FROM workspaces WHERE external_id = 'ws_victim' AND app_id = $1)`,
          victim.appId,
        )),
      );
    const keys = await sql(
      'SELECT id, revoked_at, permissions FROM api_keys WHERE app_id = $1 ORDER BY id',
      victim.appId,
    );
    const app = await sql('SELECT name, allowed_origins FROM apps WHERE id = $1', victim.appId);
    const credentials = await sql('SELECT * FROM app_provider_credentials');
    const hooks = await sql('SELECT * FROM crm_event_endpoints WHERE app_id = $1', victim.appId);
    const secrets = await sql('SELECT * FROM crm_event_secrets WHERE endpoint_id = $1', ids.endpoint_id);
    const deliveries = await sql('SELECT * FROM crm_event_deliveries WHERE id = $1', ids.delivery_id);
    const defaults = await sql('SELECT * FROM crm_field_mappings WHERE app_id = $1', victim.appId);
    const fields = await sql('SELECT * FROM crm_app_fields WHERE app_id = $1', victim.appId);
    return [...rows, keys, app, credentials, hooks, secrets, deliveries, defaults, fields];
  }
});

/** A connection with a record, a mapping, a run, a call and its push, and an open flow: one of each thing. */
async function fill(service: TestService, tenant: Tenant): Promise<TenantIds> {
  const { api, adminKey } = service;
  const connection = await service.connect(tenant.et);
  const keys = await api.get<{ data: { id: string }[] }>(`/crm/admin/apps/${tenant.appId}/keys`, {
    key: adminKey,
  });
  const flow = await beginFlow(service, tenant.et);
  const run = await api.post<{ run_id: string }>('/crm/sync/start', {
    key: tenant.et,
    body: { provider: 'hubspot', backfill: true },
    expect: 202,
  });
  const [record] = await service.running.services.store.sequelize.query<{ local_id: string }>(
    `INSERT INTO crm_records (workspace_id, connection_id, object, remote_id, fields, raw, hash)
     SELECT workspace_id, id, 'contact', '901', '{"email":"giulia.victim@prato.example"}', '{}', '\\x00'
       FROM crm_connections WHERE id = $1 RETURNING local_id`,
    { bind: [connection.id], type: QueryTypes.SELECT },
  );
  await api.put('/crm/records/activity/call_1', {
    key: tenant.sk,
    body: {
      workspace_id: tenant.workspaceId,
      fields: { occurred_at: '2026-11-20T10:00:00Z', subject: 'Secret offer' },
      contact: { email: 'giulia.victim@prato.example' },
    },
    expect: 200,
  });
  await api.put('/crm/app-fields?object=contact', {
    key: tenant.sk,
    body: { fields: [{ name: 'offer', label: 'Offer', type: 'text' }] },
    expect: 200,
  });
  const push = await api.post<{ push_id: string }>('/crm/calls/call_1/push-to-crm', {
    key: tenant.et,
    expect: 202,
  });
  const [held] = await service.running.services.store.sequelize.query<{ id: string }>(
    `WITH held AS (
       INSERT INTO crm_held_deletions (workspace_id, connection_id, object, live)
       SELECT workspace_id, id, 'contact', 1 FROM crm_connections WHERE id = $1 RETURNING id
     )
     INSERT INTO crm_gone_records (connection_id, object, remote_id, state, held_id)
     SELECT $1, 'contact', '901', 'held', id FROM held RETURNING held_id AS id`,
    { bind: [connection.id], type: QueryTypes.SELECT },
  );
  const endpoint = await api.post<{ id: string }>('/crm/webhook-endpoints', {
    key: tenant.sk,
    body: { url: 'https://hooks.victim.example/crm', description: 'Secret offer' },
    expect: 201,
  });
  const [delivery] = await service.running.services.store.sequelize.query<{ id: string }>(
    `INSERT INTO crm_event_deliveries (endpoint_id, event_id, next_try_at, expires_at)
     SELECT $1, id, now(), now() FROM crm_events WHERE app_id = $2 LIMIT 1 RETURNING id`,
    { bind: [endpoint.body.id, tenant.appId], type: QueryTypes.SELECT },
  );
  return {
    app_id: tenant.appId,
    key_id: keys.body.data[0]?.id ?? '',
    connection_id: connection.id,
    flow_id: flow.flow_id,
    run_id: run.body.run_id,
    call_id: 'call_1',
    local_id: record?.local_id ?? '',
    push_id: push.body.push_id,
    held_id: held?.id ?? '',
    endpoint_id: endpoint.body.id,
    delivery_id: delivery?.id ?? '',
  };
}
