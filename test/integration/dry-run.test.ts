import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MappingRow } from '../../shared/mapping.js';
import type { DryRun, DryRunField } from '../../shared/mapping-trials.js';
import type { ObjectName } from '../../shared/records.js';
import type { PutRecordResult } from '../../shared/routes/records.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { aCall, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
const { edit } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
});
after(() => bench.service.close());

const pathOf = (object: ObjectName): string => `/crm/mappings?provider=hubspot&object=${object}`;

const saved = async (object: ObjectName): Promise<MappingRow[]> =>
  (await bench.service.api.get<{ rows: MappingRow[] }>(pathOf(object), { key: bench.tenant.et })).body.rows;

async function save(object: ObjectName, rows: MappingRow[]): Promise<void> {
  await bench.service.api.put(pathOf(object), { key: bench.tenant.et, body: { rows }, expect: 200 });
  await bench.calm();
}

/** Rows in use, with other settings of some, and more. */
const changed = async (
  object: ObjectName,
  more: Record<string, Partial<MappingRow>>,
  ...added: MappingRow[]
): Promise<MappingRow[]> => [
  ...(await saved(object)).map((row) => ({ ...row, ...more[row.field] })),
  ...added,
];

async function tryPart(object: ObjectName, rows?: MappingRow[], after?: string): Promise<DryRun> {
  const body = { provider: 'hubspot', object, ...(rows ? { rows } : {}), ...(after ? { after } : {}) };
  return (
    await bench.service.api.post<DryRun>('/crm/mappings/dry-run', { key: bench.tenant.et, body, expect: 200 })
  ).body;
}

/** All parts, added up. */
async function tryAll(object: ObjectName, rows?: MappingRow[]): Promise<DryRun & { parts: number }> {
  const whole = { ...(await tryPart(object, rows)), parts: 1 };
  while (whole.next !== null) {
    const part: DryRun = await tryPart(object, rows, whole.next);
    whole.parts += 1;
    whole.tried += part.tried;
    whole.next = part.next;
    for (const side of ['crm', 'app', 'check'] as const) whole.records[side] += part.records[side];
    for (const field of part.fields) {
      const known = whole.fields.find((one) => one.field === field.field);
      if (!known) whole.fields.push(field);
      else for (const side of ['crm', 'app', 'check', 'not_copied'] as const) known[side] += field[side];
    }
  }
  return whole;
}

const ofField = ({ fields }: DryRun, name: string): DryRunField | undefined =>
  fields.find(({ field }) => field === name);

const count = async (object: ObjectName): Promise<number> =>
  (
    await bench.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM crm_records WHERE object = $1 AND deleted_at IS NULL',
      object,
    )
  )[0]?.n ?? 0;

test('the mapping in use changes nothing, of any object', async () => {
  for (const object of ['contact', 'company', 'deal', 'activity'] as const) {
    const whole = await tryAll(object, await saved(object));
    assert.deepEqual([whole.tried, whole.total], [await count(object), await count(object)], object);
    assert.deepEqual([whole.records.crm, whole.records.app], [0, 0], object);
    assert.deepEqual((await tryAll(object)).fields, whole.fields, object);
  }
});

test('what it says of our values is what a save then does to them', async () => {
  await edit('contacts', {
    properties: { email: 'loud@trials.example', lastname: 'loud', jobtitle: 'Clerk' },
  });
  await bench.sync(false);
  const held = () =>
    bench.sql<{ id: string; name: string | null; title: string | null }>(
      `SELECT remote_id AS id, fields ->> 'last_name' AS name, fields ->> 'title' AS title FROM crm_records
        WHERE object = 'contact' AND deleted_at IS NULL ORDER BY 1`,
    );
  const original = await saved('contact');
  const rows = await changed('contact', {
    last_name: { transforms: [{ name: 'upper' }] },
    title: { crm: null },
  });
  const was = await held();
  const told = await tryAll('contact', rows);
  await save('contact', rows);
  const is = await held();
  const moved = (field: 'name' | 'title') =>
    is.filter((row, index) => row[field] !== was[index]?.[field]).length;
  assert.ok(moved('name') > 0 && moved('title') > 0);
  assert.deepEqual(
    [ofField(told, 'last_name')?.app, ofField(told, 'title')?.app],
    [moved('name'), moved('title')],
  );
  assert.ok(
    ofField(told, 'last_name')?.examples.some(
      ({ side, before, after }) => side === 'app' && before === 'loud' && after === 'LOUD',
    ),
  );
  await save('contact', original);
});

