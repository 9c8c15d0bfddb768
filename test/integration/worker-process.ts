import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProgram } from '../support/program.js';
import { TEST_CLIENT, testEnv, waitUntil } from '../support/service.js';
import type { Workbench } from './workbench.js';

const SERVICE = findProgram(new URL('../../service/index.ts', import.meta.url));
/** Node with a whole service to load, beside everything else that a machine may have to do. */
const LONGEST_START_MS = 90_000;

/** A worker in a process of its own, on the database and sandbox of a workbench. */
export interface WorkerProcess {
  process: ChildProcess;
  /** Of one that listens. */
  url: string;
  /** What it logged so far. */
  lines: string[];
  /** Settles when its database sessions are gone too, so that none commits anything after it; those that wait for a lock are let be. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

/** By the name that their sessions have in the database. */
const running = new Map<string, ChildProcess>();
let started = 0;

/** Ends what a failed test left behind. */
export async function killWorkers(): Promise<void> {
  const children = [...running.values()];
  running.clear();
  await Promise.all(
    children.map(async (child) => {
      const exited = once(child, 'exit');
      if (child.kill('SIGKILL')) await exited;
    }),
  );
}

/**
 * Waits until nothing of killed processes is left in the database: a statement that was on its way when its process was
 * killed is carried out, and may commit, after the process is gone.
 */
export async function sessionsOfDeadEnded(bench: Workbench): Promise<void> {
  await waitUntil('the sessions of the killed processes have ended', async () => {
    const left = await bench.sql(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
          AND starts_with(application_name, 'test-process-') AND application_name <> ALL ($1::text[])`,
      [...running.keys()],
    );
    return left.length === 0;
  });
}

export const startWorkerProcess = (bench: Workbench): Promise<WorkerProcess> =>
  startServiceProcess(bench, 'worker'); // it listens to nothing

/** The same of a service that also, or only, answers requests: on a port that is free then, unless one is given. */
export async function startServiceProcess(
  { service, sql }: Workbench,
  role: 'api' | 'worker' | 'all',
  port = 0,
): Promise<WorkerProcess> {
  started += 1;
  const name = `test-process-${started}`;
  const { config } = service.running.services;
  const env = {
    ...testEnv({ port, sandboxUrl: service.sandbox.url, role }),
    DATABASE_URL: nameSessions(service.databaseUrl, name),
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
  let listensOn: number | null = null;
  child.on('message', (told: { port: number }) => {
    listensOn = told.port;
  });
  running.set(name, child);
  const exited = once(child, 'exit');
  child.on('exit', () => running.delete(name));
  const sessions = () =>
    sql(
      `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = $1 AND wait_event_type IS DISTINCT FROM 'Lock'`,
      name,
    );
  const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
    running.delete(name);
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    await waitUntil('its sessions are gone', async () => (await sessions()).length === 0);
    return code;
  };
  try {
    await waitUntil(
      'the worker is ready',
      () => {
        if (child.exitCode !== null) throw new Error(`the worker ended: ${lines.join('')}`);
        return listensOn !== null;
      },
      LONGEST_START_MS,
    );
  } catch (error) {
    await kill('SIGKILL');
    throw error;
  }
  return { process: child, url: `http://127.0.0.1:${listensOn}`, lines, kill };
}

function nameSessions(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', name);
  return url.href;
}
