import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Json, OdooBench } from './odoo-client.js';

let bench: OdooBench;
let giulia: number;
before(async () => {
  bench = await OdooBench.start();
  giulia = await bench.partnerId('v18', 'giulia.ferri@prato.example');
});
after(() => bench.close());

const search = (model: string, domain: unknown[], named: Record<string, unknown> = {}) =>
  bench.do('v18', model, 'search', [domain], named);

async function one(
  model: string,
  id: number,
  fields: string[],
  named: Record<string, unknown> = {},
): Promise<Json> {
  return (await bench.do('v18', model, 'read', [[id], fields], named))[0];
}

test('what is empty reads as false, numbers as zero, and a relation as id and name', async () => {
  const { parent_id, ...person } = await one('res.partner', giulia, [
    'website',
    'ref',
    'title',
    'category_id',
    'parent_id',
    'is_company',
  ]);
  assert.deepEqual(person, {
    id: giulia,
    website: false,
    ref: false,
    title: false,
    category_id: [],
    is_company: false,
  });
  assert.equal(parent_id[1], 'Prato Moda');
  const bare = await one('res.partner', giulia, ['parent_id'], { load: null });
  assert.equal(bare.parent_id, parent_id[0]);
  const deal = await bench.do('v18', 'crm.lead', 'create', [{ name: 'Vuoto' }]);
  assert.equal((await one('crm.lead', deal, ['expected_revenue'])).expected_revenue, 0);
});