test('values that do not fit are counted, keep what is there, and those that wait change nothing else', async () => {
  const [id = ''] = await edit('contacts', {
    properties: { email: 'wizard@trials.example', lastname: 'wizard', jobtitle: 'Wizard' },
  });
  await bench.sync(false);
  const picklist = { values: [{ app: 'clerk', crm: 'Clerk' }], other: 'hold' as const };
  const rows = await changed('contact', {
    last_name: { transforms: [{ name: 'upper' }] },
    title: { picklist },
  });
  const told = await tryAll('contact', rows);
  const waiting = ofField(told, 'title');
  assert.ok((waiting?.check ?? 0) > 0);
  assert.ok(
    waiting?.examples.every(({ side, after, error }) => side !== 'check' || (after === null && error)),
  );
  const [unfit] = waiting?.examples.filter(({ side }) => side === 'check') ?? [];
  assert.deepEqual([unfit?.code, unfit?.without], ['picklist_unmapped', 'app']);
  const named = ofField(told, 'last_name')?.examples ?? [];
  assert.ok(!named.some(({ remote_id }) => remote_id === id));
  const required = await tryAll('contact', await changed('contact', { title: { required: true } }));
  const [empty] = await bench.sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM crm_records WHERE object = 'contact' AND deleted_at IS NULL AND fields ->> 'title' IS NULL`,
  );
  assert.equal(ofField(required, 'title')?.check, empty?.n);
});

test('a value taken only if empty changes none that is there', async () => {
  const rows = await changed('contact', { last_name: { transforms: [{ name: 'upper' }], when: 'if_empty' } });
  assert.equal(ofField(await tryAll('contact', rows), 'last_name'), undefined);
});

test('of a field that was not copied the CRM is asked for the first hundred, and the others are counted', async () => {
  const records = Array.from({ length: 120 }, (_, n) => ({
    properties: { email: `n${n}@town.example`, city: 'Prato' },
  }));
  await edit('contacts', ...records);
  await bench.sync(false);
  const row: MappingRow = { field: 'custom.town', crm: 'city', direction: 'both', transforms: [] };
  const reads = async () =>
    (await bench.service.sandbox.requests('/objects/2026-09/contacts/batch/read')).length;
  const before = await reads();
  // Longer than a part of a dry run otherwise takes.
  await bench.service.sandbox.fault({
    ...{ kind: 'slow', delay_ms: 400 },
    match: { path_includes: '/objects/2026-09/contacts/batch/read' },
  });
  const told = await tryAll('contact', await changed('contact', {}, row));
  assert.equal(await reads(), before + 1);
  const town = ofField(told, 'custom.town');
  assert.equal((town?.not_copied ?? 0) + 100, await count('contact'));
  assert.ok((town?.app ?? 0) > 0);
  assert.deepEqual([town?.examples[0]?.before, town?.examples[0]?.after], [null, 'Prato']);
  await bench.service.api.patch(`/crm/connections/${bench.connection.id}`, {
    key: bench.tenant.et,
    body: { paused: true },
    expect: 200,
  });
  const alone = await tryAll('contact', await changed('contact', {}, row));
  assert.deepEqual(
    [ofField(alone, 'custom.town')?.not_copied, alone.records.app],
    [await count('contact'), 0],
  );
  await bench.service.api.patch(`/crm/connections/${bench.connection.id}`, {
    key: bench.tenant.et,
    body: { paused: false },
    expect: 200,
  });
  await bench.calm();
});

test('what it says is written to the CRM is what a save then has written there', async () => {
  const original = await saved('contact');
  const [id = ''] = await edit('contacts', {
    properties: { email: 'host@trials.example', jobtitle: '', city: 'Prato' },
  });
  await bench.sync(false);
  const { records } = await bench.feed('contact');
  const local = records.find(({ remote_id }) => remote_id === id)?.local_id ?? '';
  await save('contact', await changed('contact', { title: { crm: null } }));
  const said = await bench.service.api.put<PutRecordResult>(`/crm/records/contact/${local}`, {
    key: bench.tenant.sk,
    body: {
      workspace_id: bench.tenant.workspaceId,
      fields: { title: 'Said before' },
      custom: { town: 'Lucca' },
    },
    expect: 200,
  });
  assert.equal(said.body.sides[0]?.push_id, null);
  const town: MappingRow = {
    field: 'custom.town',
    crm: 'city',
    direction: 'both',
    transforms: [],
    rule: 'crm_wins',
  };
  const rows = [...original, town];
  const told = await tryAll('contact', rows);
  assert.deepEqual(
    [ofField(told, 'title')?.crm, ofField(told, 'custom.town')?.crm, told.records.crm],
    [1, 0, 1],
    'of what both sides have, the CRM’s stays',
  );
  const [example] = ofField(told, 'title')?.examples.filter(({ side }) => side === 'crm') ?? [];
  assert.deepEqual([example?.remote_id, example?.before, example?.after], [id, null, 'Said before']);
  const wins = await tryAll('contact', [...original, { ...town, rule: 'host_wins' }]);
  assert.equal(ofField(wins, 'custom.town')?.crm, 1);
  const filled = await tryAll('contact', [...original, { ...town, rule: 'host_wins', when: 'if_empty' }]);
  assert.equal(ofField(filled, 'custom.town')?.crm ?? 0, 0);
  const needed = original.map((row) =>
    row.field === 'last_name' ? { ...row, required: true as const } : row,
  );
  assert.equal(ofField(await tryAll('contact', needed), 'title')?.crm ?? 0, 0, 'its push is refused');
  await save('contact', rows);
  const written = await waitUntil('the CRM has the title', async () => {
    const contacts = await bench.service.sandbox.records('contacts');
    const { properties } = contacts.find((one) => one.id === id) ?? {};
    return properties?.jobtitle === 'Said before' && properties;
  });
  assert.equal(written.city, 'Prato');
  await save('contact', original);
});

test('a call on its way is told with what it would be logged with', async () => {
  const { sandbox } = bench.service;
  const match = { path_includes: '/calls/batch/upsert' };
  await sandbox.fault({ kind: 'rate_limit', times: 1, retry_after_s: 600, match });
  const call = aCall({ subject: 'waiting' });
  await bench.push('call_waiting', { call, contact: { email: 'host@trials.example' } });
  await bench.settled('call_waiting', 'waiting_for_quota');
  const rows = await changed('activity', { subject: { transforms: [{ name: 'upper' }] } });
  const told = await tryAll('activity', rows);
  const subject = ofField(told, 'subject');
  assert.equal(subject?.crm, 1);
  const [example] = subject?.examples.filter(({ side }) => side === 'crm') ?? [];
  assert.deepEqual([example?.remote_id, example?.label, example?.after], [null, 'waiting', 'WAITING']);
  assert.equal(told.tried, told.total);
});

test('goes through many records part by part, in none twice, and lets others have their turn', async () => {
  await bench.sql(
    `INSERT INTO crm_records (workspace_id, connection_id, object, remote_id, fields, raw, hash)
     SELECT workspace_id, connection_id, object, 'many' || n, fields || jsonb_build_object('last_name', 'n' || n),
            raw || jsonb_build_object('lastname', 'n' || n), hash
       FROM (SELECT * FROM crm_records WHERE object = 'contact' AND deleted_at IS NULL LIMIT 1) one, generate_series(1, 6000) n RETURNING 1`,
  );
  const rows = await changed('contact', { last_name: { transforms: [{ name: 'upper' }] } });
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const first = await tryPart('contact', rows);
  isOver = true;
  assert.ok(first.tried <= 2_000 && first.next !== null);
  // Every 25 records: the loop had at least a turn of its own for each.
  assert.ok(turns > first.tried / 25, `${turns} turns for ${first.tried} records`);
  const whole = await tryAll('contact', rows);
  assert.ok(whole.parts > 3);
  assert.deepEqual([whole.tried, whole.total], [await count('contact'), await count('contact')]);
  const names = await bench.sql<{ name: string | null }>(
    `SELECT fields ->> 'last_name' AS name FROM crm_records WHERE object = 'contact' AND deleted_at IS NULL`,
  );
  const small = names.filter(({ name }) => name !== null && name !== name.toUpperCase());
  assert.equal(ofField(whole, 'last_name')?.app, small.length);
});
