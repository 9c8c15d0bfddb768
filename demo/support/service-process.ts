import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { DemoError } from './demo-error.js';
import { readReason } from './read-reason.js';
import { ROOT } from './settings.js';

/** How to start the service. */
export interface ServiceOptions {
  url: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What Node is given to run it: its source when left out. */
  program?: readonly string[] | undefined;
  /** Everything it prints goes here; emptied first. */
  logFile: string;
  /** Told once, when it ends without having been asked to. */
  onDeath: (reason: DemoError) => void;
  /** Told as soon as there is a process to stop. */
  onStart: (service: ServiceProcess) => void;
}

/** A running service. */
export interface ServiceProcess {
  pid: number;
  /** Settles when it has ended; kills it after 15 s. */
  stop(): Promise<void>;
}

const SOURCE = ['--import', 'tsx', 'service/index.ts'] as const;
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

/**
 * Starts the service as a process of its own and waits until it answers `/health`. It holds one end of a channel: when
 * we are gone, even by SIGKILL, the channel closes and it stops by itself.
 *
 * @throws DemoError with the service's own reason when it ends before it answers.
 */
export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const child = launch(options);
  const state = { isStopping: false, isReady: false };
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  let died: DemoError | undefined;
  const death = ended.then(async () => {
    if (state.isStopping) return;
    died = await explain(options.logFile, state.isReady);
    if (state.isReady) options.onDeath(died);
  });
  const stop = async () => {
    state.isStopping = true;
    if (!isRunning(child)) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  const service = { pid: child.pid ?? 0, stop };
  options.onStart(service);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(options.url))) {
    await Promise.race([death, new Promise((resolve) => setTimeout(resolve, 100))]);
    if (died) throw died;
    if (state.isStopping) throw new DemoError('Stopped while the service was starting.');
    if (Date.now() < deadline) continue;
    await stop();
    throw new DemoError(
      `The service did not answer within ${START_TIMEOUT_MS / 1000} s; its log is ${options.logFile}.`,
    );
  }
  state.isReady = true;
  return service;
}

function launch({ env, program = SOURCE, logFile }: ServiceOptions): ChildProcess {
  const log = openSync(logFile, 'w', 0o600);
  try {
    return spawn(process.execPath, program, {
      cwd: ROOT,
      env,
      stdio: ['ignore', log, log, 'ipc'],
      // A group of its own: Ctrl-C reaches us alone, and we stop it in order.
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );
}

async function explain(logFile: string, wasReady: boolean): Promise<DemoError> {
  const reason = await readReason(logFile);
  const when = wasReady ? 'The service stopped by itself' : 'The service could not start';
  const why = reason ? `: ${reason.replace(/[.\s]+$/, '')}` : '';
  return new DemoError(`${when}${why}. Its log is ${logFile}.`);
}
