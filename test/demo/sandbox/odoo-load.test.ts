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

const load = (
  model: string,
  fields: string[],
  rows: unknown[][],
  named: Record<string, unknown> = {},
): Promise<Json> => bench.do('v18', model, 'load', [fields, rows], named);

const read = async (model: string, id: number, fields: string[]): Promise<Json> =>
  (await bench.do('v18', model, 'read', [[id], fields], { context: { active_test: false } }))[0];

test('the same external id twice is one record, and only named columns are touched', async () => {
  const first = await load(
    'res.partner',
    ['id', 'name', 'email', 'city'],
    [['__t__.contact_1', 'Ada', 'ada@x.example', 'Prato']],
  );
  assert.deepEqual({ messages: first.messages, nextrow: first.nextrow }, { messages: [], nextrow: 0 });
  const again = await load('res.partner', ['id', 'name'], [['__t__.contact_1', 'Ada B']]);
  assert.deepEqual(again.ids, first.ids);
  const { name, email, city } = await read('res.partner', first.ids[0], ['name', 'email', 'city']);
  assert.deepEqual([name, email, city], ['Ada B', 'ada@x.example', 'Prato']);
  await load('res.partner', ['id', 'city'], [['__t__.contact_1', '']]);
  assert.equal((await read('res.partner', first.ids[0], ['city'])).city, false);
});

test('relations are given by external id, database id or name', async () => {
  const [company] = (
    await load('res.partner', ['id', 'name', 'is_company'], [['__t__.company_1', 'Ditta', 'True']])
  ).ids;
  const fields = ['id', 'name', 'parent_id/id', 'country_id/id', 'user_id/.id'];
  const [person] = (
    await load('res.partner', fields, [['__t__.p1', 'Bea', '__t__.company_1', 'base.it', '4']])
  ).ids;
  const values = await read('res.partner', person, ['parent_id', 'country_id', 'user_id']);
  assert.deepEqual([values.parent_id[0], values.country_id[1], values.user_id[0]], [company, 'Italy', 4]);
  const [deal] = (
    await load(
      'crm.lead',
      ['id', 'name', 'stage_id', 'team_id/.id', 'type'],
      [['__t__.d1', 'D', 'Qualified', '2', 'Opportunity']],
    )
  ).ids;
  const { stage_id, team_id, type } = await read('crm.lead', deal, ['stage_id', 'team_id', 'type']);
  assert.deepEqual([stage_id[0], team_id[0], type], [2, 2, 'opportunity']);
});

test('one bad row takes the whole call back and is told with HTTP 200', async () => {
  const count = () => bench.do('v18', 'res.partner', 'search_count', [[]]);
  const before_ = await count();
  const rows = [
    ['__t__.good', 'Buona', '2026-11-22', 'base.it'],
    ['__t__.bad', 'Cattiva', '2026-11-22', 'base.nowhere'],
  ];
  const answer = await load('res.partner', ['id', 'name', 'ref', 'country_id/id'], rows);
  assert.equal(answer.ids, false);
  assert.equal(answer.messages.length, 1);
  const [message] = answer.messages;
  assert.deepEqual(
    [message.type, message.record, message.rows, message.field_name],
    ['error', 1, { from: 1, to: 1 }, 'country_id'],
  );
  assert.match(message.message, /No matching record found for external id 'base.nowhere'/);
  assert.equal(await count(), before_);
  assert.deepEqual(
    await bench.do('v18', 'ir.model.data', 'search', [
      [
        ['module', '=', '__t__'],
        ['name', '=', 'good'],
      ],
    ]),
    [],
  );
});

test('each kind of bad cell has its own words', async () => {
  const cases: [string, string, string, RegExp][] = [
    ['crm.lead', 'expected_revenue', 'molto', /does not seem to be a number/],
    ['crm.lead', 'date_deadline', '22/11/2026', /does not seem to be a valid date/],
    ['crm.lead', 'type', 'sogno', /not found in selection field/],
    ['crm.lead', 'stage_id', 'Mai vista', /No matching record found for name 'Mai vista'/],
    ['crm.lead', 'stage_id/.id', '99', /No matching record found for database id '99'/],
    ['crm.lead', 'nope', 'x', /Unknown field 'nope'/],
  ];
  for (const [model, field, cell, words] of cases) {
    const { ids, messages } = await load(model, ['id', 'name', field], [['__t__.cell', 'X', cell]]);
    assert.equal(ids, false, field);
    assert.match(messages[0].message, words);
  }
  const missing = await load(
    'crm.lead',
    ['id', 'name'],
    [
      ['__t__.m', ''],
      ['__t__.n', 'N'],
    ],
  );
  assert.equal(missing.ids, false);
  assert.match(missing.messages[0].message, /Missing required value for the field 'Opportunity' \(name\)/);
  const spaced = await load('crm.lead', ['id', 'name'], [['__t__.a b', 'N']]);
  assert.equal(spaced.ids, false);
});

