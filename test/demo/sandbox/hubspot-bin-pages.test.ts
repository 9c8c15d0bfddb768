import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HubspotBench, PORTAL } from './hubspot-client.js';

let bench: HubspotBench;
before(async () => {
  bench = await HubspotBench.connected();
});
after(() => bench.close());

const LIST = `/contacts/${PORTAL}/objects/0-1`;
const recordPath = (id: string): string => `/contacts/${PORTAL}/record/0-1/${id}`;

async function read(path: string): Promise<string> {
  const answer = await fetch(`${bench.url}${path}`);
  assert.equal(answer.status, 200);
  return answer.text();
}

function post(
  path: string,
  fields: [string, string][],
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams(fields);
  return fetch(`${bench.url}${path}`, { method: 'POST', body, headers, redirect: 'manual' });
}

const idsOn = (page: string): string[] =>
  [...page.matchAll(/name="id" value="(\d+)"/g)].map((match) => match[1] ?? '');
const isThere = async (id: string) => (await bench.objects('GET', `contacts/${id}`)).status === 200;

test('many are deleted from the list once their number was entered, and restored from the bin', async () => {
  const chosen = idsOn(await read(LIST)).slice(0, 3);
  const fields = chosen.map((id): [string, string] => ['id', id]);
  const asked = await post(`${LIST}/delete`, fields);
  assert.equal(asked.status, 200);
  assert.match(await asked.text(), /Delete 3 contacts\?[\s\S]*Enter the number of records to delete: 3/);
  assert.equal((await post(`${LIST}/delete`, [...fields, ['confirm', '2']])).status, 400);
  assert.ok(await isThere(chosen[0] ?? ''), 'nothing was deleted so far');
  const deleted = await post(`${LIST}/delete`, [...fields, ['confirm', '3']]);
  assert.equal(deleted.headers.get('location'), `/hubspot${LIST}?deleted=3`);
  assert.deepEqual(await Promise.all(chosen.map(isThere)), [false, false, false]);
  assert.match(await read(`${LIST}?deleted=3`), /3 contacts deleted\./);
  assert.deepEqual(idsOn(await read(`${LIST}/restore`)).sort(), [...chosen].sort());
  const restored = await post(`${LIST}/restore`, [['id', chosen[0] ?? '']]);
  assert.equal(restored.headers.get('location'), `/hubspot${LIST}/restore?restored=1`);
  assert.deepEqual(await Promise.all(chosen.map(isThere)), [true, false, false]);
  await post(`${LIST}/restore`, [['all', '1']]);
  assert.deepEqual(await Promise.all(chosen.map(isThere)), [true, true, true]);
  assert.match(await read(`${LIST}/restore`), /No deleted contacts/);
});

test('one is deleted from its page after a question', async () => {
  const [id = ''] = idsOn(await read(LIST));
  assert.match(await read(recordPath(id)), /Delete contact/);
  assert.match(await (await post(`${LIST}/delete`, [['id', id]])).text(), /Delete 1 contact\?/);
  await post(`${LIST}/delete`, [
    ['id', id],
    ['confirm', '1'],
  ]);
  assert.equal(await isThere(id), false);
  assert.match(await read(recordPath(id)), /deleted/);
});

test('links choose a page or all of a list', async () => {
  const page = await read(`${LIST}?select=page`);
  assert.equal(page.match(/ checked/g)?.length, 50);
  const all = await read(`${LIST}?select=all`);
  assert.match(all, /All 99 contacts selected/);
  assert.match(await (await post(`${LIST}/delete`, [['all', '1']])).text(), /Delete 99 contacts\?/);
});

test('a record is merged into the one whose page is open', async () => {
  const [keeps = '', goes = ''] = idsOn(await read(LIST));
  const merged = await post(`${recordPath(keeps)}/merge`, [['id', goes]]);
  assert.equal(merged.headers.get('location'), `/hubspot${recordPath(keeps)}?merged`);
  assert.equal((await bench.objects('GET', `contacts/${goes}`)).body.id, keeps);
  for (const id of [keeps, '5'])
    assert.equal((await post(`${recordPath(keeps)}/merge`, [['id', id]])).status, 400);
});

test('forms of other sites are refused', async () => {
  const [id = ''] = idsOn(await read(LIST));
  const foreign = { origin: 'https://evil.example' };
  for (const path of [`${LIST}/delete`, `${LIST}/restore`, `${recordPath(id)}/merge`]) {
    const fields: [string, string][] = [
      ['id', id],
      ['confirm', '1'],
    ];
    assert.equal((await post(path, fields, foreign)).status, 403, path);
  }
  assert.ok(await isThere(id));
  // With "no-referrer" browsers would send "Origin: null" with the forms of the page itself.
  const { headers } = await fetch(`${bench.url}${LIST}`);
  assert.equal(headers.get('referrer-policy'), 'same-origin');
});
