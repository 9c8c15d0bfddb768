import { type ChildProcess, spawn } from 'node:child_process';
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
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Ends what a failed test left behind. */
export function killWorkers(): void {
  for (const child of running) child.kill('SIGKILL');
}

export const startWorkerProcess = (bench: Workbench): Promise<WorkerProcess> =>
  startServiceProcess(bench, 'worker', 3000); // it listens to nothing

/** The same of a service that also, or only, answers requests. */
export async function startServiceProcess(
  { service }: Workbench,
  role: 'api' | 'worker' | 'all',
  port: number,
): Promise<WorkerProcess> {
  const { config } = service.running.services;
  const env = {
    ...testEnv({ port, sandboxUrl: service.sandbox.url, role }),
    DATABASE_URL: service.databaseUrl,
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
  const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  };
  try {
    await waitUntil('the worker is ready', async () => {
      if (child.exitCode !== null) throw new Error(`the worker ended: ${lines.join('')}`);
      return lines.join('').includes('service started');
    });
  } catch (error) {
    await kill('SIGKILL');
    throw error;
  }
  return { process: child, lines, kill };
}
