import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Json, OdooBench } from './odoo-client.js';

let bench: OdooBench;
before(async () => {
  bench = await OdooBench.start();
});
after(() => bench.close());

const create = (model: string, values: Record<string, unknown>, server = 'v18'): Promise<number> =>
  bench.do(server, model, 'create', [values]);

const write = (model: string, id: number, values: Record<string, unknown>, server = 'v18') =>
  bench.do(server, model, 'write', [[id], values]);

async function read(model: string, id: number, fields: string[], server = 'v18'): Promise<Json> {
  const named = { context: { active_test: false } };
  return (await bench.do(server, model, 'read', [[id], fields], named))[0];
}

test('values are checked as Python and the database check them', async () => {
  const cases: [string, Record<string, unknown>, string, RegExp][] = [
    [
      'crm.lead',
      { type: 'opportunity' },
      'odoo.exceptions.ValidationError',
      /mandatory field is not set[\s\S]*Field: Opportunity \(name\)/,
    ],
    [
      'crm.lead',
      { name: 'x', type: 'sogno' },
      'builtins.ValueError',
      /Wrong value for crm.lead.type: 'sogno'/,
    ],
    ['crm.lead', { name: 'x', stage_id: 99 }, 'odoo.exceptions.ValidationError', /crm_lead_stage_id_fkey/],
    [
      'crm.lead',
      { name: 'x', stage_id: [1, 'New'] },
      'builtins.ValueError',
      /Wrong value for crm.lead.stage_id/,
    ],
    [
      'crm.lead',
      { name: 'x', expected_revenue: 'molto' },
      'builtins.ValueError',
      /could not convert string to float/,
    ],
    [
      'crm.lead',
      { name: 'x', date_deadline: 'domani' },
      'builtins.ValueError',
      /does not match format '%Y-%m-%d'/,
    ],
    ['crm.lead', { name: 'x', probability: 120 }, 'odoo.exceptions.ValidationError', /between 0% and 100%/],
    [
      'mail.message',
      { body: 'x', date: '2026-11-22T10:00:00Z' },
      'builtins.ValueError',
      /does not match format/,
    ],
    ['res.partner', { email: 'x@y.example' }, 'odoo.exceptions.ValidationError', /Contacts require a name/],
    ['res.partner', { name: 'x', nope: 1 }, 'builtins.ValueError', /Invalid field 'nope'/],
  ];
  for (const [model, values, name, message] of cases) {
    const data = await bench.fails('v18', model, 'create', [values]);
    assert.equal(data.name, name, JSON.stringify(values));
    assert.match(data.message, message);
  }
});

test('a failed call leaves nothing behind, also of the rows that were good', async () => {
  const count = () => bench.do('v18', 'res.partner', 'search_count', [[]]);
  const before_ = await count();
  await bench.fails('v18', 'res.partner', 'create', [[{ name: 'Buona' }, { email: 'senza.nome@x.example' }]]);
  assert.equal(await count(), before_);
});

test('text is true whatever it says, log fields are dropped, a website gets its scheme', async () => {
  const id = await create('res.partner', {
    name: 'Ditta',
    is_company: 'false',
    website: 'ditta.example',
    write_date: '2001-01-01 00:00:00',
  });
  const { is_company, website, write_date, company_type } = await read('res.partner', id, [
    'is_company',
    'website',
    'write_date',
    'company_type',
  ]);
  assert.deepEqual([is_company, website, company_type], [true, 'http://ditta.example', 'company']);
  assert.ok(write_date > '2026');
});

test('relations to many take commands', async () => {
  const [a, b] = [
    await create('res.partner.category', { name: 'A' }),
    await create('res.partner.category', { name: 'B' }),
  ];
  const id = await create('res.partner', {
    name: 'Tags',
    is_company: true,
    category_id: [[6, 0, [a]]],
    child_ids: [[0, 0, { name: 'Figlia' }]],
  });
  const tags = async () => (await read('res.partner', id, ['category_id'])).category_id;
  assert.deepEqual(await tags(), [a]);
  await write('res.partner', id, { category_id: [[4, b]] });
  assert.deepEqual(await tags(), [a, b]);
  await write('res.partner', id, { category_id: [[3, a]] });
  assert.deepEqual(await tags(), [b]);
  await write('res.partner', id, { category_id: [[5]] });
  assert.deepEqual(await tags(), []);
  const [child] = (await read('res.partner', id, ['child_ids'])).child_ids;
  await write('res.partner', id, { child_ids: [[1, child, { function: 'CFO' }]] });
  assert.equal((await read('res.partner', child, ['function'])).function, 'CFO');
  await write('res.partner', id, { child_ids: [[3, child, 0]] });
  assert.equal((await read('res.partner', child, ['parent_id'])).parent_id, false);
  await write('res.partner', id, { child_ids: [[4, child, 0]] });
  await write('res.partner', id, { child_ids: [[2, child, 0]] });
  assert.deepEqual(await bench.do('v18', 'res.partner', 'read', [[child], ['name']]), []);
});

