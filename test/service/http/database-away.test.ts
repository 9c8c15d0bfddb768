import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import pg from 'pg';
import { allEndpoints } from '../../../service/app.js';
import type { Problem } from '../../../shared/errors.js';
import { startTcpProxy, type TcpProxy } from '../../support/service/tcp-proxy.js';
import {
  HOST_ORIGIN,
  startTestService,
  type Tenant,
  type TestService,
  waitUntil,
} from '../../support/service.js';
import { sampleRequest } from './requests.js';

describe('a database that goes away', () => {
  let proxy: TcpProxy;
  let service: TestService;
  let tenant: Tenant;
  let connectionId: string;
  /** Past the proxy. */
  let direct: pg.Client;

  before(async () => {
    proxy = await startTcpProxy();
    service = await startTestService({ role: 'api', seed: false, databaseUrl: proxy.through });
    direct = new pg.Client({ connectionString: service.databaseUrl });
    direct.on('error', () => undefined);
    await direct.connect();
    tenant = await service.createTenant();
    connectionId = (await service.connect(tenant.et)).id;
  });
  after(async () => {
    await direct.end();
    await service.close();
    await proxy.close();
  });
  afterEach(async () => {
    proxy.restore();
    await recovered();
  });

  const recovered = () =>
    waitUntil('the service answers again', async () => (await service.api.get('/health')).status === 200);
  const someWait = () =>
    waitUntil('a request waits for the row', async () => {
      const { rows } = await direct.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
  const state = async () => {
    const { rows } = await direct.query(
      `SELECT c.status, c.paused_by, (SELECT count(*)::int FROM audit_log) AS audits,
              (SELECT count(*)::int FROM api_keys) AS keys, (SELECT count(*)::int FROM apps) AS apps
         FROM crm_connections c WHERE id = $1`,
      [connectionId],
    );
    return rows[0];
  };
  /** Lets a request come to wait in the middle of its transaction, then takes the database away. */
  const interrupt = async (
    lock: string,
    cut: () => Promise<unknown> | unknown,
    ask: () => Promise<{ status: number; body: unknown; headers: Headers }>,
  ) => {
    await direct.query('BEGIN');
    await direct.query(lock);
    const before = await state();
    const asking = ask();
    await someWait();
    await cut();
    const answer = await asking;
    await direct.query('ROLLBACK');
    const problem = answer.body as Problem;
    assert.equal(answer.status, 503, JSON.stringify(problem));
    assert.equal(problem.code, 'database_unavailable');
    assert.equal(problem.next, 'wait');
    assert.equal(answer.headers.get('retry-after'), '2');
    proxy.restore();
    await recovered();
    assert.deepEqual(await state(), before);
    return problem;
  };

  const pause = () =>
    service.api.patch(`/crm/connections/${connectionId}`, { key: tenant.et, body: { paused: true } });

  it('in the middle of a request gives 503, leaves nothing half-written, and is found again by itself', async () => {
    const problem = await interrupt(
      `SELECT 1 FROM crm_connections WHERE id = '${connectionId}' FOR UPDATE`,
      proxy.cut,
      pause,
    );
    const lines = service.log.filter((line) => line['correlation_id'] === problem.correlation_id);
    assert.ok(lines.some((line) => line['error_code'] === 'database_unavailable'));
    assert.ok(lines.some((line) => line['msg'] === 'request' && line['status'] === 503));
    assert.equal((await pause()).status, 200);
    await service.api.patch(`/crm/connections/${connectionId}`, {
      key: tenant.et,
      body: { paused: false },
      expect: 200,
    });
  });

  it('by ending our sessions gives the same', async () => {
    await interrupt(
      `SELECT 1 FROM crm_connections WHERE id = '${connectionId}' FOR UPDATE`,
      () =>
        direct.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        ),
      pause,
    );
  });

  it('while an app is made leaves no app and no key, and the same Idempotency-Key works later', async () => {
    const ask = () =>
      service.api.post<Problem>('/crm/admin/apps', {
        key: service.adminKey,
        body: { name: 'Made later' },
        headers: { 'idempotency-key': 'made-later' },
      });
    await interrupt('LOCK TABLE api_keys IN EXCLUSIVE MODE', proxy.cut, ask);
    // The key could not be freed either; it frees itself.
    await direct.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '91 seconds' WHERE status IS NULL`,
    );
    assert.equal((await ask()).status, 201);
    const { rows } = await direct.query(`SELECT 1 FROM apps WHERE name = 'Made later'`);
    assert.equal(rows.length, 1);
  });

  it('gives every endpoint that needs it a problem a page can read, and nothing of the inside', async () => {
    await service.api.get('/crm/session', { key: tenant.et, headers: { origin: HOST_ORIGIN }, expect: 200 });
    proxy.cut();
    // What was read before the cut is old by now.
    service.clock.advance(5_000);
    const ids = {
      app_id: tenant.appId,
      key_id: tenant.appId,
      connection_id: connectionId,
      flow_id: 'f',
      run_id: connectionId,
      call_id: 'c',
      local_id: 'l',
      push_id: '00000000-0000-4000-8000-000000000000',
      held_id: '00000000-0000-4000-8000-000000000000',
      endpoint_id: '00000000-0000-4000-8000-000000000000',
      delivery_id: '00000000-0000-4000-8000-000000000000',
    };
    for (const endpoint of allEndpoints(service.running.services, () => false)) {
      if (endpoint.route.access.kind === 'public') continue;
      const { method, path, body } = sampleRequest(endpoint, ids);
      const key =
        endpoint.route.access.kind === 'admin'
          ? service.adminKey
          : endpoint.route.access.kind === 'secret'
            ? tenant.sk
            : tenant.et;
      const answer = await service.api.refused(method, path, 'database_unavailable', {
        key,
        headers: { origin: HOST_ORIGIN },
        ...(body === undefined ? {} : { body }),
      });
      assert.equal(answer.headers.get('access-control-allow-origin'), HOST_ORIGIN);
      assert.doesNotMatch(answer.text, /sequelize|ECONN|127\.0\.0\.1|postgres/i);
    }
    await service.api.refused('GET', '/health', 'database_unavailable');
  });

  it('still lets operators see what this process counted', async () => {
    proxy.cut();
    const { status, text } = await service.api.get<string>('/crm/metrics');
    assert.equal(status, 200);
    assert.match(text, /^crm_requests_total\{.*status="200"\} \d+$/m);
    assert.doesNotMatch(text, /^crm_connection_status\{/m);
    proxy.restore();
    await recovered();
    assert.match(
      (await service.api.get<string>('/crm/metrics')).text,
      /^crm_connection_status\{provider="hubspot",status="active"\} 1$/m,
    );
  });
});
