import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { errorCode } from './errors.js';

/** One run of one process: pids are recycled, a pid together with its start is not. */
export interface ProcessIdentity {
  pid: number;
  /** Boot and start time of the process, opaque. */
  started: string;
}

let own: ProcessIdentity | undefined;

/** This very process. */
export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, started: readStart(process.pid) ?? 'unknown' };
  return own;
}

/** The process that has this pid now, if any. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = readStart(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether exactly that process still runs; a zombie does not. */
export function isRunning(identity: ProcessIdentity): boolean {
  return readStart(identity.pid) === identity.started;
}

/** Whether any process, other than a zombie, has this pid now. */
export function isPidAlive(pid: number): boolean {
  return readStart(pid) !== undefined;
}

/**
 * The command line of a live process as its arguments; where the system gives only one text (macOS),
 * that text is the single element. Undefined when the process is gone.
 *
 * @throws when the process lives but may not be looked at.
 */
export function readCommandLine(pid: number): string[] | undefined {
  if (process.platform === 'linux') {
    const text = readProc(`/proc/${pid}/cmdline`);
    return text ? text.split('\0').filter((part) => part !== '') : undefined;
  }
  const text = askPs('command=', pid);
  return text ? [text] : undefined;
}

function readStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return askPs('lstart=', pid);
  const stat = readProc(`/proc/${pid}/stat`);
  if (!stat) return undefined;
  // proc(5): the program's name may hold blanks and brackets, so fields are counted after the last ')'.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || !ticks) return undefined;
  return `${bootId()}:${ticks}`;
}

function bootId(): string {
  return (readProc('/proc/sys/kernel/random/boot_id') ?? '').trim();
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function askPs(column: string, pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      timeout: 5_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() || undefined;
  } catch (error) {
    // ps answers 1 for "no such process"; anything else means that we could not look.
    if (typeof error === 'object' && error !== null && 'status' in error && error.status === 1)
      return undefined;
    throw error;
  }
}
