import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Json, ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
before(async () => {
  bench = await ZohoBench.connected();
});
after(() => bench.close());

async function codeOf(query: string): Promise<string> {
  const { status, body } = await bench.coql(query);
  assert.equal(status, 400, `${query}: ${status}`);
  return body.code;
}

async function emails(where: string): Promise<string[]> {
  const { body } = await bench.coql(`select Email from Contacts where ${where}`);
  return (body?.data ?? []).map((each: Json) => each.Email);
}

test('a query gives the asked columns, the id, and lookups by id alone unless told otherwise', async () => {
  const query =
    "select Email, Account_Name, Account_Name.Account_Name, Owner from Contacts where Email = 'GIULIA.FERRI@prato.example'";
  const [row] = (await bench.coql(query)).body.data;
  assert.deepEqual(Object.keys(row).sort(), [
    'Account_Name',
    'Account_Name.Account_Name',
    'Email',
    'Owner',
    'id',
  ]);
  assert.deepEqual(Object.keys(row.Account_Name), ['id']);
  assert.equal(row['Account_Name.Account_Name'], 'Prato Moda');
  await bench.control('POST', 'settings', { coql_lookup_names: true });
  const [named] = (await bench.coql(query)).body.data;
  await bench.control('POST', 'settings', { coql_lookup_names: false });
  assert.equal(named.Account_Name.name, 'Prato Moda');
});

test('criteria compare texts without case, numbers, dates, lists, patterns and empty values', async () => {
  const giulia = 'giulia.ferri@prato.example';
  assert.deepEqual(await emails(`Last_Name = 'ferri'`), [giulia]);
  assert.deepEqual(await emails(`Email like 'giulia.f%'`), [giulia]);
  assert.deepEqual(await emails(`Yearly_Use_kWh between 48100 and 48300`), [giulia]);
  assert.deepEqual(await emails(`Last_Name in ('Ferri') and First_Name != 'Sara'`), [giulia]);
  assert.equal((await emails(`Last_Name = 'info' and First_Name is null`)).length, 1);
  assert.deepEqual(await emails(`Last_Name = '<b>Tables</b> & Co'`), ['bobby@studiofabbri.example']);
  assert.deepEqual(await emails(`First_Name = 'Bobby''); --'`), ['bobby@studiofabbri.example']);
  assert.deepEqual(await emails(`Account_Name.Account_Name = 'Prato Moda' and Last_Name = 'Ferri'`), [
    giulia,
  ]);
  const [account] = (await bench.coql(`select id from Accounts where Account_Name = 'Prato Moda'`)).body.data;
  assert.ok((await emails(`Account_Name = '${account.id}'`)).includes(giulia));
});

test('nothing found is an empty 204', async () => {
  const { status, body } = await bench.coql(`select id from Contacts where Email = 'nobody@x.example'`);
  assert.deepEqual([status, body], [204, null]);
});

test('where is mandatory and more than two criteria are nested in pairs', async () => {
  assert.equal(await codeOf('select id from Contacts'), 'SYNTAX_ERROR');
  const flat = 'id is not null and Email is not null and Phone is not null';
  assert.equal(await codeOf(`select id from Contacts where ${flat}`), 'SYNTAX_ERROR');
  const nested = '((id is not null and Email is not null) and Phone is not null)';
  assert.equal((await bench.coql(`select id from Contacts where ${nested}`)).status, 200);
  for (const broken of [
    'select',
    "select id from Contacts where Email = 'x",
    'select id from Contacts where Email ~ 1',
  ])
    assert.equal(await codeOf(broken), 'SYNTAX_ERROR');
});

test('unknown modules, columns and values that do not fit are refused', async () => {
  assert.equal(await codeOf('select id from Things where id is not null'), 'INVALID_MODULE');
  assert.equal(await codeOf('select Email, Email from Contacts where id is not null'), 'DUPLICATE_DATA');
  assert.equal(await codeOf('select id from Contacts where id is not null limit 0'), 'INVALID_DATA');
  assert.equal(await codeOf('select Wings from Contacts where id is not null'), 'INVALID_QUERY');
  assert.equal(await codeOf("select id from Contacts where Modified_Time > '2026-11-22'"), 'INVALID_QUERY');
  assert.equal(await codeOf("select id from Deals where Amount > 'much'"), 'INVALID_QUERY');
});

test('rows, offsets, list values and criteria have their limits', async () => {
  const select = 'select id from Contacts where id is not null';
  assert.equal(await codeOf(`${select} limit 2001`), 'LIMIT_EXCEEDED');
  assert.equal(await codeOf(`${select} limit 99000, 2000`), 'LIMIT_EXCEEDED');
  const ids = Array.from({ length: 101 }, (_, i) => `'${i}'`).join(',');
  assert.equal(await codeOf(`select id from Contacts where id in (${ids})`), 'LIMIT_EXCEEDED');
  let condition = 'id is not null';
  for (let i = 0; i < 25; i++) condition = `(${condition} and id is not null)`;
  assert.equal(await codeOf(`select id from Contacts where ${condition}`), 'LIMIT_EXCEEDED');
});

test('a query costs one to three credits by its limit', async () => {
  const used = async () => {
    const { credits } = await bench.control('GET', 'requests');
    return credits[await bench.orgIn('eu')];
  };
  await bench.control('POST', 'settings', { limits: true });
  const costs: number[] = [];
  for (const limit of ['', 'limit 200', 'limit 0, 1000', 'limit 0, 2000']) {
    const before = await used();
    await bench.coql(`select id from Contacts where id is not null ${limit}`);
    costs.push((await used()) - before);
  }
  await bench.control('POST', 'settings', { limits: false });
  assert.deepEqual(costs, [1, 1, 2, 3]);
});

test('a keyset over Modified_Time and id reads an import of one second whole and in order', async () => {
  await bench.control('POST', 'records', { generate: { contacts: 5_000, one_timestamp: true } });
  const seen: string[] = [];
  let where = "Modified_Time >= '2020-01-01T00:00:00+00:00'";
  for (let more = true; more; ) {
    const query = `select Modified_Time from Contacts where ${where} order by Modified_Time asc, id asc limit 0, 2000`;
    const { body } = await bench.coql(query);
    seen.push(...body.data.map((each: Json) => `${each.Modified_Time} ${each.id}`));
    const last = body.data.at(-1);
    where = `(Modified_Time = '${last.Modified_Time}' and id > '${last.id}') or Modified_Time > '${last.Modified_Time}'`;
    more = body.info.more_records;
  }
  assert.equal(seen.length, 5_100);
  assert.equal(new Set(seen).size, 5_100);
  const times = seen.map((each) => Date.parse(each.split(' ')[0] ?? ''));
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
});

test('order takes several columns, both ways, and offsets go on from there', async () => {
  const query = "select Last_Name, First_Name from Contacts where Last_Name in ('Sartori', 'Venier')";
  const { body } = await bench.coql(`${query} order by Last_Name desc, First_Name asc`);
  const names = body.data.map((each: Json) => `${each.Last_Name} ${each.First_Name}`);
  assert.deepEqual(names, ['Venier Carla', 'Venier Elena', 'Sartori Anna', 'Sartori Pietro']);
  const second = await bench.coql(`${query} order by Last_Name desc, First_Name asc limit 2 offset 1`);
  assert.deepEqual(
    second.body.data.map((each: Json) => each.First_Name),
    ['Elena', 'Anna'],
  );
  assert.equal(second.body.info.more_records, true);
});
