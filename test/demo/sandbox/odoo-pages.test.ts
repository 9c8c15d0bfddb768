import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DATABASE, LOGIN, OdooBench } from './odoo-client.js';

let bench: OdooBench;
let giulia: number;
before(async () => {
  bench = await OdooBench.start();
  giulia = await bench.partnerId('v19', 'giulia.ferri@prato.example');
});
after(() => bench.close());

const address = (path: string): string =>
  `${bench.url('v19')}/odoo/${path}${path.includes('?') ? '&' : '?'}db=${DATABASE}`;

async function read(path: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(address(path), { headers });
  assert.equal(answer.status, 200, path);
  return answer.text();
}

function post(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(address(path), {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  });
}

test('home lists servers and databases, and a server its own', async () => {
  const home = await (await fetch(`${bench.running.url}/odoo/`)).text();
  for (const text of ['18.0', '19.0', '20.0', `${bench.running.url}/odoo/v18`, 'servizi'])
    assert.ok(home.includes(text), text);
  const server = await (await fetch(bench.url('v19'))).text();
  assert.ok(server.includes('19.0') && !server.includes('18.0'));
});

test('lists and records are readable, in English and Italian', async () => {
  assert.match(await read('contacts'), /Giulia Ferri/);
  assert.match(await read('companies'), /Prato Moda/);
  assert.match(await read('crm'), /Prato Moda – Fornitura energia/);
  assert.match(await read('activities'), /Nothing here yet/);
  const italian = await read('contacts', { 'accept-language': 'it' });
  assert.match(italian, /<html lang="it">[\s\S]*Contatti/);
  const record = await read(`res.partner/${giulia}`);
  for (const text of ['Giulia Ferri', 'Prato Moda', 'History', 'Responsabile acquisti'])
    assert.ok(record.includes(text), text);
  assert.equal((await fetch(address('res.partner/999999'))).status, 404);
  assert.equal((await fetch(address('res.users/2'))).status, 404);
  assert.equal((await fetch(`${bench.url('v19')}/odoo/contacts?db=nowhere`)).status, 404);
  assert.equal((await fetch(`${bench.running.url}/odoo/v17/`)).status, 404);
});

test('a record’s page shows the calls noted on it, their recording as a link, and what is planned', async () => {
  const body =
    '<p>Chiamata in uscita, 3 min <a href="https://rec.example/1.mp3">Ascolta</a> <a href="javascript:alert(1)">x</a></p>';
  await bench.do('v19', 'res.partner', 'message_post', [[giulia]], {
    body,
    body_is_html: true,
    message_type: 'comment',
  });
  await bench.do('v19', 'res.partner', 'activity_schedule', [[giulia]], {
    act_type_xmlid: 'mail.mail_activity_data_call',
    summary: 'Richiamare giovedì',
    date_deadline: '2030-01-01',
  });
  const page = await read(`res.partner/${giulia}`);
  for (const text of [
    'Chiamata in uscita, 3 min',
    'href="https://rec.example/1.mp3"',
    'Richiamare giovedì',
    'Linea Connect',
  ])
    assert.ok(page.includes(text), text);
  assert.ok(!page.includes('javascript:alert'));
  assert.match(await read('activities'), /Richiamare giovedì/);
});

test('what people type is shown as text', async () => {
  const attack = '"><img src=x onerror=alert(1)>';
  const id = await bench.do('v19', 'res.partner', 'create', [{ name: attack, phone: attack }]);
  await bench.do('v19', 'res.partner', 'message_post', [[id]], {
    body: `<p>${attack}</p>`,
    body_is_html: true,
  });
  assert.ok(!(await read(`res.partner/${id}`)).includes('<img'));
  assert.ok(!(await read(`contacts?after=${id - 1}`)).includes('<img'));
});

test('the form changes a record as the API sees it, and says what is wrong', async () => {
  const saved = await post(`res.partner/${giulia}`, { phone: '+39 349 555 0199', function: 'Direttrice' });
  assert.equal(saved.status, 302);
  const [row] = await bench.do('v19', 'res.partner', 'read', [[giulia], ['phone', 'function', 'write_uid']]);
  assert.deepEqual(
    [row.phone, row.function, row.write_uid[1]],
    ['+39 349 555 0199', 'Direttrice', 'Marta Zanetti'],
  );
  const wrong = await post(`res.partner/${giulia}`, { name: '' });
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /Contacts require a name/);
  assert.equal(
    (await post(`res.partner/${giulia}`, { name: 'X' }, { origin: 'https://evil.example' })).status,
    403,
  );
});

test('saving an unchanged form changes nothing', async () => {
  const before_ = await bench.control('GET', `records?model=res.partner&id=${giulia}`);
  const { name, email } = before_.results[0];
  assert.equal((await post(`res.partner/${giulia}`, { name, email })).status, 302);
  assert.deepEqual(await bench.control('GET', `records?model=res.partner&id=${giulia}`), before_);
});

