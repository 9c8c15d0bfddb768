import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MappingRow } from '../../../shared/mapping.js';
import type {
  GetMappingVersionResult,
  ListMappingVersionsResult,
} from '../../../shared/routes/mapping-versions.js';
import type { GetMappingResult } from '../../../shared/routes/mappings.js';
import { addWorkspace, openWorkbench, type Workbench } from '../workbench.js';

const DEALS = 'provider=hubspot&object=deal';

let bench: Workbench;
let other: Workbench;
let preset: MappingRow[];

before(async () => {
  bench = await openWorkbench({ role: 'api', seed: false });
  other = await addWorkspace(bench, 'ws_other');
  preset = (await ask<{ rows: MappingRow[] }>(`/crm/mappings/preset?${DEALS}`)).rows;
});
after(() => bench.service.close());

const ask = async <T>(path: string, key = bench.tenant.et) =>
  (await bench.service.api.get<T>(path, { key, expect: 200 })).body;
const inUse = (key?: string) => ask<GetMappingResult>(`/crm/mappings?${DEALS}`, key);
const versions = (more = '', key?: string) =>
  ask<ListMappingVersionsResult>(`/crm/mappings/versions?${DEALS}${more}`, key);
const versionOf = (number: number, more = '', key?: string) =>
  ask<GetMappingVersionResult>(`/crm/mappings/versions/${number}?${DEALS}${more}`, key);
const save = async (rows: MappingRow[], more: object = {}, key = bench.tenant.et, level = '') =>
  (
    await bench.service.api.put<GetMappingResult>(`/crm/mappings?${DEALS}${level}`, {
      key,
      body: { rows, ...more },
      expect: 200,
    })
  ).body;
const rollBack = (body: object, key = bench.tenant.et) =>
  bench.service.api.post<GetMappingResult>('/crm/mappings/rollback', {
    key,
    body: { provider: 'hubspot', object: 'deal', ...body },
  });

const change = (rows: MappingRow[], field: string, more: Partial<MappingRow>) =>
  rows.map((row) => (row.field === field ? { ...row, ...more } : row));
const without = (rows: MappingRow[], field: string) => rows.filter((row) => row.field !== field);
const CITY: MappingRow = { field: 'custom.city', crm: 'dealname', direction: 'from_crm', transforms: [] };

test('versions are listed newest first, with who saved them, why, and how much they changed', async () => {
  const first = change(preset, 'title', { rule: 'host_wins' });
  await save(first, { note: ' Ours are right ' });
  await save([...without(first, 'owner'), CITY]);
  const { versions: listed, next_cursor } = await versions();
  assert.deepEqual(
    listed.map(({ version, author, note, changes }) => ({ version, author, note, changes })),
    [
      { version: 2, author: 'Marta Rinaldi', note: null, changes: { added: 1, changed: 0, removed: 1 } },
      {
        version: 1,
        author: 'Marta Rinaldi',
        note: 'Ours are right',
        changes: { added: 0, changed: 1, removed: 0 },
      },
    ],
  );
  assert.equal(next_cursor, null);
  const page = await versions('&limit=1');
  assert.deepEqual([page.versions.length, page.versions[0]?.changes], [1, listed[0]?.changes]);
  const rest = await versions(`&limit=1&cursor=${page.next_cursor}`);
  assert.deepEqual([rest.versions, rest.next_cursor], [[listed[1]], null]);
});

test('a version shows its rows, and how they differ from those in use or from another version', async () => {
  const one = await versionOf(1);
  assert.deepEqual(one.rows, change(preset, 'title', { rule: 'host_wins' }));
  assert.deepEqual(
    one.diff.map(({ field, before, after }) => [field, before !== null, after !== null]),
    [
      ['owner', false, true],
      ['custom.city', true, false],
    ],
  );
  const base = await versionOf(0, '&against=1');
  assert.deepEqual([base.author, base.created_at, base.rows], [null, null, preset]);
  assert.deepEqual(
    base.diff.map(({ field, changed }) => [field, changed]),
    [['title', ['rule']]],
  );
  assert.deepEqual((await versionOf(2)).diff, []);
});

test('going back to a version saves it as the newest, which can be taken back as well', async () => {
  const before = await inUse();
  const one = await versionOf(1);
  const { status, body } = await rollBack({
    version: 1,
    base_version: before.version,
    note: 'It was better',
  });
  assert.equal(status, 200);
  assert.deepEqual([body.version, body.rows, body.source], [3, one.rows, 'workspace']);
  const [newest] = (await versions('&limit=1')).versions;
  assert.deepEqual([newest?.note, newest?.changes], ['It was better', { added: 1, changed: 0, removed: 1 }]);
  assert.deepEqual((await rollBack({ version: 2 })).body.rows, before.rows);
  const lines = await bench.sql(
    `SELECT actor, target, details FROM audit_log WHERE action = 'mapping_rolled_back' ORDER BY at`,
  );
  assert.deepEqual(lines[0], {
    actor: 'Marta Rinaldi',
    target: 'mapping:hubspot:deal',
    details: { version: 3, level: 'workspace', to: 1 },
  });
});

