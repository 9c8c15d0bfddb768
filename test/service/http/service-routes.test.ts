import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import supertest from 'supertest';
import { allEndpoints, buildApp } from '../../../service/app.js';
import { connectors } from '../../../service/connectors/registry.js';
import type { Endpoint } from '../../../service/http/endpoint.js';
import { errorsOf } from '../../../service/http/openapi.js';
import { ERRORS } from '../../../shared/errors.js';
import { HOST_ORIGIN, startTestService, type Tenant, type TestService } from '../../support/service.js';

type Json = Record<string, unknown>;

/** Names the design promises to operators. */
const METRICS = [
  'crm_requests_total',
  'crm_operations_total',
  'crm_errors_total',
  'crm_sync_errors_total',
  'crm_sync_duration_seconds',
  'crm_entities_synced_total',
  'crm_connection_status',
  'crm_rate_limit_hits_total',
  'webhook_latency_seconds',
  'dlq_size',
  'worker_queue_size',
];

describe('the routes about the service itself', () => {
  let service: TestService;
  let tenant: Tenant;
  let endpoints: Endpoint[];

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
    tenant = await service.createTenant();
    endpoints = allEndpoints(service.running.services, () => false);
  });
  after(() => service.close());

  it('say that it is well, and which part of it this is', async () => {
    const { body } = await service.api.get('/health', { expect: 200 });
    assert.deepEqual([body.status, body.database, body.role], ['ok', 'ok', 'api']);
  });

  it('say that it is stopping, so that a balancer looks elsewhere, and keep no connection', async () => {
    const ask = (stopping: boolean) =>
      supertest(buildApp(service.running.services, { widgetDir: tmpdir(), isStopping: () => stopping }))
        .get('/health')
        .set('Connection', 'keep-alive');
    const stopping = await ask(true).expect(503);
    assert.equal(stopping.body.code, 'shutting_down');
    assert.equal(stopping.headers['retry-after'], '5');
    assert.equal(stopping.headers['connection'], 'close');
    const well = await ask(false).expect(200);
    assert.equal(well.headers['connection'], 'keep-alive');
  });

  it('ask a CRM at most once in ten seconds whether it answers, with no credentials', async () => {
    const before = (await service.sandbox.requests('/')).length;
    const ask = () => service.api.get('/crm/health?provider=hubspot', { expect: 200 });
    const answers = await Promise.all([ask(), ask(), ask()]);
    for (const { body } of answers) assert.deepEqual([body.provider, body.status], ['hubspot', 'ok']);
    const { body: all } = await service.api.get<{ data: Json[] }>('/crm/health', { expect: 200 });
    assert.deepEqual(
      all.data.map(({ provider }) => provider),
      // Where customers name the host there is none to ask.
      [...connectors.values()].filter(({ auth }) => auth.kind === 'oauth2').map(({ id }) => id),
    );
    assert.ok((await service.sandbox.requests('/')).length - before <= 1);
    service.clock.advance(10_001);
    await service.sandbox.fault({ kind: 'server_error', status: 503, times: null });
    assert.deepEqual([(await ask()).body.status], ['unreachable']);
    await service.sandbox.fault({ kind: 'clear' });
    assert.equal((await ask()).body.status, 'unreachable', 'kept for ten seconds');
  });

  it('show the metrics of the design, and no tenant or person in a label', async () => {
    await service.connect(tenant.et);
    const { text, headers } = await service.api.get('/crm/metrics', { expect: 200 });
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
    for (const name of METRICS) assert.match(text, new RegExp(`^# TYPE ${name} `, 'm'));
    assert.match(text, /^crm_requests_total\{method="POST",route="\/crm\/connect-flows",status="201"\} 1$/m);
    assert.match(text, /^crm_connection_status\{provider="hubspot",status="active"\} 1$/m);
    assert.match(text, /^crm_operations_total\{provider="hubspot",operation="GET",result="200"\} \d+$/m);
    for (const word of [tenant.appId, tenant.workspaceId, 'Marta', 'flow_'])
      assert.ok(!text.includes(`"${word}`), word);
  });

  it('count unknown addresses under one name, however many there are', async () => {
    for (let i = 0; i < 5; i++) await service.api.get(`/no/such/${i}`);
    const { text } = await service.api.get('/crm/metrics');
    assert.match(text, /^crm_requests_total\{method="GET",route="none",status="404"\} 5$/m);
    assert.doesNotMatch(text, /no\/such/);
  });

  it('describe every endpoint as OpenAPI 3.1, with its access, its body and every error it can give', async () => {
    const { body: document } = await service.api.get<Json>('/openapi.json', { expect: 200 });
    assert.equal(document['openapi'], '3.1.0');
    const paths = document['paths'] as Record<string, Record<string, Json>>;
    const ids = new Set<unknown>();
    let count = 0;
    for (const endpoint of endpoints) {
      const { route } = endpoint;
      const operation = paths[route.path.replace(/:([a-z_]+)/g, '{$1}')]?.[route.method.toLowerCase()];
      assert.ok(operation, `${route.method} ${route.path} is not described`);
      assert.ok(!ids.has(operation['operationId']), `${String(operation['operationId'])} is there twice`);
      ids.add(operation['operationId']);
      const responses = operation['responses'] as Record<string, Json>;
      assert.ok(responses[String(route.success)]);
      for (const code of errorsOf(route)) {
        const response = responses[String(ERRORS[code].status)];
        assert.ok(
          String(response?.['description']).includes(`\`${code}\``),
          `${route.path} says nothing of ${code}`,
        );
      }
      assert.equal(operation['requestBody'] !== undefined, endpoint.body !== undefined);
      assert.deepEqual(operation['security'], route.access.kind === 'public' ? [] : [{ key: [] }]);
      const named = (operation['parameters'] as Json[])
        .filter((each) => each['in'] === 'path')
        .map((each) => each['name']);
      assert.deepEqual(
        named,
        [...route.path.matchAll(/:([a-z_]+)/g)].map(([, name]) => name),
      );
      count++;
    }
    assert.equal(Object.values(paths).flatMap((methods) => Object.keys(methods)).length, count);
    for (const reference of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = (reference[1] ?? '')
        .split('/')
        .reduce<unknown>((at, name) => (at as Json | undefined)?.[name], document);
      assert.ok(target, `${reference[1]} leads nowhere`);
    }
  });

  it('show every route on a page that runs no script', async () => {
    const { text, headers } = await service.api.get<string>('/docs', { expect: 200 });
    for (const { route } of endpoints)
      assert.ok(text.includes(`<code>${route.path.replace(/:([a-z_]+)/g, '{$1}')}</code>`), route.path);
    assert.doesNotMatch(text, /<script/);
    assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'sha256-/);
  });

  it('give every answer the headers that keep browsers careful', async () => {
    for (const path of ['/health', '/crm/connections', '/nothing']) {
      const { headers } = await service.api.get(path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('strict-transport-security') ?? '', /max-age/);
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/);
      assert.equal(headers.get('x-powered-by'), null);
      assert.equal(headers.get('cache-control'), 'no-store', path);
    }
  });

  it('let pages of allowed origins read answers, exactly those, and never with cookies', async () => {
    const preflight = (origin: string) =>
      fetch(`${service.url}/crm/connect-flows`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,idempotency-key',
        },
      });
    const allowed = await preflight(HOST_ORIGIN);
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get('access-control-allow-origin'), HOST_ORIGIN);
    assert.match(allowed.headers.get('access-control-allow-headers') ?? '', /Authorization.*Idempotency-Key/);
    assert.equal(allowed.headers.get('access-control-allow-credentials'), null);
    assert.match(allowed.headers.get('vary') ?? '', /Origin/);
    for (const origin of ['http://evil.example', 'http://host.example.evil', 'https://host.example', 'null'])
      assert.equal((await preflight(origin)).headers.get('access-control-allow-origin'), null, origin);
    const read = await service.api.get('/crm/session', {
      key: tenant.et,
      headers: { origin: HOST_ORIGIN },
      expect: 200,
    });
    assert.equal(read.headers.get('access-control-allow-origin'), HOST_ORIGIN);
    assert.match(read.headers.get('access-control-expose-headers') ?? '', /X-Request-Id/);
    const refused = await service.api.get('/crm/session', { headers: { origin: HOST_ORIGIN } });
    assert.equal(refused.headers.get('access-control-allow-origin'), HOST_ORIGIN, 'errors are readable too');
  });

  it('serve files of the elements to every page, and nothing from outside their folder', async () => {
    for (const path of [
      '/widget/..%2f..%2fetc%2fpasswd',
      '/widget/%2e%2e/%2e%2e/etc/passwd',
      '/widget/%00',
      '/widget/',
    ])
      assert.ok([400, 403, 404].includes((await service.api.get(path)).status), path);
  });
});
