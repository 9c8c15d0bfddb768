import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ADMIN, type Json, KEY, OdooBench, UID, until } from './odoo-client.js';

let bench: OdooBench;
before(async () => {
  bench = await OdooBench.start();
});
after(() => bench.close());

test('records are made, changed, listed and deleted as a colleague would', async () => {
  const made = await bench.control('POST', 'records', {
    model: 'res.partner',
    records: [{ values: { name: 'Dal banco', ref: 'K1' } }],
  });
  const [id] = made.ids;
  await bench.control('POST', 'records', {
    model: 'res.partner',
    records: [{ id, values: { city: 'Pisa' } }],
  });
  const [listed] = (await bench.control('GET', 'records?model=res.partner&ref=K1')).results;
  assert.deepEqual([listed.id, listed.city, listed.active, listed.create_uid], [id, 'Pisa', true, 4]);
  assert.match(listed.write_date, /\.\d{6}$/);
  await bench.control('POST', 'records', { model: 'res.partner', unlink: [id] });
  assert.equal((await bench.control('GET', `records?model=res.partner&id=${id}`)).total, 0);
  const notes = await bench.control('GET', 'records?model=mail.message&of_model=res.partner&limit=1');
  assert.equal(notes.model, 'mail.message');
});

test('many records are generated with stamps of their own, or as one import', async () => {
  const counts = { contacts: 40, companies: 10, deals: 20 };
  assert.deepEqual(await bench.control('POST', 'records', { database: 'servizi', generate: counts }), {
    companies: 10,
    contacts: 40,
    deals: 20,
  });
  const { results } = await bench.control('GET', 'records?database=servizi&model=res.partner&limit=1000');
  const generated = results.filter((row: Json) => String(row.email).endsWith('@generated.example'));
  assert.equal(new Set(generated.map((row: Json) => row.write_date)).size, 40);
  assert.ok(generated.every((row: Json) => row.parent_id !== null && row.country_id !== null));
  await bench.control('POST', 'records', {
    database: 'servizi',
    generate: { contacts: 30, one_timestamp: true, started_ms_ago: 60_000 },
  });
  const after_ = (
    await bench.control('GET', `records?database=servizi&model=res.partner&after=${results.at(-1).id}`)
  ).results;
  assert.equal(new Set(after_.map((row: Json) => row.write_date)).size, 1);
});

test('requests are kept without keys, with the call inside and the exception behind a 200', async () => {
  await bench.call('v18', 'res.nothing', 'search', [[]]);
  await bench.json2('res.partner/search_count', { domain: [] });
  const { requests, counts } = await bench.control('GET', 'requests?model=res.nothing');
  const [failed] = requests;
  assert.deepEqual([failed.status, failed.call, failed.error], [200, 'search', 'odoo.exceptions.UserError']);
  assert.equal(failed.body.params.args[2], '[redacted]');
  const all = JSON.stringify(await bench.control('GET', 'requests'));
  assert.ok(!all.includes(KEY));
  assert.ok(counts['POST /v18/jsonrpc res.nothing.search'] >= 1);
  assert.ok(counts['POST /v19/json/2/res.partner/search_count'] >= 1);
  const [counted] = (await bench.control('GET', 'requests?call=search_count')).requests;
  assert.equal(counted.account, `v19/nordest/${UID}`);
});

test('a reset brings the seed back and leaves keys alone', async () => {
  const { key } = await bench.control('POST', 'keys', { server: 'v18' });
  await bench.do('v18', 'res.partner', 'create', [{ name: 'Passeggera', email: 'p@x.example' }]);
  await bench.control('POST', 'reset', {});
  assert.equal(await bench.partnerId('v18', 'p@x.example'), undefined);
  assert.ok(await bench.partnerId('v18', 'giulia.ferri@prato.example'));
  await bench.do('v18', 'res.partner', 'search_count', [[]], {}, { uid: UID, key });
  await bench.control('POST', 'reset', { empty: true });
  assert.equal(await bench.do('v18', 'crm.lead', 'search_count', [[]]), 0);
  assert.equal(await bench.do('v18', 'crm.stage', 'search_count', [[]]), 4);
  await bench.control('POST', 'reset', {});
});

test('the seed knows Giulia, her company and her open deal', async () => {
  const [deal] = await bench.do(
    'v19',
    'crm.lead',
    'search_read',
    [[['partner_id.email', '=', 'giulia.ferri@prato.example']]],
    {
      fields: ['name', 'type', 'active', 'probability', 'company_currency', 'expected_revenue'],
    },
  );
  assert.deepEqual([deal.type, deal.active, deal.company_currency[1]], ['opportunity', true, 'EUR']);
  assert.ok(deal.probability < 100 && deal.expected_revenue > 0);
});

