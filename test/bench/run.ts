import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../service/store/embedded/index.js';
import { backfillBench } from './backfill.bench.js';
import { fetchBench } from './fetch.bench.js';
import { leaseExpiriesBench } from './lease-expiries.bench.js';
import type { Metric } from './metric.js';
import { runNowBench } from './run-now.bench.js';
import { schedulingBench } from './scheduling.bench.js';
import { upsertBench } from './upsert.bench.js';

/** Every bench by name; `npm run bench -- backfill` runs those whose name contains the word. */
const BENCHES: Record<string, () => Promise<Metric[]>> = {
  upsert: upsertBench,
  backfill: backfillBench,
  scheduling: schedulingBench,
  'run-now': runNowBench,
  fetch: fetchBench,
  'lease-expiries': leaseExpiriesBench,
};

/**
 * Runs benches against a real PostgreSQL with its durable settings. What counts is the ratio between two things
 * measured interleaved in one run; times and rates are printed for people and gate nothing.
 * `--json` prints one line per metric.
 */
async function main(args: string[]): Promise<boolean> {
  const asJson = args.includes('--json');
  const words = args.filter((arg) => !arg.startsWith('--'));
  const chosen = Object.entries(BENCHES).filter(
    ([name]) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  const dataDir = await mkdtemp(join(tmpdir(), 'crm-connect-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, database: 'postgres' });
  process.env.TEST_DATABASE_URL = server.url;
  try {
    const metrics: Metric[] = [];
    for (const [, bench] of chosen) metrics.push(...(await bench()));
    for (const metric of metrics) console.log(asJson ? JSON.stringify(metric) : describe(metric));
    return metrics.every(({ pass }) => pass);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
    await rm(server.dataDir, { recursive: true, force: true });
  }
}

function describe({ name, ratio, target, pass, spread, note }: Metric): string {
  return `${pass ? 'ok  ' : 'MISS'} ${name}: ${ratio.toFixed(2)} (target ${target}, spread ${spread.toFixed(2)})  ${note}`;
}

main(process.argv.slice(2)).then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
