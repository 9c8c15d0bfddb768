import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ADMIN, DATABASE, KEY, LOGIN, OdooBench, UID } from './odoo-client.js';

let bench: OdooBench;
before(async () => {
  bench = await OdooBench.start();
});
after(() => bench.close());

const xml = (server: string, service: string, body: string) =>
  fetch(`${bench.url(server)}/xmlrpc/2/${service}`, { method: 'POST', body }).then((answer) => answer.text());

test('19 and 20 say their version on a page of their own, 18 only by JSON-RPC', async () => {
  const page = await fetch(`${bench.url('v19')}/web/version`);
  assert.deepEqual(await page.json(), { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' });
  assert.equal((await fetch(`${bench.url('v18')}/web/version`)).status, 404);
  const { result } = await bench.rpc('v18', 'common', 'version', []);
  assert.deepEqual(result, {
    server_version: '18.0-20250421',
    server_version_info: [18, 0, 0, 'final', 0, ''],
    server_serie: '18.0',
    protocol_version: 1,
  });
});

test('asking 18 for JSON-2 by GET ends on a login page that answers 200', async () => {
  const answer = await fetch(`${bench.url('v18')}/json/version`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /text\/html/);
  const posted = await bench.json2('res.partner/search', { domain: [] }, {}, 'v18');
  assert.deepEqual([posted.status, posted.body.error.code], [200, 404]);
});

test('a login gives the user id, a wrong one gives false and no error', async () => {
  for (const method of ['login', 'authenticate']) {
    assert.equal((await bench.rpc('v18', 'common', method, [DATABASE, LOGIN, KEY, {}])).result, UID);
    assert.equal((await bench.rpc('v18', 'common', method, [DATABASE, LOGIN, 'wrong', {}])).result, false);
    assert.equal((await bench.rpc('v18', 'common', method, [DATABASE, 'nobody', KEY, {}])).result, false);
  }
});

test('an unknown database is an error of the database driver, with HTTP 200', async () => {
  const { error } = await bench.rpc('v18', 'common', 'login', ['nowhere', LOGIN, KEY]);
  assert.equal(error.data.name, 'psycopg2.OperationalError');
  assert.match(error.data.message, /database "nowhere" does not exist/);
  assert.match(error.data.debug, /^Traceback \(most recent call last\):/);
});

test('every failure of a call has its own exception', async () => {
  const cases: [string, string, unknown[], string, RegExp][] = [
    ['res.nothing', 'search', [[]], 'odoo.exceptions.UserError', /Object res.nothing doesn't exist/],
    ['res.partner', 'search', [[['nope', '=', 1]]], 'builtins.ValueError', /Invalid field/],
    ['res.partner', 'read', [[1], ['nope']], 'builtins.ValueError', /Invalid field 'nope'/],
    ['res.partner', 'write', [[1], { nope: 1 }], 'builtins.ValueError', /Invalid field 'nope'/],
    ['res.partner', '_search', [[]], 'odoo.exceptions.AccessError', /Private methods/],
    ['res.partner', 'nothing', [[]], 'builtins.AttributeError', /does not exist/],
    ['res.partner', 'write', [[999_999], { name: 'x' }], 'odoo.exceptions.MissingError', /does not exist/],
    ['res.partner', 'unlink', [[999_999]], 'odoo.exceptions.MissingError', /User: 3/],
    ['res.partner', 'search', [], 'builtins.TypeError', /missing a required argument: 'domain'/],
    ['res.partner', 'search', [[['name', '~', 1]]], 'builtins.ValueError', /Invalid operator/],
    [
      'res.partner',
      'search',
      [['|', ['name', '=', 'x']]],
      'builtins.ValueError',
      /not syntactically correct/,
    ],
  ];
  for (const [model, method, args, name, message] of cases) {
    const data = await bench.fails('v18', model, method, args);
    assert.equal(data.name, name, `${model}.${method}`);
    assert.match(data.message, message);
  }
  const { error } = await bench.rpc('v18', 'object', 'execute_kw', [
    DATABASE,
    UID,
    'bad',
    'res.partner',
    'read',
    [1],
  ]);
  assert.deepEqual([error.data.name, error.data.message], ['odoo.exceptions.AccessDenied', 'Access Denied']);
});

test('reading a record that is not there gives an empty list, and a method without an answer gives no result', async () => {
  assert.deepEqual(await bench.do('v18', 'res.partner', 'read', [[999_999]]), []);
  const [deal] = await bench.do('v18', 'crm.lead', 'search', [[]], { limit: 1 });
  const envelope = await bench.call('v18', 'crm.lead', 'action_set_lost', [[deal]]);
  assert.deepEqual(envelope, { jsonrpc: '2.0', id: 7 });
});

test('a body that is no JSON is a bad request, and the database list is closed', async () => {
  const answer = await fetch(`${bench.url('v18')}/jsonrpc`, {
    method: 'POST',
    body: '{',
    headers: { 'content-type': 'application/json' },
  });
  assert.equal(answer.status, 400);
  assert.equal((await bench.rpc('v18', 'db', 'list', [])).error.data.name, 'odoo.exceptions.AccessDenied');
});

test('JSON-2 takes named arguments and gives the bare answer', async () => {
  const me = await bench.json2('res.users/context_get');
  assert.deepEqual([me.status, me.body], [200, { lang: 'it_IT', tz: 'Europe/Rome', uid: UID }]);
  const created = await bench.json2('res.partner/create', { vals_list: [{ name: 'Uno' }] });
  assert.equal(created.body.length, 1);
  const written = await bench.json2('res.partner/write', { ids: created.body, vals: { city: 'Prato' } });
  assert.equal(written.body, true);
  const read = await bench.json2('res.partner/read', { ids: created.body, fields: ['city'] });
  assert.deepEqual(read.body, [{ id: created.body[0], city: 'Prato' }]);
  assert.equal((await bench.json2('res.partner/unlink', { ids: created.body })).body, true);
});

test('JSON-2 refuses with the status of the exception', async () => {
  const cases: [string, unknown, Record<string, string>, number, string][] = [
    ['res.partner/search', '{', {}, 400, 'werkzeug.exceptions.BadRequest'],
    [
      'res.partner/search',
      { domain: [] },
      { authorization: 'Bearer wrong' },
      401,
      'werkzeug.exceptions.Unauthorized',
    ],
    ['res.partner/search', { domain: [] }, { authorization: '' }, 401, 'werkzeug.exceptions.Unauthorized'],
    ['ir.module.module/search', { domain: [] }, {}, 403, 'odoo.exceptions.AccessError'],
    ['res.nothing/search', { domain: [] }, {}, 404, 'werkzeug.exceptions.NotFound'],
    ['res.partner/_search', { domain: [] }, {}, 404, 'werkzeug.exceptions.NotFound'],
    ['res.partner/write', { ids: [999_999], vals: {} }, {}, 404, 'odoo.exceptions.MissingError'],
    ['res.partner/search', {}, {}, 422, 'werkzeug.exceptions.UnprocessableEntity'],
    ['res.partner/search', { ids: [1], domain: [] }, {}, 422, 'werkzeug.exceptions.UnprocessableEntity'],
    [
      'res.partner/create',
      { vals_list: [{ email: 'x@y.example' }] },
      {},
      422,
      'odoo.exceptions.ValidationError',
    ],
    ['res.partner/search', { domain: [['nope', '=', 1]] }, {}, 500, 'builtins.ValueError'],
  ];
  for (const [path, body, headers, status, name] of cases) {
    const answer = await bench.json2(path, body, headers);
    assert.deepEqual([answer.status, answer.body.name], [status, name], path);
  }
  const refused = await bench.json2('res.partner/search', {}, { authorization: 'bearer x' });
  assert.deepEqual(refused.body.arguments, ['Invalid apikey', 401]);
  assert.equal(refused.headers.get('www-authenticate'), 'bearer');
});

test('JSON-2 without a database of that name is a page, and one database alone need not be named', async () => {
  const wrong = await bench.json2('res.partner/search', { domain: [] }, { 'x-odoo-database': 'nowhere' });
  assert.equal(wrong.status, 404);
  assert.match(wrong.headers.get('content-type') ?? '', /text\/html/);
  const answer = await fetch(`${bench.url('v20')}/json/2/res.users/context_get`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}` },
  });
  assert.equal((await answer.json()).uid, UID);
});

test('an older revision answers JSON-2 errors with a bare string', async () => {
  await bench.control('POST', 'settings', { json2_errors: 'string' });
  const answer = await bench.json2('res.nothing/search', { domain: [] });
  await bench.control('POST', 'settings', { json2_errors: 'object' });
  assert.deepEqual([answer.status, answer.body], [404, "the model 'res.nothing' does not exist"]);
});

test('XML-RPC is a third door to the same records', async () => {
  const version = await xml('v19', 'common', '<methodCall><methodName>version</methodName></methodCall>');
  assert.match(version, /<string>19\.0-/);
  const value = (inner: string) => `<param><value>${inner}</value></param>`;
  const call = (key: string, model: string, method: string, args: string) =>
    `<?xml version="1.0"?><methodCall><methodName>execute_kw</methodName><params>${[
      '<string>nordest</string>',
      '<int>3</int>',
      key,
      model,
      `<string>${method}</string>`,
      `<array><data>${args}</data></array>`,
    ]
      .map(value)
      .join('')}</params></methodCall>`;
  const domain =
    '<value><array><data><value><array><data><value>name</value><value>=</value><value><string>Moretti &amp; Figli</string></value></data></array></value></data></array></value>';
  const found = await xml('v18', 'object', call(KEY, 'res.partner', 'search_read', domain));
  assert.match(found, /<name>name<\/name><value><string>Moretti &amp; Figli<\/string>/);
  assert.match(
    await xml('v18', 'object', call('x', 'res.partner', 'search', domain)),
    /<int>3<\/int>[\s\S]*Access Denied/,
  );
  assert.match(
    await xml('v18', 'object', call(KEY, 'res.nothing', 'search', domain)),
    /<int>2<\/int>[\s\S]*exist/,
  );
});

test('the old RPC on 19 is told to the administrator, and 20 may have it switched off until a parameter opens it', async () => {
  await bench.do('v19', 'res.partner', 'search_count', [[]]);
  const { notes } = await bench.control('GET', 'requests');
  assert.ok(notes.some((note: { kind: string }) => note.kind === 'deprecated_rpc'));
  await bench.control('POST', 'settings', { rpc_on_20: false });
  const login = { params: { service: 'common', method: 'login', args: [DATABASE, LOGIN, KEY] } };
  const ask = () =>
    fetch(`${bench.url('v20')}/jsonrpc`, {
      method: 'POST',
      body: JSON.stringify(login),
      headers: { 'content-type': 'application/json' },
    });
  assert.equal((await ask()).status, 404);
  assert.equal((await bench.rpc('v20', 'common', 'version', [])).result.server_serie, '20.0');
  const parameter = { vals_list: [{ key: 'rpc.use_deprecated_services', value: 'True' }] };
  const made = await bench.json2(
    'ir.config_parameter/create',
    parameter,
    { authorization: `bearer ${ADMIN.key}` },
    'v20',
  );
  assert.equal(made.status, 200);
  assert.equal((await ask()).status, 200);
  await bench.control('POST', 'settings', { rpc_on_20: true });
});

test('servers know nothing of each other', async () => {
  assert.equal(await bench.partnerId('v18', 'only.here@x.example'), undefined);
  await bench.do('v19', 'res.partner', 'create', [{ name: 'Only', email: 'only.here@x.example' }]);
  assert.equal(await bench.partnerId('v18', 'only.here@x.example'), undefined);
  assert.ok(await bench.partnerId('v19', 'only.here@x.example'));
});

test('a host that moved sends everybody on, and a server whose clock is wrong says so in its Date header', async () => {
  await bench.control('POST', 'settings', { moved_to: 'http://127.0.0.1:1/elsewhere' });
  const moved = await fetch(`${bench.url('v19')}/web/version`, { redirect: 'manual' });
  assert.deepEqual(
    [moved.status, moved.headers.get('location')],
    [301, 'http://127.0.0.1:1/elsewhere/web/version'],
  );
  await bench.control('POST', 'settings', { moved_to: '', clock_offset_ms: 3_600_000 });
  const { headers, body } = await bench.json2('res.partner/create', { vals_list: [{ name: 'Domani' }] });
  const read = await bench.json2('res.partner/read', { ids: body, fields: ['write_date'] });
  await bench.control('POST', 'settings', { clock_offset_ms: 0 });
  const ahead = Date.now() + 3_000_000;
  assert.ok(Date.parse(headers.get('date') ?? '') > ahead);
  assert.ok(Date.parse(`${read.body[0].write_date}Z`) > ahead);
});
