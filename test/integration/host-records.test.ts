import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { ConflictRule, MappingRow } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import type { PutRecordResult, RecordSide } from '../../shared/routes/records.js';
import { waitUntil } from '../support/service.js';
import { openWorkbench, SETTLED, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench({ seed: false });
  await bench.sync(true);
});
after(() => bench.service.close());

type Body = Record<string, unknown>;
const HUBSPOT = { contact: 'contacts', company: 'companies', deal: 'deals' } as const;
type Kind = keyof typeof HUBSPOT;

const put = async (object: Kind, id: string, body: Body): Promise<RecordSide> => {
  const answer = await bench.service.api.put<PutRecordResult>(`/crm/records/${object}/${id}`, {
    key: bench.tenant.sk,
    body: { workspace_id: bench.tenant.workspaceId, ...body },
    expect: 200,
  });
  const [side, ...others] = answer.body.sides;
  assert.deepEqual(others, []);
  return side as RecordSide;
};
const stateOf = async (id: string | null) =>
  (
    await bench.sql<{ state: string; error: { code: string; field: string } | null }>(
      'SELECT state, error FROM crm_pushes WHERE id = $1',
      id,
    )
  )[0];
const settled = (side: RecordSide) =>
  waitUntil(`push ${side.push_id} is settled`, async () => {
    const push = await stateOf(side.push_id);
    return push && SETTLED.includes(push.state) && push;
  });
/** Says it, and waits until it is in the CRM. */
const say = async (object: Kind, id: string, body: Body) => {
  const side = await put(object, id, body);
  assert.ok(side.push_id, `nothing is pushed: ${JSON.stringify(side)}`);
  assert.equal((await settled(side)).state, 'sent');
  return side;
};
const inCrm = async (object: Kind, id: string) =>
  (await bench.service.sandbox.records(HUBSPOT[object])).find((record) => record.id === id);
/** Somebody changes a record in the CRM; made there where no id is given. */
const editInCrm = async (object: Kind, properties: Body, id?: string): Promise<string> => {
  const { ids } = await bench.service.sandbox.post<{ ids: string[] }>('records', {
    object: HUBSPOT[object],
    records: [{ ...(id ? { id } : {}), properties }],
  });
  return ids[0] ?? '';
};
const writes = async () =>
  (await bench.service.sandbox.requests('/batch/')).filter(({ path }) =>
    /batch\/(create|update|upsert)/.test(path),
  ).length;
const pushes = async () =>
  (await bench.sql<{ n: number }>('SELECT count(*)::int AS n FROM crm_pushes'))[0]?.n;
const found = async (object: ObjectName, localId: string) =>
  (await bench.service.api.get(`/crm/records/${object}/${localId}`, { key: bench.tenant.et })).body as {
    fields: Record<string, unknown>;
    remote_id: string;
  };
let made = 0;
/** A record made in the CRM and pulled: its ids. */
const pulled = async (object: Kind, properties: Body) => {
  made += 1;
  const email = object === 'contact' ? { email: `host${made}@records.example` } : {};
  const remoteId = await editInCrm(object, { ...email, ...properties });
  await bench.sync(false, [object]);
  const [record] = await bench.sql<{ local_id: string }>(
    'SELECT local_id FROM crm_records WHERE object = $1 AND remote_id = $2',
    object,
    remoteId,
  );
  return { remoteId, localId: record?.local_id ?? '' };
};
const setRule = async (object: Kind, field: string, rule: ConflictRule) => {
  const path = `/crm/mappings?provider=hubspot&object=${object}`;
  const { rows } = (await bench.service.api.get<{ rows: MappingRow[] }>(path, { key: bench.tenant.et })).body;
  const body = { rows: rows.map((row) => (row.field === field ? { ...row, rule } : row)) };
  const saved = await bench.service.api.put<{ rows: MappingRow[] }>(path, {
    key: bench.tenant.et,
    body,
    expect: 200,
  });
  assert.equal(saved.body.rows.find((row) => row.field === field)?.rule, rule);
  await bench.calm();
};

