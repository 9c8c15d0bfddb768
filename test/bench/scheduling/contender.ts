import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../../service/store/embedded/index.js';
import { migrate } from '../../../service/store/migrate.js';
import { findPostmaster } from './connections.js';
import { cpuSeconds } from './cpu.js';

/** Before anything is due after it was spread: Agenda looks five seconds ahead. */
export const QUIET_S = 6;
const WINDOW_S = 10;
/** From the start of a process on: its own start and what is compiled and collected after it are not measured. */
const SETTLE_MS = 10_000;

/** When a poll of this connection or job was due and began, in ms of the wall clock. */
export type Begun = [id: string, at: number];

/** What one window showed. CPU is that of the process and of its server, in shares of one core. */
export interface Window {
  begun: Begun[];
  cpu: { node: number; server: number };
  from: number;
  to: number;
}

/** A process that polls, with a PostgreSQL of its own, so that the CPU of both is its own too. It lives through all rounds. */
export interface Contender {
  url: string;
  /** Measures from when the first is due; leaves the last second for what is still begun. */
  watch(firstAt: number): Promise<Window>;
  close(): Promise<void>;
}

export async function startContender(
  file: string,
  prepare: (url: string) => Promise<unknown>,
): Promise<Contender> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crm-connect-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, database: 'bench' });
  await migrate(server.url);
  await prepare(server.url);
  const child = await start(file, server.url);
  let begun: Begun[] = [];
  child.on('message', (message: { begun?: Begun[] }) => begun.push(...(message.begun ?? [])));
  const postmaster = await findPostmaster(server.url);
  await sleep(SETTLE_MS);
  return {
    url: server.url,
    async watch(firstAt) {
      begun = [];
      await sleep(Math.max(0, firstAt - Date.now()));
      const used = () => ({ node: cpuSeconds(child.pid ?? 0), server: cpuSeconds(postmaster) });
      const [before, from] = [used(), Date.now()];
      await sleep(WINDOW_S * 1000);
      const [after, to] = [used(), Date.now()];
      await sleep(1_000);
      const share = (key: 'node' | 'server') => (after[key] - before[key]) / ((to - from) / 1000);
      return { begun, cpu: { node: share('node'), server: share('server') }, from, to };
    },
    async close() {
      const exited = once(child, 'exit');
      child.send('stop');
      await exited;
      await server.stop();
      for (const dir of new Set([dataDir, server.dataDir])) await rm(dir, { recursive: true, force: true });
    },
  };
}

async function start(file: string, url: string): Promise<ChildProcess> {
  const path = new URL(`./${file}`, import.meta.url);
  const child = fork(path, [url], { execArgv: ['--import', 'tsx'] });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`${file} ended with ${code}`))),
  ]);
  return child;
}
