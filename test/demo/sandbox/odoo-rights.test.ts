import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { ADMIN, DATABASE, ILARIA, KEY, OdooBench, PAOLO } from './odoo-client.js';

let bench: OdooBench;
before(async () => {
  bench = await OdooBench.start();
});
after(() => bench.close());
afterEach(async () => {
  await bench.control('POST', 'faults', { kind: 'clear' });
  await bench.control('POST', 'settings', { crm_installed: true, plan: 'custom' });
});

test('a user without rights in sales sees no deals and may not create contacts', async () => {
  const deals = await bench.fails('v18', 'crm.lead', 'search', [[]], {}, ILARIA);
  assert.equal(deals.name, 'odoo.exceptions.AccessError');
  assert.match(
    deals.message,
    /not allowed to access 'Lead\/Opportunity' \(crm.lead\)[\s\S]*Sales\/User: Own Documents Only/,
  );
  assert.ok((await bench.do('v18', 'res.partner', 'search_count', [[]], {}, ILARIA)) > 0);
  const contact = await bench.fails('v18', 'res.partner', 'create', [{ name: 'x' }], {}, ILARIA);
  assert.match(contact.message, /not allowed to create 'Contact'/);
  const loaded = await bench.do(
    'v18',
    'res.partner',
    'load',
    [['id', 'name'], [['__t__.i', 'x']]],
    {},
    ILARIA,
  );
  assert.equal(loaded.ids, false);
  assert.match(loaded.messages[0].message, /not allowed to create/);
});

test('who may see only deals of his own is refused the others by record', async () => {
  const all = await bench.do('v18', 'crm.lead', 'search', [[]]);
  const own = await bench.do('v18', 'crm.lead', 'search', [[]], {}, PAOLO);
  assert.ok(own.length > 0 && own.length < all.length);
  const other = all.find((id: number) => !own.includes(id));
  const data = await bench.fails('v18', 'crm.lead', 'read', [[other], ['name']], {}, PAOLO);
  assert.equal(data.name, 'odoo.exceptions.AccessError');
  assert.match(data.message, /Paolo Bertoni \(id=5\) doesn't have 'read' access/);
  assert.equal(await bench.do('v18', 'crm.lead', 'has_access', [[other], 'read'], {}, PAOLO), false);
});

test('a note hangs on a record its author may write', async () => {
  const values = { model: 'crm.lead', res_id: 1, body: 'x' };
  assert.equal(
    (await bench.fails('v18', 'mail.message', 'create', [values], {}, ILARIA)).name,
    'odoo.exceptions.AccessError',
  );
});

test('without the CRM module its models do not exist', async () => {
  await bench.control('POST', 'settings', { crm_installed: false });
  const data = await bench.fails('v18', 'crm.lead', 'search', [[]]);
  assert.deepEqual([data.name, data.message], ['odoo.exceptions.UserError', "Object crm.lead doesn't exist"]);
  assert.equal((await bench.json2('crm.lead/search', { domain: [] })).status, 404);
  assert.equal(await bench.do('v18', 'ir.model', 'search_count', [[['model', '=', 'crm.lead']]]), 0);
  const domain = [
    ['name', '=', 'crm'],
    ['state', '=', 'installed'],
  ];
  assert.equal(await bench.do('v18', 'ir.module.module', 'search_count', [domain], {}, ADMIN), 0);
  assert.equal(
    (await bench.fails('v18', 'ir.module.module', 'search', [domain])).name,
    'odoo.exceptions.AccessError',
  );
});

test('a key that is revoked or whose time is over opens nothing', async () => {
  for (const kind of ['revoke_keys', 'expire_keys']) {
    const login = 'marta.zanetti@nordest-energia.example';
    const { key, url, uid, expires_at } = await bench.control('POST', 'keys', { server: 'v18', login });
    assert.equal(url, bench.url('v18'));
    assert.ok(Date.parse(expires_at) > Date.now());
    const who = { uid, key };
    await bench.do('v18', 'res.partner', 'search_count', [[]], {}, who);
    await bench.control('POST', 'faults', { kind, server: 'v18', login });
    assert.equal(
      (await bench.fails('v18', 'res.partner', 'search', [[]], {}, who)).name,
      'odoo.exceptions.AccessDenied',
    );
    assert.equal((await bench.rpc('v18', 'common', 'login', [DATABASE, login, key])).result, false);
  }
  await bench.do('v18', 'res.partner', 'search_count', [[]]);
});

test('an archived user is nobody', async () => {
  const { key } = await bench.control('POST', 'keys', { login: 'paolo.bertoni@nordest-energia.example' });
  await bench.do('v19', 'res.users', 'write', [[5], { active: false }], {}, ADMIN);
  const answer = await bench.json2('res.users/context_get', {}, { authorization: `bearer ${key}` });
  assert.equal(answer.status, 401);
});

test('a right can be taken away until it is given back', async () => {
  await bench.control('POST', 'faults', {
    kind: 'deny_access',
    match: { model: 'res.partner' },
    operation: 'write',
  });
  const [id] = await bench.do('v18', 'res.partner', 'search', [[]], { limit: 1 });
  for (let i = 0; i < 2; i++)
    assert.equal(
      (await bench.fails('v18', 'res.partner', 'write', [[id], { ref: 'x' }])).name,
      'odoo.exceptions.AccessError',
    );
  await bench.control('POST', 'faults', { kind: 'clear' });
  await bench.do('v18', 'res.partner', 'write', [[id], { ref: 'x' }]);
});

test('a plan without the external API refuses every call on a model', async () => {
  await bench.control('POST', 'settings', { plan: 'standard' });
  assert.equal((await bench.fails('v18', 'res.partner', 'search', [[]])).name, 'odoo.exceptions.AccessError');
  assert.equal((await bench.json2('res.partner/search', { domain: [] })).status, 403);
});

test('20 makes and revokes keys by call, for administrators or where a parameter allows it', async () => {
  const generate = (key: string) =>
    bench.json2(
      'res.users.apikeys/generate',
      { key, scope: 'rpc', name: 'Next', expiration_date: '2031-01-01' },
      { authorization: `bearer ${key}` },
      'v20',
    );
  assert.equal((await generate(KEY)).status, 403);
  const made = await generate(ADMIN.key);
  assert.match(made.body, /^[0-9a-f]{40}$/);
  const bearer = { authorization: `bearer ${made.body}` };
  assert.equal((await bench.json2('res.users/context_get', {}, bearer, 'v20')).body.uid, 2);
  await bench.json2('res.users.apikeys/revoke', { key: made.body }, bearer, 'v20');
  assert.equal((await bench.json2('res.users/context_get', {}, bearer, 'v20')).status, 401);
  const invalid = await bench.json2(
    'res.users.apikeys/revoke',
    { key: 'x' },
    { authorization: `bearer ${ADMIN.key}` },
    'v20',
  );
  assert.equal(invalid.status, 403);
  assert.equal((await bench.json2('res.users.apikeys/generate', {})).status, 404);
});

test('the database’s own id is for Settings users', async () => {
  const domain = [['key', '=', 'database.uuid']];
  assert.equal(
    (await bench.fails('v18', 'ir.config_parameter', 'search', [domain])).name,
    'odoo.exceptions.AccessError',
  );
  const [{ value }] = await bench.do(
    'v18',
    'ir.config_parameter',
    'search_read',
    [domain],
    { fields: ['value'] },
    ADMIN,
  );
  assert.match(value, /^[0-9a-f-]{36}$/);
});
