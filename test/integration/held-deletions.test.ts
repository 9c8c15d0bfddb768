import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CrmRecord } from '../../shared/records.js';
import type { HeldDeletion, SyncStatus } from '../../shared/run.js';
import { waitUntil } from '../support/service.js';
import { crmEdits } from './crm-edits.js';
import { addWorkspace, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
const { makeContacts, archive, restore } = crmEdits(() => bench);
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
});
after(() => bench.service.close());

const api = () => bench.service.api;
const key = () => bench.tenant.et;
const waiting = async (): Promise<HeldDeletion[]> =>
  (
    await api().get<{ data: HeldDeletion[] }>('/crm/held-deletions?state=waiting', {
      key: key(),
      expect: 200,
    })
  ).body.data;
const statusOf = async (): Promise<SyncStatus | undefined> =>
  (await api().get<{ data: SyncStatus[] }>('/crm/sync/status', { key: key(), expect: 200 })).body.data[0];
const decide = (id: string, body: object, expect = 200) =>
  api().post<HeldDeletion>(`/crm/held-deletions/${id}/decide`, { key: key(), body, expect });
const liveOf = async (ids: string[]): Promise<number> =>
  (
    await bench.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM crm_records WHERE connection_id = $1 AND object = 'contact' AND remote_id = ANY ($2) AND deleted_at IS NULL`,
      bench.connection.id,
      ids,
    )
  )[0]?.n ?? -1;
const applied = (id: string) =>
  waitUntil('the decision is carried out', async () => {
    const [row] = await bench.sql('SELECT applied_at FROM crm_held_deletions WHERE id = $1', id);
    return row?.applied_at !== null;
  });
/** Makes contacts, pulls them, and has them deleted in the CRM. */
const goneInCrm = async (count: number, name: string): Promise<string[]> => {
  const ids = await makeContacts(count, name);
  await bench.sync(false);
  await archive('contacts', ids);
  return ids;
};

test('thirty of a good hundred gone at once are held, told, and nothing is deleted', async () => {
  const ids = await goneInCrm(30, 'accident');
  const { cursor } = await bench.feed('contact');
  await bench.sync(false);
  assert.equal(await liveOf(ids), 30);
  assert.deepEqual((await bench.feed('contact', cursor)).records, []);
  const [held, ...others] = await waiting();
  assert.deepEqual(others, []);
  assert.deepEqual(
    [held?.object, held?.count, held?.live, held?.state, held?.provider, held?.decided_by],
    ['contact', 30, 130, 'waiting', 'hubspot', null],
  );
  assert.deepEqual((await statusOf())?.held_deletions, [held]);
  const [line] = await bench.sql(`SELECT level, message FROM crm_sync_logs WHERE code = 'deletions_held'`);
  assert.deepEqual(line, {
    level: 'warn',
    message: '30 contacts are no longer in HubSpot. Nothing is deleted until somebody has looked.',
  });
  const seen: CrmRecord[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: { data: CrmRecord[]; next_cursor: string | null } = (
      await api().get<{ data: CrmRecord[]; next_cursor: string | null }>(
        `/crm/held-deletions/${held?.id}/records?limit=13${next === '' ? '' : `&cursor=${next}`}`,
        { key: key(), expect: 200 },
      )
    ).body;
    seen.push(...page.data);
    next = page.next_cursor;
  }
  assert.deepEqual(seen.map(({ remote_id }) => remote_id).sort(), [...ids].sort());
  assert.ok(seen.every(({ deleted, fields }) => !deleted && fields.first_name === 'accident'));
});

test('what goes while they wait joins them, what is restored leaves them', async () => {
  const [lot] = await waiting();
  const more = await goneInCrm(2, 'joins');
  await bench.sync(false);
  assert.deepEqual(
    (await waiting()).map(({ id, count }) => [id, count]),
    [[lot?.id, 32]],
  );
  await restore('contacts', more);
  await bench.sync(false);
  assert.deepEqual(
    (await waiting()).map(({ id, count }) => [id, count]),
    [[lot?.id, 30]],
  );
  assert.equal(await liveOf(more), 2);
});

test('a decision on another number of records, or by whom it does not concern, is refused', async () => {
  const [lot] = await waiting();
  const { id = '' } = lot ?? {};
  await api().refused('POST', `/crm/held-deletions/${id}/decide`, 'held_deletion_changed', {
    key: key(),
    body: { decision: 'delete', count: 29 },
  });
  const stranger = await addWorkspace(bench, 'ws_stranger');
  for (const path of [`/crm/held-deletions/${id}/records`, `/crm/held-deletions/${id}/decide`]) {
    const method = path.endsWith('decide') ? 'POST' : 'GET';
    await api().refused(method, path, 'held_deletion_not_found', {
      key: stranger.tenant.et,
      ...(method === 'POST' ? { body: { decision: 'delete', count: 30 } } : {}),
    });
  }
  assert.deepEqual(await waiting(), [lot]);
});

test('approved, those that are still gone are deleted, and the rest stays', async () => {
  const [lot] = await waiting();
  const { id = '' } = lot ?? {};
  const ids = (
    await bench.sql<{ remote_id: string }>('SELECT remote_id FROM crm_gone_records WHERE held_id = $1', id)
  ).map((row) => row.remote_id);
  const { cursor } = await bench.feed('contact');
  const back = ids.slice(0, 3);
  await restore('contacts', back);
  const { body } = await decide(id, { decision: 'delete', count: 30 });
  assert.deepEqual([body.state, body.count, typeof body.decided_by], ['approved', 30, 'string']);
  await applied(id);
  assert.equal(await liveOf(ids), 3);
  assert.equal(await liveOf(back), 3);
  await bench.calm();
  const { records } = await bench.feed('contact', cursor);
  assert.deepEqual(
    records.map(({ remote_id, deleted }) => `${remote_id} ${deleted}`).sort(),
    ids
      .slice(3)
      .map((one) => `${one} true`)
      .sort(),
  );
  assert.deepEqual(
    (await decide(id, { decision: 'delete', count: 7 })).body,
    body,
    'said again it is the same',
  );
  await api().refused('POST', `/crm/held-deletions/${id}/decide`, 'held_deletion_decided', {
    key: key(),
    body: { decision: 'keep', count: 30 },
  });
  const [entry] = await bench.sql(`SELECT details FROM audit_log WHERE action = 'held_deletion_approved'`);
  assert.deepEqual(entry?.details, { connection_id: bench.connection.id, object: 'contact', count: 30 });
});

test('kept, they stay and are not held again, until one is deleted anew', async () => {
  const ids = await goneInCrm(25, 'keepsake');
  await bench.sync(false);
  const [lot] = await waiting();
  assert.equal((await decide(lot?.id ?? '', { decision: 'keep', count: 25 })).body.state, 'dismissed');
  await bench.sync(false);
  await bench.sync(true, ['contact']);
  await bench.sync(false);
  assert.deepEqual(await waiting(), []);
  assert.equal(await liveOf(ids), 25);
  const again = ids.slice(0, 1);
  await restore('contacts', again);
  await bench.sync(false);
  await archive('contacts', again);
  await bench.sync(false);
  assert.equal(await liveOf(ids), 24);
});

test('a lot whose records all came back is settled by itself', async () => {
  const ids = await goneInCrm(22, 'returns');
  await bench.sync(false);
  const [lot] = await waiting();
  await restore('contacts', ids);
  await bench.sync(false);
  assert.deepEqual(await waiting(), []);
  const { data } = (
    await api().get<{ data: HeldDeletion[] }>('/crm/held-deletions?limit=1', { key: key(), expect: 200 })
  ).body;
  assert.deepEqual([data[0]?.id, data[0]?.state, data[0]?.decided_by], [lot?.id, 'dismissed', null]);
});
