import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../service/store/embedded/index.js';
import { backfillBench } from './backfill.bench.js';
import { editorBench } from './editor.bench.js';
import { fetchBench } from './fetch.bench.js';
import { ingestBench } from './ingest.bench.js';
import { leaseExpiriesBench } from './lease-expiries.bench.js';
import { mappingBench } from './mapping.bench.js';
import { memoryBench } from './memory.bench.js';
import type { Metric } from './metric.js';
import { runNowBench } from './run-now.bench.js';
import { schedulingBench } from './scheduling.bench.js';
import { streamsBench } from './streams.bench.js';
import { toTable } from './table.js';
import { toldBench } from './told.bench.js';
import { upsertBench } from './upsert.bench.js';

/** Every bench by name; `npm run bench -- backfill` runs those whose name contains the word. */
const BENCHES: Record<string, (options: { isFull: boolean }) => Promise<Metric[]>> = {
  mapping: mappingBench,
  upsert: upsertBench,
  backfill: backfillBench,
  editor: editorBench,
  fetch: fetchBench,
  'lease-expiries': leaseExpiriesBench,
  'run-now': runNowBench,
  ingest: ingestBench,
  told: toldBench,
  scheduling: schedulingBench,
  memory: memoryBench,
  streams: streamsBench,
};

/**
 * Runs benches against a real PostgreSQL with its durable settings. What counts is the ratio between two things
 * measured interleaved in one run; times and rates are printed for people and gate nothing.
 * `--json` prints one line per metric, `--full` takes the largest sizes.
 *
 * @returns whether every metric reached its target.
 */
async function main(args: string[]): Promise<boolean> {
  const asJson = args.includes('--json');
  const isFull = args.includes('--full');
  const words = args.filter((arg) => !arg.startsWith('--'));
  const chosen = Object.entries(BENCHES).filter(
    ([name]) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  if (chosen.length === 0)
    throw new Error(`no bench is named so; there are ${Object.keys(BENCHES).join(', ')}`);
  const dataDir = await mkdtemp(join(tmpdir(), 'crm-connect-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, database: 'postgres' });
  process.env.TEST_DATABASE_URL = server.url;
  try {
    const metrics: Metric[] = [];
    for (const [, bench] of chosen) {
      const measured = await bench({ isFull });
      // As they come: a bench that fails later takes none of them away.
      if (asJson) for (const metric of measured) console.log(toLine(metric));
      metrics.push(...measured);
    }
    if (!asJson) console.log(toTable(metrics));
    return metrics.every(({ pass }) => pass);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
    await rm(server.dataDir, { recursive: true, force: true });
  }
}

function toLine({ name, ratio, target, pass, spread }: Metric): string {
  return JSON.stringify({ name, ratio, target, pass, spread });
}

main(process.argv.slice(2)).then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
