import { TICK_MS } from '../../service/intake/worker.js';
import { type Metric, median, toCeiling } from './metric.js';
import {
  dropJobs,
  makeConnections,
  putOff,
  spreadConnections,
  spreadJobs,
} from './scheduling/connections.js';
import { type Contender, QUIET_S, startContender, type Window } from './scheduling/contender.js';

const REPETITIONS = 5;
const [FEW, MANY] = [10_000, 100_000];
const LATEST_MS = TICK_MS + 20;
/** What one window showed: how late polls began (p95, ms), and the CPU used, as a share of one core. */
interface Round {
  lagMs: number;
  cpu: number;
  node: number;
  begun: number;
}

type Rounds = Record<'few' | 'many' | 'agenda', Round>[];

/**
 * How late polls begin with 10,000 and with 100,000 connections that fall due evenly over five minutes, and what that
 * costs beside one repeating Agenda job for each connection. All handlers are empty; on our side a poll still makes and
 * ends its run in the database, on Agenda's it saves its job.
 */
export async function schedulingBench(): Promise<Metric[]> {
  const open: Contender[] = [];
  const start = async (file: string, prepare: (url: string) => Promise<unknown>) => {
    const contender = await startContender(file, prepare);
    open.push(contender);
    return contender;
  };
  try {
    const few = await start('worker.ts', (url) => makeConnections(url, FEW));
    const many = await start('worker.ts', (url) => makeConnections(url, MANY));
    const agenda = await start('agenda-per-connection.ts', async () => undefined);
    const rounds: Rounds = [];
    for (let n = 0; n < REPETITIONS; n += 1)
      rounds.push({ few: await ours(few), many: await ours(many), agenda: await agendas(agenda) });
    return metricsOf(rounds);
  } finally {
    for (const contender of open) await contender.close();
  }
}

function metricsOf(rounds: Rounds): Metric[] {
  type Key = keyof Rounds[number];
  const figure = (key: Key, pick: (round: Round) => number) =>
    median(rounds.map((round) => pick(round[key])));
  const lag = (key: Key) =>
    `p95 ${figure(key, ({ lagMs }) => lagMs).toFixed(0)} ms, ${figure(key, ({ begun }) => begun)} polls`;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const cpu = (key: Key) =>
    `${percent(figure(key, (round) => round.cpu))} of a core (${percent(figure(key, ({ node }) => node))} Node)`;
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
      'CPU of a poll with 10,000 connections, of one Agenda job for each',
      0.1,
      rounds.map(({ few, agenda }) => few.cpu / few.begun / (agenda.cpu / agenda.begun)),
      `${cpu('few')} against ${cpu('agenda')} for ${figure('agenda', ({ begun }) => begun)} jobs; with 100,000 connections ${cpu('many')}`,
    ),
  ];
}

async function ours(contender: Contender): Promise<Round> {
  const due = await spreadConnections(contender.url, QUIET_S);
  const window = await contender.watch(Math.min(...due.values()));
  await putOff(contender.url);
  const isIn = (at: number) => at >= window.from && at < window.to;
  const begun = new Map(window.begun);
  // One that has not begun is as late as the window knows.
  const lags = [...due].filter(([, at]) => isIn(at)).map(([id, at]) => (begun.get(id) ?? Date.now()) - at);
  return { ...describe(window), lagMs: percentile(lags, 0.95) };
}

async function agendas(contender: Contender): Promise<Round> {
  const dueAt = Date.now() + QUIET_S * 1000;
  await spreadJobs(contender.url, FEW, QUIET_S);
  const window = await contender.watch(dueAt);
  await dropJobs(contender.url);
  return { ...describe(window), lagMs: 0 };
}

function describe({ begun, cpu: { node, server }, from, to }: Window): Omit<Round, 'lagMs'> {
  return { cpu: node + server, node, begun: begun.filter(([, at]) => at >= from && at < to).length };
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
