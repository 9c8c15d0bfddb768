import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { CrmError, ReconnectNeeded } from '../../../service/connectors/connector.js';
import { openSecrets } from '../../../service/oauth/credentials.js';
import { openSession } from '../../../service/oauth/open-session.js';
import { Connection } from '../../../service/store/models/index.js';
import type { ConnectFlow as FlowView } from '../../../shared/connection.js';
import { beginFlow, CookieJar, consent, openStart, visit } from '../../support/service/sign-in.js';
import { startTestService, type Tenant, type TestService } from '../../support/service.js';
import { startCrm } from '../connectors/loopback-crm.js';

describe('signing in to a provider with data centres', () => {
  let service: TestService;
  let tenant: Tenant;
  let workspaces = 0;

  before(async () => {
    service = await startTestService({ role: 'api', seed: false, unpaced: true });
  });
  after(() => service.close());
  beforeEach(async () => {
    await service.zoho.fault({ kind: 'clear' });
    tenant = await service.createTenant(`ws_dc${++workspaces}`);
  });

  const connect = () => service.connect(tenant.et, { provider: 'zoho' });
  const stored = (id: string) => Connection.findByPk(id, { rejectOnEmpty: true });
  const secretsOf = async (id: string) => openSecrets(service.running.services.vault, await stored(id));
  const ask = async (id: string) => {
    const { connector, session } = await openSession(service.running.services, id);
    return connector.count(session, 'contact');
  };
  const expire = (id: string) => Connection.update({ tokenExpiresAt: new Date(0) }, { where: { id } });
  const renewals = async () =>
    (await service.zoho.requests('/token')).filter(({ body }) =>
      JSON.stringify(body ?? '').includes('refresh_token'),
    ).length;

  it('exchanges the code and renews at the account’s own accounts server', async () => {
    const { id } = await connect();
    await expire(id);
    await ask(id);
    const asked = (await service.zoho.requests('/oauth/v2/token')).map(({ path }) => path);
    assert.ok(asked.length >= 2);
    assert.ok(
      asked.every((path) => path.includes('/accounts/eu/')),
      asked.join(),
    );
    assert.notEqual((await secretsOf(id)).refreshToken, null);
  });

  it('never calls an accounts server that the callback makes up', async () => {
    const stranger = await startCrm((response) => response.end('{}'));
    const jar = new CookieJar();
    const flow = await beginFlow(service, tenant.et, 'zoho');
    const back = new URL(await consent(service, await openStart(service, flow.url, jar)));
    back.searchParams.set('accounts-server', stranger.url);
    await visit(service, back.href, jar);
    const { body } = await service.api.get<FlowView>(`/crm/connect-flows/${flow.flow_id}`, {
      key: tenant.et,
    });
    assert.deepEqual([body.state, body.error?.code], ['failed', 'code_rejected']);
    assert.deepEqual(stranger.asked, []);
    await stranger.close();
  });

  it('follows the account to the API host that a renewal names', async () => {
    const { id } = await connect();
    const before = (await stored(id)).metadata;
    await Connection.update(
      { metadata: { ...before, api_domain: `${service.zoho.url}/zoho/api/us` } },
      { where: { id } },
    );
    await expire(id);
    // What is under way still asks the old host; what begins now does not.
    await assert.rejects(ask(id), (error) => error instanceof CrmError && error.kind === 'authentication');
    await ask(id);
    assert.equal((await stored(id)).metadata['api_domain'], before['api_domain']);
  });

  it('gives the replaced grant back when a person connects again', async () => {
    const { id } = await connect();
    const first = (await secretsOf(id)).refreshToken;
    const again = await connect();
    assert.equal(again.id, id);
    assert.notEqual((await secretsOf(id)).refreshToken, first);
    assert.equal((await service.zoho.requests('/oauth/v2/token/revoke')).at(-1)?.status, 200);
    await ask(id);
  });

  it('gives its grant back when it is disconnected, though another workspace has the account too', async () => {
    const { id } = await connect();
    const other = await service.createTenant(`ws_dc_other${workspaces}`);
    const { id: otherId } = await service.connect(other.et, { provider: 'zoho' });
    const before = (await service.zoho.requests('/token/revoke')).length;
    await service.api.delete(`/crm/connections/${id}`, { key: tenant.et });
    assert.equal((await service.zoho.requests('/token/revoke')).length, before + 1);
    await expire(otherId);
    await ask(otherId);
  });

  it('waits ten minutes when there were too many renewals, and stays connected', async () => {
    const { id } = await connect();
    await service.zoho.fault({
      kind: 'token_error',
      code: 'Access Denied',
      match: { path_includes: '/token' },
    });
    await expire(id);
    await assert.rejects(
      ask(id),
      (error) => error instanceof CrmError && error.kind === 'rate_limit' && error.retryAfterMs === 600_000,
    );
    assert.equal((await stored(id)).status, 'active');
  });

  it('renews no more often than the provider allows', async () => {
    const { id } = await connect();
    const before = await renewals();
    for (let i = 0; i < 9; i++) {
      await expire(id);
      await ask(id);
    }
    await expire(id);
    await assert.rejects(ask(id), (error) => error instanceof CrmError && error.kind === 'rate_limit');
    assert.equal((await renewals()) - before, 9);
    assert.equal((await stored(id)).status, 'active');
  });

  it('asks for a person when a renewal says, with HTTP 200, that the grant is gone', async () => {
    const { id } = await connect();
    await service.zoho.fault({ kind: 'revoke_grant' });
    await assert.rejects(ask(id), (error) => error instanceof ReconnectNeeded);
    assert.equal((await stored(id)).status, 'needs_reauth');
  });
});
