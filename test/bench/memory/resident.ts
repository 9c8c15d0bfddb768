import { readFileSync } from 'node:fs';

const EVERY_MS = 100;

/** Memory of a process while something runs, in MB. */
export interface Resident {
  /** The largest amount at one moment. */
  peak: number;
  /** What nine of ten looks were below. */
  settled: number;
}

/** Looks at the memory of a process until it is told to stop. */
export function watchMemory(pid: number): { stop(): Resident } {
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(residentMb(pid)), EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      seen.sort((a, b) => a - b);
      return { peak: seen.at(-1) ?? 0, settled: seen[Math.floor(seen.length * 0.9)] ?? 0 };
    },
  };
}

function residentMb(pid: number): number {
  const [, kb = '0'] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/) ?? [];
  return Number(kb) / 1024;
}
