import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const KEPT_OUTPUT = 64 * 1024;
const GRACE_MS = 5000;

const running = new Set<ChildProcess>();

/** How a process ended and the end of what it printed on both streams. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  isTimedOut: boolean;
  output: string;
}

/** How to run a process. `onLine` gets each line the process writes to file descriptor 3. */
export interface ProcessOptions {
  cwd: string;
  timeoutMs: number;
  env?: NodeJS.ProcessEnv;
  onLine?: (line: string) => void;
}

/**
 * Runs a program in a process group of its own, and ends what is left of that group when the program exits or its
 * time is up: first asking, then after 5 s by force. Never rejects; a program that cannot start ends with code null.
 */
export async function runProcess(
  command: string,
  args: string[],
  options: ProcessOptions,
): Promise<ProcessEnd> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    // Set when this very run is a test of node --test; a test file that inherits it would report to nobody.
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  const end: ProcessEnd = { code: null, signal: null, isTimedOut: false, output: '' };
  const keep = (text: string) => {
    end.output = (end.output + text).slice(-KEPT_OUTPUT);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', keep);
  const lines = createInterface({ input: child.stdio[3] as Readable });
  if (options.onLine) lines.on('line', options.onLine);
  const allRead = new Promise<void>((resolve) => lines.once('close', resolve));
  const timer = setTimeout(() => {
    end.isTimedOut = true;
    void stopGroup(child);
  }, options.timeoutMs);
  await new Promise<void>((resolve) => {
    child.once('error', (error) => {
      keep(String(error));
      resolve();
    });
    child.once('exit', (code, signal) => {
      Object.assign(end, { code, signal });
      resolve();
    });
  });
  clearTimeout(timer);
  signalGroup(child, 'SIGKILL');
  await allRead;
  running.delete(child);
  return end;
}

/** Ends every process that is still running; resolves when all are gone. */
export async function stopAllProcesses(): Promise<void> {
  await Promise.all([...running].map(stopGroup));
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalGroup(child, 'SIGTERM');
  const force = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  await gone;
  clearTimeout(force);
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is already empty.
  }
}
