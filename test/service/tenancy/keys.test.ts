import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { HOST_ORIGIN, startTestService, type Tenant, type TestService } from '../../support/service.js';

interface MadeKey {
  id: string;
  key: string;
  prefix: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

describe('keys', () => {
  let service: TestService;
  let tenant: Tenant;

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
    tenant = await service.createTenant();
  });
  after(() => service.close());

  const sql = <T extends object>(text: string) =>
    service.running.services.store.sequelize.query<T>(text, { type: QueryTypes.SELECT });
  const admin = () => ({ key: service.adminKey });
  const make = async (body: object): Promise<MadeKey> =>
    (
      await service.api.post<MadeKey>(`/crm/admin/apps/${tenant.appId}/keys`, {
        ...admin(),
        body,
        expect: 201,
      })
    ).body;
  const listed = async (): Promise<Record<string, unknown>[]> =>
    (
      await service.api.get<{ data: Record<string, unknown>[] }>(
        `/crm/admin/apps/${tenant.appId}/keys?limit=200`,
        { ...admin(), expect: 200 },
      )
    ).body.data;

  it('are stored as their SHA-256 only, and shown once', async () => {
    const made = await make({ kind: 'sk' });
    const keys = [made.key, tenant.sk, tenant.wk, tenant.et];
    const tables = ['api_keys', 'apps', 'audit_log', 'idempotency_keys'];
    for (const table of tables)
      for (const { text } of await sql<{ text: string }>(`SELECT t::text AS text FROM ${table} t`))
        for (const key of keys) assert.ok(!text.includes(key), `${table} holds a key`);
    const hashes = (await sql<{ hash: Buffer }>('SELECT hash FROM api_keys')).map(({ hash }) =>
      hash.toString('hex'),
    );
    for (const key of keys) assert.ok(hashes.includes(createHash('sha256').update(key).digest('hex')));
    const list = JSON.stringify(await listed());
    for (const key of keys) assert.ok(!list.includes(key));
    assert.ok(list.includes(made.prefix));
  });

  it('say by their start what they are and hold 256 random bits', () => {
    assert.match(tenant.sk, /^sk_[A-Za-z0-9_-]{43}$/);
    assert.match(tenant.wk, /^wk_[A-Za-z0-9_-]{43}$/);
    assert.match(tenant.et, /^et_[A-Za-z0-9_-]{43}$/);
  });

  it('remember their last use, to the minute', async () => {
    const made = await make({ kind: 'wk', workspace_id: 'ws_1' });
    const find = async () => (await listed()).find(({ id }) => id === made.id);
    assert.equal((await find())?.['last_used_at'], null);
    await service.api.get('/crm/session', { key: made.key, expect: 200 });
    const first = (await find())?.['last_used_at'];
    assert.equal(typeof first, 'string');
    await service.api.get('/crm/session', { key: made.key, expect: 200 });
    assert.equal((await find())?.['last_used_at'], first);
    service.clock.advance(61_000);
    await service.api.get('/crm/session', { key: made.key, expect: 200 });
    assert.notEqual((await find())?.['last_used_at'], first);
  });

  it('end at once when they are revoked, and revoking twice is no error', async () => {
    const made = await make({ kind: 'wk', workspace_id: 'ws_1' });
    const path = `/crm/admin/apps/${tenant.appId}/keys/${made.id}`;
    await service.api.get('/crm/session', { key: made.key, expect: 200 });
    await service.api.delete(path, { ...admin(), expect: 204 });
    await service.api.refused('GET', '/crm/session', 'key_revoked', { key: made.key });
    const before = (await listed()).find(({ id }) => id === made.id)?.['revoked_at'];
    await service.api.delete(path, { ...admin(), expect: 204 });
    assert.equal((await listed()).find(({ id }) => id === made.id)?.['revoked_at'], before);
  });