test('a company’s address and VAT go down to its contacts, in the same call and with its stamp', async () => {
  const company = await create('res.partner', {
    name: 'Casa',
    is_company: true,
    street: 'Via A 1',
    city: 'Prato',
  });
  const person = await create('res.partner', { name: 'Ospite', parent_id: company });
  const delivery = await create('res.partner', {
    name: 'Molo',
    type: 'delivery',
    parent_id: company,
    street: 'Molo 3',
  });
  assert.equal((await read('res.partner', person, ['city'])).city, 'Prato');
  await write('res.partner', company, { street: 'Via B 2', vat: 'IT12345670017' });
  const moved = await read('res.partner', person, ['street', 'vat', 'commercial_partner_id']);
  assert.deepEqual(
    [moved.street, moved.vat, moved.commercial_partner_id[0]],
    ['Via B 2', 'IT12345670017', company],
  );
  assert.equal((await read('res.partner', delivery, ['street'])).street, 'Molo 3');
  const stamps = await bench.do('v18', 'res.partner', 'read', [[company, person], ['write_date']]);
  assert.equal(stamps[0].write_date, stamps[1].write_date);
  assert.match(
    (await bench.fails('v18', 'res.partner', 'write', [[company], { parent_id: person }])).message,
    /recursive/,
  );
});

test('VAT numbers are checked where the module is installed', async () => {
  await create('res.partner', { name: 'Libera', vat: 'IT123' });
  await bench.control('POST', 'settings', { checks_vat: true });
  const data = await bench.fails('v18', 'res.partner', 'create', [{ name: 'Severa', vat: 'IT12345670018' }]);
  assert.equal(data.name, 'odoo.exceptions.ValidationError');
  await create('res.partner', { name: 'Severa', vat: 'IT12345670017' });
  await bench.control('POST', 'settings', { checks_vat: false });
});

test('a won stage sets the probability; e-mail and phone of a deal are written through to its customer', async () => {
  const customer = await create('res.partner', { name: 'Cliente', email: 'vecchia@x.example' });
  const deal = await create('crm.lead', { name: 'D', partner_id: customer });
  assert.equal((await read('crm.lead', deal, ['email_from'])).email_from, 'vecchia@x.example');
  await write('crm.lead', deal, { stage_id: 4 });
  const { probability, date_closed } = await read('crm.lead', deal, ['probability', 'date_closed']);
  assert.equal(probability, 100);
  assert.match(date_closed, /^\d{4}/);
  await write('crm.lead', deal, { email_from: 'nuova@x.example' });
  assert.equal((await read('res.partner', customer, ['email'])).email, 'nuova@x.example');
});

test('won and lost have words of their own in 19', async () => {
  const deal = await create('crm.lead', { name: 'D' }, 'v19');
  const status = async () => (await read('crm.lead', deal, ['won_status'], 'v19')).won_status;
  assert.equal(await status(), 'pending');
  await bench.do('v19', 'crm.lead', 'action_set_won', [[deal]]);
  assert.equal(await status(), 'won');
  const lost = await bench.json2('crm.lead/action_set_lost', { ids: [deal], lost_reason_id: 1 });
  assert.deepEqual([lost.status, lost.body], [200, null]);
  assert.equal(await status(), 'lost');
});

test('a posted body is text unless it is said to be markup, and scripts go', async () => {
  const id = await create('res.partner', { name: 'Bacheca' });
  const before_ = await read('res.partner', id, ['write_date']);
  const post = (named: Record<string, unknown>) =>
    bench.do('v18', 'res.partner', 'message_post', [[id]], named);
  const plain = await post({ body: '<b>ciao</b>', subtype_xmlid: 'mail.mt_note' });
  assert.equal((await read('mail.message', plain, ['body'])).body, '<p>&lt;b&gt;ciao&lt;/b&gt;</p>');
  const markup = await post({
    body: '<p onclick="x()">a<script>x()</script><audio src="y"></audio><a href="javascript:x()">b</a></p>',
    body_is_html: true,
  });
  assert.equal((await read('mail.message', markup, ['body'])).body, '<p>a<a>b</a></p>');
  assert.deepEqual(await read('res.partner', id, ['write_date']), before_);
  const found = await bench.do('v18', 'mail.message', 'search', [
    [
      ['res_id', '=', id],
      ['model', '=', 'res.partner'],
      ['body', 'ilike', 'ciao'],
    ],
  ]);
  assert.deepEqual(found, [plain]);
  const listed = await bench.json2('res.partner/message_post', {
    ids: [await create('res.partner', { name: 'B' }, 'v19')],
    body: 'x',
  });
  assert.equal(listed.body.length, 1);
  assert.equal(
    (await bench.fails('v18', 'res.partner', 'message_post', [[id]], { colour: 'red' })).name,
    'builtins.ValueError',
  );
});