test('the host’s change of a record it knows from the feed reaches the CRM once', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk', firstname: 'Ada' });
  const before = await writes();
  const side = await say('contact', localId, { fields: { title: 'Chair' } });
  assert.deepEqual([side.remote_id, side.conflicts, side.missing], [remoteId, [], []]);
  const { properties } = (await inCrm('contact', remoteId)) ?? {};
  assert.deepEqual([properties?.jobtitle, properties?.firstname], ['Chair', 'Ada']);
  assert.equal((await found('contact', localId)).fields.title, 'Chair', 'our copy has it at once');
  const again = await put('contact', localId, { fields: { title: 'Chair' } });
  assert.equal(again.push_id, null);
  assert.equal(await writes(), before + 1);
});

test('an own write that comes back changes nothing: no row, no feed entry, no push', async () => {
  const { localId } = await pulled('contact', { jobtitle: 'Clerk' });
  await say('contact', localId, {
    fields: { title: 'Chair', phone_e164: '+393475550111', country_iso: 'IT' },
  });
  const company = await put('company', 'host_company_echo', {
    fields: { name: 'Echo SpA', country_iso: 'IT' },
  });
  await settled(company);
  const deal = await put('deal', 'host_deal_echo', {
    fields: {
      title: 'Echo',
      // Else the CRM fills it in by itself, which is a change of its own.
      currency: 'EUR',
      pipeline: 'default',
      stage: 'appointmentscheduled',
      amount_cents: 120050,
      close_date: '2026-12-24',
      company_id: 'host_company_echo',
      contact_ids: [localId],
    },
  });
  assert.equal((await settled(deal)).state, 'sent');
  const cursors = await Promise.all(
    (['contact', 'company', 'deal'] as const).map((object) => bench.feed(object)),
  );
  const [writesBefore, pushesBefore] = [await writes(), await pushes()];
  const run = await bench.sync(false);
  assert.deepEqual(run.objects.flatMap(({ created, updated }) => [created, updated]).filter(Boolean), []);
  for (const [index, object] of (['contact', 'company', 'deal'] as const).entries())
    assert.deepEqual((await bench.feed(object, cursors[index]?.cursor)).records, []);
  assert.deepEqual([await writes(), await pushes()], [writesBefore, pushesBefore]);
});

test('a change made in the CRM reaches the feed once, and stays there when the host says its old value again', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk' });
  await say('contact', localId, { fields: { title: 'Chair' } });
  await bench.sync(false);
  const { cursor } = await bench.feed('contact');
  await editInCrm('contact', { jobtitle: 'Head' }, remoteId);
  await bench.sync(false);
  const { records } = await bench.feed('contact', cursor);
  assert.deepEqual(
    records.map(({ local_id, fields }) => [local_id, fields.title]),
    [[localId, 'Head']],
  );
  assert.equal((await put('contact', localId, { fields: { title: 'Chair' } })).push_id, null);
  assert.equal((await inCrm('contact', remoteId))?.properties.jobtitle, 'Head');
});

test('changes of different fields on both sides both go through', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk', lastname: 'Rossi' });
  await say('contact', localId, { fields: { title: 'Chair', last_name: 'Rossi' } });
  await editInCrm('contact', { lastname: 'Bianchi' }, remoteId);
  await say('contact', localId, { fields: { title: 'President' } });
  const { properties } = (await inCrm('contact', remoteId)) ?? {};
  assert.deepEqual([properties?.jobtitle, properties?.lastname], ['President', 'Bianchi']);
  assert.equal((await found('contact', localId)).fields.last_name, 'Bianchi');
});