  it('of another app are not found under this one', async () => {
    const other = await service.createTenant('ws_1', 'Other app');
    const made = await make({ kind: 'sk' });
    await service.api.refused(
      'DELETE',
      `/crm/admin/apps/${other.appId}/keys/${made.id}`,
      'key_not_found',
      admin(),
    );
    await service.api.get('/crm/session?workspace_id=ws_1', { key: made.key, expect: 200 });
  });

  it('of a browser need a workspace, those of a backend take none', async () => {
    const path = `/crm/admin/apps/${tenant.appId}/keys`;
    for (const body of [
      { kind: 'wk' },
      { kind: 'sk', workspace_id: 'ws_1' },
      { kind: 'et', workspace_id: 'ws_1' },
    ])
      await service.api.refused('POST', path, 'bad_request', { ...admin(), body });
  });

  it('chosen by the operator work, but only for one app', async () => {
    const secret_key = `sk_chosen-by-the-operator-${service.running.port}`;
    const app = { name: 'Chosen', secret_key };
    await service.api.post('/crm/admin/apps', { ...admin(), body: app, expect: 201 });
    await service.createEmbedToken(secret_key, { workspace_id: 'ws_1' });
    const before = await sql('SELECT id FROM apps');
    const answer = await service.api.refused('POST', '/crm/admin/apps', 'bad_request', {
      ...admin(),
      body: app,
    });
    assert.equal(answer.body.errors?.[0]?.path, 'secret_key');
    assert.equal((await sql('SELECT id FROM apps')).length, before.length);
  });

  it('of a session say what they may do, for whom and until when', async () => {
    const token = await service.createEmbedToken(tenant.sk, {
      workspace_id: 'ws_9',
      permissions: ['view', 'push', 'view'],
      expires_in: 120,
      actor: { name: 'Marta Rinaldi', id: 'u1' },
    });
    const { body } = await service.api.get<{ permissions: string[]; expires_at: string }>('/crm/session', {
      key: token,
      expect: 200,
    });
    assert.deepEqual(
      { ...body, expires_at: null },
      {
        app: { name: 'Test app' },
        workspace_id: 'ws_9',
        permissions: ['view', 'push'],
        actor: { name: 'Marta Rinaldi', id: 'u1' },
        expires_at: null,
      },
    );
    const left = Date.parse(body.expires_at) - service.clock.now().getTime();
    assert.ok(left > 110_000 && left <= 120_000);
  });

  it('of embeds live half an hour unless the backend says otherwise, a day at most', async () => {
    const token = await service.createEmbedToken(tenant.sk, { workspace_id: 'ws_1' });
    const { body } = await service.api.get<{ expires_at: string }>('/crm/session', { key: token });
    const left = Date.parse(body.expires_at) - service.clock.now().getTime();
    assert.ok(Math.abs(left - 1_800_000) < 10_000);
    for (const expires_in of [59, 86_401, 1.5, '60'])
      await service.api.refused('POST', '/crm/embed-tokens', 'bad_request', {
        key: tenant.sk,
        body: { workspace_id: 'ws_1', expires_in },
      });
  });

  it('follow the origins of their app as soon as those change', async () => {
    const path = `/crm/admin/apps/${tenant.appId}`;
    const ask = (origin: string) =>
      service.api.get<{ code?: string }>('/crm/session', { key: tenant.wk, headers: { origin } });
    const moved = 'https://moved.example';
    assert.equal((await ask(moved)).body.code, 'origin_not_allowed');
    assert.equal((await ask(HOST_ORIGIN)).status, 200);
    await service.api.patch(path, { ...admin(), body: { allowed_origins: [moved] }, expect: 200 });
    assert.equal((await ask(moved)).status, 200);
    assert.equal((await ask(HOST_ORIGIN)).body.code, 'origin_not_allowed');
    for (const origin of [
      'https://a.example/path',
      'a.example',
      'ftp://a.example',
      'https://a.example/',
      '*',
      'null',
    ])
      await service.api.refused('PATCH', path, 'bad_request', {
        ...admin(),
        body: { allowed_origins: [origin] },
      });
  });
});
