import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openWorkbench, type Workbench } from '../integration/workbench.js';
import { type Metric, median, toCeiling } from './metric.js';

const REPETITIONS = 5;
const TRIGGERS = 60;
const TARGET_MS = 20;

/**
 * How long a person waits who presses "sync now": from the moment the request is sent until a worker in another process
 * has begun the run. The request itself and its commit are in it.
 */
export async function runNowBench(): Promise<Metric[]> {
  const bench = await openWorkbench({ role: 'api', env: { LOG_LEVEL: 'warn' } });
  const path = new URL('./scheduling/worker.ts', import.meta.url);
  const child = fork(path, [bench.service.databaseUrl, '1'], { execArgv: ['--import', 'tsx'] });
  try {
    await once(child, 'message');
    await pickUps(bench, child);
    const rounds: number[][] = [];
    for (let n = 0; n < REPETITIONS; n += 1) rounds.push(await pickUps(bench, child));
    const at = (share: number) => median(rounds.map((round) => percentile(round, share))).toFixed(1);
    return [
      toCeiling(
        'a run that is asked for begins in another process, of 20 ms, p95',
        1,
        rounds.map((round) => percentile(round, 0.95) / TARGET_MS),
        `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, from the sending of the request`,
      ),
    ];
  } finally {
    const exited = once(child, 'exit');
    child.send('stop');
    await exited;
    await bench.service.close();
  }
}

async function pickUps(bench: Workbench, child: ReturnType<typeof fork>): Promise<number[]> {
  const waits: number[] = [];
  while (waits.length < TRIGGERS) {
    const begun = once(child, 'message') as Promise<[{ begun: [id: string, at: number][] }]>;
    const sentAt = performance.timeOrigin + performance.now();
    const id = await bench.start(false);
    const [message] = await begun;
    waits.push((message.begun[0]?.[1] ?? Number.NaN) - sentAt);
    await bench.ended(id);
    await bench.calm();
  }
  return waits;
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
