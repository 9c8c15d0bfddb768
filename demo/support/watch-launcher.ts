import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Ancestor {
  pid: number;
  parent: number;
  command: string;
}

const EVERY_MS = 1_000;
const MAX_STEPS = 5;

/**
 * Calls `onGone` once when the `npm run demo` (or the tsx) we were started by is gone: killed with SIGKILL it cannot
 * tell us, and we would keep the ports. Started in any other way, nobody is watched.
 */
export function watchLauncher(onGone: () => void): void {
  const watched = findLaunchers();
  if (watched.length === 0) return;
  const timer = setInterval(() => {
    if (watched.every(isAlive)) return;
    clearInterval(timer);
    onGone();
  }, EVERY_MS);
  timer.unref();
}

/** From our parent up to the package manager, or to tsx where there is none. */
function findLaunchers(): number[] {
  const chain: Ancestor[] = [];
  for (let pid = process.ppid; pid > 1 && chain.length < MAX_STEPS; ) {
    const ancestor = readProcess(pid);
    if (!ancestor) break;
    chain.push(ancestor);
    pid = ancestor.parent;
  }
  const npm = chain.findIndex(({ command }) => /^(\S*\/)?(npm|pnpm|yarn)( |$)|\/npm-cli\.js /.test(command));
  const tsx = chain.findIndex(({ command }) => /\btsx\b/.test(command));
  const last = npm >= 0 ? npm : tsx === 0 ? 0 : -1;
  return chain.slice(0, last + 1).map(({ pid }) => pid);
}

function readProcess(pid: number): Ancestor | undefined {
  try {
    if (process.platform === 'linux') {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // The name in brackets may hold anything: what follows the last one is the state and the parent.
      const status = readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1) ?? '';
      return { pid, parent: Number(status.trim().split(' ')[1]), command };
    }
    const text = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [, parent, command] = /^(\d+)\s+(.*)$/s.exec(text) ?? [];
    return parent && command !== undefined ? { pid, parent: Number(parent), command } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
