import type { RemotePage } from '../../service/connectors/connector.js';
import { connectorFor } from '../../service/connectors/registry.js';
import { loadMapping } from '../../service/fields/load-mapping.js';
import { mapPage } from '../../service/fields/map-page.js';
import type { CompiledMapping } from '../../service/mapping/compile-mapping.js';
import { openSession } from '../../service/oauth/open-session.js';
import { upsertRecords } from '../../service/store/queries/upsert-records.js';
import type { Connection } from '../../shared/connection.js';
import type { ObjectName } from '../../shared/records.js';
import { startTestService, type TestService, waitUntil } from '../support/service.js';
import { type Metric, median, toCeiling, toMetric } from './metric.js';
import { startSandboxProcess } from './sandbox-process.js';

const REPETITIONS = 5;
const BIG = 20_000;
/** Records that commit together, as in a backfill that runs ahead. */
const BATCH = 1_000;
/** Of the slower of (fetch alone, write alone). */
const TARGET = 0.85;

interface Figures {
  /** Every page asked for, parsed and dropped. */
  fetchMs: number;
  /** The same pages from memory: mapped and stored, without the run's own bookkeeping. */
  writeMs: number;
  backfillMs: number;
  records: number;
  again: Again;
}

/** What a second backfill of the same records did. */
interface Again {
  ms: number;
  written: number;
  told: number;
  /** Of the bytes that the first load added to the write-ahead log. */
  walShare: number;
}

/**
 * A backfill from end to end, against fetching alone and writing alone: 100 contacts, then 20,000. Each time another
 * workspace connects the same account: fetch, write, both, and both again when nothing has changed.
 */
export async function backfillBench(): Promise<Metric[]> {
  const sandbox = await startSandboxProcess();
  const service = await startTestService({
    seed: false,
    env: {
      CRM_HUBSPOT_AUTH_URL: `${sandbox.url}/hubspot`,
      CRM_HUBSPOT_API_URL: `${sandbox.url}/hubspot`,
      LOG_LEVEL: 'warn',
    },
  });
  // The account's own pace would be measured instead of us.
  service.running.services.pacerFor = () => ({ take: async () => undefined, learn: () => undefined });
  try {
    const small = await measure(service, sandbox.url, 'seed');
    const big = await measure(service, sandbox.url, 'big');
    return [
      describe('backfill of 100 contacts, of the slower of fetch alone and write alone', small, 0),
      describe('backfill of 20,000 contacts, of the slower of fetch alone and write alone', big, TARGET),
      ...describeAgain(big),
    ];
  } finally {
    await service.close();
    sandbox.stop();
  }
}

function describe(name: string, figures: Figures[], target: number): Metric {
  const rate = (ms: (one: Figures) => number) =>
    Math.round(median(figures.map((one) => (one.records / ms(one)) * 1000)));
  const note = `${rate((one) => one.backfillMs)} records/s, fetch alone ${rate((one) => one.fetchMs)}, write alone ${rate((one) => one.writeMs)}`;
  return toMetric(
    name,
    target,
    figures.map((one) => Math.max(one.fetchMs, one.writeMs) / one.backfillMs),
    note,
  );
}

function describeAgain(figures: Figures[]): Metric[] {
  const all = (pick: (again: Again) => number) => figures.map(({ again }) => pick(again));
  const percent = (median(all(({ walShare }) => walShare)) * 100).toFixed(3);
  const rate = Math.round(median(figures.map(({ records, again }) => (records / again.ms) * 1000)));
  return [
    toCeiling(
      'unchanged re-sync: records written',
      0,
      all(({ written }) => written),
      `${rate} records/s`,
    ),
    toCeiling(
      'unchanged re-sync: entries in the feed',
      0,
      all(({ told }) => told),
      '',
    ),
    toCeiling(
      'unchanged re-sync: write-ahead log, of a first load',
      0.01,
      all(({ walShare }) => walShare),
      `${percent} %`,
    ),
  ];
}

