import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CrmRecordDetail, FieldProvenance } from '../../shared/records.js';
import { waitUntil } from '../support/service.js';
import { aCall, openWorkbench, SETTLED, type Workbench } from './workbench.js';

const EMAIL = 'giulia.ferri@prato.example';
let bench: Workbench;
let remoteId: string;
let localId: string;
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
  const giulia = (await bench.feed('contact')).records.find(({ fields }) => fields.email === EMAIL);
  remoteId = giulia?.remote_id ?? '';
  localId = giulia?.local_id ?? '';
});
after(() => bench.service.close());

const detail = async (object = 'contact', id = localId) =>
  (
    await bench.service.api.get<CrmRecordDetail>(`/crm/records/${object}/${id}`, {
      key: bench.tenant.et,
      expect: 200,
    })
  ).body;
/** Somebody changes her in the CRM, and that is pulled. */
const editInCrm = async (properties: Record<string, unknown>) => {
  await bench.service.sandbox.post('records', {
    object: 'contacts',
    records: [{ id: remoteId, properties }],
  });
  await bench.sync(false);
};
/** The host changes her, and that reaches the CRM. */
const editAtHost = async (fields: Record<string, unknown>) => {
  await bench.service.api.put(`/crm/records/contact/${localId}`, {
    key: bench.tenant.sk,
    body: { workspace_id: bench.tenant.workspaceId, fields },
    expect: 200,
  });
  await waitUntil('it is in the CRM', async () => {
    const pushes = await bench.sql<{ state: string }>('SELECT state FROM crm_pushes');
    return pushes.every(({ state }) => SETTLED.includes(state));
  });
};
const isLater = (one: FieldProvenance | undefined, other: FieldProvenance | undefined) =>
  Date.parse(one?.at ?? '') > Date.parse(other?.at ?? '');

test('of a copied record every field is the CRM’s, as of its last change there', async () => {
  const { fields, provenance, remote_updated_at } = await detail();
  for (const name of Object.keys(fields))
    assert.deepEqual(provenance[name], { by: 'crm', at: remote_updated_at }, name);
});

test('a change moves the fields it changes and no others, each to its side', async () => {
  const first = (await detail()).provenance;
  await editInCrm({ jobtitle: 'Direttrice' });
  const second = (await detail()).provenance;
  assert.equal(second.title?.by, 'crm');
  assert.ok(isLater(second.title, first.title));
  assert.deepEqual({ ...second, title: null }, { ...first, title: null });

  await editAtHost({ first_name: 'Giulietta' });
  const third = await detail();
  assert.equal(third.fields.first_name, 'Giulietta');
  assert.equal(third.provenance.first_name?.by, 'host');
  assert.ok(isLater(third.provenance.first_name, second.title));
  assert.deepEqual({ ...third.provenance, first_name: null }, { ...second, first_name: null });

  await bench.sync(false);
  assert.deepEqual((await detail()).provenance, third.provenance, 'the echo is no change');
  await editInCrm({ firstname: 'Giulia' });
  assert.equal((await detail()).provenance.first_name?.by, 'crm');
});

test('a value that could not be converted leaves the stored one and who set it', async () => {
  const before = await detail();
  await editInCrm({ phone: 'ask the desk', mobilephone: '', jobtitle: 'Sindaca' });
  const now = await detail();
  assert.equal(now.fields.phone_e164, before.fields.phone_e164);
  assert.deepEqual(now.provenance.phone_e164, before.provenance.phone_e164);
  assert.ok(isLater(now.provenance.title, before.provenance.title));
});

test('a call that was pushed is the host’s', async () => {
  await bench.push('call_whose', { call: aCall(), contact: { email: EMAIL } });
  await bench.settled('call_whose', 'sent');
  const { provenance } = await detail('activity', 'call_whose');
  assert.deepEqual([provenance.subject?.by, provenance.contact_id?.by], ['host', 'host']);
});