test('a write date comes back cut to seconds, which finds nothing by equality and the same record for ever by greater', async () => {
  await bench.do('v18', 'res.partner', 'write', [[giulia], { function: 'Direttrice' }]);
  const { write_date } = await one('res.partner', giulia, ['write_date']);
  assert.match(write_date, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.deepEqual(
    await search('res.partner', [
      ['id', '=', giulia],
      ['write_date', '=', write_date],
    ]),
    [],
  );
  assert.deepEqual(
    await search('res.partner', [
      ['id', '=', giulia],
      ['write_date', '>', write_date],
    ]),
    [giulia],
  );
  const fine = `${write_date}.999999`;
  assert.deepEqual(
    await search('res.partner', [
      ['id', '=', giulia],
      ['write_date', '>', fine],
    ]),
    [],
  );
});

test('records of one call share one stamp, and a slow import turns up in the past', async () => {
  const ids = await bench.do('v18', 'res.partner', 'create', [[{ name: 'A' }, { name: 'B' }, { name: 'C' }]]);
  const stored = await bench.control('GET', `records?server=v18&model=res.partner&after=${ids[0] - 1}`);
  const stamps = new Set(
    stored.results.filter((row: Json) => ids.includes(row.id)).map((row: Json) => row.write_date),
  );
  assert.equal(stamps.size, 1);
  const records = [{ values: { name: 'Importata' } }];
  const late = await bench.control('POST', 'records', {
    server: 'v18',
    model: 'res.partner',
    records,
    started_ms_ago: 90_000,
  });
  const [before_] = await bench.do('v18', 'res.partner', 'read', [[ids[0]], ['write_date']]);
  const [after_] = await bench.do('v18', 'res.partner', 'read', [late.ids, ['write_date']]);
  assert.ok(after_.write_date < before_.write_date);
});

test('a keyset over ids walks every change once, however many share a stamp', async () => {
  await bench.control('POST', 'records', { server: 'v18', generate: { contacts: 250, one_timestamp: true } });
  const [{ write_date }] = await bench.do('v18', 'res.partner', 'search_read', [[]], {
    fields: ['write_date'],
    order: 'id desc',
    limit: 1,
  });
  const seen: number[] = [];
  for (let last = 0; ; ) {
    const domain = [
      ['write_date', '>=', write_date],
      ['id', '>', last],
    ];
    const page = await search('res.partner', domain, { order: 'id asc', limit: 100 });
    seen.push(...page);
    last = page.at(-1);
    if (page.length < 100) break;
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(seen.length >= 250);
});

test('a lost deal is archived and hidden unless asked for', async () => {
  const id = await bench.do('v18', 'crm.lead', 'create', [{ name: 'Perso', stage_id: 2 }]);
  await bench.call('v18', 'crm.lead', 'action_set_lost', [[id]], { lost_reason_id: 1 });
  assert.deepEqual(await search('crm.lead', [['id', '=', id]]), []);
  assert.deepEqual(await search('crm.lead', [['id', '=', id]], { context: { active_test: false } }), [id]);
  assert.deepEqual(
    await search('crm.lead', [
      ['id', '=', id],
      ['active', '=', false],
    ]),
    [id],
  );
  const lost = await one('crm.lead', id, ['active', 'probability', 'stage_id', 'lost_reason_id']);
  assert.deepEqual(
    [lost.active, lost.probability, lost.stage_id[0], lost.lost_reason_id[0]],
    [false, 0, 2, 1],
  );
});

test('what is deleted leaves no trace', async () => {
  const id = await bench.do('v18', 'res.partner', 'create', [{ name: 'Effimero' }]);
  assert.equal(await bench.do('v18', 'res.partner', 'unlink', [[id]]), true);
  assert.deepEqual(
    await search('res.partner', [['id', 'in', [id, giulia]]], { context: { active_test: false } }),
    [giulia],
  );
  assert.equal(
    (await bench.fails('v18', 'res.partner', 'check_access', [[id], 'read'])).name,
    'odoo.exceptions.MissingError',
  );
});

test('domains are in prefix notation, with paths through relations', async () => {
  const count = (domain: unknown[]) => bench.do('v18', 'res.partner', 'search_count', [domain]);
  const company = (await one('res.partner', giulia, ['parent_id'])).parent_id[0];
  const own: [string, string, unknown] = ['id', '=', giulia];
  assert.equal(await count([own, ['parent_id.name', '=', 'Prato Moda']]), 1);
  assert.equal(await count([own, ['parent_id', 'ilike', 'prato']]), 1);
  assert.equal(await count([own, '|', ['name', '=', 'x'], ['email', '=ilike', 'GIULIA%']]), 1);
  assert.equal(await count([own, '!', ['name', 'ilike', 'giulia']]), 0);
  assert.equal(await count([own, '&', ['name', 'like', 'Giu_ia'], ['ref', '=', false]]), 1);
  assert.equal(await count([own, ['email', 'not in', ['a', 'b']]]), 1);
  assert.equal(await count([own, ['country_id.code', 'in', ['IT', 'DE']]]), 1);
  assert.ok((await count([['id', 'child_of', company]])) >= 2);
  assert.equal(await count([['child_ids.name', '=', 'Giulia Ferri']]), 1);
  assert.equal(await count([['name', 'ilike', '100%_sicuro']]), 0);
});

test('order, limit and offset hold, and the order of a model is its own', async () => {
  const names = (
    await bench.do('v18', 'res.partner', 'search_read', [[]], { fields: ['name'], limit: 5 })
  ).map((row: Json) => row.name);
  assert.deepEqual(names, [...names].sort(new Intl.Collator('en').compare));
  const down = await search('res.partner', [], { order: 'id desc', limit: 3, offset: 1 });
  assert.deepEqual(
    down,
    [...down].sort((a, b) => b - a),
  );
  const deals = await bench.do('v18', 'crm.lead', 'search', [[]], { limit: 4 });
  assert.deepEqual(
    deals,
    [...deals].sort((a, b) => b - a),
  );
  assert.equal(
    (await bench.fails('v18', 'res.partner', 'search', [[]], { order: 'name; drop' })).name,
    'odoo.exceptions.UserError',
  );
});

test('fields_get tells kinds, choices and what this version has', async () => {
  const attributes = ['type', 'string', 'required', 'readonly', 'selection', 'relation', 'store'];
  const old = await bench.do('v18', 'res.partner', 'fields_get', [], { attributes });
  const now = await bench.do('v19', 'res.partner', 'fields_get', [], { attributes });
  assert.equal(old.mobile.type, 'char');
  assert.equal(now.mobile, undefined);
  assert.equal(now.title, undefined);
  assert.deepEqual(old.parent_id, {
    type: 'many2one',
    string: 'Related Company',
    required: false,
    readonly: false,
    store: true,
    relation: 'res.partner',
  });
  assert.equal(old.commercial_partner_id.readonly, true);
  assert.equal(old.x_studio_yearly_use_kwh.type, 'float');
  const italian = await bench.do('v18', 'crm.lead', 'fields_get', [['name', 'type']], {
    context: { lang: 'it_IT' },
  });
  assert.equal(italian.name.string, 'Opportunità');
  assert.equal(italian.name.required, true);
  assert.deepEqual(italian.type.selection[1], ['opportunity', 'Opportunità']);
  const lead = await bench.do('v19', 'crm.lead', 'fields_get', [['won_status', 'mobile']]);
  assert.deepEqual(Object.keys(lead), ['won_status']);
  const twenty = await bench.do('v20', 'res.partner', 'fields_get', [['is_company', 'company_type']]);
  assert.deepEqual([twenty.is_company.readonly, twenty.company_type], [true, undefined]);
});

test('countries, stages, currencies and users are there to look up', async () => {
  const countries = await bench.do('v18', 'res.country', 'search_read', [[]], { fields: ['code', 'name'] });
  assert.ok(countries.length > 240);
  const inItalian = { fields: ['name'], context: { lang: 'it_IT' } };
  const [germany] = await bench.do('v18', 'res.country', 'search_read', [[['code', '=', 'DE']]], inItalian);
  assert.equal(germany.name, 'Germania');
  const stages = await bench.do('v18', 'crm.stage', 'search_read', [[]], {
    fields: ['name', 'is_won', 'team_id'],
  });
  assert.deepEqual(
    stages.map((row: Json) => [row.id, row.name, row.is_won, row.team_id ? row.team_id[0] : false]),
    [
      [1, 'New', false, false],
      [2, 'Qualified', false, false],
      [3, 'Proposition', false, false],
      [5, 'Rinnovo proposto', false, 2],
      [4, 'Won', true, false],
    ],
  );
  const found = await bench.do('v18', 'res.country', 'name_search', ['Ital']);
  assert.deepEqual(
    found.map((each: Json) => each[1]),
    ['Italy'],
  );
  assert.deepEqual(await search('res.currency', [['name', '=', 'JPY']]), []);
  const people = await bench.do('v18', 'res.users', 'search_read', [[['share', '=', false]]], {
    fields: ['name', 'login'],
  });
  assert.ok(people.some((row: Json) => row.name === 'Marta Zanetti'));
});

test('external ids of modules lead to their records', async () => {
  const domain = [
    ['module', '=', 'mail'],
    ['name', '=', 'mail_activity_data_call'],
  ];
  const [row] = await bench.do('v18', 'ir.model.data', 'search_read', [domain], {
    fields: ['model', 'res_id'],
  });
  assert.equal(row.model, 'mail.activity.type');
  assert.equal((await one('mail.activity.type', row.res_id, ['category'])).category, 'phonecall');
});