test('going back to nothing follows the default again, whatever it becomes', async () => {
  const { tenant } = bench;
  const appWide = change(preset, 'close_date', { direction: 'from_crm' });
  await save(appWide, {}, tenant.sk, '&level=app');
  const reset = (await rollBack({ version: 0 })).body;
  assert.deepEqual([reset.source, reset.rows, reset.base.version], ['app', appWide, 1]);

  const back = await rollBack({ version: 0, level: 'app' }, tenant.sk);
  assert.deepEqual([back.body.level, back.body.source, back.body.rows], ['app', 'preset', preset]);
  assert.deepEqual((await inUse()).rows, preset);
  const again = await rollBack({ version: 1, level: 'app' }, tenant.sk);
  assert.deepEqual(again.body.rows, appWide);
  assert.deepEqual((await inUse()).rows, appWide);
  assert.deepEqual(
    (await versions('&level=app', tenant.sk)).versions.map(({ version, author }) => [version, author]),
    [
      [3, 'Test app'],
      [2, 'Test app'],
      [1, 'Test app'],
    ],
  );
});

test('a version is shown over the default of today, so that going back undoes nobody else’s change', async () => {
  const { tenant } = bench;
  const appWide = change(preset, 'currency', { direction: 'from_crm' });
  await save(appWide, {}, tenant.sk, '&level=app');
  const expected = change(appWide, 'title', { rule: 'host_wins' });
  assert.deepEqual((await versionOf(1)).rows, expected);
  assert.deepEqual((await rollBack({ version: 1 })).body.rows, expected);
});

test('going back is refused when somebody saved meanwhile, to what never was, and to what cannot work any more', async () => {
  const { version, rows } = await inUse();
  const refused = (code: string, body: object) =>
    bench.service.api.refused('POST', '/crm/mappings/rollback', code, {
      key: bench.tenant.et,
      body: { provider: 'hubspot', object: 'deal', ...body },
    });
  await refused('mapping_version_conflict', { version: 1, base_version: version - 1 });
  await refused('mapping_version_not_found', { version: version + 1 });
  await refused('bad_request', { version: -1 });
  await bench.sql(
    `UPDATE crm_field_mappings SET rows = rows || '[{"field": "custom.gone", "crm": "gone", "direction": "both", "transforms": []}]',
            overrides = array_append(overrides, 'custom.gone') WHERE object = 'deal' AND version = 2 AND workspace_id IS NOT NULL RETURNING 1`,
  );
  const answer = await refused('mapping_invalid', { version: 2 });
  assert.match(answer.text, /gone/);
  assert.deepEqual([(await inUse()).version, (await inUse()).rows], [version, rows]);
});

test('asking again with one Idempotency-Key goes back once', async () => {
  const before = await inUse();
  const headers = { 'idempotency-key': 'roll-back-1' };
  const ask = () =>
    bench.service.api.post<GetMappingResult>('/crm/mappings/rollback', {
      key: bench.tenant.et,
      headers,
      body: { provider: 'hubspot', object: 'deal', version: 2 - 1 },
      expect: 200,
    });
  const [one, two] = [await ask(), await ask()];
  assert.deepEqual([one.body.version, two.body], [before.version + 1, one.body]);
  assert.equal((await inUse()).version, before.version + 1);
});

test("another tenant's versions are not there", async () => {
  const key = other.tenant.et;
  assert.deepEqual(await versions('', key), { versions: [], next_cursor: null });
  assert.deepEqual(await versions('&level=app', other.tenant.sk), { versions: [], next_cursor: null });
  const { api } = bench.service;
  for (const [path, who] of [
    [`/crm/mappings/versions/1?${DEALS}`, key],
    [`/crm/mappings/versions/0?${DEALS}&against=1`, key],
    [`/crm/mappings/versions/1?${DEALS}&level=app`, other.tenant.sk],
  ] as const)
    await api.refused('GET', path, 'mapping_version_not_found', { key: who });
  await api.refused('POST', '/crm/mappings/rollback', 'mapping_version_not_found', {
    key,
    body: { provider: 'hubspot', object: 'deal', version: 1 },
  });
});
