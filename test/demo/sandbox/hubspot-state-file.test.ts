import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, it } from 'node:test';
import { HubspotBench } from './hubspot-client.js';

let folder: string;
let stateFile: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crm-connect-sandbox-'));
  stateFile = join(folder, 'hubspot.json');
});

after(() => rm(folder, { recursive: true, force: true }));

const open = new Set<HubspotBench>();

async function start(): Promise<HubspotBench> {
  const bench = await HubspotBench.start({ limits: false }, stateFile);
  open.add(bench);
  return bench;
}

async function stop(bench: HubspotBench): Promise<void> {
  open.delete(bench);
  await bench.close();
}

afterEach(async () => {
  for (const bench of open) await stop(bench);
});

it('keeps records, links, definitions and installs in its file from one start to the next', async () => {
  const first = await start();
  const { refresh_token } = await first.connect({ optional_scope: 'crm.schemas.contacts.write' });
  const property = {
    ...{ name: 'our_key', label: 'Our key', type: 'string', fieldType: 'text' },
    ...{ groupName: 'contactinformation', hasUniqueValue: true },
  };
  assert.equal((await first.api('POST', '/crm/properties/2026-09/contacts', property)).status, 201);
  const properties = { email: 'new@prato.example', our_key: 'k-1' };
  const companies = await first.control('GET', 'records?object=companies&limit=1');
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];
  const associations = [{ to: { id: companies.results[0].id }, types }];
  const created = await first.objects('POST', 'contacts', { properties, associations });
  assert.equal(created.status, 201);
  const gone = await first.control('GET', 'records?object=contacts&limit=1');
  const goneId = gone.results[0].id;
  assert.equal((await first.objects('DELETE', `contacts/${goneId}`)).status, 204);
  const before = await first.control('GET', 'records?object=contacts&limit=1000');
  await stop(first);

  const second = await start();
  second.token = first.token;
  const now = await second.control('GET', 'records?object=contacts&limit=1000');
  assert.deepEqual(now, before);
  const found = await second.objects('POST', 'contacts/search', {
    filterGroups: [{ filters: [{ propertyName: 'our_key', operator: 'EQ', value: 'k-1' }] }],
  });
  assert.deepEqual(
    found.body.results.map((each: { id: string }) => each.id),
    [created.body.id],
  );
  const archived = await second.control('GET', `records?object=contacts&archived=true&id=${goneId}`);
  assert.equal(archived.total, 1);
  const twin = { properties: { email: 'twin@prato.example', our_key: 'K-1' } };
  assert.equal((await second.objects('POST', 'contacts', twin)).status, 400);
  const next = await second.objects('POST', 'contacts', {
    properties: { email: 'next@prato.example' },
  });
  assert.ok(Number(next.body.id) > Number(created.body.id));
  const renewed = await second.oauth('token', { grant_type: 'refresh_token', refresh_token });
  assert.equal(renewed.status, 200);
});

it('starts from its seed when the file cannot be read', async () => {
  await writeFile(stateFile, '{"shape":1,"grants":');
  const bench = await start();
  const { total } = await bench.control('GET', 'records?object=contacts');
  await stop(bench);
  assert.equal(total, 100);
});

it('keeps its file, which holds tokens, from the eyes of others', async () => {
  const bench = await start();
  await bench.connect();
  await stop(bench);
  assert.equal((await stat(stateFile)).mode & 0o777, 0o600);
});
