import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MappingRow } from '../../../shared/mapping.js';
import type { GetMappingResult } from '../../../shared/routes/mappings.js';
import { waitUntil } from '../../support/service.js';
import { addWorkspace, openWorkbench, type Workbench } from '../workbench.js';

const CONTACTS = '/crm/mappings?provider=hubspot&object=contact';
const DEFAULT = `${CONTACTS}&level=app`;

/** Two workspaces of one app, and one of another, that hold copies of the same CRM account. */
let bench: Workbench;
let sibling: string;
let other: Workbench;

before(async () => {
  bench = await openWorkbench();
  const { service, tenant } = bench;
  sibling = await service.createEmbedToken(tenant.sk, { workspace_id: 'ws_2', actor: { name: 'Paolo' } });
  const { id } = await service.connect(sibling);
  other = await addWorkspace(bench, 'ws_other');
  await bench.sync(true, ['contact']);
  await other.sync(true, ['contact']);
  await service.api.post('/crm/sync/start', {
    key: sibling,
    body: { provider: 'hubspot', backfill: true, objects: ['contact'] },
    expect: 202,
  });
  await waitUntil('the sibling is copied', async () => {
    const rows = await bench.sql(
      `SELECT 1 FROM crm_sync_cursors WHERE connection_id = $1 AND object = 'contact' AND backfilled_at IS NOT NULL`,
      id,
    );
    return rows.length === 1;
  });
  await settled();
});
after(() => bench.service.close());

const read = async (key: string, path = CONTACTS) =>
  (await bench.service.api.get<GetMappingResult>(path, { key, expect: 200 })).body;
const save = async (key: string, rows: MappingRow[], more: object = {}, path = CONTACTS) =>
  (await bench.service.api.put<GetMappingResult>(path, { key, body: { rows, ...more }, expect: 200 })).body;

const withField = (rows: MappingRow[], field: string, crm: string): MappingRow[] => [
  ...rows.filter((row) => row.field !== field),
  { field, crm, direction: 'from_crm', transforms: [] },
];
const crmOf = ({ rows }: { rows: MappingRow[] }, field: string) =>
  rows.find((row) => row.field === field)?.crm ?? null;

const settled = () =>
  waitUntil('no run is under way or about to be', async () => {
    const rows = await bench.sql(
      `SELECT 1 FROM crm_sync_runs WHERE state IN ('queued', 'running')
       UNION ALL SELECT 1 FROM crm_sync_schedules WHERE next_run_at <= now() + interval '1 second'`,
    );
    return rows.length === 0;
  });

/** Workspaces in which a title of a contact is what another field of it is. */
const titledBy = (field: string) =>
  bench.sql<{ workspace: string; wrong: number }>(
    `SELECT w.external_id AS workspace, count(*) FILTER (WHERE lower(r.fields ->> 'title') IS DISTINCT FROM lower(r.fields ->> $1))::int AS wrong
       FROM crm_records r JOIN workspaces w ON w.id = r.workspace_id WHERE object = 'contact' GROUP BY 1 ORDER BY 1`,
    field,
  );
const isTitled = async (workspace: string, field: string) =>
  (await titledBy(field)).some((row) => row.workspace === workspace && row.wrong === 0);

test('a new default reaches every workspace of the app, and no other, and their records are read again', async () => {
  const { tenant } = bench;
  const before = await read(tenant.et);
  assert.deepEqual([before.level, before.version, before.source], ['workspace', 0, 'preset']);
  assert.deepEqual(before.base, { source: 'preset', version: 0, rows: before.rows });
  assert.deepEqual((await read(tenant.sk, DEFAULT)).rows, before.rows);

  const saved = await save(
    tenant.sk,
    withField(before.rows, 'title', 'lastname'),
    { note: 'Names' },
    DEFAULT,
  );
  assert.deepEqual([saved.level, saved.version, saved.source, saved.can_edit], ['app', 1, 'app', true]);
  assert.deepEqual(saved.base, before.base);

  for (const key of [tenant.et, sibling]) {
    const mapping = await read(key);
    assert.deepEqual([mapping.level, mapping.version, mapping.source], ['workspace', 0, 'app']);
    assert.deepEqual(mapping.base, { source: 'app', version: 1, rows: saved.rows });
    assert.deepEqual(mapping.rows, saved.rows);
  }
  assert.deepEqual((await read(other.tenant.et)).source, 'preset');
  await waitUntil(
    'both are read again',
    async () => (await isTitled('ws_1', 'last_name')) && (await isTitled('ws_2', 'last_name')),
  );
  assert.ok(!(await isTitled('ws_other', 'last_name')));
  await settled();
});