for (const [rule, expected] of [
  ['crm_wins', 'Of the CRM'],
  ['host_wins', 'Of the host'],
  ['fill_empty', 'Of the CRM'],
  ['crm_only', 'Of the CRM'],
] as const)
  test(`both change one field under ${rule}: the CRM then has “${expected}”`, async () => {
    await setRule('contact', 'title', 'host_wins');
    const { localId, remoteId } = await pulled('contact', { jobtitle: 'Old' });
    await say('contact', localId, { fields: { title: 'Agreed' } });
    await setRule('contact', 'title', rule);
    await editInCrm('contact', { jobtitle: 'Of the CRM' }, remoteId);
    await bench.sync(false, ['contact']);
    const before = await writes();
    const side = await put('contact', localId, { fields: { title: 'Of the host' } });
    const told = side.push_id === null ? null : (await settled(side)).state;
    // Here the sync brought the CRM's change first, so the host's is the later one.
    const late: Record<string, string> = { crm_wins: 'Of the host', host_wins: 'Of the host' };
    assert.equal((await inCrm('contact', remoteId))?.properties.jobtitle, late[rule] ?? expected);
    assert.deepEqual([told, (await writes()) - before], rule in late ? ['sent', 1] : [null, 0]);
    if (told === null)
      assert.deepEqual(
        side.conflicts.map((each) => [each.field, each.rule]),
        [['title', rule]],
      );

    // Not synced yet, they meet when the push is sent.
    const fresh = await pulled('contact', { jobtitle: 'Old' });
    await editInCrm('contact', { jobtitle: 'Of the CRM' }, fresh.remoteId);
    const met = await put('contact', fresh.localId, { fields: { title: 'Of the host' } });
    if (met.push_id) await settled(met);
    assert.equal((await inCrm('contact', fresh.remoteId))?.properties.jobtitle, expected);
    await bench.sync(false, ['contact']);
    assert.equal((await inCrm('contact', fresh.remoteId))?.properties.jobtitle, expected, 'and it stays so');
    await setRule('contact', 'title', 'crm_wins');
  });

test('a deal is only filled in, and its stage and currency stay the CRM’s', async () => {
  const { localId, remoteId } = await pulled('deal', {
    dealname: 'Roof',
    pipeline: 'default',
    dealstage: 'appointmentscheduled',
    amount: '',
  });
  const side = await say('deal', localId, {
    fields: { title: 'Whole roof', stage: 'closedwon', currency: 'USD', amount_cents: 990000 },
  });
  assert.deepEqual(
    side.conflicts.map(({ field, winner }) => [field, winner]),
    [
      ['title', 'neither'],
      ['currency', 'crm'],
      ['stage', 'crm'],
    ],
  );
  const { properties } = (await inCrm('deal', remoteId)) ?? {};
  assert.deepEqual(
    [properties?.dealname, properties?.dealstage, properties?.amount],
    ['Roof', 'appointmentscheduled', '9900'],
  );
  assert.notEqual(properties?.deal_currency_code, 'USD');
});

test('a new deal takes the stage that the host gives; without one the CRM’s refusal names it', async () => {
  const stage = { pipeline: 'default', stage: 'qualifiedtobuy' };
  const deal = await say('deal', 'host_deal_new', { fields: { title: 'New', ...stage } });
  assert.equal(deal.remote_id, null);
  const { remote_id: remoteId } = await found('deal', 'host_deal_new');
  assert.equal((await inCrm('deal', remoteId))?.properties.dealstage, 'qualifiedtobuy');
  const later = await put('deal', 'host_deal_new', { fields: { stage: 'closedwon' } });
  assert.deepEqual([later.push_id, later.conflicts[0]?.rule], [null, 'crm_only']);
  const refused = await settled(await put('deal', 'host_deal_bare', { fields: { title: 'Bare' } }));
  assert.equal(refused.state, 'failed');
  assert.match(refused.error?.field ?? '', /^(stage|pipeline)$/);
});

