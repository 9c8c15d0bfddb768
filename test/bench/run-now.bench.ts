import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openWorkbench, type Workbench } from '../integration/workbench.js';
import { type Metric, median, toCeiling } from './metric.js';

const REPETITIONS = 5;
const TRIGGERS = 60;
const TARGET_MS = 20;

/** How long one run waited, in milliseconds. */
interface Wait {
  /** From the start of the transaction that asks for it. */
  queued: number;
  /** From the sending of the request. */
  sent: number;
}

/**
 * How soon "sync now" begins: from the start of the transaction that asks for a run until a worker in another process has
 * claimed it and begins. The commit and its notification are in it; what the request does before is told beside it.
 */
export async function runNowBench(): Promise<Metric[]> {
  const bench = await openWorkbench({ role: 'api', env: { LOG_LEVEL: 'warn' } });
  const path = new URL('./scheduling/worker.ts', import.meta.url);
  const child = fork(path, [bench.service.databaseUrl, '1'], { execArgv: ['--import', 'tsx'] });
  try {
    await once(child, 'message');
    await pickUps(bench, child);
    const rounds: Wait[][] = [];
    for (let n = 0; n < REPETITIONS; n += 1) rounds.push(await pickUps(bench, child));
    const at = (key: keyof Wait, share: number) =>
      median(rounds.map((round) => percentile(round, key, share))).toFixed(1);
    return [
      toCeiling(
        'a run that is asked for begins in another process, of 20 ms, p95',
        1,
        rounds.map((round) => percentile(round, 'queued', 0.95) / TARGET_MS),
        `p50 ${at('queued', 0.5)} ms, p95 ${at('queued', 0.95)} ms; from the sending of the request p50 ${at('sent', 0.5)} ms, p95 ${at('sent', 0.95)} ms`,
      ),
    ];
  } finally {
    const exited = once(child, 'exit');
    child.send('stop');
    await exited;
    await bench.service.close();
  }
}

async function pickUps(bench: Workbench, child: ReturnType<typeof fork>): Promise<Wait[]> {
  const waits: Wait[] = [];
  while (waits.length < TRIGGERS) {
    const begun = once(child, 'message') as Promise<[{ begun: [id: string, at: number][] }]>;
    const sentAt = performance.timeOrigin + performance.now();
    const id = await bench.start(false);
    const [message] = await begun;
    const begunAt = message.begun[0]?.[1] ?? Number.NaN;
    const [run] = await bench.sql<{ at: number }>(
      'SELECT extract(epoch FROM queued_at)::float8 * 1000 AS at FROM crm_sync_runs WHERE id = $1',
      id,
    );
    waits.push({ queued: begunAt - (run?.at ?? Number.NaN), sent: begunAt - sentAt });
    await bench.ended(id);
    await bench.calm();
  }
  return waits;
}

function percentile(waits: Wait[], key: keyof Wait, share: number): number {
  const sorted = waits.map((wait) => wait[key]).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