test('automations post without a signature, many times over, and three keys for a deletion', async () => {
  const bodies: Json[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/secret`;
  try {
    const automations = [{ target_url, model: 'res.partner', fields: ['name', 'parent_id', 'write_date'] }];
    await bench.control('POST', 'webhooks', { automations });
    const id = await bench.do('v18', 'res.partner', 'create', [{ name: 'Annunciata' }]);
    await until(() => bodies.length === 11, 'eleven posts');
    assert.equal(new Set(bodies.map((each) => JSON.stringify(each))).size, 1);
    assert.deepEqual(
      [bodies[0]._model, bodies[0]._id, bodies[0].id, bodies[0].name, bodies[0].parent_id],
      ['res.partner', id, id, 'Annunciata', false],
    );
    assert.match(bodies[0].write_date, /\.\d{6}$/);
    await bench.do('v18', 'res.partner', 'unlink', [[id]]);
    await until(() => bodies.length === 22, 'eleven more');
    assert.deepEqual(Object.keys(bodies[21]), ['_action', '_id', '_model']);
    await until(async () => {
      const { deliveries } = await bench.control('GET', 'webhooks');
      return deliveries.length === 22 && deliveries.every((each: Json) => each.status === 200);
    }, 'every post answered');
  } finally {
    await bench.control('POST', 'webhooks', { automations: [] });
    server.closeAllConnections();
    server.close();
  }
});

test('rules in a database post too: on 18 even of what is rolled back, with settings that hold posts back and add to them', async () => {
  const bodies: Json[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(JSON.parse(text)));
    request.on('end', () => response.end('ok'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const webhook_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const told = (name: string) => bodies.filter((each) => each.name === name);
  try {
    await bench.control('POST', 'settings', { hook_copies: 2 });
    for (const version of ['v18', 'v19']) {
      const as = (model: string, method: string, ...args: unknown[]) =>
        bench.do(version, model, method, args, {}, ADMIN);
      const [model_id] = await as('ir.model', 'search', [['model', '=', 'res.partner']]);
      const named = [
        ['model_id', '=', model_id],
        ['name', 'in', ['name', 'write_date']],
      ];
      const fields = await as('ir.model.fields', 'search', named);
      const rule = { name: 'Rule', model_id, trigger: 'on_create_or_write' };
      const base_automation_id = await as('base.automation', 'create', rule);
      await as('ir.actions.server', 'create', {
        ...{ model_id, state: 'webhook', webhook_url, base_automation_id },
        webhook_field_ids: [[6, 0, fields]],
      });
      await bench.fails(version, 'res.partner', 'create', [
        [{ name: `Undone ${version}` }, { name: 'Bad', parent_id: 999_999 }],
      ]);
      await bench.do(version, 'res.partner', 'create', [{ name: `Done ${version}` }]);
      await until(() => told(`Done ${version}`).length === 2, 'both posts');
    }
    assert.deepEqual([told('Undone v18').length, told('Undone v19').length], [2, 0]);
    await bench.fails('v19', 'base.automation', 'search', [[]]);

    await bench.control('POST', 'settings', { hook_storm: 30, hook_delay_ms: 20, hook_shuffle: true });
    bodies.length = 0;
    const id = await bench.do('v19', 'res.partner', 'create', [{ name: 'Storm' }]);
    await until(() => bodies.length === 32, 'the storm');
    assert.equal(bodies.filter((each) => each._id === id).length, 3);
    assert.equal(new Set(bodies.map((each) => each._id)).size, 30);
  } finally {
    await bench.control('POST', 'reset', {});
    server.closeAllConnections();
    server.close();
  }
});

test('with a state file databases and keys outlive the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-'));
  const file = join(folder, 'odoo.json');
  try {
    const first = await OdooBench.start({}, file);
    const id = await first.do('v18', 'res.partner', 'create', [{ name: 'Resta', email: 'resta@x.example' }]);
    const { key } = await first.control('POST', 'keys', { server: 'v18' });
    await first.close();
    const second = await OdooBench.start({}, file);
    assert.equal(await second.partnerId('v18', 'resta@x.example'), id);
    await second.do('v18', 'res.partner', 'search_count', [[]], {}, { uid: UID, key });
    const next = await second.do('v18', 'res.partner', 'create', [{ name: 'Dopo' }]);
    assert.ok(next > id);
    await second.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