test('a new contact is made with its company, which is on its way itself', async () => {
  const company = await put('company', 'host_company_1', {
    fields: { name: 'Nuova SpA', domain: 'nuova.example' },
  });
  const contact = await put('contact', 'host_contact_1', {
    fields: { email: 'Nuovo@Nuova.example', last_name: 'Nuovo', company_id: 'host_company_1' },
  });
  await settled(company);
  assert.equal((await settled(contact)).state, 'sent');
  const record = await found('contact', 'host_contact_1');
  assert.equal(record.fields.company_id, 'host_company_1');
  const there = await inCrm('contact', record.remote_id);
  assert.equal(there?.properties.email, 'nuovo@nuova.example');
  assert.deepEqual(there?.associations.companies, [(await found('company', 'host_company_1')).remote_id]);
});

test('a contact with an e-mail the CRM has already is that contact, and keeps its values', async () => {
  const remoteId = await editInCrm('contact', {
    email: 'there@records.example',
    jobtitle: 'Chair',
    firstname: '',
  });
  const side = await say('contact', 'host_there', {
    fields: { email: 'there@records.example', title: 'Clerk', first_name: 'Ida' },
  });
  assert.equal(side.remote_id, null, 'nobody knew yet');
  const all = (await bench.service.sandbox.records('contacts')).filter(
    ({ properties }) => properties.email === 'there@records.example',
  );
  assert.deepEqual(
    all.map(({ id, properties }) => [id, properties.jobtitle, properties.firstname]),
    [[remoteId, 'Chair', 'Ida']],
  );
  assert.equal((await found('contact', 'host_there')).remote_id, remoteId);
});

test('a record that the host brings is the one from the feed with its e-mail, which bears the host’s id then', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk', firstname: '' });
  const { email } = (await found('contact', localId)).fields;
  const { cursor } = await bench.feed('contact');
  await say('contact', 'host_brought', { fields: { email, title: 'Chair', first_name: 'Ida' } });
  const { records } = await bench.feed('contact', cursor);
  assert.deepEqual(
    records.map(({ local_id, remote_id, fields }) => [local_id, remote_id, fields.title, fields.first_name]),
    [['host_brought', remoteId, 'Clerk', 'Ida']],
  );
});

test('what a sync stored while a write was being settled stays what both sides agreed on', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk' });
  const client = new pg.Client({ connectionString: bench.service.databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT 1 FROM crm_records WHERE remote_id = $1 AND object = 'contact' FOR UPDATE`, [
      remoteId,
    ]);
    const side = await put('contact', localId, { fields: { title: 'Of the host' } });
    await waitUntil('the push waits for the record', async () => {
      const waiting = await bench.sql(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO crm_records%' AND datname = current_database()`,
      );
      return waiting.length > 0;
    });
    // As a sync does that read a later edit of the CRM.
    await client.query(
      `UPDATE crm_records SET fields = fields || '{"title": "Later"}', hash = '\\x01', remote_updated_at = now() + interval '1 hour'
        WHERE remote_id = $1 AND object = 'contact'`,
      [remoteId],
    );
    await client.query(
      `UPDATE crm_host_sides SET base_host = '{"title": "Of the host"}', base_crm = '{"title": "Later"}' WHERE local_id = $1`,
      [localId],
    );
    await client.query('COMMIT');
    assert.equal((await settled(side)).state, 'sent');
    assert.deepEqual(await bench.sql('SELECT base_crm FROM crm_host_sides WHERE local_id = $1', localId), [
      { base_crm: { title: 'Later' } },
    ]);
  } finally {
    await client.end();
  }
});

test('a second record of the host with that e-mail is refused, naming the first', async () => {
  const side = await put('contact', 'host_there_twice', { fields: { email: 'there@records.example' } });
  const push = await settled(side);
  assert.deepEqual(
    [push.state, push.error?.code, push.error?.field],
    ['failed', 'record_linked_elsewhere', 'email'],
  );
  assert.equal((await found('contact', 'host_there')).fields.email, 'there@records.example');
});