test('a workspace keeps what it decided itself and follows the default in all else', async () => {
  const { tenant } = bench;
  const mine = await save(tenant.et, withField((await read(tenant.et)).rows, 'title', 'firstname'));
  assert.deepEqual([mine.version, mine.source, mine.updated_by], [1, 'workspace', 'Marta Rinaldi']);
  const [stored] = await bench.sql(
    `SELECT overrides FROM crm_field_mappings m JOIN workspaces w ON w.id = m.workspace_id WHERE w.external_id = 'ws_1'`,
  );
  assert.deepEqual(stored, { overrides: ['title'] }, 'only what differs is decided');

  const appWide = await read(tenant.sk, DEFAULT);
  const next = withField(withField(appWide.rows, 'title', 'email'), 'custom.city', 'city');
  await save(tenant.sk, next, { base_version: 1 }, DEFAULT);
  const [own, theirs] = [await read(tenant.et), await read(sibling)];
  assert.deepEqual([crmOf(own, 'title'), crmOf(own, 'custom.city')], ['firstname', 'city']);
  assert.deepEqual([crmOf(theirs, 'title'), crmOf(theirs, 'custom.city')], ['email', 'city']);
  assert.equal(own.base.version, 2);
  await waitUntil(
    'each is read again as it maps',
    async () => (await isTitled('ws_1', 'first_name')) && (await isTitled('ws_2', 'email')),
  );
  await settled();
});

test('a mapping saved before there were levels stays as it is until somebody saves it', async () => {
  const { tenant } = bench;
  const rows = withField((await read(sibling)).rows, 'title', 'firstname').filter(
    ({ field }) => field !== 'custom.city',
  );
  await bench.sql(
    `INSERT INTO crm_field_mappings (app_id, workspace_id, provider, object, version, rows, alike_since)
     SELECT app_id, id, 'hubspot', 'contact', 1, $1, 1 FROM workspaces WHERE external_id = 'ws_2' RETURNING 1`,
    JSON.stringify(rows),
  );
  assert.deepEqual((await read(sibling)).rows, rows);
  await save(tenant.sk, withField((await read(tenant.sk, DEFAULT)).rows, 'custom.zip', 'zip'), {}, DEFAULT);
  const untouched = await read(sibling);
  assert.deepEqual([untouched.rows, untouched.version, untouched.source], [rows, 1, 'workspace']);

  const saved = await save(sibling, rows, { base_version: 1 });
  assert.deepEqual(saved.rows, rows, 'saving it as it is changes nothing either');
  await save(tenant.sk, withField((await read(tenant.sk, DEFAULT)).rows, 'country_iso', 'city'), {}, DEFAULT);
  const following = await read(sibling);
  assert.deepEqual(
    [crmOf(following, 'country_iso'), crmOf(following, 'title'), crmOf(following, 'custom.zip')],
    ['city', 'firstname', null],
  );
  await settled();
});

test('a copy that a person called off, or of which nobody knows how it was mapped, is not begun by a new default', async () => {
  const { tenant, sql } = bench;
  const cursors = (set: string, workspace: string) =>
    sql(
      `UPDATE crm_sync_cursors SET ${set} WHERE object = 'contact' AND connection_id =
         (SELECT c.id FROM crm_connections c JOIN workspaces w ON w.id = c.workspace_id WHERE w.external_id = $1) RETURNING 1`,
      workspace,
    );
  await cursors('backfill_cancelled_at = now()', 'ws_1');
  await cursors('mapping_key = NULL', 'ws_2');
  const copies = () => sql(`SELECT id FROM crm_sync_runs WHERE kind = 'backfill' ORDER BY id`);
  const standing = () =>
    sql<{ key: string; at: Date }>(
      `SELECT k.mapping_key AS key, k.last_synced_at AS at FROM crm_sync_cursors k JOIN crm_connections c ON c.id = k.connection_id
         JOIN workspaces w ON w.id = c.workspace_id WHERE object = 'contact' AND w.external_id <> 'ws_other' ORDER BY w.external_id`,
    );
  const before = await copies();
  const polled = await standing();
  await save(
    tenant.sk,
    withField((await read(tenant.sk, DEFAULT)).rows, 'custom.state', 'state'),
    {},
    DEFAULT,
  );
  await waitUntil('both were polled', async () =>
    (await standing()).every(({ at }, index) => at > (polled[index]?.at ?? at)),
  );
  await settled();
  assert.deepEqual(await copies(), before);
  const keys = await standing();
  const { version } = await read(tenant.sk, DEFAULT);
  assert.ok(!keys[0]?.key.startsWith(`${version}.`), 'what was called off still waits for somebody');
  assert.ok(keys[1]?.key.startsWith(`${version}.`), 'from now on it is known');
  await cursors('backfill_cancelled_at = NULL', 'ws_1');
  await save(
    tenant.sk,
    withField((await read(tenant.sk, DEFAULT)).rows, 'custom.state', 'country'),
    {},
    DEFAULT,
  );
  await waitUntil('both are copied again', async () => (await copies()).length === before.length + 2);
  await settled();
});

test('what only matters for writing has nothing read again', async () => {
  const { tenant } = bench;
  const runs = () => bench.sql(`SELECT id FROM crm_sync_runs WHERE kind = 'backfill' ORDER BY id`);
  await settled();
  const before = await runs();
  const { rows, version } = await read(tenant.et);
  const changed = rows.map((row) => (row.field === 'email' ? { ...row, rule: 'host_wins' as const } : row));
  assert.equal((await save(tenant.et, changed)).version, version + 1);
  assert.deepEqual(await runs(), before);
});

