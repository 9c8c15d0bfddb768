import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codes, HubspotBench, type Json, PORTAL, SCOPES } from './hubspot-client.js';
import { ADMIN, OdooBench } from './odoo-client.js';
import { ZohoBench } from './zoho-client.js';

let hubspot: HubspotBench;
let zoho: ZohoBench;
let odoo: OdooBench;
before(async () => {
  hubspot = await HubspotBench.start();
  await hubspot.connect({ optional_scope: 'crm.schemas.contacts.write', scope: SCOPES });
  zoho = await ZohoBench.connected({ limits: false });
  odoo = await OdooBench.start();
});
after(() => Promise.all([hubspot, zoho, odoo].map((bench) => bench.close())));

const PROPERTIES = '/crm/properties/2026-09/contacts';

const asHubspot = async (name: string): Promise<{ id: string; shown: Json; write: Json }> => {
  const id = await hubspot.contactId('giulia.ferri@prato.example');
  const { body } = await hubspot.objects('GET', `contacts/${id}?properties=${name}`);
  const write = await hubspot.objects('PATCH', `contacts/${id}`, { properties: { [name]: '12' } });
  return { id, shown: body.properties, write };
};

test('an archived property of HubSpot is neither answered nor written, and is back with its values once it is restored', async () => {
  const made = await hubspot.api('POST', PROPERTIES, {
    ...{ name: 'roof_area', label: 'Roof area', type: 'number', fieldType: 'number', groupName: 'energy' },
  });
  assert.equal(made.status, 201);
  assert.equal((await asHubspot('roof_area')).write.status, 200);
  assert.equal((await hubspot.api('DELETE', `${PROPERTIES}/roof_area`)).status, 204);
  const gone = await asHubspot('roof_area');
  assert.equal('roof_area' in gone.shown, false);
  assert.deepEqual([gone.write.status, codes(gone.write.body)], [400, ['PROPERTY_DOESNT_EXIST']]);
  assert.equal((await hubspot.api('GET', `${PROPERTIES}/roof_area`)).status, 404);
  const archived = await hubspot.api('GET', `${PROPERTIES}?archived=true`);
  assert.deepEqual(
    archived.body.results.map((each: Json) => [each.name, each.archived]),
    [['roof_area', true]],
  );
  await hubspot.control('PATCH', 'fields', { object: 'contacts', name: 'roof_area' });
  assert.equal((await asHubspot('roof_area')).shown.roof_area, '12');
});

test('a custom property of HubSpot changes its type and options, one of HubSpot only at the control door', async () => {
  const asked = { type: 'enumeration', fieldType: 'select', options: [{ value: 'a', label: 'A' }] };
  const retyped = await hubspot.api('PATCH', `${PROPERTIES}/yearly_use_kwh`, asked);
  assert.deepEqual(
    [retyped.status, retyped.body.type, retyped.body.label],
    [200, 'enumeration', 'Yearly use (kWh)'],
  );
  const { write } = await asHubspot('yearly_use_kwh');
  assert.deepEqual(codes(write.body), ['INVALID_OPTION']);
  assert.equal((await hubspot.api('PATCH', `${PROPERTIES}/jobtitle`, { label: 'x' })).status, 400);
  assert.equal((await hubspot.api('DELETE', `${PROPERTIES}/jobtitle`)).status, 400);
  await hubspot.control('PATCH', 'fields', {
    object: 'contacts',
    name: 'jobtitle',
    read_only: true,
    required: true,
  });
  assert.deepEqual(codes((await asHubspot('jobtitle')).write.body), ['READ_ONLY_VALUE']);
  const made = await hubspot.objects('POST', 'contacts', { properties: { email: 'new@roof.example' } });
  assert.deepEqual(codes(made.body), ['MISSING_REQUIRED_PROPERTY']);
  const { fields } = await hubspot.control('GET', 'fields?object=contacts');
  assert.equal(fields.find((each: Json) => each.name === 'jobtitle').required, true);
});

test('a person makes, archives and restores properties on a page of HubSpot', async () => {
  const address = `${hubspot.url}/contacts/${PORTAL}/objects/0-1/properties`;
  const press = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(address, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });
  const shows = async (text: string) => (await (await fetch(address)).text()).includes(text);
  assert.equal((await press({ label: 'Heat pump (kW)', type: 'number' })).status, 302);
  assert.equal((await asHubspot('heat_pump_kw')).write.status, 200);
  assert.equal(await shows('Archive Heat pump (kW)'), true);
  await press({ archive: 'heat_pump_kw' });
  assert.equal((await asHubspot('heat_pump_kw')).write.status, 400);
  assert.equal(await shows('Restore Heat pump (kW)'), true);
  await press({ restore: 'heat_pump_kw' });
  assert.equal((await asHubspot('heat_pump_kw')).shown.heat_pump_kw, '12');
  await press({ archive: 'email' });
  assert.equal((await hubspot.api('GET', `${PROPERTIES}/email`)).status, 200, 'HubSpot\u2019s own stay');
  assert.equal((await press({ archive: 'heat_pump_kw' }, { origin: 'https://evil.example' })).status, 403);
});