test('a key made in the preferences is shown once with all a customer types in, and opens the API', async () => {
  const made = await post('preferences', { user: '3', name: 'CRM Connect', days: '30' });
  assert.equal(made.status, 200);
  const page = await made.text();
  const value = (id: string) => new RegExp(`id="${id}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  assert.deepEqual([value('url'), value('database'), value('login')], [bench.url('v19'), DATABASE, LOGIN]);
  assert.match(value('key'), /^[0-9a-f]{40}$/);
  const answer = await bench.json2('res.users/context_get', {}, { authorization: `bearer ${value('key')}` });
  assert.equal(answer.body.uid, 3);
  const list = await read('preferences?user=3');
  assert.ok(list.includes('CRM Connect') && !list.includes(value('key')));
  const [, remove = ''] =
    /name="remove" value="(\d+)"><button[^>]*>Delete<\/button><\/form><\/td><\/tr><\/tbody>/.exec(list) ?? [];
  assert.equal((await post('preferences', { user: '3', remove })).status, 302);
  const after_ = await bench.json2('res.users/context_get', {}, { authorization: `bearer ${value('key')}` });
  assert.equal(after_.status, 401);
});

test('only administrators are offered a key that never ends', async () => {
  const [user, admin] = [await read('preferences?user=3'), await read('preferences?user=2')];
  assert.ok(!user.includes('Persistent key') && !user.includes('365 days'));
  assert.ok(admin.includes('Persistent key'));
  await post('preferences', { user: '3', name: 'Per sempre', days: '' });
  assert.ok(!(await read('preferences?user=3')).includes('never ends'));
  assert.equal((await post('preferences', { user: '3', name: ' ' })).status, 400);
  assert.equal(
    (await post('preferences', { user: '3', name: 'x' }, { origin: 'https://evil.example' })).status,
    403,
  );
});

test('people make, archive, win, lose and merge records on their pages', async () => {
  const made = await post('companies/new', { name: 'Ditta Nuova' });
  const id = Number(/res\.partner\/(\d+)\?/.exec(made.headers.get('location') ?? '')?.[1]);
  const read_ = async (model: string, record: number, fields: string[]) =>
    (
      await bench.do('v19', model, 'read', [[record], fields], {
        context: { active_test: false },
      })
    )[0];
  assert.equal((await read_('res.partner', id, ['is_company'])).is_company, true);
  assert.equal((await post(`res.partner/${id}/archive`, {})).status, 302);
  assert.equal((await read_('res.partner', id, ['active'])).active, false);
  await post(`res.partner/${id}/unarchive`, {});
  const other = await bench.do('v19', 'res.partner', 'create', [
    { name: 'Ditta Nuova', phone: '349 555 0101' },
  ]);
  assert.equal((await post(`res.partner/${id}/merge`, { id: String(id) })).status, 400);
  assert.equal((await post(`res.partner/${id}/merge`, { id: String(other) })).status, 302);
  assert.equal((await read_('res.partner', id, ['phone'])).phone, '349 555 0101');
  assert.equal(await read_('res.partner', other, ['phone']), undefined);
  const deal = await bench.do('v19', 'crm.lead', 'create', [{ name: 'Affare' }]);
  await post(`crm.lead/${deal}/won`, {});
  assert.equal((await read_('crm.lead', deal, ['won_status'])).won_status, 'won');
  await post(`crm.lead/${deal}/lost`, {});
  assert.equal((await read_('crm.lead', deal, ['won_status'])).won_status, 'lost');
  assert.match(await read(`crm.lead/${deal}`), /class="state bad">Lost/);
  assert.equal((await post(`crm.lead/${deal}/fly`, {})).status, 404);
});

test('deleting asks first, many records by their number, and not for another site', async () => {
  const ids: number[] = await bench.do('v19', 'res.partner', 'create', [[{ name: 'Uno' }, { name: 'Due' }]]);
  const form = (more: string[][]) => new URLSearchParams([...ids.map((id) => ['id', String(id)]), ...more]);
  const send = (body: URLSearchParams, headers: Record<string, string> = {}) =>
    fetch(address('contacts/delete'), { method: 'POST', body, headers, redirect: 'manual' });
  const left = () => bench.do('v19', 'res.partner', 'search_count', [[['id', 'in', ids]]]);
  assert.equal((await send(form([['confirm', '2']]), { origin: 'https://evil.example' })).status, 403);
  assert.match(await (await send(form([]))).text(), /Delete 2 records\?[\s\S]*Due/);
  assert.equal((await send(form([['confirm', '3']]))).status, 400);
  assert.equal(await left(), 2);
  const done = await send(form([['confirm', '2']]));
  assert.match(done.headers.get('location') ?? '', /deleted=2/);
  assert.equal(await left(), 0);
  const whole = await (await fetch(`${address('crm')}&select=all`)).text();
  assert.match(whole, /All \d+ selected[\s\S]*name="all"/);
  const user = await send(new URLSearchParams({ id: '3', confirm: '1' }));
  assert.equal(user.status, 400);
  assert.match(await user.text(), /linked to an active user/);
});
