import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.js';
import { findProgram } from '../support/program.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DEMO = findProgram(new URL('../../demo/run.ts', import.meta.url));

/** One `npm run demo`, without npm. */
export interface DemoProcess {
  pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** The three addresses of the line `ready`. @throws with its output when it ends first. */
  ready(): Promise<string[]>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>;
}

/** A folder for demos and those that run in it, on the same three ports unless others are given. */
export interface DemoFolder {
  folder: string;
  start(env: Record<string, string>, isAsNpmDoes?: boolean): DemoProcess;
  /** Ends every demo and removes the folder. */
  clear(): Promise<void>;
}

export async function openDemoFolder(): Promise<DemoFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'crm-connect-demo-'));
  // Root's PostgreSQL runs as another user, who has to pass through.
  if (process.getuid?.() === 0) await chmod(folder, 0o711);
  const ports = await freePorts();
  const started: DemoProcess[] = [];
  return {
    folder,
    start(env, isAsNpmDoes) {
      const demo = startDemoProcess({ ...ports, ...env }, isAsNpmDoes);
      started.push(demo);
      return demo;
    },
    async clear() {
      for (const demo of started) demo.kill('SIGTERM');
      await Promise.all(started.map((demo) => demo.ended));
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function freePorts() {
  const port = async () => String(await freePort());
  return { PORT: await port(), DEMO_PORT: await port(), SANDBOX_PORT: await port() };
}

/**
 * Starts the demo with only these variables of its own.
 *
 * @param isAsNpmDoes true runs it from its source.
 */
function startDemoProcess(env: Record<string, string>, isAsNpmDoes = false): DemoProcess {
  const args = isAsNpmDoes ? ['--import', 'tsx', 'demo/run.ts'] : [...DEMO.execArgv, DEMO.path];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...cleanEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { value: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.value += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.value += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    pid: child.pid ?? 0,
    output: () => text.value,
    ready: () => waitForReady(child, text, ended),
    kill: (signal) => child.kill(signal),
    ended,
  };
}

async function waitForReady(
  child: ChildProcess,
  text: { value: string },
  ended: Promise<number | null>,
): Promise<string[]> {
  const line = () => /^ready .*$/m.exec(text.value)?.[0];
  const said = new Promise<void>((resolve) => {
    const look = () => line() && resolve();
    child.stdout?.on('data', look);
    look();
  });
  const end = ended.then((code) => {
    if (!line()) throw new Error(`The demo ended with ${code} before it was ready:\n${text.value}`);
  });
  await Promise.race([said, end]);
  return line()?.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? [];
}

function cleanEnv(): NodeJS.ProcessEnv {
  const names =
    /^(PORT|DEMO_PORT|SANDBOX_PORT|DATA_DIR|ADMIN_KEY|DEMO_SECRET_KEY|ENCRYPTION_KEY|DATABASE_URL|MONGODB_URL|CRM_.*)$/;
  const kept = Object.entries(process.env).filter(([name]) => !names.test(name));
  return Object.fromEntries(kept);
}

/** Processes that work in this folder: told by their arguments and, where the system shows it, their environment. */
export function findProcesses(folder: string): number[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    return lines.filter((line) => line.includes(folder)).map((line) => Number.parseInt(line, 10));
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => `${read(pid, 'cmdline')}${read(pid, 'environ')}`.includes(folder)).map(Number);
}

/** Empty for a process that has ended meanwhile, or is another user's. */
function read(pid: string, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return '';
  }
}

/** Settles when no process works in the folder any more. @throws after a minute, naming those that do. */
export async function waitForNoProcess(folder: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const left = findProcesses(folder);
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`Still at work in ${folder}: ${left.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