test('the host says by remote_id which record its own is: it bears that id, in one place of the feed', async () => {
  const { localId, remoteId } = await pulled('company', { name: 'Adopted', phone: '' });
  const { cursor } = await bench.feed('company');
  const side = await say('company', 'host_adopted', {
    remote_id: remoteId,
    fields: { name: 'Of the host', phone: '+390299988877' },
  });
  assert.deepEqual(side.conflicts, [
    { field: 'name', host: 'Of the host', crm: 'Adopted', rule: 'crm_wins', winner: 'crm' },
  ]);
  const { records } = await bench.feed('company', cursor);
  assert.deepEqual(
    records.map(({ local_id, fields }) => [local_id, fields.name, fields.phone]),
    [['host_adopted', 'Adopted', '+390299988877']],
  );
  await bench.service.api.refused('GET', `/crm/records/company/${localId}`, 'record_not_found', {
    key: bench.tenant.et,
  });
  await bench.service.api.refused('PUT', '/crm/records/company/host_adopted', 'record_linked_elsewhere', {
    key: bench.tenant.sk,
    body: { workspace_id: bench.tenant.workspaceId, remote_id: '1', fields: { name: 'x' } },
  });
});

test('a remote_id that the CRM does not have is told, and can be put right', async () => {
  const { remoteId } = await pulled('company', { name: 'Right' });
  const wrong = await put('company', 'host_mistaken', {
    remote_id: '99999992',
    fields: { phone: '+390299988866' },
  });
  const push = await settled(wrong);
  assert.deepEqual([push.state, push.error?.code], ['failed', 'record_gone_in_crm']);
  await say('company', 'host_mistaken', { remote_id: remoteId, fields: { phone: '+390299988866' } });
  assert.equal((await inCrm('company', remoteId))?.properties.phone, '+390299988866');
});

test('a record with too little to be made is kept, says what is missing, and is made once it is there', async () => {
  const side = await put('contact', 'host_little', { fields: { title: 'Chair' } });
  assert.deepEqual(
    [side.push_id, side.remote_id, side.missing],
    [null, null, ['email', 'last_name', 'first_name']],
  );
  await say('contact', 'host_little', { fields: { email: 'little@records.example' } });
  assert.equal((await found('contact', 'host_little')).fields.title, 'Chair');
});

test('a record that is gone in the CRM is told so, and not made anew', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk' });
  await bench.sql(
    `UPDATE crm_entity_links SET remote_id = '99999991' WHERE remote_id = $1 RETURNING 1`,
    remoteId,
  );
  await bench.sql(`UPDATE crm_records SET remote_id = '99999991' WHERE remote_id = $1 RETURNING 1`, remoteId);
  const push = await settled(await put('contact', localId, { fields: { title: 'Chair' } }));
  assert.deepEqual([push.state, push.error?.code], ['failed', 'record_gone_in_crm']);
});

test('the same change from two clients at once is one push and one write', async () => {
  const { localId } = await pulled('contact', { jobtitle: 'Clerk' });
  const before = await writes();
  const sides = await Promise.all(
    Array.from({ length: 10 }, () => put('contact', localId, { fields: { title: 'Twice' } })),
  );
  const ids = new Set(sides.flatMap(({ push_id }) => push_id ?? []));
  assert.equal(ids.size, 1);
  await settled(sides.find(({ push_id }) => push_id) as RecordSide);
  assert.equal((await put('contact', localId, { fields: { title: 'Twice' } })).push_id, null);
  assert.equal(await writes(), before + 1);
});

test('a change and its undoing are both written', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk' });
  for (const title of ['One', 'Two', 'One', null, 'One']) {
    await say('contact', localId, { fields: { title } });
    assert.equal((await inCrm('contact', remoteId))?.properties.jobtitle || null, title);
  }
});

