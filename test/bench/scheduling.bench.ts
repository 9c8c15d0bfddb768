import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { TICK_MS } from '../../service/intake/worker.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Metric, median, toCeiling } from './metric.js';
import { findPostmaster, makeConnections, spreadConnections, spreadJobs } from './scheduling/connections.js';
import { cpuSeconds } from './scheduling/cpu.js';

const REPETITIONS = 5;
const [FEW, MANY] = [10_000, 100_000];
/** Before anything is due: processes are up by then and their start is not measured. */
const QUIET_S = 4;
const WINDOW_S = 8;
const LATEST_MS = TICK_MS + 20;

/** What one window showed: how late polls began (p95, ms), and the CPU used, as a share of one core. */
interface Window {
  lagMs: number;
  cpu: number;
  begun: number;
}

/**
 * How late polls begin with 10,000 and with 100,000 connections that fall due evenly over five minutes, and what that
 * costs beside one repeating Agenda job for each connection. All handlers are empty.
 */
export async function schedulingBench(): Promise<Metric[]> {
  const databases: TestDatabase[] = [];
  const open = async (count: number) => {
    const database = await createTestDatabase();
    databases.push(database);
    if (count > 0) await makeConnections(database.url, count);
    return database.url;
  };
  try {
    const [few, many, agenda] = [await open(FEW), await open(MANY), await open(0)];
    const rounds: { few: Window; many: Window; agenda: Window }[] = [];
    for (let n = 0; n < REPETITIONS; n += 1)
      rounds.push({ few: await ours(few), many: await ours(many), agenda: await agendas(agenda) });
    return metricsOf(rounds);
  } finally {
    for (const database of databases) await database.close();
  }
}

function metricsOf(rounds: { few: Window; many: Window; agenda: Window }[]): Metric[] {
  const figure = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick));
  const lag = (key: 'few' | 'many') =>
    `p95 ${figure((round) => round[key].lagMs).toFixed(0)} ms, ${figure((round) => round[key].begun)} polls`;
  const cpu = (key: 'few' | 'many' | 'agenda') => `${(figure((round) => round[key].cpu) * 100).toFixed(1)} %`;
  return [
    toCeiling(
      'polls late with 10,000 connections, of a tick and 20 ms',
      1,
      rounds.map(({ few }) => few.lagMs / LATEST_MS),
      lag('few'),
    ),
    toCeiling(
      'polls late with 100,000 connections, of a tick and 20 ms',
      1,
      rounds.map(({ many }) => many.lagMs / LATEST_MS),
      lag('many'),
    ),
    toCeiling(
      'lateness with 100,000 connections, of that with 10,000',
      1.1,
      rounds.map(({ few, many }) => many.lagMs / few.lagMs),
      '',
    ),
    toCeiling(
      'CPU of scheduling 10,000 connections, of one Agenda job for each',
      0.1,
      rounds.map(({ few, agenda }) => few.cpu / agenda.cpu),
      `${cpu('few')} of a core against ${cpu('agenda')}; with 100,000 connections ${cpu('many')}`,
    ),
  ];
}

async function ours(url: string): Promise<Window> {
  const due = await spreadConnections(url, QUIET_S);
  const begun: [id: string, at: number][] = [];
  const child = await start('worker.ts', url);
  child.on('message', (message: { begun?: typeof begun }) => begun.push(...(message.begun ?? [])));
  const { cpu, from, to } = await watch(child, url, Math.min(...due.values()));
  await stop(child);
  const lags = begun.flatMap(([id, at]) => {
    const dueAt = due.get(id) ?? 0;
    return dueAt >= from && dueAt < to ? [at - dueAt] : [];
  });
  const missed = [...due.values()].filter((at) => at >= from && at < to).length - lags.length;
  if (missed > 0) throw new Error(`${missed} polls did not begin`);
  return { lagMs: percentile(lags, 0.95), cpu, begun: lags.length };
}

async function agendas(url: string): Promise<Window> {
  await spreadJobs(url, FEW, QUIET_S);
  const dueAt = Date.now() + QUIET_S * 1000;
  const child = await start('agenda-per-connection.ts', url);
  const { cpu } = await watch(child, url, dueAt);
  await stop(child);
  return { lagMs: 0, cpu, begun: 0 };
}

/** Measures from when the first is due, for the length of a window; leaves the last second for what it still begins. */
async function watch(
  child: ChildProcess,
  url: string,
  firstAt: number,
): Promise<{ cpu: number; from: number; to: number }> {
  const postmaster = await findPostmaster(url);
  const used = () => cpuSeconds(child.pid ?? 0) + cpuSeconds(postmaster);
  await sleep(Math.max(0, firstAt - Date.now()));
  const [before, from] = [used(), Date.now()];
  await sleep(WINDOW_S * 1000);
  const [after, to] = [used(), Date.now()];
  await sleep(1_000);
  return { cpu: (after - before) / ((to - from) / 1000), from, to };
}

async function start(file: string, url: string): Promise<ChildProcess> {
  const path = new URL(`./scheduling/${file}`, import.meta.url);
  const child = fork(path, [url], { execArgv: ['--import', 'tsx'] });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`${file} ended with ${code}`))),
  ]);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.send('stop');
  await exited;
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
