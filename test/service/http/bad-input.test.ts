import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { allEndpoints } from '../../../service/app.js';
import type { Endpoint } from '../../../service/http/endpoint.js';
import { isProblem, type Problem } from '../../../shared/errors.js';
import { startTestService, type Tenant, type TestService } from '../../support/service.js';
import { sampleRequest, withQuery } from './requests.js';

const NO_IDS = {
  app_id: '00000000-0000-4000-8000-000000000000',
  key_id: '00000000-0000-4000-8000-000000000000',
  connection_id: '00000000-0000-4000-8000-000000000000',
  flow_id: 'fl_none',
  run_id: '00000000-0000-4000-8000-000000000000',
  call_id: 'call_none',
  local_id: 'none',
  push_id: '00000000-0000-4000-8000-000000000000',
  held_id: '00000000-0000-4000-8000-000000000000',
  endpoint_id: '00000000-0000-4000-8000-000000000000',
  delivery_id: '00000000-0000-4000-8000-000000000000',
};
const MB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('bad input', () => {
  let service: TestService;
  let tenant: Tenant;
  let endpoints: Endpoint[];

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
    tenant = await service.createTenant();
    await service.connect(tenant.et);
    endpoints = allEndpoints(service.running.services, () => false).filter(
      ({ route }) => route.access.kind !== 'public',
    );
  });
  after(() => service.close());

  const keyFor = ({ route: { access } }: Endpoint) =>
    access.kind === 'admin' ? service.adminKey : access.kind === 'secret' ? tenant.sk : tenant.et;
  const namesOf = (schema: z.ZodType) =>
    Object.keys(
      (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties as object) ?? {},
    ).filter((name) => name !== 'workspace_id');

  /** Sends bytes as they are. */
  const raw = (
    method: string,
    path: string,
    options: { key?: string; headers?: Record<string, string>; chunks?: Iterable<Buffer> },
  ) =>
    new Promise<{ status: number; problem: Problem; headers: Record<string, unknown> }>((resolve, reject) => {
      const headers = {
        ...(options.key ? { authorization: `Bearer ${options.key}` } : {}),
        ...options.headers,
      };
      const request = httpRequest(`${service.url}${path}`, { method, headers }, async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        const problem = text === '' ? {} : JSON.parse(text);
        resolve({ status: response.statusCode ?? 0, problem, headers: response.headers });
      });
      request.on('error', reject);
      void (async () => {
        for (const chunk of options.chunks ?? [])
          if (!request.write(chunk)) await new Promise((next) => request.once('drain', next));
        request.end();
      })();
    });
  const json = { 'content-type': 'application/json' };

  it('names every member of a body that is of the wrong kind, and the one that is not known', async () => {
    let checked = 0;
    for (const endpoint of endpoints) {
      const names = endpoint.body ? namesOf(endpoint.body) : [];
      if (names.length === 0) continue;
      const { method, path } = sampleRequest(endpoint, NO_IDS);
      const wrong = Object.fromEntries(names.map((name) => [name, { not: ['this'] }]));
      const answer = await service.api.refused(method, path, 'bad_request', {
        key: keyFor(endpoint),
        body: { ...wrong, no_such_member: 1 },
      });
      const said = new Set((answer.body.errors ?? []).map((fault) => fault.path.split('.')[0]));
      for (const name of names) assert.ok(said.has(name), `${method} ${path} says nothing of ${name}`);
      assert.match(answer.text, /no_such_member/, `${method} ${path} took an unknown member`);
      checked++;
    }
    assert.ok(checked >= 9, `only ${checked} bodies were checked`);
  });

  it('names every parameter of a query that is there twice', async () => {
    let checked = 0;
    for (const endpoint of endpoints) {
      const names = endpoint.query ? namesOf(endpoint.query) : [];
      if (names.length === 0) continue;
      const { method, path, body } = sampleRequest(endpoint, NO_IDS);
      const [pathname = ''] = path.split('?');
      const query = names.map((name) => `${name}=x&${name}=y`).join('&');
      const answer = await service.api.refused(method, `${pathname}?${query}`, 'bad_request', {
        key: keyFor(endpoint),
        ...(body === undefined ? {} : { body }),
      });
      const said = new Set((answer.body.errors ?? []).map((fault) => fault.path));
      for (const name of names) assert.ok(said.has(name), `${method} ${path} says nothing of ${name}`);
      checked++;
    }
    assert.ok(checked >= 8, `only ${checked} queries were checked`);
  });

  it('names the faults of the path, the query and the body at once', async () => {
    const answer = await service.api.refused('PUT', '/crm/mappings?object=contact', 'bad_request', {
      key: tenant.et,
      body: { rows: 'none', base_version: -1 },
    });
    assert.deepEqual(
      answer.body.errors?.map(({ path }) => path),
      ['provider', 'rows', 'base_version'],
    );
    assert.match(answer.body.detail, /and 2 more/);
  });

  it('refuses JSON that is cut off, a lone value and an empty text as bad_json', async () => {
    for (const text of ['{"provider": "hub', '"hubspot"', '1', 'null', '{provider: 1}', '\u0000']) {
      const answer = await raw('POST', '/crm/connect-flows', {
        key: tenant.et,
        headers: json,
        chunks: [Buffer.from(text)],
      });
      assert.equal(answer.problem.code, 'bad_json', `${JSON.stringify(text)} gave ${answer.problem.code}`);
      assert.equal(answer.status, 400);
    }
  });

  it('refuses what is not JSON in UTF-8 as unsupported_media_type', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
      '',
    ]) {
      const answer = await raw('POST', '/crm/connect-flows', {
        key: tenant.et,
        headers: type === '' ? {} : { 'content-type': type },
        chunks: [Buffer.from('{"provider":"hubspot"}')],
      });
      assert.equal(answer.problem.code, 'unsupported_media_type', `${type} gave ${answer.problem.code}`);
      assert.equal(answer.status, 415);
    }
  });

  it('refuses a body over 1 MB, announced or not, and does not keep 50 MB in memory', async () => {
    const chunk = Buffer.alloc(MB / 4, 'a');
    const sizes = [
      { chunks: 5, headers: { ...json, 'content-length': String(5 * chunk.length) } },
      { chunks: 5, headers: { ...json, 'transfer-encoding': 'chunked' } },
      { chunks: 200, headers: { ...json, 'transfer-encoding': 'chunked' } },
      { chunks: 200, headers: { ...json, 'content-length': String(200 * chunk.length) } },
    ];
    for (const { chunks, headers } of sizes) {
      collectGarbage();
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const watched = (function* () {
        for (let i = 0; i < chunks; i++) {
          if (i % 20 === 0) collectGarbage();
          if (i % 20 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
          yield chunk;
        }
      })();
      const answer = await raw('POST', '/crm/connect-flows', { key: tenant.et, headers, chunks: watched });
      assert.equal(answer.status, 413);
      assert.equal(answer.problem.code, 'body_too_large');
      assert.ok(most < 8 * MB, `${Math.round(most / MB)} MB were held`);
    }
  });

  it('takes a body of almost 1 MB', async () => {
    const answer = await service.api.refused('POST', '/crm/connect-flows', 'bad_request', {
      key: tenant.et,
      body: { provider: 'x'.repeat(MB - 200) },
    });
    assert.equal(answer.status, 400);
  });

  it('does not fall over a megabyte of brackets', async () => {
    const deep = Buffer.from(`{"provider":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    const answer = await raw('POST', '/crm/connect-flows', { key: tenant.et, headers: json, chunks: [deep] });
    assert.equal(answer.status, 400, JSON.stringify(answer.problem));
  });

  it('answers unknown providers, objects and addresses with a code of their own', async () => {
    const key = tenant.et;
    const rows = { rows: [] };
    const refused: [string, string, string, unknown?][] = [
      ['POST', '/crm/connect-flows', 'provider_unknown', { provider: 'nocrm' }],
      ['GET', '/crm/fields?provider=nocrm&object=contact', 'provider_unknown'],
      ['GET', '/crm/mappings?provider=__proto__&object=contact', 'provider_unknown'],
      ['PUT', '/crm/mappings?provider=nocrm&object=contact', 'provider_unknown', rows],
      ['GET', '/crm/fields?provider=hubspot&object=invoice', 'object_unknown'],
      ['GET', '/crm/mappings?provider=hubspot&object=constructor', 'object_unknown'],
      ['GET', '/crm/records/invoice', 'object_unknown'],
      ['GET', '/crm/records/toString/1', 'object_unknown'],
      ['GET', '/crm/nothing-here', 'not_found'],
      ['POST', '/', 'not_found'],
      ['GET', '/widget/no-such-file.js', 'not_found'],
      ['GET', '/crm/connect-flows/fl_none', 'flow_not_found'],
      ['GET', '/crm/sync/runs/00000000-0000-4000-8000-000000000000', 'run_not_found'],
      ['GET', '/crm/records/contact/none', 'record_not_found'],
      ['GET', '/crm/calls/none/push', 'push_not_found'],
      ['POST', '/crm/calls/none/push-to-crm', 'call_unknown'],
    ];
    for (const [method, path, code, body] of refused)
      await service.api.refused(method, path, code, { key, ...(body === undefined ? {} : { body }) });
    for (const path of [
      '/crm/nocrm/start?flow=x',
      '/crm/nocrm/callback?state=x',
      '/crm/health?provider=nocrm',
    ])
      await service.api.refused('GET', path, 'provider_unknown');
  });

  it('answers a call without a contact, or with a name only, with contact_required', async () => {
    for (const contact of [undefined, {}, { first_name: 'Giulia' }]) {
      const answer = await service.api.refused('POST', '/crm/calls/call_x/push-to-crm', 'contact_required', {
        key: tenant.et,
        body: { call: { occurred_at: '2026-11-20T10:00:00Z' }, ...(contact ? { contact } : {}) },
      });
      assert.equal(answer.body.errors?.[0]?.path, 'contact');
    }
  });

  it('answers another method with 405 and what the address takes', async () => {
    for (const [method, path, allow] of [
      ['DELETE', '/health', 'GET'],
      ['POST', '/crm/connections', 'GET'],
      ['PATCH', '/crm/mappings?provider=hubspot&object=contact', 'GET, PUT'],
      ['GET', '/crm/connections/x', 'PATCH, DELETE'],
      ['PUT', '/crm/admin/apps', 'POST, GET'],
    ] as const) {
      const answer = await service.api.refused(method, path, 'method_not_allowed', { key: tenant.et });
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get('allow'), allow);
    }
  });

  it('answers HEAD as GET without a body, and OPTIONS without an error', async () => {
    const head = await service.api.request('HEAD', '/crm/connections', { key: tenant.et });
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
    const refused = await service.api.request('HEAD', '/crm/connections');
    assert.equal(refused.status, 401);
    const options = await fetch(`${service.url}/crm/connections`, { method: 'OPTIONS' });
    assert.equal(options.status, 204);
    assert.equal(options.headers.get('allow'), 'GET');
    assert.equal(options.headers.get('access-control-allow-origin'), null);
  });

  it('takes names of prototypes for plain unknown members', async () => {
    for (const text of [
      '{"__proto__": {"provider": "hubspot"}}',
      '{"provider": "hubspot", "__proto__": {"polluted": true}}',
      '{"provider": "hubspot", "constructor": {"prototype": {"polluted": true}}}',
    ]) {
      const answer = await raw('POST', '/crm/connect-flows', {
        key: tenant.et,
        headers: json,
        chunks: [Buffer.from(text)],
      });
      assert.equal(answer.problem.code, 'bad_request', text);
    }
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    const answer = await service.api.get('/crm/connections?__proto__[admin]=1&constructor=x', {
      key: tenant.et,
    });
    assert.equal(answer.status, 200);
  });

  it('refuses ids with tricks in them, and says nothing of the inside', async () => {
    const tricks = [
      '%00',
      'a%00b',
      '..%2f..%2fetc',
      '%2e%2e',
      "1'--",
      '%25',
      'a%20b',
      'x'.repeat(5_000),
      '%ED%A0%80',
      '%E0%A4%A',
    ];
    for (const id of tricks)
      for (const [method, path] of [
        ['GET', `/crm/connect-flows/${id}`],
        ['GET', `/crm/sync/runs/${id}`],
        ['GET', `/crm/records/contact/${id}`],
        ['GET', `/crm/records/${id}`],
        ['GET', `/crm/calls/${id}/push`],
        ['DELETE', `/crm/connections/${id}`],
        ['GET', `/crm/fields?provider=${id}&object=contact`],
      ] as const)
        for (const key of [tenant.et, tenant.sk]) {
          const scoped = key === tenant.sk ? withQuery(path, 'workspace_id=ws_1') : path;
          for (const asked of new Set([path, scoped])) {
            const answer = await service.api.request<Problem>(method, asked, { key });
            const said = `${method} ${asked.slice(0, 120)} answered ${answer.status} ${answer.text.slice(0, 300)}`;
            assert.ok(answer.status >= 400 && answer.status < 500, said);
            assert.ok(isProblem(answer.body), said);
            assert.doesNotMatch(answer.text, /sequelize|postgres|syntax|byte sequence|SELECT/i, said);
          }
        }
  });

  it('refuses text that PostgreSQL cannot hold, wherever it stands', async () => {
    const refused: [string, string, unknown][] = [
      ['/crm/embed-tokens', 'actor.name', { workspace_id: 'ws_1', actor: { name: 'Zero\u0000' } }],
      ['/crm/embed-tokens', 'workspace_id', { workspace_id: 'half\ud800' }],
      ['/crm/admin/apps', 'allowed_origins.0', { name: 'App', allowed_origins: ['http://a\u0000'] }],
    ];
    for (const [path, place, body] of refused) {
      const key = path.includes('admin') ? service.adminKey : tenant.sk;
      const answer = await service.api.refused('POST', path, 'bad_request', { key, body });
      assert.equal(answer.body.errors?.[0]?.path, place);
      assert.equal(answer.body.errors?.[0]?.code, 'unstorable_text');
    }
    const call = { occurred_at: '2026-11-20T10:00:00Z', body: 'a\u0000b' };
    await service.api.refused('POST', '/crm/calls/c1/push-to-crm', 'bad_request', {
      key: tenant.et,
      body: { call, contact: { email: 'a@b.example' } },
    });
  });

  it('needs a backend to name one workspace, once, by a plain id', async () => {
    await service.api.refused('GET', '/crm/connections', 'workspace_required', { key: tenant.sk });
    for (const query of [
      'workspace_id=a&workspace_id=b',
      'workspace_id=',
      'workspace_id=a%20b',
      'workspace_id=a%00',
      'workspace_id=..',
      'workspace_id=a%2fb',
      `workspace_id=${'x'.repeat(201)}`,
    ])
      await service.api.refused('GET', `/crm/connections?${query}`, 'bad_request', { key: tenant.sk });
    for (const workspace_id of [['ws_1'], { id: 'ws_1' }, 7, ''])
      await service.api.refused('POST', '/crm/connect-flows', 'bad_request', {
        key: tenant.sk,
        body: { provider: 'hubspot', workspace_id },
      });
    await service.api.refused('POST', '/crm/connect-flows?workspace_id=ws_1', 'workspace_mismatch', {
      key: tenant.sk,
      body: { provider: 'hubspot', workspace_id: 'ws_2' },
    });
  });

  it('takes limits of 1 to 200 and only cursors of its own', async () => {
    const lists = ['/crm/records/contact', '/crm/sync/logs'];
    for (const path of lists) {
      for (const limit of ['0', '201', '-1', '1.5', 'many', ''])
        await service.api.refused('GET', `${path}?limit=${limit}`, 'bad_request', { key: tenant.et });
      const foreign = [
        'not-a-cursor',
        Buffer.from('{"xid":"1","seq":"9999999999999999999"}').toString('base64url'),
        Buffer.from('{"xid":{},"seq":[]}').toString('base64url'),
        Buffer.from('"99999999999999999999"').toString('base64url'),
        Buffer.from('-1').toString('base64url'),
        'x'.repeat(501),
      ];
      for (const cursor of foreign)
        await service.api.refused('GET', `${path}?cursor=${cursor}`, 'bad_request', { key: tenant.et });
      for (const limit of ['1', '200'])
        await service.api.get(`${path}?limit=${limit}`, { key: tenant.et, expect: 200 });
    }
    const admin = { key: service.adminKey };
    await service.api.refused('GET', '/crm/admin/apps?cursor=eyJ4IjoxfQ', 'bad_request', admin);
  });

  it('pages through a list to its end, each row once', async () => {
    for (let i = 0; i < 4; i++) await service.createTenant(`ws_${i}`, `Paged app ${i}`);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/crm/admin/apps?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = await service.api.get<{ data: { id: string }[]; next_cursor: string | null }>(path, {
        key: service.adminKey,
        expect: 200,
      });
      assert.ok(page.body.data.length <= 2);
      seen.push(...page.body.data.map(({ id }) => id));
      cursor = page.body.next_cursor;
    }
    assert.equal(seen.length, 5);
    assert.equal(new Set(seen).size, 5);
  });

  it('answers each problem with one correlation id: in the body, the header and the log', async () => {
    const given = 'host-request-12345';
    const answer = await service.api.refused('GET', '/crm/connections', 'key_missing', {
      headers: { 'x-request-id': given },
    });
    assert.equal(answer.body.correlation_id, given);
    assert.equal(answer.headers.get('x-request-id'), given);
    assert.match(answer.body.type, /^https:\/\/.+\/key_missing$/);
    assert.equal(answer.body.status, 401);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const line = service.log.find((each) => each['correlation_id'] === given);
    assert.deepEqual([line?.['route'], line?.['status'], line?.['method']], ['/crm/connections', 401, 'GET']);
    for (const harmful of ['short', 'x'.repeat(65), '{"a":1}{"b":2}']) {
      const other = await service.api.refused('GET', '/crm/connections', 'key_missing', {
        headers: { 'x-request-id': harmful },
      });
      assert.match(other.body.correlation_id, /^[0-9a-f-]{36}$/);
    }
  });
});