test('an edit in the CRM between the last pull and our push is not overwritten under crm_wins', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk', firstname: 'Ada' });
  await editInCrm('contact', { jobtitle: 'Edited meanwhile' }, remoteId);
  const side = await put('contact', localId, { fields: { title: 'Of the host', first_name: 'Ida' } });
  assert.equal((await settled(side)).state, 'sent');
  const { properties } = (await inCrm('contact', remoteId)) ?? {};
  assert.deepEqual([properties?.jobtitle, properties?.firstname], ['Edited meanwhile', 'Ida']);
  assert.equal((await found('contact', localId)).fields.title, 'Edited meanwhile');
  const logs = await bench.sql(
    `SELECT message FROM crm_sync_logs WHERE code = 'conflict_decided' AND remote_id = $1`,
    remoteId,
  );
  assert.deepEqual(logs, [{ message: `The CRM keeps its own of contact ${localId}: title (crm_wins)` }]);
});

test('changes of many records go out together: one reading and one write', async () => {
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      editInCrm('contact', { email: `many${index}@records.example`, jobtitle: 'Clerk' }),
    ),
  );
  await bench.sync(false, ['contact']);
  const locals = (await bench.feed('contact')).records.filter(({ remote_id }) =>
    ids.includes(remote_id ?? ''),
  );
  assert.equal(locals.length, 20);
  const pause = (paused: boolean) =>
    bench.service.api.patch(`/crm/connections/${bench.connection.id}`, {
      key: bench.tenant.et,
      body: { paused },
      expect: 200,
    });
  await pause(true);
  const sides = await Promise.all(
    locals.map(({ local_id }) => put('contact', local_id, { fields: { title: 'Together' } })),
  );
  // Whole, lest what a sync asks of the contacts of deals is counted.
  const asked = async () =>
    (await bench.service.sandbox.requests('/objects/2026-09/contacts/batch/read')).length;
  const [reads, wrote] = [await asked(), await writes()];
  await pause(false);
  for (const side of sides) assert.equal((await settled(side)).state, 'sent');
  // Resuming also starts a sync, which reads no contact by its id.
  assert.deepEqual([(await asked()) - reads, (await writes()) - wrote], [1, 1]);
});

test('custom fields follow their rows, and a value the CRM has no choice for is told with its field', async () => {
  const path = '/crm/mappings?provider=hubspot&object=contact';
  const key = bench.tenant.et;
  const { rows } = (await bench.service.api.get<{ rows: MappingRow[] }>(path, { key })).body;
  const picklist = { values: [{ app: 'boss', crm: 'Chair' }], other: 'hold' as const };
  const more: MappingRow[] = [
    ...rows.map((row) => (row.field === 'title' ? { ...row, picklist } : row)),
    { field: 'custom.town', crm: 'city', direction: 'both', transforms: [] },
  ];
  await bench.service.api.put(path, { key, body: { rows: more }, expect: 200 });
  await bench.calm();
  const side = await say('contact', 'host_custom', {
    fields: { email: 'custom@records.example', title: 'boss' },
    custom: { town: 'Prato' },
  });
  assert.equal(side.remote_id, null);
  const { remote_id: remoteId } = await found('contact', 'host_custom');
  const { properties } = (await inCrm('contact', remoteId)) ?? {};
  assert.deepEqual([properties?.city, properties?.jobtitle], ['Prato', 'Chair']);
  const held = await settled(await put('contact', 'host_custom', { fields: { title: 'clerk' } }));
  assert.deepEqual(
    [held.state, held.error?.code, held.error?.field],
    ['failed', 'picklist_unmapped', 'title'],
  );
  assert.equal((await inCrm('contact', remoteId))?.properties.jobtitle, 'Chair');
  await bench.service.api.put(path, { key, body: { rows }, expect: 200 });
  await bench.calm();
});

test('a record that another one absorbed is told to be gone, and not made anew', async () => {
  const { localId } = await pulled('company', { name: 'Absorbed' });
  await bench.sql('DELETE FROM crm_entity_links WHERE local_id = $1 RETURNING 1', localId);
  const push = await settled(await put('company', localId, { fields: { name: 'Absorbed, changed' } }));
  assert.deepEqual([push.state, push.error?.code], ['failed', 'record_gone_in_crm']);
});

