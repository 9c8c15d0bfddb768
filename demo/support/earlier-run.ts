import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivate } from './data-folder.js';

const FILE = 'processes.json';
const LONGEST_MS = 20_000;

interface Processes {
  demo: number;
  service: number;
}

/** Keeps which processes this run is made of. */
export async function rememberProcesses(folder: string, service: number): Promise<void> {
  const processes: Processes = { demo: process.pid, service };
  await writePrivate(join(folder, FILE), processes);
}

/**
 * Waits for the service of a demo that was killed: it notices at once, but needs a moment to close its database and to
 * free its port. A demo that still runs is left alone; the ports tell of it.
 */
export async function awaitEarlierService(folder: string, onWait: () => void): Promise<void> {
  const { demo, service } = await readProcesses(folder);
  if (isRunning(demo) || !isRunning(service, 'service/index.ts')) return;
  onWait();
  const deadline = Date.now() + LONGEST_MS;
  while (isRunning(service, 'service/index.ts') && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

async function readProcesses(folder: string): Promise<Partial<Processes>> {
  try {
    return JSON.parse(await readFile(join(folder, FILE), 'utf8')) as Partial<Processes>;
  } catch {
    return {};
  }
}

/** Where the system tells, the command line must hold `word`: a number may belong to another program by now. */
function isRunning(pid: number | undefined, word = ''): boolean {
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // Empty: ended, and not yet collected by its parent.
    return command !== '' && command.includes(word);
  } catch {
    return false;
  }
}
