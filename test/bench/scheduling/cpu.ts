import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_S = 100;

/** Seconds of CPU used so far by a process and everything below it, dead children included. */
export function cpuSeconds(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, one) => sum + used(one), 0);
}

function used(pid: number): number {
  try {
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = statOf(pid).slice(11, 15).map(Number);
    return (utime + stime + cutime + cstime) / TICKS_PER_S;
  } catch {
    return 0; // It has ended: its parent counts it.
  }
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => {
      try {
        return Number(statOf(one)[1]) === pid;
      } catch {
        return false;
      }
    });
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Fields of /proc/<pid>/stat from the state on; the name before may hold spaces. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
