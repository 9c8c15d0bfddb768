import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HubspotBench, PORTAL } from './hubspot-client.js';

let bench: HubspotBench;
let giulia: string;
before(async () => {
  bench = await HubspotBench.connected();
  giulia = await bench.contactId('giulia.ferri@prato.example');
});
after(() => bench.close());

async function read(path: string): Promise<string> {
  const answer = await fetch(`${bench.url}${path}`);
  assert.equal(answer.status, 200);
  return answer.text();
}

const recordPath = (id: string, typeId = '0-1'): string => `/contacts/${PORTAL}/record/${typeId}/${id}`;

function save(
  id: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams(fields);
  return fetch(`${bench.url}${recordPath(id)}`, { method: 'POST', body, headers, redirect: 'manual' });
}

test('a contact’s page shows the call logged on it, and the call’s page leads back', async () => {
  const { ids } = await bench.control('POST', 'records', {
    object: 'calls',
    records: [
      {
        properties: {
          hs_timestamp: '2026-11-22T10:00:00Z',
          hs_call_title: 'Chiamata in uscita',
          hs_call_body: '<p>Richiamare <b>giovedì</b></p><script>alert(1)</script>',
          hs_call_direction: 'OUTBOUND',
          hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
          hs_call_duration: '95000',
          hs_call_recording_url: 'https://rec.example/1.mp3',
        },
        associations: { contacts: [giulia] },
      },
    ],
  });
  const page = await read(recordPath(giulia));
  for (const text of ['Chiamata in uscita', 'Connected', 'Outbound', '1:35', 'Richiamare giovedì'])
    assert.ok(page.includes(text), text);
  assert.ok(page.includes('href="https://rec.example/1.mp3"'));
  assert.ok(!page.includes('alert(1)'));
  assert.ok(page.includes('Prato Moda'));
  const call = await read(recordPath(ids[0], '0-48'));
  assert.ok(call.includes(recordPath(giulia)));
});

test('what people type is shown as text and script addresses are no links', async () => {
  const attack = '"><img src=x onerror=alert(1)>';
  const { ids } = await bench.control('POST', 'records', {
    object: 'contacts',
    records: [{ properties: { lastname: attack, phone: attack } }],
  });
  await bench.control('POST', 'records', {
    object: 'calls',
    records: [
      {
        properties: {
          hs_timestamp: '1',
          hs_call_title: attack,
          hs_call_recording_url: 'javascript:alert(1)',
        },
        associations: { contacts: ids },
      },
    ],
  });
  const page = await read(recordPath(ids[0]));
  assert.ok(!page.includes('<img'));
  assert.ok(!page.includes('href="javascript:'));
  assert.ok(!(await read(`/contacts/${PORTAL}/objects/0-1?after=${Number(ids[0]) - 1}`)).includes('<img'));
});

test('the edit form changes the record as the API sees it', async () => {
  const saved = await save(giulia, { phone: '+39 349 555 0142', hs_lead_status: 'CONNECTED' });
  assert.equal(saved.status, 302);
  const { body } = await bench.objects(
    'GET',
    `contacts/${giulia}?properties=phone,hs_lead_status,hs_object_source`,
  );
  assert.equal(body.properties.phone, '+39 349 555 0142');
  assert.equal(body.properties.hs_lead_status, 'CONNECTED');
});

test('the edit form says what is wrong and refuses other sites', async () => {
  const wrong = await save(giulia, { yearly_use_kwh: 'molto' });
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /was not a valid number/);
  assert.equal((await save(giulia, { phone: '1' }, { origin: 'https://evil.example' })).status, 403);
});

test('saving an unchanged form changes nothing', async () => {
  const { ids } = await bench.control('POST', 'records', {
    object: 'deals',
    records: [
      {
        properties: {
          dealname: 'F',
          pipeline: 'default',
          dealstage: 'closedwon',
          closedate: '2026-11-22T10:00:00Z',
        },
      },
    ],
  });
  const before = (await bench.objects('GET', `deals/${ids[0]}`)).body;
  const body = new URLSearchParams({ dealname: 'F', closedate: '2026-11-22', amount: '' });
  await fetch(`${bench.url}${recordPath(ids[0], '0-3')}`, { method: 'POST', body, redirect: 'manual' });
  assert.deepEqual((await bench.objects('GET', `deals/${ids[0]}`)).body, before);
});

test('home, lists and unknown pages answer', async () => {
  assert.match(await read('/'), /Nordest Servizi/);
  assert.match(await read(`/contacts/${PORTAL}/objects/0-2`), /Prato Moda/);
  assert.match(await read(`/contacts/${PORTAL}/objects/0-48`), /Calls/);
  assert.equal((await fetch(`${bench.url}${recordPath('5')}`)).status, 404);
});

test('a merged-away id leads to the survivor’s page', async () => {
  const { body } = await bench.objects('POST', 'contacts', { properties: { email: 'dup@prato.example' } });
  await bench.objects('POST', 'contacts/merge', { primaryObjectId: giulia, objectIdToMerge: body.id });
  const answer = await fetch(`${bench.url}${recordPath(body.id)}`, { redirect: 'manual' });
  assert.equal(answer.headers.get('location'), `/hubspot${recordPath(giulia)}`);
});
