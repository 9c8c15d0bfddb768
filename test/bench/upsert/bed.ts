import { randomUUID } from 'node:crypto';
import type { RemoteRecord } from '../../../service/connectors/connector.js';
import { mapPage } from '../../../service/fields/map-page.js';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import { type RecordRow, upsertRecords } from '../../../service/store/queries/upsert-records.js';
import { openStore, type Store } from '../../../service/store/store.js';

const RECORDS = 10_000;

/** One connection with 10,000 contacts to store, and the ways to do it. */
export interface Bed {
  store: Store;
  owner: { workspaceId: string; connectionId: string; object: 'contact' };
  rows: readonly RecordRow[];
  /** Rows a second that `load` stores, into empty tables after a checkpoint. @throws Error unless all are there. */
  rate(load: () => Promise<unknown>): Promise<number>;
  upsert(size: number, lanes: 1 | 2): Promise<void>;
  copyInside(size: number): Promise<void>;
  close(): Promise<void>;
}

export async function openBed(url: string): Promise<Bed> {
  const store = openStore(url);
  const owner = await createOwner(store);
  const rows = mapPage(
    mapping,
    Array.from({ length: RECORDS }, (_, index) => contact(index)),
  );
  await stage(store, rows);
  return {
    ...{ store, owner, rows },
    rate: (load) => rate(store, load),
    upsert: (size, lanes) => upsert(store, owner, rows, size, lanes),
    copyInside: (size) => copyInside(store, owner, size),
    close: () => store.close(),
  };
}

const mapping = compileMapping('contact', [
  { field: 'email', crm: 'email', direction: 'both', transforms: [] },
  { field: 'first_name', crm: 'firstname', direction: 'both', transforms: [] },
  { field: 'last_name', crm: 'lastname', direction: 'both', transforms: [] },
  { field: 'title', crm: 'jobtitle', direction: 'both', transforms: [] },
  { field: 'phone_e164', crm: 'phone', direction: 'both', transforms: [{ name: 'e164', country: 'IT' }] },
]);

function contact(index: number): RemoteRecord {
  const values = {
    ...{
      email: `person.${index}@company${index % 500}.example`,
      firstname: `Giulia ${index}`,
      lastname: 'Ferri',
    },
    ...{ phone: `+39349555${String(index).padStart(4, '0')}`, jobtitle: 'Responsabile acquisti' },
    ...{ city: 'Prato', hs_language: 'it', notes: 'Asked to be called on Tuesday after three. '.repeat(4) },
    ...{ createdate: '2026-01-05T08:00:00.000Z', lastmodifieddate: '2026-03-05T08:00:00.000Z' },
  };
  const refs = { company_id: [String(700_000 + (index % 500))] };
  const updatedAt = new Date(Date.UTC(2026, 2, 5) + index);
  return { remoteId: String(100_000 + index), values, refs, updatedAt, archived: false, mergedIds: [] };
}

async function createOwner(store: Store): Promise<Bed['owner']> {
  const [app, workspaceId, connectionId] = [randomUUID(), randomUUID(), randomUUID()];
  const add = (sql: string, ...bind: string[]) => store.sequelize.query(sql, { bind });
  await add('INSERT INTO apps (id, name) VALUES ($1, $2)', app, 'Bench');
  await add('INSERT INTO workspaces (id, app_id, external_id) VALUES ($1, $2, $3)', workspaceId, app, 'ws');
  await add(
    `INSERT INTO crm_connections (id, workspace_id, provider, status, account_id, account_name)
     VALUES ($1, $2, 'hubspot', 'active', '1', 'One')`,
    connectionId,
    workspaceId,
  );
  return { workspaceId, connectionId, object: 'contact' };
}

async function stage(store: Store, rows: readonly RecordRow[]): Promise<void> {
  await store.sequelize.query(
    `CREATE UNLOGGED TABLE bench_stage AS
     SELECT n, i.remote_id, gen_random_uuid()::text AS local_id, fields, custom, refs, raw, decode(hash, 'hex') AS hash,
            remote_updated_at
       FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (remote_id text, fields jsonb, custom jsonb, refs jsonb,
              raw jsonb, hash text, remote_updated_at timestamptz)) WITH ORDINALITY
              AS i(remote_id, fields, custom, refs, raw, hash, remote_updated_at, n)`,
    { bind: [JSON.stringify(rows)] },
  );
  await store.sequelize.query('CREATE INDEX ON bench_stage (n); ANALYZE bench_stage');
}

async function rate(store: Store, load: () => Promise<unknown>): Promise<number> {
  await store.sequelize.query('TRUNCATE crm_records, crm_entity_links');
  await store.sequelize.query('CHECKPOINT');
  const started = performance.now();
  await load();
  const seconds = (performance.now() - started) / 1000;
  const [found] = await store.sequelize.query(
    'SELECT count(*)::int AS n FROM crm_records JOIN crm_entity_links USING (connection_id, object, remote_id, local_id)',
  );
  const stored = (found[0] as { n: number }).n;
  if (stored !== RECORDS) throw new Error(`${stored} of ${RECORDS} records are there with their links`);
  return RECORDS / seconds;
}

async function upsert(
  store: Store,
  owner: Bed['owner'],
  rows: readonly RecordRow[],
  size: number,
  lanes: number,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < rows.length) {
      const batch = rows.slice(next, next + size);
      next += size;
      await store.transaction((transaction) => upsertRecords(store, owner, batch, transaction));
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
}

async function copyInside(store: Store, owner: Bed['owner'], size: number): Promise<void> {
  for (let from = 1; from <= RECORDS; from += size) {
    await store.sequelize.query(
      `WITH stored AS (
         INSERT INTO crm_records AS r (workspace_id, connection_id, object, remote_id, local_id, fields, custom, refs,
                raw, hash, remote_updated_at)
         SELECT $1, $2, $3, remote_id, local_id, fields, custom, refs, raw, hash, remote_updated_at
           FROM bench_stage WHERE n BETWEEN $4 AND $5
         ON CONFLICT (connection_id, object, remote_id) DO UPDATE SET fields = EXCLUDED.fields, hash = EXCLUDED.hash
          WHERE r.hash <> EXCLUDED.hash
         RETURNING remote_id, local_id)
       INSERT INTO crm_entity_links (connection_id, object, remote_id, workspace_id, local_id)
       SELECT $2, $3, remote_id, $1, local_id FROM stored`,
      { bind: [owner.workspaceId, owner.connectionId, owner.object, from, from + size - 1] },
    );
  }
}
