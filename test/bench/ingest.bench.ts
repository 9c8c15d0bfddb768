import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubspotEvent } from '../integration/webhooks/webhook-bench.js';
import { createTestDatabase } from '../support/database.js';
import { type Metric, median, toCeiling, toMetric } from './metric.js';
import { type Load, putLoad, signedRequest } from './webhooks/load.js';
import { type ReceiverKind, startReceiver } from './webhooks/receiver.js';

const REPETITIONS = 7;
const LANES = 64;
const WARM_MS = 1_500;
const ROUND_MS = 2_500;
const KINDS: ReceiverKind[] = ['durable', 'bare', 'express'];
const EVENTS_OF_A_BODY = 4;
const FLUSHES = 50;

/**
 * Webhooks of about 1.3 kB, each signed, stored durably and then answered: against the same handler that stores nothing,
 * and against Express with an INSERT for each request. Each in a process of its own.
 */
export async function ingestBench(): Promise<Metric[]> {
  const database = await createTestDatabase();
  const receivers = new Map(
    await Promise.all(KINDS.map(async (kind) => [kind, await startReceiver(kind, database.url)] as const)),
  );
  const events = Array.from({ length: EVENTS_OF_A_BODY }, (_, n) =>
    hubspotEvent(String(n), { sourceId: 'userId:1' }),
  );
  const body = JSON.stringify(events);
  const load = (kind: ReceiverKind, ms: number): Promise<Load> =>
    putLoad(receivers.get(kind)?.port ?? 0, signedRequest(body), LANES, ms);
  try {
    for (const kind of KINDS) await load(kind, WARM_MS);
    const rounds: Record<ReceiverKind, Load>[] = [];
    for (let n = 0; n < REPETITIONS; n += 1) {
      const loads = {} as Record<ReceiverKind, Load>;
      for (let i = 0; i < KINDS.length; i += 1) {
        const kind = KINDS[(n + i) % KINDS.length] as ReceiverKind;
        loads[kind] = await load(kind, ROUND_MS);
      }
      rounds.push(loads);
    }
    return metricsOf(rounds, `${body.length} bytes, ${(await flushMs()).toFixed(1)} ms a flush of the disk`);
  } finally {
    for (const { stop } of receivers.values()) stop();
    await database.close();
  }
}

/** What no commit is faster than here: the time of a small write that reaches the disk. */
async function flushMs(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'crm-connect-flush-'));
  const file = await open(join(folder, 'file'), 'w');
  const took: number[] = [];
  for (let n = 0; n < FLUSHES; n += 1) {
    const started = performance.now();
    await file.write(Buffer.alloc(8_192), 0, 8_192, n * 8_192);
    await file.datasync();
    took.push(performance.now() - started);
  }
  await file.close();
  await rm(folder, { recursive: true });
  return median(took);
}

function metricsOf(rounds: Record<ReceiverKind, Load>[], where: string): Metric[] {
  const tell = (kind: ReceiverKind) => {
    const of = (key: keyof Load) => median(rounds.map((loads) => loads[kind][key]));
    return `${kind} ${Math.round(of('perSecond'))}/s (p50 ${of('p50').toFixed(1)} ms, p99 ${of('p99').toFixed(1)} ms)`;
  };
  const note = (other: ReceiverKind) => `${tell('durable')} against ${tell(other)}, ${where}`;
  const rates = (other: ReceiverKind) =>
    rounds.map((loads) => loads.durable.perSecond / loads[other].perSecond);
  return [
    toMetric('durable ingest, of the same handler without a database', 0.7, rates('bare'), note('bare')),
    toMetric('durable ingest, of Express with an INSERT each', 5, rates('express'), note('express')),
    toCeiling(
      'p99 of durable ingest, of Express with an INSERT each',
      1,
      rounds.map(({ durable, express }) => durable.p99 / express.p99),
      note('express'),
    ),
  ];
}
