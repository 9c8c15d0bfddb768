import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Json, ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
before(async () => {
  bench = await ZohoBench.connected();
});
after(() => bench.close());

const BY_CHANGE = 'fields=Last_Name,Modified_Time&sort_by=Modified_Time&sort_order=asc';

test('a list needs fields, and gives only those and the id', async () => {
  const refused = await bench.api('GET', 'Contacts');
  assert.deepEqual([refused.status, refused.body.code], [400, 'REQUIRED_PARAM_MISSING']);
  assert.equal(refused.body.details.param_name, 'fields');
  const { status, body } = await bench.api('GET', 'Contacts?fields=Email,Account_Name,Nope&per_page=2');
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body.data[0]).sort(), ['Account_Name', 'Email', 'id']);
  assert.ok(/^\d{18,19}$/.test(body.data[0].id));
  assert.deepEqual([body.info.count, body.info.page, body.info.more_records], [2, 1, true]);
  const names = Array.from({ length: 51 }, (_, i) => `F${i}`).join(',');
  assert.equal((await bench.api('GET', `Contacts?fields=${names}`)).status, 400);
});

test('a record by id has everything, lookups with names and times with an offset', async () => {
  const id = await bench.contactId('giulia.ferri@prato.example');
  const [giulia] = (await bench.api('GET', `Contacts/${id}`)).body.data;
  assert.equal(giulia.Full_Name, 'Giulia Ferri');
  assert.equal(giulia.Account_Name.name, 'Prato Moda');
  assert.match(giulia.Account_Name.id, /^\d{18}$/);
  assert.match(giulia.Owner.email, /@/);
  assert.match(giulia.Modified_Time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/);
  assert.equal(giulia.Department, null);
  assert.equal(giulia.Email_Opt_Out, false);
  assert.deepEqual(giulia.Interests, ['Fotovoltaico', 'Efficienza']);
  assert.equal(giulia.$editable, true);
  const some = await bench.api('GET', `Contacts/${id}?fields=Email`);
  assert.deepEqual(Object.keys(some.body.data[0]).sort(), ['Email', 'id']);
});

test('an id that is not there is an empty 204, or a 404 where the setting says so', async () => {
  assert.equal((await bench.api('GET', 'Contacts/572576700000000999')).status, 204);
  await bench.control('POST', 'settings', { unknown_record: 'not_found' });
  const { status, body } = await bench.api('GET', 'Contacts/572576700000000999');
  await bench.control('POST', 'settings', { unknown_record: 'empty' });
  assert.deepEqual([status, body.code], [404, 'INVALID_DATA']);
  assert.equal((await bench.api('GET', 'Things?fields=id')).body.code, 'INVALID_MODULE');
  assert.equal((await bench.api('GET', 'contacts?fields=Email')).body.code, 'INVALID_MODULE');
});

test('records can be read by up to a hundred ids', async () => {
  const { body } = await bench.api('GET', 'Contacts?fields=Email&per_page=3');
  const ids = body.data.map((each: Json) => each.id);
  const found = await bench.api('GET', `Contacts?fields=Email&ids=${ids.join(',')},572576700000000999`);
  assert.deepEqual(
    found.body.data.map((each: Json) => each.id),
    ids,
  );
  const tooMany = Array.from({ length: 101 }, () => ids[0]).join(',');
  assert.equal((await bench.api('GET', `Contacts?fields=Email&ids=${tooMany}`)).body.code, 'LIMIT_EXCEEDED');
});

test('nothing changed since an instant is a 304 without a body', async () => {
  const headers = { 'if-modified-since': '2099-01-01T00:00:00+00:00' };
  const { status, body } = await bench.api('GET', `Contacts?${BY_CHANGE}`, undefined, headers);
  assert.deepEqual([status, body], [304, null]);
  const bad = await bench.api('GET', `Contacts?${BY_CHANGE}`, undefined, {
    'if-modified-since': 'yesterday',
  });
  assert.equal(bad.status, 400);
  assert.equal((await bench.api('GET', 'Calls?fields=Subject')).status, 204);
});

test('what changed since an instant comes in order of change', async () => {
  const [last] = (await bench.api('GET', `Contacts?${BY_CHANGE.replace('asc', 'desc')}&per_page=1`)).body
    .data;
  const id = await bench.contactId('davide@conti-impianti.example');
  await bench.row('PUT', `Contacts/${id}`, { Title: 'Presidente' });
  const headers = { 'if-modified-since': last.Modified_Time };
  const { body } = await bench.api('GET', `Contacts?${BY_CHANGE}`, undefined, headers);
  assert.deepEqual(
    body.data.map((each: Json) => each.id),
    [id],
  );
});

