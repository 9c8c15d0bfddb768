import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type MappingDocument, type MappingRow, MOST_MAPPING_ROWS } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';
import type { ImportMappingsResult } from '../../../shared/routes/mapping-documents.js';
import type { GetMappingResult } from '../../../shared/routes/mappings.js';
import { addWorkspace, openWorkbench, type Workbench } from '../workbench.js';

const EXPORT = '/crm/mappings/export?provider=hubspot';

let bench: Workbench;
let other: Workbench;

before(async () => {
  bench = await openWorkbench({ role: 'api', seed: false });
  other = await addWorkspace(bench, 'ws_other');
});
after(() => bench.service.close());

const exported = async (key = bench.tenant.et, more = '') =>
  (await bench.service.api.get<MappingDocument>(EXPORT + more, { key, expect: 200 })).body;
const bring = async (body: object, key = bench.tenant.et) =>
  (await bench.service.api.post<ImportMappingsResult>('/crm/mappings/import', { key, body, expect: 200 }))
    .body;
const refused = (code: string, body: object, key = bench.tenant.et) =>
  bench.service.api.refused('POST', '/crm/mappings/import', code, { key, body });
const inUse = async (object: ObjectName, key = bench.tenant.et) =>
  (
    await bench.service.api.get<GetMappingResult>(`/crm/mappings?provider=hubspot&object=${object}`, {
      key,
      expect: 200,
    })
  ).body;
const written = () =>
  bench.sql(
    `SELECT (SELECT count(*)::int FROM crm_field_mappings) AS versions, (SELECT count(*)::int FROM audit_log) AS lines`,
  );

const changed = (
  document: MappingDocument,
  object: ObjectName,
  change: (rows: MappingRow[]) => MappingRow[],
) => ({
  ...document,
  mappings: document.mappings.map((one) =>
    one.object === object ? { ...one, rows: change(one.rows) } : one,
  ),
});
const readOnly = (rows: MappingRow[]) => rows.map((row) => ({ ...row, direction: 'from_crm' as const }));
const rowsOf = ({ mappings }: MappingDocument) => mappings;

test('an export holds every object in use at a level, or the one that was asked for', async () => {
  const all = await exported();
  assert.deepEqual([all.format, all.format_version, all.provider], ['crm-connect/mapping', 1, 'hubspot']);
  assert.deepEqual(all.mappings.map(({ object }) => object).sort(), [
    'activity',
    'company',
    'contact',
    'deal',
  ]);
  assert.deepEqual((await exported(undefined, '&object=deal')).mappings, [
    { object: 'deal', rows: (await inUse('deal')).rows },
  ]);
  assert.deepEqual(rowsOf(await exported(bench.tenant.sk, '&level=app')), rowsOf(all));
});

test('a dry run tells what would change and what is wrong, and writes nothing', async () => {
  const before = await written();
  const document = changed(changed(await exported(), 'deal', readOnly), 'company', (rows) => [
    ...rows,
    { field: 'custom.odd', crm: 'no_such_property', direction: 'both', transforms: [] },
  ]);
  const { objects, saved } = await bring({ document, dry_run: true });
  assert.equal(saved, false);
  const of = (object: ObjectName) => objects.find((one) => one.object === object);
  assert.deepEqual(of('contact')?.diff, []);
  assert.deepEqual(
    of('company')?.diff.map(({ field, before }) => [field, before]),
    [['custom.odd', null]],
  );
  assert.ok(
    of('company')?.faults.some(({ crm, severity }) => crm === 'no_such_property' && severity === 'error'),
  );
  assert.ok(of('deal')?.diff.every((diff) => diff.changed.join() === 'direction'));
  assert.deepEqual(await written(), before);
});

test('one mapping that cannot work keeps out all of the file', async () => {
  const before = await written();
  const document = changed(changed(await exported(), 'contact', readOnly), 'deal', (rows) => [
    ...rows,
    { field: 'custom.odd', crm: 'no_such_property', direction: 'both', transforms: [] },
  ]);
  const answer = await refused('mapping_invalid', { document });
  const index = document.mappings.findIndex(({ object }) => object === 'deal');
  assert.deepEqual(
    answer.body.errors?.map(({ path }) => path),
    [`document.mappings.${index}.rows.${(document.mappings[index]?.rows.length ?? 0) - 1}.crm`],
  );
  assert.deepEqual(await written(), before);
});

