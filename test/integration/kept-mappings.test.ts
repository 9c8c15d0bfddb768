import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hubspot } from '../../service/connectors/hubspot/index.js';
import { loadMapping } from '../../service/fields/load-mapping.js';
import { Connection } from '../../service/store/models/index.js';
import type { MappingRow } from '../../shared/mapping.js';
import { openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
});
after(() => bench.service.close());

const path = '/crm/mappings?provider=hubspot&object=contact';

async function load() {
  const connection = await Connection.findByPk(bench.connection.id, { rejectOnEmpty: true });
  const session = null as never;
  return loadMapping(bench.service.running.services, { connection, connector: hubspot, session }, 'contact');
}

async function save(level: 'app' | 'workspace', change: (rows: MappingRow[]) => MappingRow[]): Promise<void> {
  const key = level === 'app' ? bench.tenant.sk : bench.tenant.et;
  const { rows } = (await bench.service.api.get<{ rows: MappingRow[] }>(path, { key: bench.tenant.et })).body;
  await bench.service.api.put(level === 'app' ? `${path}&level=app` : path, {
    key,
    body: { rows: change(rows) },
    expect: 200,
  });
  await bench.calm();
}

test('a mapping is compiled once while nothing it is made of is written, and anew as soon as anything is', async () => {
  const first = await load();
  assert.equal(await load(), first);

  await save('app', (rows) => rows.filter(({ field }) => field !== 'title'));
  const ofApp = await load();
  assert.equal(ofApp.readFields.has('title'), false);
  assert.equal(await load(), ofApp);

  await save('workspace', (rows) => rows.filter(({ field }) => field !== 'first_name'));
  const own = await load();
  assert.equal(own.readFields.has('first_name'), false);

  await bench.service.api.put(`/crm/app-fields?object=contact`, {
    key: bench.tenant.sk,
    body: { fields: [{ name: 'tier', label: 'Tier', type: 'text' }] },
    expect: 200,
  });
  await bench.calm();
  assert.notEqual(await load(), own);

  const declared = await load();
  await bench.sql(
    `INSERT INTO crm_field_drifts (connection_id, object, crm, label, fields, before, changes, paused)
     VALUES ($1, 'contact', 'lastname', 'Last name', '{last_name}', '{}', '[]', true) RETURNING 1`,
    bench.connection.id,
  );
  const paused = await load();
  assert.notEqual(paused, declared);
  assert.deepEqual(paused.pausedFields, ['last_name']);
  await bench.sql('DELETE FROM crm_field_drifts WHERE connection_id = $1 RETURNING 1', bench.connection.id);

  await bench.sql(
    `UPDATE crm_field_cache SET fields = (SELECT jsonb_agg(f) FROM jsonb_array_elements(fields) f WHERE f->>'name' <> 'email')
      WHERE connection_id = $1 AND object = 'contact' RETURNING 1`,
    bench.connection.id,
  );
  const narrower = await load();
  assert.equal(narrower.readFields.has('email'), false);
  assert.equal(await load(), narrower);
});
