import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Fields } from '../../shared/records.js';
import { pushSooner } from '../support/push-sooner.js';
import { waitUntil } from '../support/service.js';
import { openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench({ seed: false });
});
after(() => bench.service.close());

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PROPERTIES = { title: 'jobtitle', first_name: 'firstname', last_name: 'lastname' } as const;
type Name = keyof typeof PROPERTIES;
const NAMES = Object.keys(PROPERTIES) as Name[];
const RECORDS = 6;
const ROUNDS = 12;

interface Side {
  local_id: string;
  remote_id: string;
  host: Fields;
  base_host: Fields;
  base_crm: Fields;
  fields: Fields;
}
const sides = () =>
  bench.sql<Side>(
    `SELECT s.local_id, r.remote_id, s.host, s.base_host, s.base_crm, r.fields
       FROM crm_host_sides s JOIN crm_records r USING (connection_id, object, local_id) ORDER BY s.local_id`,
  );
/** Until nothing is under way: pushes that wait for their next try are due now. */
const quiet = () => waitUntil('everything is sent', async () => (await pushSooner(bench)) === 0);

for (const seed of [1, 2, 3])
  test(`edits on both sides while syncs and faults go on end in agreement (seed ${seed})`, async () => {
    const random = randomOf(seed);
    const { sandbox, api } = bench.service;
    const { ids } = await sandbox.post<{ ids: string[] }>('records', {
      object: 'contacts',
      records: Array.from({ length: RECORDS }, (_, index) => ({
        properties: { email: `storm${seed}.${index}@storm.example`, lastname: 'Storm' },
      })),
    });
    await bench.sync(seed === 1, ['contact']);
    const all = (await bench.feed('contact')).records.filter(({ remote_id }) =>
      ids.includes(remote_id ?? ''),
    );
    assert.equal(all.length, RECORDS);
    const anyOf = <T>(list: readonly T[]): T => list[random(list.length)] as T;
    let said = 0;
    const value = (who: string) => (random(6) === 0 ? null : `${who} ${++said}`);
    const hostSays = () =>
      api.put(`/crm/records/contact/${anyOf(all).local_id}`, {
        key: bench.tenant.sk,
        body: { workspace_id: bench.tenant.workspaceId, fields: { [anyOf(NAMES)]: value('host') } },
        expect: 200,
      });
    const crmEdits = () =>
      sandbox.post('records', {
        object: 'contacts',
        records: [{ id: anyOf(ids), properties: { [PROPERTIES[anyOf(NAMES)]]: value('crm') ?? '' } }],
      });
    for (let round = 0; round < ROUNDS; round += 1) {
      if (random(3) === 0)
        await sandbox.fault({
          kind: anyOf(['server_error', 'timeout_after_write', 'timeout_before_write']),
          delay_ms: 20,
          match: { path_includes: anyOf(['/contacts/batch/update', '/contacts/batch/read']) },
        });
      const works = Array.from({ length: 4 }, () => (random(2) === 0 ? hostSays : crmEdits)());
      if (random(2) === 0) works.push(bench.sync(false, ['contact']));
      await Promise.all(works);
    }
    await sandbox.fault({ kind: 'clear' });
    await quiet();
    await bench.sync(false, ['contact']);
    await quiet();
    await bench.sync(false, ['contact']);
    await quiet();

    const [{ n: pushes } = { n: 0 }] = await bench.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM crm_pushes',
    );
    const { cursor } = await bench.feed('contact');
    const writes = (await sandbox.requests('/contacts/batch/update')).length;
    await bench.sync(true, ['contact']);
    await quiet();
    assert.deepEqual((await bench.feed('contact', cursor)).records, [], 'nothing comes back');
    assert.deepEqual(await bench.sql('SELECT count(*)::int AS n FROM crm_pushes'), [{ n: pushes }]);
    assert.equal((await sandbox.requests('/contacts/batch/update')).length, writes);

    const there = new Map(
      (await sandbox.records('contacts')).map((record) => [record.id, record.properties]),
    );
    const held = (await sides()).filter(({ remote_id }) => ids.includes(remote_id));
    assert.ok(held.length > 0);
    for (const side of held)
      for (const name of NAMES) {
        const about = `${name} of ${side.local_id}: ${JSON.stringify(side)}`;
        assert.equal(side.fields[name] ?? '', there.get(side.remote_id)?.[PROPERTIES[name]] ?? '', about);
        if (!(name in side.host)) continue;
        assert.equal(side.base_host[name] ?? '', side.host[name] ?? '', about);
        assert.equal(side.base_crm[name] ?? '', side.fields[name] ?? '', about);
      }
    const bad = await bench.sql(`SELECT state, error FROM crm_pushes WHERE state IN ('failed', 'dead')`);
    assert.deepEqual(bad, []);
  });