test('a new record’s history opens with a line of the system', async () => {
  const id = await create('res.partner', { name: 'Nuova' });
  const messages = await bench.do(
    'v18',
    'mail.message',
    'search_read',
    [
      [
        ['model', '=', 'res.partner'],
        ['res_id', '=', id],
      ],
    ],
    { fields: ['body', 'message_type'] },
  );
  assert.deepEqual(
    messages.map((each: Json) => [each.body, each.message_type]),
    [['<p>Contact created</p>', 'notification']],
  );
});

test('a closed activity is deleted in 18 and archived in 19; both leave a note', async () => {
  for (const server of ['v18', 'v19']) {
    const partner = await create('res.partner', { name: 'Da richiamare' }, server);
    const [model] = await bench.do(server, 'ir.model', 'search', [[['model', '=', 'res.partner']]]);
    const fields = [
      'id',
      'res_model_id/.id',
      'res_id',
      'activity_type_id/id',
      'summary',
      'date_deadline',
      'user_id/.id',
    ];
    const row = [
      '__t__.todo',
      String(model),
      String(partner),
      'mail.mail_activity_data_call',
      'Richiamare',
      '2030-01-01',
      '4',
    ];
    const loaded = await bench.do(server, 'mail.activity', 'load', [fields, [row]]);
    assert.deepEqual(loaded.messages, []);
    const [id] = loaded.ids;
    const open = await read('mail.activity', id, ['res_model', 'state', 'activity_type_id'], server);
    assert.deepEqual(
      [open.res_model, open.state, open.activity_type_id[1]],
      ['res.partner', 'planned', 'Call'],
    );
    const note = await bench.do(server, 'mail.activity', 'action_feedback', [[id]], { feedback: 'Fatto' });
    assert.match((await read('mail.message', note, ['body'], server)).body, /Fatto/);
    const after_ = await read('mail.activity', id, ['active', 'state'], server);
    assert.deepEqual(after_, server === 'v18' ? undefined : { id, active: false, state: 'done' });
    const names = await bench.do(server, 'ir.model.data', 'search_count', [
      [['complete_name', '=', '__t__.todo']],
    ]);
    assert.equal(names, server === 'v18' ? 0 : 1);
  }
});

test('merging deletes the losers and moves their history to the winner', async () => {
  const [a, b] = [
    await create('res.partner', { name: 'Doppia' }),
    await create('res.partner', { name: 'Doppia', phone: '349 555 0100' }),
  ];
  const deal = await create('crm.lead', { name: 'D', partner_id: b });
  const note = await bench.do('v18', 'res.partner', 'message_post', [[b]], { body: 'x' });
  const wizard = await create('base.partner.merge.automatic.wizard', {
    partner_ids: [[6, 0, [a, b]]],
    dst_partner_id: a,
  });
  await bench.do('v18', 'base.partner.merge.automatic.wizard', 'action_merge', [[wizard]]);
  assert.equal(await read('res.partner', b, ['name']), undefined);
  assert.equal((await read('res.partner', a, ['phone'])).phone, '349 555 0100');
  assert.equal((await read('crm.lead', deal, ['partner_id'])).partner_id[0], a);
  assert.equal((await read('mail.message', note, ['res_id'])).res_id, a);
  const other = await create('crm.lead', { name: 'E', expected_revenue: 7 });
  const merged = await bench.control('POST', 'merge', {
    server: 'v18',
    model: 'crm.lead',
    ids: [deal, other],
  });
  assert.deepEqual(merged, { winner: deal });
  assert.equal((await read('crm.lead', deal, ['expected_revenue'])).expected_revenue, 7);
  assert.equal(await read('crm.lead', other, ['name']), undefined);
});

test('in 20 whether a record is a company is said once, at creation', async () => {
  const id = await create('res.partner', { name: 'Ditta', is_company: true }, 'v20');
  await write('res.partner', id, { is_company: false }, 'v20');
  assert.equal((await read('res.partner', id, ['is_company'], 'v20')).is_company, true);
});