test('a paused connection keeps what the host says and sends it when it goes on', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk' });
  const pause = (paused: boolean) =>
    bench.service.api.patch(`/crm/connections/${bench.connection.id}`, {
      key: bench.tenant.et,
      body: { paused },
      expect: 200,
    });
  await pause(true);
  const side = await put('contact', localId, { fields: { title: 'Later' } });
  assert.equal((await stateOf(side.push_id))?.state, 'queued');
  await pause(false);
  assert.equal((await settled(side)).state, 'sent');
  assert.equal((await inCrm('contact', remoteId))?.properties.jobtitle, 'Later');
});

test('a changed rule writes nothing by itself', async () => {
  const before = [await writes(), await pushes()];
  await setRule('contact', 'title', 'host_wins');
  await bench.sync(true, ['contact']);
  assert.deepEqual([await writes(), await pushes()], before);
  await setRule('contact', 'title', 'crm_wins');
});

test('one workspace never reaches the records of another by their ids', async () => {
  const { localId, remoteId } = await pulled('contact', { jobtitle: 'Clerk' });
  const other = await bench.service.createTenant('ws_other', 'Another app');
  const body = { workspace_id: 'ws_other', fields: { title: 'Stolen' } };
  const path = `/crm/records/contact/${localId}`;
  await bench.service.api.refused('PUT', path, 'not_connected', { key: other.sk, body });
  await bench.service.connect(other.et);
  const answer = await bench.service.api.put<PutRecordResult>(path, { key: other.sk, body, expect: 200 });
  assert.deepEqual(
    answer.body.sides.map(({ push_id, remote_id }) => [push_id, remote_id]),
    [[null, null]],
  );
  assert.equal((await inCrm('contact', remoteId))?.properties.jobtitle, 'Clerk');
  assert.equal((await found('contact', localId)).fields.title, 'Clerk');
});

test('names each value that cannot be, and keeps nothing of it', async () => {
  const refused: [Kind, Body, string][] = [
    ['contact', { fields: { email: 'nobody' } }, 'fields.email'],
    ['contact', { fields: { phone_e164: '02 1234' } }, 'fields.phone_e164'],
    ['contact', { fields: { country_iso: 'XX' } }, 'fields.country_iso'],
    ['contact', { fields: { company_id: ['a'] } }, 'fields.company_id'],
    ['contact', { fields: { first_name: 'x'.repeat(1001) } }, 'fields.first_name'],
    ['deal', { fields: { amount_cents: 10.5 } }, 'fields.amount_cents'],
    ['deal', { fields: { currency: 'EURO' } }, 'fields.currency'],
    ['deal', { fields: { close_date: '2026-02-30' } }, 'fields.close_date'],
    ['deal', { fields: { contact_ids: 'a' } }, 'fields.contact_ids'],
    ['contact', { custom: { 'Not This': 1 } }, 'custom.Not This'],
    ['contact', {}, 'fields'],
    ['contact', { fields: {} }, 'fields'],
  ];
  for (const [object, body, path] of refused) {
    const answer = await bench.service.api.refused('PUT', `/crm/records/${object}/host_bad`, 'bad_request', {
      key: bench.tenant.sk,
      body: { workspace_id: bench.tenant.workspaceId, ...body },
    });
    assert.equal(answer.body.errors?.[0]?.path, path, JSON.stringify(body));
  }
  for (const fields of [{ amount_cents: 1 }, { nonsense: 1 }])
    assert.match(
      (
        await bench.service.api.refused('PUT', '/crm/records/contact/host_bad', 'bad_request', {
          key: bench.tenant.sk,
          body: { workspace_id: bench.tenant.workspaceId, fields },
        })
      ).text,
      new RegExp(Object.keys(fields)[0] ?? ''),
    );
  assert.deepEqual(await bench.sql(`SELECT 1 FROM crm_host_sides WHERE local_id = 'host_bad'`), []);
});
