import pg from 'pg';
import { createLog } from '../../../service/log.js';
import { createSharedPacers } from '../../../service/quota/shared-pacers.js';
import { openStore } from '../../../service/store/store.js';
import type { QuotaJob } from './processes.js';

/**
 * A process of its own that asks a server for its parent, paced by the shared budget. It tells when each request left,
 * and how many statements its budget took.
 */
const { DATABASE_URL = '' } = process.env;
const store = openStore(DATABASE_URL, { poolMax: 4 });
const pacers = createSharedPacers(store, createLog({ level: 'silent' }));
let statements = 0;
const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const [first] = args;
  const text = typeof first === 'string' ? first : (first as { text?: string }).text;
  if (text?.includes('crm_quotas')) statements++;
  return query.apply(this, args);
} as typeof pg.Client.prototype.query;

async function work(job: QuotaJob): Promise<void> {
  const connector = { id: 'hubspot', pace: job.pace };
  const pacer = pacers.for(connector, job.account, job.priority);
  const until = performance.now() + job.forMs;
  const left: number[] = [];
  const statuses: Record<string, number> = {};
  const lane = async () => {
    while (performance.now() < until && left.length < job.most) {
      await pacer.take('default');
      left.push(Date.now());
      if (!job.url) continue;
      const response = await fetch(job.url, { headers: { authorization: `Bearer ${job.token}` } });
      await response.arrayBuffer();
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      pacer.learn('default', {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        retryAfterMs: response.status === 429 ? 10_000 : null,
      });
    }
  };
  const before = statements;
  const ends = await Promise.allSettled(Array.from({ length: job.lanes }, lane));
  if (job.dies) process.kill(process.pid, 'SIGKILL');
  const errors = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  process.send?.({ left, statuses, statements: statements - before, errors });
}

process.on('message', (job: QuotaJob) => void work(job));
process.on('disconnect', () => process.exit(0));
await store.ping();
process.send?.('ready');