test('a name that fits several records takes the first and warns', async () => {
  await bench.do('v18', 'res.partner', 'create', [[{ name: 'Gemella' }, { name: 'Gemella' }]]);
  const { ids, messages } = await load(
    'res.partner',
    ['id', 'name', 'parent_id'],
    [['__t__.amb', 'Figlia', 'Gemella']],
  );
  assert.equal(ids.length, 1);
  assert.equal(messages[0].type, 'warning');
  assert.match(messages[0].message, /multiple matches/);
});

test('after many errors the importer gives up early', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [`__t__.many_${i}`, 'X', 'base.nowhere']);
  const { messages } = await load('res.partner', ['id', 'name', 'country_id/id'], rows);
  assert.equal(messages.length, 11);
  assert.match(messages[10].message, /Found more than 10 errors/);
});

test('of four simultaneous loads of one new external id one wins and three are told of the conflict', async () => {
  // Long enough for all four to have begun before the first commits.
  await bench.control('POST', 'settings', { load_ms: 600 });
  const answers = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => load('res.partner', ['id', 'name'], [['__t__.race', name]])),
  );
  await bench.control('POST', 'settings', { load_ms: 4 });
  const winners = answers.filter((each) => each.ids !== false);
  assert.equal(winners.length, 1);
  for (const { ids, messages } of answers.filter((each) => each.ids === false)) {
    assert.equal(ids, false);
    assert.match(messages[0].message, /could not serialize access due to concurrent update/);
  }
  assert.equal(
    await bench.do('v18', 'ir.model.data', 'search_count', [[['complete_name', '=', '__t__.race']]]),
    1,
  );
  const again = await load('res.partner', ['id', 'name'], [['__t__.race', 'e']]);
  assert.deepEqual(again.ids, winners[0]?.ids);
});

test('an archived record is updated and stays archived; a deleted one takes its external id along', async () => {
  const { ids } = await load('res.partner', ['id', 'name'], [['__t__.gone', 'Uno']]);
  await bench.do('v18', 'res.partner', 'write', [ids, { active: false }]);
  assert.deepEqual((await load('res.partner', ['id', 'name'], [['__t__.gone', 'Due']])).ids, ids);
  assert.deepEqual(await read('res.partner', ids[0], ['name', 'active']), {
    id: ids[0],
    name: 'Due',
    active: false,
  });
  await bench.do('v18', 'res.partner', 'unlink', [ids]);
  assert.deepEqual(
    await bench.do('v18', 'ir.model.data', 'search', [[['complete_name', '=', '__t__.gone']]]),
    [],
  );
  const anew = await load('res.partner', ['id', 'name'], [['__t__.gone', 'Tre']]);
  assert.notDeepEqual(anew.ids, ids);
});

test('a call logged as a note twice is one message with the second body, markup and date kept', async () => {
  const fields = ['id', 'model', 'res_id', 'body', 'message_type', 'subtype_id/id', 'date'];
  const row = (body: string) => [
    '__t__.call_1',
    'res.partner',
    String(giulia),
    body,
    'comment',
    'mail.mt_note',
    '2026-11-22 10:00:00',
  ];
  const first = await load('mail.message', fields, [row('<p>Outbound call, <b>3 min</b></p>')]);
  assert.deepEqual(first.messages, []);
  const body =
    '<p>Outbound call, <b>4 min</b> <a href="https://rec.example/1.mp3">Recording</a><script>x()</script></p>';
  assert.deepEqual((await load('mail.message', fields, [row(body)])).ids, first.ids);
  const message = await read('mail.message', first.ids[0], [
    'body',
    'date',
    'author_id',
    'subtype_id',
    'model',
    'res_id',
  ]);
  assert.equal(
    message.body,
    '<p>Outbound call, <b>4 min</b> <a href="https://rec.example/1.mp3">Recording</a></p>',
  );
  assert.deepEqual(
    [message.date, message.subtype_id[1], message.model, message.res_id],
    ['2026-11-22 10:00:00', 'Note', 'res.partner', giulia],
  );
  assert.equal(message.author_id[1], 'Linea Connect');
  const { ids, messages } = await load('mail.message', fields, [
    ['__t__.call_2', 'res.partner', '999999', 'x', 'comment', 'mail.mt_note', '2026-11-22 10:00:00'],
  ]);
  assert.equal(ids, false);
  assert.match(messages[0].message, /does not exist or has been deleted/);
});

test('a record found by e-mail is named from outside only by who may', async () => {
  const values = { module: '__t__', name: 'adopted', model: 'res.partner', res_id: giulia };
  assert.equal(
    (await bench.fails('v18', 'ir.model.data', 'create', [values])).name,
    'odoo.exceptions.AccessError',
  );
  await bench.control('POST', 'settings', { anyone_names_records: true });
  await bench.do('v18', 'ir.model.data', 'create', [values]);
  assert.deepEqual((await load('res.partner', ['id', 'ref'], [['__t__.adopted', 'R1']])).ids, [giulia]);
  assert.equal(
    (await bench.fails('v18', 'ir.model.data', 'create', [values])).name,
    'odoo.exceptions.ValidationError',
  );
  await bench.control('POST', 'settings', { anyone_names_records: false });
});