test('a save that began from an older version, or from an older default, is refused', async () => {
  const { tenant, service } = bench;
  const { rows, version, base } = await read(tenant.et);
  const refused = (body: object) =>
    service.api.refused('PUT', CONTACTS, 'mapping_version_conflict', {
      key: tenant.et,
      body: { rows, ...body },
    });
  const answer = await refused({ base_version: version - 1 });
  assert.equal(answer.status, 409);
  await refused({ base_version: version, default_version: base.version - 1 });
  const saved = await save(tenant.et, rows, { base_version: version, default_version: base.version });
  assert.equal(saved.version, version + 1);
});

test('of several who save at the same moment one succeeds, and each of the others is told', async () => {
  const { tenant, service } = bench;
  const { rows, version } = await read(tenant.et);
  const titles = ['firstname', 'lastname', 'email', 'city'];
  const answers = await Promise.all(
    titles.map((crm) =>
      service.api.put<GetMappingResult>(CONTACTS, {
        key: tenant.et,
        body: { rows: withField(rows, 'title', crm), base_version: version },
      }),
    ),
  );
  const won = answers.filter(({ status }) => status === 200).map(({ body }) => body);
  assert.equal(won.length, 1);
  assert.equal(answers.filter(({ status }) => status === 409).length, titles.length - 1);
  const now = await read(tenant.et);
  assert.equal(now.version, version + 1);
  assert.deepEqual(
    [now.rows],
    won.map((body) => body.rows),
  );
  const [lines] = await bench.sql(
    `SELECT count(*)::int AS n FROM audit_log WHERE action = 'mapping_saved' AND (details ->> 'version')::int = $1
        AND details ->> 'level' = 'workspace' AND workspace_id = (SELECT workspace_id FROM crm_connections WHERE id = $2)`,
    version + 1,
    bench.connection.id,
  );
  assert.deepEqual(lines, { n: 1 });
});

test('a field that has two rows is refused, also where one of them is in use already', async () => {
  const { tenant, service } = bench;
  const { rows } = await read(tenant.et);
  const [first] = rows as [MappingRow];
  for (const twice of [
    [...rows, first],
    [{ ...first, rule: 'crm_only' }, ...rows],
  ]) {
    const answer = await service.api.refused('PUT', CONTACTS, 'mapping_invalid', {
      key: tenant.et,
      body: { rows: twice },
    });
    assert.ok(answer.body.errors?.some(({ code }) => code === 'duplicate_row'));
  }
});

test("the app's default is for its backend alone", async () => {
  const { tenant, service } = bench;
  const refused = (method: string, path: string, body?: object) =>
    Promise.all(
      [tenant.et, tenant.wk].map((key) =>
        service.api.refused(method, path, 'permission_missing', { key, ...(body ? { body } : {}) }),
      ),
    );
  await refused('GET', DEFAULT);
  await refused('PUT', DEFAULT, { rows: [] });
  await refused('GET', '/crm/mappings/versions?provider=hubspot&object=contact&level=app');
  await refused('GET', '/crm/mappings/versions/1?provider=hubspot&object=contact&level=app');
  await refused('GET', '/crm/mappings/export?provider=hubspot&level=app');
  const named = { provider: 'hubspot', object: 'contact', level: 'app', version: 0 };
  await refused('POST', '/crm/mappings/rollback', named);
  const document = (
    await service.api.get('/crm/mappings/export?provider=hubspot&object=contact', {
      key: tenant.et,
      expect: 200,
    })
  ).body;
  await refused('POST', '/crm/mappings/import', { document, level: 'app' });
  await service.api.refused('GET', CONTACTS, 'workspace_required', { key: tenant.sk });
});

test('a default is checked by itself, and against the CRM of a workspace that is named', async () => {
  const { tenant, service } = bench;
  const { rows } = await read(tenant.sk, DEFAULT);
  const odd = withField(rows, 'custom.colour', 'nobody_has_this');
  const answer = await service.api.refused('PUT', `${DEFAULT}&workspace_id=ws_1`, 'mapping_invalid', {
    key: tenant.sk,
    body: { rows: odd },
  });
  assert.match(answer.text, /nobody_has_this/);
  await service.api.refused('PUT', DEFAULT, 'mapping_invalid', {
    key: tenant.sk,
    body: { rows: withField(rows, 'no_such_field', 'email') },
  });
  assert.deepEqual((await save(tenant.sk, odd, {}, DEFAULT)).rows, odd);
  const seen = await read(tenant.et);
  assert.deepEqual(
    seen.faults.filter(({ crm }) => crm === 'nobody_has_this').map(({ code, severity }) => [code, severity]),
    [['unknown_crm_field', 'error']],
  );
  assert.ok((await save(tenant.et, seen.rows)).version > seen.version, 'and forbids no workspace to save');
});
