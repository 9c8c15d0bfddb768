import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitUntil } from '../../support/service/wait-until.js';

/** A start takes a second; on a machine that others keep busy, and while databases are killed, much longer. */
const START_MS = 120_000;
const KEPT_LINES = 400;

/** The service in a process of its own. */
export interface ServiceProcess {
  /** Unique among all of a bed, the restarted ones too. */
  name: string;
  pid: number;
  /** The end of what it logged. */
  lines: string[];
  isAlive(): boolean;
  /** How it ended, where nobody ended it; null otherwise. */
  endedByItself(): string | null;
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Ends what a failed test left behind. */
export function killServiceProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
}

/**
 * Starts the service and waits until it says that it has started; one that cannot, because its database is killed just
 * then, is not waited for any longer.
 *
 * @param path of the built service.
 * @returns null when it ended before it had started.
 * @throws Error when it neither started nor ended.
 */
export async function startServiceProcess(
  path: string,
  name: string,
  env: Record<string, string | undefined>,
): Promise<ServiceProcess | null> {
  const child = spawn(process.execPath, [path], {
    env: { PATH: process.env['PATH'], ...env },
    // Through the channel it hears when a killed test leaves it alone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  let isKilled = false;
  let hasStarted = false;
  let end: string | null = null;
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => {
      lines.push(String(data));
      if (lines.length > KEPT_LINES) lines.splice(0, lines.length - KEPT_LINES);
    });
  child.on('message', (message: { type?: string }) => {
    hasStarted ||= message.type === 'started';
  });
  const exited = once(child, 'exit');
  child.on('exit', (code, signal) => {
    running.delete(child);
    if (!isKilled) end = `${name} ended by itself (${signal ?? code}): ${lines.join('').slice(-2_000)}`;
  });
  const isSettled = () => hasStarted || end !== null || isKilled;
  await waitUntil(`${name} has started`, isSettled, START_MS).catch((error: unknown) => {
    isKilled = true;
    child.kill('SIGKILL');
    throw new Error(`${String(error)}; it said ${lines.join('').slice(-1_500)}`);
  });
  if (!hasStarted) return null;
  return {
    name,
    pid: child.pid as number,
    lines,
    isAlive: () => running.has(child),
    endedByItself: () => end,
    signal: (signal) => void child.kill(signal),
    async kill() {
      isKilled = true;
      child.kill('SIGKILL');
      if (running.has(child)) await exited;
    },
  };
}