test('what one workspace exports, another imports and exports again as it was', async () => {
  const document = changed(await exported(), 'deal', readOnly);
  const { saved, objects } = await bring({ document, note: 'From staging' });
  assert.ok(saved);
  assert.equal(objects.filter(({ diff }) => diff.length > 0).length, 1);
  assert.deepEqual(rowsOf(await exported()), rowsOf(document));
  assert.equal((await inUse('contact')).version, 0, 'what is in use like this makes no version');

  const theirs = other.tenant.et;
  const file = await exported();
  await bring({ document: file, provider: 'hubspot' }, theirs);
  assert.deepEqual(rowsOf(await exported(theirs)), rowsOf(file));
  const again = await bring({ document: file }, theirs);
  assert.deepEqual([again.saved, again.objects.flatMap(({ diff }) => diff)], [true, []]);
  const lines = await bench.sql(
    `SELECT actor, details FROM audit_log WHERE action = 'mapping_imported' ORDER BY at`,
  );
  assert.deepEqual(lines, [
    { actor: 'Marta Rinaldi', details: { version: 1, level: 'workspace' } },
    { actor: 'Marta Rinaldi', details: { version: 1, level: 'workspace' } },
  ]);
});

test('an app’s default is imported by its backend, and reaches who decided nothing', async () => {
  const document = changed(await exported(), 'contact', readOnly);
  const { saved } = await bring({ document, level: 'app' }, bench.tenant.sk);
  assert.ok(saved);
  const contact = await inUse('contact');
  assert.deepEqual([contact.source, contact.rows], ['app', readOnly(contact.rows)]);
  assert.equal((await inUse('contact', other.tenant.et)).source, 'preset');
});

test('an import that began from an older version of one mapping saves none of them', async () => {
  const before = await written();
  const document = changed(
    changed(await exported(), 'deal', (rows) => rows.slice(1)),
    'company',
    readOnly,
  );
  await refused('mapping_version_conflict', { document, base_versions: { deal: 0 } });
  assert.deepEqual(await written(), before);
});

test('a file of another kind, time or CRM is refused, saying which', async () => {
  const document = await exported();
  const says = async (change: object, body: object, what: RegExp) => {
    const answer = await refused('mapping_document_unknown', {
      document: { ...document, ...change },
      ...body,
    });
    assert.match(answer.body.detail, what);
  };
  await says({ format: 'somebody/else' }, {}, /somebody\/else/);
  await says({ format_version: 2 }, {}, /format_version is 2/);
  await says({}, { provider: 'zoho' }, /hubspot, not of zoho/);
  await says({ mappings: [document.mappings[0], document.mappings[0]] }, {}, /more than once/);
  await refused('provider_unknown', { document: { ...document, provider: 'nocrm' } });
  await refused('not_connected', {
    document: { ...document, provider: 'zoho', mappings: [{ object: 'deal', rows: [] }] },
  });
});

test('a hostile file is refused and leaves no trace', async () => {
  const before = await written();
  const document = await exported();
  const withRow = (row: object) => ({
    document: { ...document, mappings: [{ object: 'deal', rows: [row] }] },
  });
  const row = { field: 'title', crm: 'dealname', direction: 'both', transforms: [] };
  await refused('bad_request', { document: { ...document, mappings: [] } });
  await refused('bad_request', { document: { ...document, mappings: [{ object: '__proto__', rows: [] }] } });
  await refused('bad_request', { document: { ...document, admin: true } });
  await refused('bad_request', withRow({ ...row, evil: 1 }));
  await refused('bad_request', withRow({ ...row, transforms: Array(11).fill({ name: 'trim' }) }));
  await refused('bad_request', withRow({ ...row, transforms: [{ name: 'constructor' }] }));
  await refused(
    'bad_request',
    JSON.parse('{"document": {"__proto__": {"format": "crm-connect/mapping"}}}') as object,
  );
  await refused('bad_request', { document, base_versions: { constructor: 1 } });
  const many = Array.from({ length: MOST_MAPPING_ROWS + 1 }, (_, index) => ({
    ...row,
    field: `custom.f${index}`,
  }));
  await refused('bad_request', { document: { ...document, mappings: [{ object: 'deal', rows: many }] } });
  for (const field of ['__proto__', 'constructor', 'custom.__proto__', 'toString'])
    await refused('mapping_invalid', withRow({ ...row, field }));
  await refused('mapping_invalid', withRow({ ...row, crm: '__proto__' }));
  await refused('body_too_large', withRow({ ...row, field: 'x'.repeat(2_000_000) }));
  assert.deepEqual(await written(), before);
});
