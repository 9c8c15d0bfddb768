import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { findProgram } from '../support/program.js';
import { TEST_CLIENT, testEnv, waitUntil } from '../support/service.js';
import type { Workbench } from './workbench.js';

const SERVICE = findProgram(new URL('../../service/index.ts', import.meta.url));

/** A worker in a process of its own, on the database and sandbox of a workbench. */
export interface WorkerProcess {
  process: ChildProcess;
  /** What it logged so far. */
  lines: string[];
  /** Settles when its database sessions are gone too, so that none commits anything after it; those that wait for a lock are let be. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

const running = new Set<ChildProcess>();
/** Those whose CPUs are taken by others need long to start. */
const START_MS = 90_000;

/** Ends what a failed test left behind. */
export function killWorkers(): void {
  for (const child of running) child.kill('SIGKILL');
}

export const startWorkerProcess = (bench: Workbench): Promise<WorkerProcess> =>
  startServiceProcess(bench, 'worker', 3000); // it listens to nothing

/** The same of a service that also, or only, answers requests. */
export async function startServiceProcess(
  { service, sql }: Workbench,
  role: 'api' | 'worker' | 'all',
  port: number,
): Promise<WorkerProcess> {
  const { config } = service.running.services;
  const name = `test worker ${randomUUID()}`;
  const databaseUrl = new URL(service.databaseUrl);
  databaseUrl.searchParams.set('application_name', name);
  const env = {
    ...testEnv({ port, sandboxUrl: service.sandbox.url, role }),
    DATABASE_URL: databaseUrl.href,
    ENCRYPTION_KEY: config.encryptionKeys.join(','),
    ADMIN_KEY: config.adminKey,
    CRM_HUBSPOT_CLIENT_SECRET: TEST_CLIENT.secret,
    PATH: process.env['PATH'],
    LOG_LEVEL: 'debug',
  };
  const child = spawn(process.execPath, [...SERVICE.execArgv, SERVICE.path], {
    env,
    // Through the channel it hears when a killed test leaves it alone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => lines.push(String(data)));
  running.add(child);
  const exited = once(child, 'exit');
  child.on('exit', () => running.delete(child));
  const sessions = () =>
    sql(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type IS DISTINCT FROM 'Lock'`,
      name,
    );
  const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    await waitUntil('its sessions are gone', async () => (await sessions()).length === 0);
    return code;
  };
  try {
    await waitUntil(
      'the worker is ready',
      async () => {
        if (child.exitCode !== null) throw new Error(`the worker ended: ${lines.join('')}`);
        return lines.join('').includes('service started');
      },
      START_MS,
    );
  } catch (error) {
    await kill('SIGKILL');
    throw error;
  }
  return { process: child, lines, kill };
}
