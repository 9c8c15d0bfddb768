import { connectorFor } from '../../service/connectors/registry.js';
import { openSession } from '../../service/oauth/open-session.js';
import { startTestService, type TestService, waitUntil } from '../support/service.js';
import { type Metric, median, toMetric } from './metric.js';
import { startSandboxProcess } from './sandbox-process.js';

const REPETITIONS = 5;
const BIG = 20_000;
/** Of the slower of (fetch alone, write alone): reading pages while the one before commits. */
const TARGET = 0.85;

interface Figures {
  fetchMs: number;
  backfillMs: number;
  records: number;
}

/** A backfill from end to end against fetching the same pages and dropping them: 100 contacts, then 20,000. */
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
      describe('backfill of 100 contacts', small, 0),
      describe('backfill of 20,000 contacts', big, TARGET),
    ];
  } finally {
    await service.close();
    sandbox.stop();
  }
}

function describe(name: string, figures: Figures[], target: number): Metric {
  const rate = (ms: (one: Figures) => number) =>
    Math.round(median(figures.map((one) => (one.records / ms(one)) * 1000)));
  const note = `${rate((one) => one.backfillMs)} records/s, fetching alone ${rate((one) => one.fetchMs)} records/s`;
  return toMetric(
    name,
    target,
    figures.map((one) => one.fetchMs / one.backfillMs),
    note,
  );
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
    const fetchMs = await timed(() => fetchAlone(service, connection.id));
    const { result, ms } = await backfill(service, tenant.et);
    figures.push({ fetchMs, backfillMs: ms, records: result });
  }
  return figures;
}

const OBJECTS = ['company', 'contact', 'deal', 'activity'] as const;

async function fetchAlone(service: TestService, connectionId: string): Promise<void> {
  const { session } = await openSession(service.running.services, connectionId);
  const connector = connectorFor('hubspot');
  for (const object of OBJECTS) {
    const fields = connector.preset[object].flatMap(({ crm }) => crm?.split('|') ?? []);
    const known = new Set((await connector.listFields(session, object)).map(({ name }) => name));
    const options = { cursor: null, fields: fields.filter((field) => known.has(field)) };
    for await (const page of connector.readAll(session, object, options))
      if (page.records.length === 0) break;
  }
}

async function backfill(service: TestService, key: string): Promise<{ result: number; ms: number }> {
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
        const run = await service.api.get<{ state: string; objects: { done: number }[] }>(
          `/crm/sync/runs/${started.body.run_id}`,
          { key },
        );
        records = run.body.objects.reduce((sum, { done }) => sum + done, 0);
        if (run.body.state === 'failed') throw new Error('the backfill failed');
        return run.body.state === 'succeeded';
      },
      120_000,
    );
  });
  return { result: records, ms };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
