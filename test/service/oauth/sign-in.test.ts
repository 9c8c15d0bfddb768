import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ConnectFlow } from '../../../service/store/models/index.js';
import type { Connection, ConnectFlow as FlowView } from '../../../shared/connection.js';
import {
  beginFlow,
  CookieJar,
  consent,
  openStart,
  type StartedFlow,
  visit,
} from '../../support/service/sign-in.js';
import { startTestService, type Tenant, type TestService } from '../../support/service.js';

const FIRST_PORTAL = 146_700_001;

describe('a sign-in', () => {
  let service: TestService;
  let tenant: Tenant;
  let flow: StartedFlow;
  let jar: CookieJar;

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
  });
  after(() => service.close());
  beforeEach(async () => {
    await service.sandbox.fault({ kind: 'clear' });
    tenant = await service.createTenant();
    jar = new CookieJar();
    flow = await beginFlow(service, tenant.et);
  });

  const poll = async (): Promise<FlowView> =>
    (await service.api.get<FlowView>(`/crm/connect-flows/${flow.flow_id}`, { key: tenant.et, expect: 200 }))
      .body;
  const connections = async (key = tenant.et): Promise<Connection[]> =>
    (await service.api.get<{ data: Connection[] }>('/crm/connections', { key, expect: 200 })).body.data;
  const start = () => openStart(service, flow.url, jar);
  const back = async (options?: Parameters<typeof consent>[2]) => consent(service, await start(), options);
  const refused = async (response: Response, status: number, words: RegExp) => {
    assert.equal(response.status, status);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(await response.text(), words);
  };

  it('ends with a connection that shows its account, scopes and who made it', async () => {
    assert.equal((await poll()).state, 'pending');
    const page = await visit(service, await back(), jar);
    await refused(page, 200, /HubSpot is connected/);
    const { state, connection_id, error } = await poll();
    assert.deepEqual([state, error], ['connected', null]);
    const [connection, ...others] = await connections();
    assert.equal(others.length, 0);
    assert.equal(connection?.id, connection_id);
    assert.equal(connection?.status, 'active');
    assert.equal(connection?.account.id, String(FIRST_PORTAL));
    assert.equal(connection?.connected_by, 'Marta Rinaldi');
    assert.deepEqual(connection?.missing_scopes, []);
  });

  it('asks the CRM with PKCE, our scopes and a state of its own', async () => {
    const asked = new URL(await start()).searchParams;
    assert.equal(asked.get('response_type'), 'code');
    assert.equal(asked.get('code_challenge_method'), 'S256');
    assert.match(asked.get('code_challenge') ?? '', /^[\w-]{43}$/);
    assert.match(asked.get('state') ?? '', /^[\w-]{43}$/);
    assert.equal(asked.get('redirect_uri'), `${service.url}/crm/hubspot/callback`);
    assert.match(asked.get('scope') ?? '', /crm\.objects\.contacts\.read/);
  });

  it('keeps no state, ticket, cookie or verifier readable at rest', async () => {
    const asked = new URL(await start()).searchParams;
    const row = JSON.stringify(await ConnectFlow.findByPk(flow.flow_id, { raw: true }));
    const secrets = [
      asked.get('state'),
      new URL(flow.url).searchParams.get('flow'),
      jar.header()['cookie']?.split('=')[1],
    ];
    for (const secret of secrets) assert.ok(secret && !row.includes(secret));
  });

  it('fails when the verifier is not the one of the challenge', async () => {
    const address = await back();
    const other = await beginFlow(service, tenant.et);
    await openStart(service, other.url, new CookieJar());
    const { vault } = service.running.services;
    const wrong = 'w'.repeat(43);
    service.secrets.add(wrong);
    await ConnectFlow.update(
      { verifier: vault.seal(wrong, `connect_flows:${flow.flow_id}:verifier`) },
      { where: { id: flow.flow_id } },
    );
    await refused(await visit(service, address, jar), 502, /did not accept the sign-in/);
    assert.equal((await poll()).error?.code, 'code_rejected');
    assert.deepEqual(await connections(), []);
  });

  it('says when the person denied, and can be begun again', async () => {
    await refused(
      await visit(service, await back({ decision: 'deny' }), jar),
      403,
      /Access was not approved/,
    );
    const { state, error } = await poll();
    assert.deepEqual([state, error?.code], ['failed', 'consent_denied']);
    assert.equal((await service.connect(tenant.et)).status, 'active');
  });

  it('refuses a state that was forged, altered, missing or doubled, and leaves the flow waiting', async () => {
    const address = new URL(await back());
    const state = address.searchParams.get('state') ?? '';
    for (const wrong of [
      'x'.repeat(43),
      `${state.slice(0, -1)}${state.endsWith('A') ? 'B' : 'A'}`,
      '',
      null,
    ]) {
      const forged = new URL(address);
      if (wrong === null) forged.searchParams.delete('state');
      else forged.searchParams.set('state', wrong);
      await refused(await visit(service, forged.href, jar), 400, /does not belong to a sign-in we started/);
    }
    const doubled = new URL(address);
    doubled.searchParams.append('state', state);
    await refused(await visit(service, doubled.href, jar), 400, /does not belong/);
    assert.equal((await poll()).state, 'pending');
    assert.equal((await visit(service, address.href, jar)).status, 200);
  });

  it('refuses the same answer a second time, and the connection stays as it is', async () => {
    const address = await back();
    assert.equal((await visit(service, address, jar)).status, 200);
    const before = await connections();
    await refused(await visit(service, address, jar), 409, /already used/);
    assert.deepEqual(await connections(), before);
    assert.equal((await poll()).state, 'connected');
  });

  it('refuses a code that the CRM has already seen', async () => {
    const address = new URL(await back());
    await visit(service, address.href, jar);
    const code = address.searchParams.get('code') ?? '';
    flow = await beginFlow(service, tenant.et);
    const second = new URL(await back());
    second.searchParams.set('code', code);
    await refused(await visit(service, second.href, jar), 502, /did not accept the sign-in/);
    assert.deepEqual([(await poll()).state, (await poll()).error?.code], ['failed', 'code_rejected']);
  });

  it('lets one of two callbacks at once win', async () => {
    const address = await back();
    const pages = await Promise.all([1, 2, 3].map(() => visit(service, address, jar)));
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 409, 409]);
    assert.equal((await poll()).state, 'connected');
    assert.equal((await connections()).length, 1);
  });

  it('refuses an answer in another browser, with its own cookie or none, and still takes it in the right one', async () => {
    const address = await back();
    const stranger = new CookieJar();
    await openStart(service, (await beginFlow(service, tenant.et)).url, stranger);
    for (const other of [new CookieJar(), stranger])
      await refused(await visit(service, address, other), 400, /started in another browser/);
    assert.equal((await poll()).state, 'pending');
    assert.equal((await visit(service, address, jar)).status, 200);
  });

  it('may be opened again in the same browser, the newest state counting, and in no other', async () => {
    const first = await start();
    const second = await start();
    assert.notEqual(new URL(first).searchParams.get('state'), new URL(second).searchParams.get('state'));
    await refused(await visit(service, flow.url, new CookieJar()), 400, /started in another browser/);
    await refused(await visit(service, await consent(service, first), jar), 400, /does not belong/);
    assert.equal((await visit(service, await consent(service, second), jar)).status, 200);
  });

  it('ends ten minutes after it began', async () => {
    const address = await back();
    service.clock.advance(601_000);
    tenant = { ...tenant, et: await service.createEmbedToken(tenant.sk, { workspace_id: 'ws_1' }) };
    await refused(await visit(service, address, jar), 410, /took too long/);
    await refused(await visit(service, flow.url, jar), 410, /took too long/);
    const { state, error } = await poll();
    assert.deepEqual([state, error?.code], ['expired', 'flow_expired']);
  });

  it('given up refuses the late answer', async () => {
    const address = await back();
    const { body } = await service.api.delete<FlowView>(`/crm/connect-flows/${flow.flow_id}`, {
      key: tenant.et,
      expect: 200,
    });
    assert.equal(body.state, 'cancelled');
    await refused(await visit(service, address, jar), 410, /took too long|is over/);
    assert.equal((await poll()).state, 'cancelled');
    assert.deepEqual(await connections(), []);
  });

  it('says when the CRM is down at the exchange, and works once it is back', async () => {
    const address = await back();
    await service.sandbox.fault({ kind: 'token_down' });
    await refused(await visit(service, address, jar), 502, /does not answer/);
    const { state, error } = await poll();
    assert.deepEqual([state, error?.code], ['failed', 'crm_unreachable']);
    await service.sandbox.fault({ kind: 'clear' });
    assert.equal((await service.connect(tenant.et)).status, 'active');
  });

  it('refuses another account while one is connected, and names the one that is', async () => {
    const portals = await portalIds();
    const before = await service.connect(tenant.et, { portal: portals[0] ?? 0 });
    flow = await beginFlow(service, tenant.et);
    const address = await back({ portal: portals[1] });
    await refused(await visit(service, address, jar), 409, /Another HubSpot account is connected already/);
    const { state, error } = await poll();
    assert.deepEqual([state, error?.code], ['failed', 'already_connected']);
    assert.match(error?.message ?? '', new RegExp(before.account.name));
    assert.deepEqual(
      (await connections()).map(({ account }) => account),
      [before.account],
    );
  });

  it('of the same account again keeps the connection and its id', async () => {
    const before = await service.connect(tenant.et);
    const again = await service.connect(tenant.et);
    assert.equal(again.id, before.id);
    assert.notEqual(again.connected_at, before.connected_at);
    assert.equal((await connections()).length, 1);
  });

  it('with an unknown ticket shows a page that says so', async () => {
    await refused(
      await visit(service, `${service.url}/crm/hubspot/start?flow=unknown-ticket`, jar),
      404,
      /is not known/,
    );
  });

  it('takes nothing in the start address for an answer of the CRM', async () => {
    const address = new URL(await back());
    const before = (await service.sandbox.requests('/token')).length;
    for (const extra of [
      `code=${address.searchParams.get('code')}`,
      'error=access_denied',
      'code=a&state=b',
    ]) {
      const response = await visit(service, `${flow.url}&${extra}`, jar);
      assert.equal(response.status, 302, extra);
      assert.match(response.headers.get('location') ?? '', /\/oauth\/authorize\?/);
    }
    assert.equal((await service.sandbox.requests('/token')).length, before);
    assert.equal((await poll()).state, 'pending');
  });

  it('begun by a backend with its key goes to the CRM at once', async () => {
    const path = '/crm/hubspot/start?workspace_id=ws_1';
    await service.api.refused('GET', path, 'key_missing');
    await service.api.refused('GET', '/crm/hubspot/start', 'workspace_required', { key: tenant.sk });
    const viewer = await service.createEmbedToken(tenant.sk, { workspace_id: 'ws_1', permissions: ['view'] });
    await service.api.refused('GET', path, 'permission_missing', { key: viewer });
    const response = await fetch(`${service.url}${path}`, {
      redirect: 'manual',
      headers: { authorization: `Bearer ${tenant.sk}` },
    });
    jar.take(response);
    const location = response.headers.get('location') ?? '';
    service.secrets.addUrl(location);
    assert.equal(response.status, 302);
    assert.equal((await visit(service, await consent(service, location), jar)).status, 200);
    assert.equal((await connections()).length, 1);
  });

  async function portalIds(): Promise<number[]> {
    const markup = await (await fetch(await start())).text();
    return [...markup.matchAll(/name="portal_id" value="(\d+)"/g)].map(([, id]) => Number(id));
  }
});
