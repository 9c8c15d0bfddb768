import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Json, ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
before(async () => {
  bench = await ZohoBench.connected();
});
after(() => bench.close());

async function get(path: string): Promise<Json> {
  const { status, body } = await bench.api('GET', path);
  assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
  return body;
}

function byName(list: Json[]): Record<string, Json> {
  return Object.fromEntries(list.map((each) => [each.api_name, each]));
}

test('the account says who it is, in which zone and currency', async () => {
  const [org] = (await get('org')).org;
  assert.match(org.id, /^\d{18}$/);
  assert.match(org.zgid, /^\d+$/);
  assert.deepEqual(
    [org.company_name, org.time_zone, org.iso_code, org.mc_status],
    ['Nordest Energia', 'Europe/Rome', 'EUR', true],
  );
});

test('users are listed by kind, and the current one is who let the app in', async () => {
  const emails = async (type: string) =>
    (await get(`users?type=${type}`)).users.map((each: Json) => each.email);
  assert.equal((await emails('AllUsers')).length, 4);
  assert.equal((await emails('ActiveUsers')).length, 3);
  assert.deepEqual(await emails('CurrentUser'), ['marta.zanetti@nordest-energia.example']);
  const colleague = 'paolo.bertoni@nordest-energia.example';
  await bench.connect({ user: colleague });
  assert.deepEqual(await emails('CurrentUser'), [colleague]);
  await bench.connect();
  assert.equal((await bench.api('GET', 'users?type=Wizards')).status, 400);
});

test('currencies have a base and rates', async () => {
  const { currencies } = await get('org/currencies');
  assert.deepEqual(
    currencies.map((each: Json) => [each.iso_code, each.is_base]),
    [
      ['EUR', true],
      ['USD', false],
      ['CHF', false],
    ],
  );
});

test('modules are listed with their names', async () => {
  const { modules } = await get('settings/modules');
  const names = modules.map((each: Json) => each.api_name);
  for (const name of ['Contacts', 'Accounts', 'Deals', 'Calls', 'Tasks', 'Events', 'Notes'])
    assert.ok(names.includes(name), name);
});

test('fields tell type, length, choices, lookups and what cannot be written', async () => {
  assert.equal((await bench.api('GET', 'settings/fields')).body.code, 'REQUIRED_PARAM_MISSING');
  const contacts = byName((await get('settings/fields?module=Contacts&type=all')).fields);
  assert.deepEqual([contacts.Email.data_type, contacts.Email.length], ['email', 100]);
  assert.equal(contacts.Last_Name.system_mandatory, true);
  assert.equal(contacts.Account_Name.lookup.module.api_name, 'Accounts');
  assert.deepEqual([contacts.Full_Name.read_only, contacts.Full_Name.view_type.create], [true, false]);
  assert.deepEqual(
    [contacts.Email_Opt_Out.data_type, contacts.Email_Opt_Out.json_type],
    ['boolean', 'boolean'],
  );
  const choices = contacts.Preferred_Language.pick_list_values.map((each: Json) => each.actual_value);
  assert.deepEqual(choices, ['-None-', 'it', 'en', 'de']);
  const accounts = byName((await get('settings/fields?module=Accounts')).fields);
  assert.deepEqual([accounts.VAT.custom_field, accounts.Domain], [true, undefined]);
  const [one] = (await get(`settings/fields/${contacts.Email.id}?module=Contacts`)).fields;
  assert.equal(one.api_name, 'Email');
});

test('an account with one currency has no currency on deals and needs no pipeline', async () => {
  await bench.connect({ org_id: await bench.orgIn('us') });
  const deals = byName((await get('settings/fields?module=Deals')).fields);
  assert.equal(deals.Currency, undefined);
  assert.equal(deals.Pipeline.system_mandatory, false);
  const deal = { Deal_Name: 'D', Stage: 'Qualification', Closing_Date: '2027-01-31' };
  const { details } = await bench.row('POST', 'Deals', deal);
  const [made] = (await bench.api('GET', `Deals/${details.id}`)).body.data;
  assert.equal(made.Pipeline, 'Standard (Standard)');
  assert.match(made.Created_Time, /-0[45]:00$/);
  await bench.connect();
});

test('pipelines hang on a layout of Deals and hold stages with their forecast', async () => {
  const { layouts } = await get('settings/layouts?module=Deals');
  const [{ fields }] = layouts[0].sections;
  assert.equal(byName(fields).Closing_Date.required, true);
  assert.equal((await bench.api('GET', 'settings/pipeline')).body.code, 'REQUIRED_PARAM_MISSING');
  const { pipeline } = await get(`settings/pipeline?layout_id=${layouts[0].id}`);
  assert.deepEqual(
    pipeline.map((each: Json) => each.actual_value),
    ['Standard (Standard)', 'Rinnovi'],
  );
  const won = pipeline[1].maps.find((each: Json) => each.display_value === 'Rinnovato');
  assert.deepEqual([won.forecast_type, won.sequence_number], ['Closed Won', 3]);
});

test('creating a field answers each and refuses what cannot be', async () => {
  const make = async (field: Json) =>
    (await bench.api('POST', 'settings/fields?module=Contacts', { fields: [field] })).body.fields[0].code;
  assert.equal(await make({ data_type: 'text' }), 'MANDATORY_NOT_FOUND');
  assert.equal(await make({ field_label: 'A', data_type: 'telepathy' }), 'INVALID_DATA');
  assert.equal(
    await make({ field_label: 'B', data_type: 'textarea', unique: { casesensitive: false } }),
    'INVALID_DATA',
  );
  assert.equal(
    await make({ field_label: 'C', data_type: 'picklist', pick_list_values: [{ display_value: 'x' }] }),
    'SUCCESS',
  );
  await bench.control('POST', 'settings', { unique_on_calls: false });
  const field = { field_label: 'U', data_type: 'text', unique: { casesensitive: false } };
  const refused = await bench.api('POST', 'settings/fields?module=Calls', { fields: [field] });
  assert.equal(refused.body.fields[0].code, 'INVALID_DATA');
});

test('an address or method that is not there is told in the vendor’s words', async () => {
  const { status, body } = await bench.api('GET', 'a/b/c/d');
  assert.deepEqual([status, body.code], [404, 'INVALID_URL_PATTERN']);
  assert.equal((await bench.api('PATCH', 'Contacts')).body.code, 'INVALID_REQUEST_METHOD');
  const older = await fetch(`${bench.apiDomain}/crm/v2/org`);
  assert.equal(older.status, 404);
});