async function measure(service: TestService, sandboxUrl: string, size: 'seed' | 'big'): Promise<Figures[]> {
  const door = (path: string, body: unknown) =>
    fetch(`${sandboxUrl}/_sandbox/hubspot/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await door('reset', { empty: size === 'big' });
  if (size === 'big') await door('records', { generate: { contacts: BIG, companies: 0, deals: 0 } });
  const figures: Figures[] = [];
  for (let round = 0; round < REPETITIONS; round += 1) {
    const tenant = await service.createTenant(`ws_${size}_${round}`);
    const connection = await service.connect(tenant.et, { portal: 146700001 });
    const fetchMs = await timed(() => eachPage(service, connection.id, () => undefined));
    const pages: Read[] = [];
    await eachPage(service, connection.id, (object, page) => pages.push({ object, page }));
    const writeMs = await writeAlone(service, connection, pages);
    await query(service, 'CHECKPOINT');
    const before = await position(service);
    const first = await backfill(service, tenant.et);
    const between = await position(service);
    const again = await backfill(service, tenant.et);
    const after = await position(service);
    figures.push({
      ...{ fetchMs, writeMs, backfillMs: first.ms, records: first.records },
      again: {
        ...{ ms: again.ms, written: again.written, told: Number(after.seq) - Number(between.seq) },
        walShare: (after.wal - between.wal) / (between.wal - before.wal),
      },
    });
  }
  return figures;
}

async function query<T extends object>(service: TestService, sql: string, ...bind: string[]): Promise<T[]> {
  const [rows] = await service.running.services.store.sequelize.query(sql, { bind });
  return rows as T[];
}

/** How far the write-ahead log (bytes) and the feed have come. */
async function position(service: TestService): Promise<{ wal: number; seq: string }> {
  const [row] = await query<{ wal: string; seq: string }>(
    service,
    `SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS wal, COALESCE(max(change_seq), 0) AS seq FROM crm_records`,
  );
  return { wal: Number(row?.wal), seq: row?.seq ?? '0' };
}

interface Read {
  object: ObjectName;
  page: RemotePage;
}

/** Stores pages as a backfill does, on tables without this connection's records, and takes them out again. */
async function writeAlone(service: TestService, connection: Connection, pages: Read[]): Promise<number> {
  const { services } = service.running;
  const open = await openSession(services, connection.id);
  const owner = { workspaceId: open.connection.workspaceId, connectionId: connection.id };
  const mappings = new Map<ObjectName, CompiledMapping>();
  for (const object of OBJECTS) mappings.set(object, await loadMapping(services, open, object));
  await query(service, 'CHECKPOINT');
  const ms = await timed(async () => {
    for (const [object, mapping] of mappings) {
      const records = pages.filter((read) => read.object === object).flatMap(({ page }) => page.records);
      for (let from = 0; from < records.length; from += BATCH) {
        const rows = mapPage(mapping, records.slice(from, from + BATCH));
        await services.store.transaction((transaction) =>
          upsertRecords(services.store, { ...owner, object }, rows, transaction),
        );
      }
    }
  });
  await query(service, 'DELETE FROM crm_records WHERE connection_id = $1', connection.id);
  await query(service, 'DELETE FROM crm_entity_links WHERE connection_id = $1', connection.id);
  await query(service, 'VACUUM crm_records, crm_entity_links');
  return ms;
}

const OBJECTS = ['company', 'contact', 'deal', 'activity'] as const;

async function eachPage(
  service: TestService,
  connectionId: string,
  take: (object: ObjectName, page: RemotePage) => void,
): Promise<void> {
  const { session } = await openSession(service.running.services, connectionId);
  const connector = connectorFor('hubspot');
  for (const object of OBJECTS) {
    const fields = connector.preset[object].flatMap(({ crm }) => crm?.split('|') ?? []);
    const known = new Set((await connector.listFields(session, object)).map(({ name }) => name));
    const options = { cursor: null, fields: fields.filter((field) => known.has(field)) };
    for await (const page of connector.readAll(session, object, options)) take(object, page);
  }
}

async function backfill(
  service: TestService,
  key: string,
): Promise<{ records: number; written: number; ms: number }> {
  let written = 0;
  let records = 0;
  const ms = await timed(async () => {
    const started = await service.api.post<{ run_id: string }>('/crm/sync/start', {
      key,
      body: { provider: 'hubspot', backfill: true },
      expect: 202,
    });
    await waitUntil(
      'the backfill is done',
      async () => {
        const run = await service.api.get<{
          state: string;
          objects: { done: number; created: number; updated: number }[];
        }>(`/crm/sync/runs/${started.body.run_id}`, { key });
        records = run.body.objects.reduce((sum, { done }) => sum + done, 0);
        written = run.body.objects.reduce((sum, { created, updated }) => sum + created + updated, 0);
        if (run.body.state === 'failed') throw new Error('the backfill failed');
        return run.body.state === 'succeeded';
      },
      120_000,
    );
  });
  return { records, written, ms };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
