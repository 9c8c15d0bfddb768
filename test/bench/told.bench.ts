import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { hubspotEvent, sendSigned } from '../integration/webhooks/webhook-bench.js';
import { openWorkbench, type Workbench } from '../integration/workbench.js';
import { freePort, testEnv, waitUntil } from '../support/service.js';
import { FIRST_ID } from './hubspot/contacts.js';
import { startEndlessCrm } from './hubspot/endless-crm.js';
import { type Metric, median, toCeiling } from './metric.js';

const REPETITIONS = 5;
const EVENTS_PER_S = 500;
const BODIES_PER_S = 10;
const SECONDS = 5;
const CONTACTS = 5_000;
const TARGET_MS = 1_000;

/**
 * From the arrival of a webhook until the record it tells of, read from the CRM and changed each time, is in the store, at
 * 500 events a second; in a service of its own that asks the CRM as fast as it can.
 */
export async function toldBench(): Promise<Metric[]> {
  const bench = await openWorkbench({ role: 'api', env: { LOG_LEVEL: 'warn' } });
  const crm = await startEndlessCrm(`${bench.service.sandbox.url}`);
  const port = await freePort();
  const stop = await startService(bench, crm.url, port);
  try {
    await tell(bench, port);
    const rounds: Record<'p50' | 'p95', number>[] = [];
    for (let n = 0; n < REPETITIONS; n += 1) rounds.push(await tell(bench, port));
    const of = (key: 'p50' | 'p95') => Math.round(median(rounds.map((round) => round[key])));
    return [
      toCeiling(
        'from a webhook to the store at 500 events/s, of 1 s, p95',
        1,
        rounds.map(({ p95 }) => p95 / TARGET_MS),
        `p50 ${of('p50')} ms, p95 ${of('p95')} ms`,
      ),
    ];
  } finally {
    await stop();
    crm.stop();
    await bench.service.close();
  }
}

async function startService(
  { service }: Workbench,
  crmUrl: string,
  port: number,
): Promise<() => Promise<void>> {
  const { config } = service.running.services;
  const env = {
    ...testEnv({ port, sandboxUrl: service.sandbox.url, role: 'all' }),
    ...{ DATABASE_URL: service.databaseUrl, ENCRYPTION_KEY: config.encryptionKeys.join(',') },
    ...{ CRM_HUBSPOT_API_URL: `${crmUrl}/hubspot`, PATH: process.env['PATH'] },
  };
  const child = fork(new URL('./memory/worker.ts', import.meta.url), {
    ...{ env, execArgv: ['--import', 'tsx'] },
  });
  await once(child, 'message');
  return async () => {
    const exited = once(child, 'exit');
    child.send('stop');
    await exited;
  };
}

/** One stretch of events; how long those took that came in it. */
async function tell({ sql }: Workbench, port: number): Promise<Record<'p50' | 'p95', number>> {
  const to = { url: `http://127.0.0.1:${port}` };
  const [last] = await sql<{ id: string }>('SELECT COALESCE(max(id), 0) AS id FROM crm_webhook_events');
  const started = performance.now();
  const sending: Promise<Response>[] = [];
  for (let n = 0; n < SECONDS * BODIES_PER_S; n += 1) {
    await wait(Math.max(0, started + (n * 1000) / BODIES_PER_S - performance.now()));
    sending.push(sendSigned(to, bodyOf(EVENTS_PER_S / BODIES_PER_S)));
  }
  for (const { status } of await Promise.all(sending))
    if (status !== 202) throw new Error(`a webhook was answered ${status}`);
  const count = SECONDS * EVENTS_PER_S;
  const [took] = await waitUntil(
    'all are in the store',
    async () => {
      const rows = await sql<{ n: number; p50: number; p95: number }>(
        `SELECT count(*)::int AS n, percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) AS p50,
                percentile_disc(0.95) WITHIN GROUP (ORDER BY ms) AS p95
           FROM (SELECT extract(epoch FROM settled_at - received_at)::float8 * 1000 AS ms FROM crm_webhook_events
                  WHERE id > $1 AND state = 'done') AS done`,
        last?.id,
      );
      return rows[0]?.n === count && rows;
    },
    120_000,
  );
  return took as { p50: number; p95: number };
}

function bodyOf(events: number): string {
  const ids = Array.from({ length: events }, () => String(FIRST_ID + Math.floor(Math.random() * CONTACTS)));
  return JSON.stringify(ids.map((id) => hubspotEvent(id)));
}