test('a deleted field of Zoho is left out of answers and ignored in writes; a type is for good', async () => {
  const path = 'settings/fields?module=Contacts';
  const made = await zoho.api('POST', path, { fields: [{ field_label: 'Roof area', data_type: 'integer' }] });
  const { id } = made.body.fields[0].details;
  const contact = await zoho.contactId('giulia.ferri@prato.example');
  const write = () => zoho.row('PUT', `Contacts/${contact}`, { Roof_area: 12 });
  const read = async () => (await zoho.api('GET', `Contacts/${contact}`)).body.data[0];
  assert.equal((await write()).code, 'SUCCESS');
  assert.equal((await read()).Roof_area, 12);
  const changed = await zoho.api('PATCH', `settings/fields/${id}?module=Contacts`, {
    fields: [{ data_type: 'text' }],
  });
  assert.equal(changed.status, 400);
  assert.equal((await zoho.api('DELETE', `settings/fields/${id}?module=Contacts`)).status, 200);
  assert.equal('Roof_area' in (await read()), false);
  assert.equal((await write()).code, 'SUCCESS');
  const query = { select_query: 'select Roof_area from Contacts where id is not null' };
  assert.equal((await zoho.api('POST', 'coql', query)).status, 400);
  await zoho.control('PATCH', 'fields', {
    object: 'Contacts',
    name: 'Roof_area',
    type: 'text',
    required: true,
  });
  assert.equal((await read()).Roof_area, 12);
  const insert = await zoho.row('POST', 'Contacts', { Last_Name: 'Nuovi' });
  assert.deepEqual([insert.code, insert.details.api_name], ['MANDATORY_NOT_FOUND', 'Roof_area']);
});

test('an administrator of Odoo makes and drops custom fields; an unknown field fails the whole call', async () => {
  const as = { ...ADMIN };
  const [{ id: model }] = await odoo.do('v19', 'ir.model', 'search_read', [
    [['model', '=', 'res.partner']],
    ['id'],
  ]);
  const values = { name: 'x_roof_area', model_id: model, field_description: 'Roof area', ttype: 'integer' };
  const fieldId = await odoo.do('v19', 'ir.model.fields', 'create', [values], {}, as);
  const partner = await odoo.partnerId('v19', 'giulia.ferri@prato.example');
  await odoo.do('v19', 'res.partner', 'write', [[partner], { x_roof_area: 12 }]);
  const read = () => odoo.do('v19', 'res.partner', 'read', [[partner], ['x_roof_area']]);
  assert.deepEqual(await read(), [{ id: partner, x_roof_area: 12 }]);
  const retype = [[fieldId], { ttype: 'char' }];
  const kept = await odoo.fails('v19', 'ir.model.fields', 'write', retype, {}, as);
  assert.equal(kept.name, 'odoo.exceptions.UserError');
  await odoo.do('v19', 'ir.model.fields', 'unlink', [[fieldId]], {}, as);
  for (const [method, what] of [
    ['read', ['x_roof_area']],
    ['write', { x_roof_area: 1 }],
  ] as const)
    assert.equal(
      (await odoo.fails('v19', 'res.partner', method, [[partner], what])).name,
      'builtins.ValueError',
    );
  await odoo.do('v19', 'ir.model.fields', 'create', [values], {}, as);
  assert.deepEqual(await read(), [{ id: partner, x_roof_area: 0 }], 'the column was dropped');
});

test('fields of Odoo are taken away and put back at the control door with what records hold', async () => {
  const partner = await odoo.partnerId('v19', 'giulia.ferri@prato.example');
  await odoo.do('v19', 'res.partner', 'write', [[partner], { x_studio_yearly_use_kwh: 2_700 }]);
  const name = 'x_studio_yearly_use_kwh';
  await odoo.control('DELETE', `fields?model=res.partner&name=${name}`);
  assert.equal(
    (await odoo.fails('v19', 'res.partner', 'read', [[partner], [name]])).name,
    'builtins.ValueError',
  );
  await odoo.control('PATCH', 'fields', { model: 'res.partner', name });
  assert.deepEqual(await odoo.do('v19', 'res.partner', 'read', [[partner], [name]]), [
    { id: partner, [name]: 2_700 },
  ]);
});
