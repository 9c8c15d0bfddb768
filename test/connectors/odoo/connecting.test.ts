import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { warnOfKeys } from '../../../service/sync/warn-of-keys.js';
import type { Connection } from '../../../shared/connection.js';
import type { Problem } from '../../../shared/errors.js';
import type { ProviderInfo } from '../../../shared/provider-info.js';
import { startTestService, type Tenant, type TestService, waitUntil } from '../../support/service.js';

const PATH = '/crm/odoo/connect';

describe('connecting Odoo by a key', () => {
  let service: TestService;
  let tenant: Tenant;
  before(async () => {
    service = await startTestService({ role: 'api', unpaced: true });
    tenant = await service.createTenant();
  });
  after(() => service.close());

  const control = async <T>(path: string, body: unknown): Promise<T> => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${service.sandbox.url}/_sandbox/odoo/${path}`, init);
    assert.ok(response.ok, await response.clone().text());
    return (await response.json()) as T;
  };
  /** What a person types in. */
  const typedIn = async (more: object = {}): Promise<Record<string, string>> => {
    const made = await control<Record<string, string>>('keys', { server: 'v19', ...more });
    const { url = '', database = '', login = '', key = '' } = made;
    service.secrets.add(key);
    return { url, database, username: login, api_key: key };
  };
  const connect = async (body: object) =>
    (await service.api.post<Connection>(PATH, { key: tenant.et, body, expect: 201 })).body;
  const refused = async (code: 'credentials_refused' | 'bad_request' | 'crm_unreachable', body: object) => {
    const answer = await service.api.refused('POST', PATH, code, { key: tenant.et, body });
    const problem = answer.body as Problem;
    return problem.errors?.map(({ path, code: why }) => `${path} ${why}`);
  };

  for (const server of ['v18', 'v19', 'v20'])
    it(`connects ${server}, and keeps the connection when the key is replaced`, async () => {
      const first = await connect(await typedIn({ server }));
      assert.equal(first.status, 'active');
      assert.ok(first.account.name.length > 0);
      const again = await connect(await typedIn({ server }));
      assert.equal(again.id, first.id);
      await service.api.delete(`/crm/connections/${first.id}`, { key: tenant.et, expect: 200 });
    });

  it('names every field that is missing or unknown', async () => {
    assert.deepEqual(await refused('bad_request', { url: 'x.example', colour: 'red' }), [
      'colour unknown',
      'database required',
      'username required',
      'api_key required',
    ]);
  });

  for (const server of ['v18', 'v19'])
    it(`tells a wrong key, a wrong database and another user's key of ${server}`, async () => {
      const good = await typedIn({ server });
      assert.deepEqual(await refused('credentials_refused', { ...good, api_key: 'f'.repeat(40) }), [
        'api_key key_refused',
      ]);
      assert.deepEqual(await refused('credentials_refused', { ...good, database: 'nobody' }), [
        'database database_unknown',
      ]);
      const past = { ...good, api_key: 'f'.repeat(40), key_expires_on: '2020-01-01' };
      assert.deepEqual(await refused('credentials_refused', past), ['api_key key_expired']);
    });

  it('tells a host that is not there from one that is no Odoo', async () => {
    const good = await typedIn();
    assert.deepEqual(
      await refused('credentials_refused', { ...good, url: `${service.sandbox.url}/hubspot` }),
      ['url not_this_crm'],
    );
    assert.deepEqual(await refused('crm_unreachable', { ...good, url: 'http://127.0.0.1:9' }), [
      'url crm_unreachable',
    ]);
  });

  it('tells a user without rights, and a database without the app CRM', async () => {
    const weak = await typedIn({ login: 'ilaria.costa@nordest-energia.example' });
    assert.deepEqual(await refused('credentials_refused', weak), ['username permission_missing']);
    const answer = await service.api.refused('POST', PATH, 'credentials_refused', {
      key: tenant.et,
      body: weak,
    });
    assert.match(
      String((answer.body as Problem).detail),
      /no right to: change, create contacts; read, change, create opportunities\./,
    );
    await control('settings', { crm_installed: false });
    assert.deepEqual(await refused('credentials_refused', await typedIn()), ['database module_missing']);
    await control('settings', { crm_installed: true });
  });

  for (const server of ['v18', 'v19'])
    it(`names the one right that is missing in ${server}, and keeps nothing`, async () => {
      const good = await typedIn({ server });
      const match = { model: 'crm.lead' };
      await control('faults', { kind: 'deny_access', match, operation: 'create' });
      const answer = await service.api.refused('POST', PATH, 'credentials_refused', {
        key: tenant.et,
        body: good,
      });
      assert.match(String((answer.body as Problem).detail), /no right to: create opportunities\./);
      await control('faults', { kind: 'clear' });
    });

  it('asks for a new key when the CRM refuses the one it had', async () => {
    const connection = await connect(await typedIn());
    await control('faults', { kind: 'revoke_keys', server: 'v19' });
    await service.api.get('/crm/fields?provider=odoo&object=contact&refresh=true', { key: tenant.et });
    const listed = await waitUntil('the connection needs a new key', async () => {
      const { body } = await service.api.get<{ data: Connection[] }>('/crm/connections', { key: tenant.et });
      return body.data.find(({ id, status }) => id === connection.id && status === 'needs_reauth');
    });
    assert.equal(listed.status_reason, 'grant_revoked');
    assert.equal((await connect(await typedIn())).status, 'active');
  });

  it('warns of a key that ends 14 and 3 days before, once each', async () => {
    const day = (days: number) =>
      new Date(service.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
    const typed = await typedIn();
    const warned = async () => {
      await warnOfKeys(service.running.services);
      const { body } = await service.api.get<{ data: { code: string }[] }>('/crm/sync/logs', {
        key: tenant.et,
      });
      return body.data.filter(({ code }) => code === 'key_expires_soon').length;
    };
    const far = await connect({ ...typed, key_expires_on: day(40) });
    assert.equal(far.key_expires_at?.slice(0, 10), day(40));
    assert.equal(await warned(), 0);
    await connect({ ...typed, key_expires_on: day(10) });
    assert.equal(await warned(), 1);
    assert.equal(await warned(), 1);
    await connect({ ...typed, key_expires_on: day(2) });
    assert.equal(await warned(), 2);
    assert.equal(await warned(), 2);
  });

  it('is not for providers with a sign-in window', async () => {
    await service.api.refused('POST', '/crm/hubspot/connect', 'bad_request', { key: tenant.et, body: {} });
  });
});

