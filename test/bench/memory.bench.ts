import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestService, TEST_CLIENT, type TestService, testEnv, waitUntil } from '../support/service.js';
import { startEndlessCrm } from './hubspot/endless-crm.js';
import { type Resident, watchMemory } from './memory/resident.js';
import { type Metric, median, toCeiling } from './metric.js';
import { startSandboxProcess } from './sandbox-process.js';

/** A heap has its working size after some seconds of work, whatever the work: until then copies are not measured. */
const WARM_UPS = 5;
const REPETITIONS = 5;
const SMALL = 10_000;
const LARGE = 300_000;
const FULL = 1_000_000;
/** A heap breathes between collections; a copy that kept what it read would need tens of times as much. */
const TARGET = 1.25;

interface Bench {
  service: TestService;
  crm: Awaited<ReturnType<typeof startEndlessCrm>>;
}

/**
 * Memory of a worker process that copies the history of one CRM with 300,000 contacts (1,000,000 with `--full`), against
 * one that copies those of many with 10,000 each, one after the other.
 */
export async function memoryBench(options: { isFull: boolean }): Promise<Metric[]> {
  const sandbox = await startSandboxProcess();
  const crm = await startEndlessCrm(sandbox.url);
  const service = await startTestService({
    ...{ seed: false, role: 'api' },
    env: {
      CRM_HUBSPOT_AUTH_URL: `${sandbox.url}/hubspot`,
      CRM_HUBSPOT_API_URL: `${crm.url}/hubspot`,
      LOG_LEVEL: 'warn',
    },
  });
  const bench = { service, crm };
  try {
    const small = await copyOften(bench);
    const size = options.isFull ? FULL : LARGE;
    const worker = await startWorker(bench);
    const large = await copy(bench, worker, 'ws_large', size);
    await stopWorker(worker);
    return [describe(size, 'peak', large, small), describe(size, 'settled', large, small)];
  } finally {
    await service.close();
    crm.stop();
    sandbox.stop();
  }
}

function describe(size: number, figure: keyof Resident, large: Copy, small: Copy[]): Metric {
  const mb = median(small.map((one) => one[figure]));
  return toCeiling(
    `memory (${figure}) of copying ${size.toLocaleString('en')} records, of copying 10,000`,
    TARGET,
    small.map((one) => large[figure] / one[figure]),
    `${large[figure].toFixed(0)} MB against ${mb.toFixed(0)} MB, at ${Math.round(size / large.seconds)} records/s`,
  );
}

interface Copy extends Resident {
  seconds: number;
}

async function copyOften(bench: Bench): Promise<Copy[]> {
  const worker = await startWorker(bench);
  const copies: Copy[] = [];
  for (let n = 0; n < WARM_UPS + REPETITIONS; n += 1)
    copies.push(await copy(bench, worker, `ws_small_${n}`, SMALL));
  await stopWorker(worker);
  return copies.slice(WARM_UPS);
}

async function copy(
  bench: Bench,
  worker: ChildProcess,
  workspaceId: string,
  contacts: number,
): Promise<Copy> {
  const { service, crm } = bench;
  crm.hold(contacts);
  const tenant = await service.createTenant(workspaceId);
  await service.connect(tenant.et);
  const memory = watchMemory(worker.pid ?? 0);
  const started = performance.now();
  await backfill(service, tenant.et, contacts);
  const seconds = (performance.now() - started) / 1000;
  return { ...memory.stop(), seconds };
}

async function stopWorker(worker: ChildProcess): Promise<void> {
  const exited = once(worker, 'exit');
  worker.send('stop');
  await exited;
}

async function startWorker({ service, crm }: Bench): Promise<ChildProcess> {
  const { config } = service.running.services;
  const child = fork(new URL('./memory/worker.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: {
      ...testEnv({ port: 0, sandboxUrl: crm.url, role: 'worker' }),
      ...{ PORT: '3000', PATH: process.env['PATH'], DATABASE_URL: service.databaseUrl },
      ...{ ENCRYPTION_KEY: config.encryptionKeys.join(','), ADMIN_KEY: config.adminKey },
      CRM_HUBSPOT_CLIENT_SECRET: TEST_CLIENT.secret,
    },
  });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the worker ended with ${code}`))),
  ]);
  return child;
}

/** @throws Error unless every contact was copied. */
async function backfill(service: TestService, key: string, contacts: number): Promise<void> {
  const body = { provider: 'hubspot', backfill: true, objects: ['contact'] };
  const started = await service.api.post<{ run_id: string }>('/crm/sync/start', { key, body, expect: 202 });
  const run = await waitUntil(
    'the copy is done',
    async () => {
      await sleep(200);
      const { body } = await service.api.get<{ state: string; objects: { created: number }[] }>(
        `/crm/sync/runs/${started.body.run_id}`,
        { key },
      );
      return ['succeeded', 'failed'].includes(body.state) && body;
    },
    1_800_000,
  );
  const created = run.objects.reduce((sum, one) => sum + one.created, 0);
  if (created !== contacts) throw new Error(`${run.state}: ${created} of ${contacts} contacts were copied`);
}
