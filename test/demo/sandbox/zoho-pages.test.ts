import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
let giulia: string;
let tab: string;
before(async () => {
  bench = await ZohoBench.connected();
  giulia = await bench.contactId('giulia.ferri@prato.example');
  const [org] = (await bench.api('GET', 'org')).body.org;
  tab = `/crm/org${org.zgid}/tab`;
});
after(() => bench.close());

async function read(path: string): Promise<string> {
  const answer = await fetch(`${bench.url}${path}`);
  assert.equal(answer.status, 200, path);
  return answer.text();
}

function save(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams(fields);
  return fetch(`${bench.url}${path}`, { method: 'POST', body, headers, redirect: 'manual' });
}

test('a contact’s page shows the call logged on it, and the call’s page leads back', async () => {
  const { details } = await bench.row('POST', 'Calls', {
    Subject: 'Chiamata in uscita',
    Call_Type: 'Outbound',
    Call_Start_Time: '2026-11-22T10:00:00+00:00',
    Call_Duration: '01:35',
    Call_Result: 'Interested',
    Description: 'Richiamare giovedì',
    Voice_Recording__s: 'https://rec.example/1.mp3',
    Who_Id: { id: giulia },
  });
  const page = await read(`${tab}/Contacts/${giulia}`);
  for (const text of [
    'Chiamata in uscita',
    'Outbound',
    'Completed',
    'Interested',
    '01:35',
    'Richiamare giovedì',
  ])
    assert.ok(page.includes(text), text);
  assert.ok(page.includes('href="https://rec.example/1.mp3"'));
  assert.ok(page.includes('Prato Moda'));
  const call = await read(`${tab}/Calls/${details.id}`);
  assert.ok(call.includes(`/zoho${tab}/Contacts/${giulia}`));
});

test('what people type is shown as text', async () => {
  const attack = '"><img src=x onerror=alert(1)>';
  const { details } = await bench.row('POST', 'Contacts', { Last_Name: attack });
  await bench.row('POST', 'Notes', {
    Note_Title: attack,
    Note_Content: attack,
    Parent_Id: { module: { api_name: 'Contacts' }, id: details.id },
  });
  assert.ok(!(await read(`${tab}/Contacts/${details.id}`)).includes('<img'));
  assert.ok(!(await read(`${tab}/Contacts?after=${giulia}`)).includes('<img'));
});

test('the edit form changes the record as the API sees it, and says what is wrong', async () => {
  const path = `${tab}/Contacts/${giulia}`;
  assert.equal((await save(path, { Phone: '+39 349 555 0142', Yearly_Use_kWh: '50000' })).status, 302);
  const { body } = await bench.api('GET', `Contacts/${giulia}?fields=Phone,Yearly_Use_kWh`);
  assert.deepEqual([body.data[0].Phone, body.data[0].Yearly_Use_kWh], ['+39 349 555 0142', 50_000]);
  const wrong = await save(path, { Email: 'nope' });
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /invalid data: Email/);
  assert.equal((await save(path, { Phone: '1' }, { origin: 'https://evil.example' })).status, 403);
});

test('saving an unchanged form changes nothing', async () => {
  const before = (await bench.api('GET', `Contacts/${giulia}`)).body;
  await save(`${tab}/Contacts/${giulia}`, { Last_Name: 'Ferri', Mobile: '' });
  assert.deepEqual((await bench.api('GET', `Contacts/${giulia}`)).body, before);
});

test('home, lists and unknown pages answer', async () => {
  assert.match(await read('/'), /Nordest Japan/);
  assert.match(await read(`${tab}/Accounts`), /Prato Moda/);
  assert.match(await read(`${tab}/Deals`), /Qualification/);
  assert.equal((await fetch(`${bench.url}${tab}/Contacts/5`)).status, 404);
  assert.equal((await fetch(`${bench.url}/crm/org1/tab/Contacts`)).status, 404);
});

const idsOn = (page: string): string[] =>
  [...page.matchAll(/name="id" value="(\d+)"/g)].map((match) => match[1] ?? '');

function post(
  path: string,
  fields: [string, string][],
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams(fields);
  return fetch(`${bench.url}${path}`, { method: 'POST', body, headers, redirect: 'manual' });
}

const isThere = async (id: string) => (await bench.api('GET', `Deals/${id}?fields=Stage`)).status === 200;

test('many are deleted from the list after a question, restored from the bin, or gone for good', async () => {
  const list = `${tab}/Deals`;
  const chosen = idsOn(await read(list)).slice(0, 3);
  const fields = chosen.map((id): [string, string] => ['id', id]);
  assert.match(await (await post(`${list}/delete`, fields)).text(), /Delete 3 deals\?/);
  assert.ok(await isThere(chosen[0] ?? ''), 'nothing was deleted so far');
  const deleted = await post(`${list}/delete`, [...fields, ['confirm', '1']]);
  assert.equal(deleted.headers.get('location'), `/zoho${list}?deleted=3`);
  assert.deepEqual(await Promise.all(chosen.map(isThere)), [false, false, false]);
  assert.deepEqual(idsOn(await read(`${list}/bin`)).sort(), chosen);
  await post(`${list}/bin`, [
    ['id', chosen[0] ?? ''],
    ['action', 'restore'],
  ]);
  await post(`${list}/bin`, [
    ['all', '1'],
    ['action', 'purge'],
  ]);
  assert.deepEqual(await Promise.all(chosen.map(isThere)), [true, false, false]);
  const { body } = await bench.api('GET', 'Deals/deleted?type=permanent');
  assert.equal(body.info.count, 2);
  assert.match(await read(`${list}/bin`), /No deleted deals/);
});

test('a record is merged into the one whose page is open', async () => {
  const path = `${tab}/Contacts/${giulia}`;
  const { details } = await bench.row('POST', 'Contacts', { Last_Name: 'Doppia' });
  const merged = await post(`${path}/merge`, [['id', details.id]]);
  assert.equal(merged.headers.get('location'), `/zoho${path}?merged`);
  assert.equal((await bench.api('GET', `Contacts/${details.id}`)).status, 204);
  for (const id of [giulia, '5']) assert.equal((await post(`${path}/merge`, [['id', id]])).status, 400);
});

test('forms of other sites are refused', async () => {
  const foreign = { origin: 'https://evil.example' };
  for (const path of ['Contacts/delete', 'Contacts/bin', `Contacts/${giulia}/merge`])
    assert.equal(
      (
        await post(
          `${tab}/${path}`,
          [
            ['id', giulia],
            ['confirm', '1'],
          ],
          foreign,
        )
      ).status,
      403,
      path,
    );
  assert.equal((await bench.api('GET', `Contacts/${giulia}`)).status, 200);
});