describe('connecting Odoo where private hosts are not allowed', () => {
  let service: TestService;
  before(async () => {
    service = await startTestService({ role: 'api', env: { ALLOW_PRIVATE_CRM_HOSTS: '0' } });
  });
  after(() => service.close());

  for (const url of ['http://crm.example', 'https://127.0.0.1', 'https://localhost', 'https://[::1]:8069'])
    it(`refuses ${url}`, async () => {
      const tenant = await service.createTenant(`ws ${url.length}`.replace(' ', '_'), `App of ${url}`);
      const body = { url, database: 'nordest', username: 'a@b.example', api_key: 'f'.repeat(40) };
      await service.api.refused('POST', PATH, 'host_not_allowed', { key: tenant.et, body });
    });
});

describe('connecting an Odoo that the operator has named', () => {
  let service: TestService;
  before(async () => {
    service = await startTestService({
      role: 'api',
      unpaced: true,
      env: { ODOO_DEFAULT_DATABASE: 'nordest' },
    });
  });
  after(() => service.close());

  it('does not ask for what is known', async () => {
    const { et } = await service.createTenant();
    const { body } = await service.api.get<{ data: ProviderInfo[] }>('/crm/providers', {
      key: et,
      expect: 200,
    });
    const fields = body.data.find(({ id }) => id === 'odoo')?.credential_fields ?? [];
    assert.deepEqual(
      fields.filter(({ required }) => required).map(({ name }) => name),
      ['url', 'username', 'api_key'],
    );
    const init = { method: 'POST', body: JSON.stringify({ server: 'v19' }) };
    const answer = await fetch(`${service.sandbox.url}/_sandbox/odoo/keys`, init);
    const { url, login, key } = (await answer.json()) as Record<string, string>;
    const typed = { url, username: login, api_key: key, database: '' };
    const made = await service.api.post<Connection>(PATH, { key: et, body: typed, expect: 201 });
    assert.equal(made.body.status, 'active');
  });
});
