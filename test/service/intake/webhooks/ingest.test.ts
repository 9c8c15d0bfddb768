import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { createIngest, type Ingest } from '../../../../service/intake/webhooks/ingest.js';
import type { IngestLimits } from '../../../../service/intake/webhooks/read-body.js';
import { listWebhookSigners } from '../../../../service/oauth/webhook-signers.js';
import { isProblem } from '../../../../shared/errors.js';
import { hubspotEvent, sendSigned } from '../../../integration/webhooks/webhook-bench.js';
import { startTcpProxy, type TcpProxy } from '../../../support/service/tcp-proxy.js';
import { startTestService, TEST_CLIENT, type TestService, waitUntil } from '../../../support/service.js';

const BODY = JSON.stringify([hubspotEvent('1')]);

describe('the addresses of webhooks', () => {
  let proxy: TcpProxy;
  let service: TestService;
  /** Past the proxy. */
  let direct: pg.Client;
  before(async () => {
    proxy = await startTcpProxy();
    service = await startTestService({ role: 'api', seed: false, databaseUrl: proxy.through });
    direct = new pg.Client({ connectionString: service.databaseUrl });
    await direct.connect();
  });
  after(async () => {
    await direct.end();
    await service.close();
    await proxy.close();
  });
  beforeEach(() => direct.query('DELETE FROM crm_webhook_deliveries'));

  const stored = async () =>
    (
      await direct.query<{ body: Buffer; headers: Record<string, string>; provider: string; app_id: string }>(
        'SELECT provider, app_id, headers, body FROM crm_webhook_deliveries ORDER BY id',
      )
    ).rows;
  const outcome = async (name: string) => {
    const { values } = await service.running.services.metrics.webhookRequests.get();
    return values.find(({ labels }) => labels.outcome === name)?.value ?? 0;
  };
  const refused = async (answer: Response, status: number, code: string) => {
    const body: unknown = await answer.json();
    assert.ok(isProblem(body), JSON.stringify(body));
    assert.deepEqual([answer.status, body.code], [status, code]);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(answer.headers.get('x-request-id'), body.correlation_id);
    return answer;
  };

  it('keep what is signed as it came, byte by byte, with no other header than they need', async () => {
    const body = `[{"a": "è\\u0000", "odd":   1}]`;
    const answer = await sendSigned(service, body, { headers: { cookie: 'a=b', 'x-other': 'c' } });
    assert.equal(answer.status, 202);
    const [row] = await stored();
    assert.equal(row?.body.toString(), body);
    assert.deepEqual([row?.provider, row?.app_id], ['hubspot', null]);
    assert.deepEqual(Object.keys(row?.headers ?? {}).sort(), [
      'x-hubspot-request-timestamp',
      'x-hubspot-signature-v3',
    ]);
    assert.ok((await outcome('stored')) > 0);
  });

  it('keep nothing of what is forged, late, early or signed as one used to, and count it', async () => {
    const v1 = createHash('sha256')
      .update(TEST_CLIENT.secret + BODY)
      .digest('hex');
    for (const [why, sending] of [
      ['signature_wrong', { secret: 'another secret' }],
      ['signature_wrong', { headers: { 'x-hubspot-signature-v3': 'AAAA' } }],
      ['time_out_of_window', { at: Date.now() - 301_000 }],
      ['time_out_of_window', { at: Date.now() + 301_000 }],
      ['time_missing', { headers: { 'x-hubspot-request-timestamp': 'yesterday' } }],
    ] as const) {
      const counted = await outcome(why);
      await refused(await sendSigned(service, BODY, sending), 401, 'webhook_refused');
      assert.equal(await outcome(why), counted + 1);
    }
    const old = await fetch(`${service.url}/crm/webhooks/hubspot`, {
      ...{ method: 'POST', body: BODY },
      headers: { 'x-hubspot-signature': v1, 'x-hubspot-signature-version': 'v1' },
    });
    await refused(old, 401, 'webhook_refused');
    assert.equal(await outcome('signature_outdated'), 1);
    assert.deepEqual(await stored(), []);
  });

  it('check the address as it was called, with its query', async () => {
    const path = '/crm/webhooks/hubspot?who=%C3%A8&at=12:30';
    assert.equal((await sendSigned(service, BODY, { path })).status, 202);
    const answer = await fetch(`${service.url}/crm/webhooks/hubspot?who=x`, {
      ...{ method: 'POST', body: BODY },
    });
    assert.equal(answer.status, 401);
  });

  it('take a secret that an app has just brought, for that app alone', async () => {
    const { appId } = await service.createTenant();
    const secret = 'secret-of-this-app-alone';
    await refused(await sendSigned(service, BODY, { secret }), 401, 'webhook_refused');
    await service.api.put(`/crm/admin/apps/${appId}/providers/hubspot`, {
      key: service.adminKey,
      body: { client_id: 'own', client_secret: secret },
    });
    await waitUntil('it is taken', async () => (await sendSigned(service, BODY, { secret })).status === 202);
    assert.equal((await stored())[0]?.app_id, appId);
  });

  it('are posted to, and only those of providers that send webhooks', async () => {
    const answer = await refused(
      await sendSigned(service, BODY, { method: 'PUT' }),
      405,
      'method_not_allowed',
    );
    assert.equal(answer.headers.get('allow'), 'POST');
    await refused(await sendSigned(service, '', { method: 'GET' }), 405, 'method_not_allowed');
    for (const path of ['/crm/webhooks/nobody', '/crm/webhooks/', '/crm/webhooks/hubspot/token'])
      await refused(await sendSigned(service, BODY, { path }), 404, 'not_found');
  });

  it('refuse a body of 50 MB before it has come', async () => {
    const sending = request(`${service.url}/crm/webhooks/hubspot`, {
      ...{ method: 'POST', headers: { 'content-length': 50_000_000 } },
    });
    sending.on('error', () => undefined);
    sending.write(randomBytes(1_000));
    const [answer] = await once(sending, 'response');
    assert.equal(answer.statusCode, 413);
    sending.destroy();
  });

  it('refuse a body that grows too large without having said so', async () => {
    const chunk = Buffer.alloc(300_000);
    const body = new ReadableStream({
      start(stream) {
        for (let n = 0; n < 10; n += 1) stream.enqueue(chunk);
        stream.close();
      },
    });
    const answer = await fetch(`${service.url}/crm/webhooks/hubspot`, {
      ...{ method: 'POST', body, duplex: 'half' },
    } as RequestInit);
    await refused(answer, 413, 'body_too_large');
    assert.deepEqual(await stored(), []);
  });

  it('refuse while the database is away, and lose nothing that was answered', async () => {
    proxy.cut();
    const away = await refused(await sendSigned(service, BODY), 503, 'database_unavailable');
    assert.equal(away.headers.get('retry-after'), '2');
    proxy.restore();
    const bodies = Array.from({ length: 200 }, (_, n) => `[${n}]`);
    const answered: string[] = [];
    const sending = bodies.map(async (body, n) => {
      if (n === 100) proxy.cut();
      const answer = await sendSigned(service, body);
      if (answer.status === 202) answered.push(body);
      else assert.equal(answer.status, 503);
    });
    await Promise.all(sending);
    proxy.restore();
    await waitUntil('it is stored again', async () => (await sendSigned(service, BODY)).status === 202);
    const kept = new Set((await stored()).map(({ body }) => body.toString()));
    assert.deepEqual(
      answered.filter((body) => !kept.has(body)),
      [],
    );
  });

  describe('with little room', () => {
    const servers: { server: Server; ingest: Ingest }[] = [];
    const open = async (limits: Partial<IngestLimits>): Promise<TestService> => {
      const { services } = service.running;
      const signersOf = (connector: Parameters<typeof listWebhookSigners>[0]) =>
        listWebhookSigners(connector, services);
      const ingest = createIngest(services, signersOf, { limits });
      const server = createServer((req, res) => ingest.handle(req, res)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      servers.push({ server, ingest });
      return { ...service, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    };
    /** Signed for the address the world knows, which is another than the one that is called. */
    const send = (to: TestService, body: string) =>
      sendSigned(service, body, { path: '/crm/webhooks/hubspot' }, to.url);
    after(async () => {
      for (const { server, ingest } of servers) {
        server.closeAllConnections();
        server.close();
        await ingest.stop();
      }
    });

    it('refuse what the queue has no room for, and store what waits in it', async () => {
      const small = await open({ waiting: 3 });
      await direct.query('BEGIN');
      await direct.query('LOCK TABLE crm_webhook_deliveries');
      const answers = Array.from({ length: 5 }, (_, n) => send(small, `[${n}]`));
      const full = await Promise.race(answers);
      await refused(full.clone(), 503, 'webhook_queue_full');
      assert.ok(Number(full.headers.get('retry-after')) > 0);
      await direct.query('COMMIT');
      const statuses = (await Promise.all(answers)).map(({ status }) => status).sort();
      assert.deepEqual(statuses, [202, 202, 202, 503, 503]);
      assert.equal((await stored()).length, 3);
    });

    it('refuse what would take too much memory', async () => {
      const small = await open({ heldBytes: 10_000 });
      await refused(await send(small, `["${'x'.repeat(20_000)}"]`), 503, 'webhook_queue_full');
      assert.equal((await send(small, `["${'x'.repeat(5_000)}"]`)).status, 202);
      assert.equal((await send(small, `["${'x'.repeat(9_000)}"]`)).status, 202, 'the room is free again');
    });

    it('refuse only what was in the commit that failed', async () => {
      const one = await open({});
      await direct.query('BEGIN');
      await direct.query('LOCK TABLE crm_webhook_deliveries');
      const first = send(one, '["first"]');
      const waits = async () => {
        await direct.query('SELECT pg_stat_clear_snapshot()');
        return direct.query<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'crm-connect webhooks' AND wait_event_type = 'Lock'`,
        );
      };
      const { pid } = await waitUntil('it waits', async () => (await waits()).rows[0] ?? false);
      const next = [send(one, '["second"]'), send(one, '["third"]')];
      await direct.query('SELECT pg_terminate_backend($1)', [pid]);
      assert.equal((await first).status, 503);
      await direct.query('COMMIT');
      assert.deepEqual(
        (await Promise.all(next)).map(({ status }) => status),
        [202, 202],
      );
    });

    it('refuse a body that comes too slowly', async () => {
      const hasty = await open({ bodyMs: 50 });
      const sending = request(`${hasty.url}/crm/webhooks/hubspot`, {
        ...{ method: 'POST', headers: { 'content-length': 100 } },
      });
      sending.on('error', () => undefined);
      sending.write('[');
      const [answer] = await once(sending, 'response');
      assert.equal(answer.statusCode, 408);
      sending.destroy();
    });
  });
});

describe('old signatures, where they are switched on', () => {
  let service: TestService;
  before(async () => {
    service = await startTestService({ role: 'api', seed: false, env: { CRM_HUBSPOT_OLD_SIGNATURES: '1' } });
  });
  after(() => service.close());

  it('are taken when they are right', async () => {
    const send = (signature: string) =>
      fetch(`${service.url}/crm/webhooks/hubspot`, {
        ...{ method: 'POST', body: BODY },
        headers: { 'x-hubspot-signature': signature, 'x-hubspot-signature-version': 'v1' },
      });
    const v1 = createHash('sha256')
      .update(TEST_CLIENT.secret + BODY)
      .digest('hex');
    assert.equal((await send(v1)).status, 202);
    assert.equal((await send(v1.replace(/^./, (digit) => (digit === '0' ? '1' : '0')))).status, 401);
  });
});