test('sorting takes three fields, and not together with a custom view', async () => {
  assert.equal((await bench.api('GET', 'Contacts?fields=Email&sort_by=Email')).status, 400);
  assert.equal((await bench.api('GET', 'Contacts?fields=Email&sort_by=id&cvid=1')).status, 400);
  const { body } = await bench.api('GET', 'Contacts?fields=Email&sort_by=id&sort_order=asc&per_page=200');
  const ids = body.data.map((each: Json) => each.id);
  assert.deepEqual(ids, [...ids].sort());
  assert.equal((await bench.api('GET', 'Contacts?fields=Email&per_page=201')).status, 400);
});

test('page reaches 2,000 records and tokens what lies beyond, each record once', async () => {
  await bench.control('POST', 'records', { generate: { contacts: 2_300, one_timestamp: true } });
  const wall = await bench.api('GET', `Contacts?${BY_CHANGE}&page=11`);
  assert.equal(wall.body.code, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED');
  const seen: string[] = [];
  let token: string | null = null;
  do {
    const query: string = token === null ? '&page=1' : `&page_token=${token}`;
    const { status, body }: Json = await bench.api('GET', `Contacts?${BY_CHANGE}${query}`);
    assert.equal(status, 200);
    seen.push(...body.data.map((each: Json) => each.id));
    token = body.info.next_page_token;
  } while (token !== null);
  assert.deepEqual([seen.length, new Set(seen).size], [2_400, 2_400]);
});

test('a page token is bound to its query and its day', async () => {
  const { body } = await bench.api('GET', `Contacts?${BY_CHANGE}`);
  const token = body.info.next_page_token;
  assert.match(body.info.page_token_expiry, /\+0[12]:00$/);
  const codeOf = async (query: string) => (await bench.api('GET', `Contacts?${query}`)).body.code;
  const other = BY_CHANGE.replace('Last_Name', 'Email');
  assert.equal(await codeOf(`${other}&page_token=${token}`), 'TOKEN_BOUND_DATA_MISMATCH');
  assert.equal(await codeOf(`${BY_CHANGE}&page_token=${token}&page=2`), 'AMBIGUITY_DURING_PROCESSING');
  await bench.control('POST', 'settings', { page_token_ttl_s: 0 });
  const late = (await bench.api('GET', `Contacts?${BY_CHANGE}`)).body.info.next_page_token;
  await bench.control('POST', 'settings', { page_token_ttl_s: 86_400 });
  assert.equal(await codeOf(`${BY_CHANGE}&page_token=${late}`), 'EXPIRED_VALUE');
});

test('related lists need fields and hold what belongs to a record', async () => {
  const id = await bench.contactId('giulia.ferri@prato.example');
  assert.equal((await bench.api('GET', `Contacts/${id}/Deals`)).body.code, 'REQUIRED_PARAM_MISSING');
  const { body } = await bench.api('GET', `Contacts/${id}/Deals?fields=Deal_Name,Stage`);
  assert.match(body.data[0].Deal_Name, /^Prato Moda/);
  const [deal] = (await bench.api('GET', `Deals/${body.data[0].id}`)).body.data;
  const account = await bench.api('GET', `Accounts/${deal.Account_Name.id}/Contacts?fields=Email`);
  assert.ok(account.body.data.some((each: Json) => each.id === id));
  assert.equal((await bench.api('GET', `Contacts/${id}/Calls?fields=Subject`)).status, 204);
  assert.equal((await bench.api('GET', `Contacts/${id}/Wings?fields=id`)).status, 400);
});

test('search finds by address, phone, word and criteria, and only after the lag', async () => {
  const ids = async (query: string): Promise<string[]> =>
    ((await bench.api('GET', `Contacts/search?${query}`)).body?.data ?? []).map((each: Json) => each.id);
  const giulia = await bench.contactId('giulia.ferri@prato.example');
  assert.deepEqual(await ids('email=Giulia.Ferri@prato.example'), [giulia]);
  assert.deepEqual(await ids('criteria=((Email:equals:giulia.ferri@prato.example))'), [giulia]);
  assert.deepEqual(await ids('criteria=((First_Name:starts_with:giu)and(Last_Name:equals:ferri))'), [giulia]);
  assert.equal((await ids('email=studio@manuzio.example')).length, 2);
  assert.equal((await bench.api('GET', 'Contacts/search?page=11&word=an')).status, 400);
  await bench.control('POST', 'settings', { search_lag_ms: 60_000 });
  await bench.row('POST', 'Contacts', { Last_Name: 'Nuova', Email: 'nuova@prato.example' });
  assert.deepEqual(await ids('email=nuova@prato.example'), []);
  assert.ok(await bench.contactId('nuova@prato.example'));
  await bench.control('POST', 'settings', { search_lag_ms: 0 });
  assert.equal((await ids('email=nuova@prato.example')).length, 1);
});
