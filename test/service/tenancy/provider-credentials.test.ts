import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { beginFlow, CookieJar, openStart, visit } from '../../support/service/sign-in.js';
import { startTestService, TEST_CLIENT, type TestService } from '../../support/service.js';

describe("an app's own provider credentials", () => {
  let service: TestService;

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
  });
  after(() => service.close());

  const put = (appId: string, body: object) =>
    service.api.put(`/crm/admin/apps/${appId}/providers/hubspot`, {
      key: service.adminKey,
      body,
      expect: 204,
    });

  it("win over the environment's, at the consent page and at the token endpoint", async () => {
    const tenant = await service.createTenant('ws_1', 'App with its own');
    await put(tenant.appId, { client_id: 'client-of-the-app', client_secret: 'secret-of-the-app-only' });
    const flow = await beginFlow(service, tenant.et);
    const authorize = await openStart(service, flow.url, new CookieJar());
    assert.equal(new URL(authorize).searchParams.get('client_id'), 'client-of-the-app');
    const other = await service.createTenant('ws_1', 'App without');
    const theirs = await openStart(service, (await beginFlow(service, other.et)).url, new CookieJar());
    assert.equal(new URL(theirs).searchParams.get('client_id'), TEST_CLIENT.id);
    // The right client with a wrong secret is refused where the code is exchanged.
    await put(tenant.appId, { client_id: TEST_CLIENT.id, client_secret: 'not-the-secret-of-it' });
    await assert.rejects(service.connect(tenant.et), /is not connected/);
    await put(tenant.appId, { client_id: TEST_CLIENT.id, client_secret: TEST_CLIENT.secret });
    assert.equal((await service.connect(tenant.et)).status, 'active');
  });

  it('may have a secret for one data centre, which is used there', async () => {
    const tenant = await service.createTenant('ws_1', 'App with data centres');
    const path = `/crm/admin/apps/${tenant.appId}/providers/zoho`;
    const body = { client_id: TEST_CLIENT.id, client_secret: 'secret-of-no-data-centre' };
    const save = (region_secrets: object) =>
      service.api.put(path, { key: service.adminKey, body: { ...body, region_secrets }, expect: 204 });
    await save({ us: TEST_CLIENT.secret });
    await assert.rejects(service.connect(tenant.et, { provider: 'zoho' }), /is not connected/);
    await save({ eu: TEST_CLIENT.secret });
    assert.equal((await service.connect(tenant.et, { provider: 'zoho' })).status, 'active');
    await service.api.refused('PUT', path, 'bad_request', {
      key: service.adminKey,
      body: { ...body, region_secrets: { mars: 'x' } },
    });
  });

  it('are encrypted at rest, bound to their row, and shown nowhere', async () => {
    const tenant = await service.createTenant('ws_1', 'App with secrets');
    const secrets = {
      client_secret: 'the-secret-nobody-sees',
      webhook_secret: 'the-webhook-secret-nobody-sees',
    };
    service.secrets.add(...Object.values(secrets));
    await put(tenant.appId, { client_id: 'client', ...secrets });
    for (const table of ['app_provider_credentials', 'audit_log'])
      for (const { text } of await service.running.services.store.sequelize.query<{ text: string }>(
        `SELECT t::text AS text FROM ${table} t`,
        { type: QueryTypes.SELECT },
      ))
        for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret));
    const providers = await service.api.get('/crm/providers', { key: tenant.et });
    const apps = await service.api.get('/crm/admin/apps', { key: service.adminKey });
    for (const { text } of [providers, apps])
      for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret));
    // Sealed for one app, they do not open for another.
    const thief = await service.createTenant('ws_1', 'Thief');
    await service.running.services.store.sequelize.query(
      `INSERT INTO app_provider_credentials (app_id, provider, client_id, secrets)
       SELECT $1, provider, client_id, secrets FROM app_provider_credentials WHERE app_id = $2`,
      { bind: [thief.appId, tenant.appId] },
    );
    const answer = await service.api.refused('POST', '/crm/connect-flows', 'internal', {
      key: thief.et,
      body: { provider: 'hubspot' },
    });
    assert.doesNotMatch(answer.text, /seal|vault|altered/);
  });
});

describe('without credentials of a provider', () => {
  it('it is not configured, until the app gets its own', async () => {
    const bare = await startTestService({
      role: 'api',
      seed: false,
      env: { CRM_HUBSPOT_CLIENT_ID: undefined, CRM_HUBSPOT_CLIENT_SECRET: undefined },
    });
    try {
      const tenant = await bare.createTenant();
      const configured = async () => {
        const { body } = await bare.api.get<{ data: { id: string; configured: boolean }[] }>(
          '/crm/providers',
          {
            key: tenant.et,
            expect: 200,
          },
        );
        return body.data.find(({ id }) => id === 'hubspot')?.configured;
      };
      assert.equal(await configured(), false);
      const ask = { key: tenant.et, body: { provider: 'hubspot' } };
      await bare.api.refused('POST', '/crm/connect-flows', 'provider_not_configured', ask);
      await bare.api.put(`/crm/admin/apps/${tenant.appId}/providers/hubspot`, {
        key: bare.adminKey,
        body: { client_id: TEST_CLIENT.id, client_secret: TEST_CLIENT.secret },
        expect: 204,
      });
      assert.equal(await configured(), true);
      assert.equal((await bare.connect(tenant.et)).status, 'active');
    } finally {
      await bare.close();
    }
  });

  it('taken away while a person signs in, the window says so', async () => {
    const service = await startTestService({ role: 'api', seed: false });
    try {
      const tenant = await service.createTenant();
      const flow = await beginFlow(service, tenant.et);
      const config = service.running.services.config.providers.get('hubspot');
      assert.ok(config);
      config.clientId = null;
      const page = await visit(service, flow.url, new CookieJar(), { 'accept-language': 'en' });
      assert.equal(page.status, 409);
      assert.match(await page.text(), /HubSpot is not set up yet/);
    } finally {
      await service.close();
    }
  });
});
