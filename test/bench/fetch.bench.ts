import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createHttpDoor } from '../../service/connectors/create-http-door.js';
import { closeHttpDoors } from '../../service/connectors/http-agent.js';
import type { HttpDoor } from '../../service/connectors/http-door.js';
import { classify } from '../../service/connectors/hubspot/classify.js';
import { createLog } from '../../service/log.js';
import { startPageServer } from './hubspot/page-server.js';
import { type Metric, median, toMetric } from './metric.js';

const REPETITIONS = 9;
/** Requests on their way at once, on as many sockets. */
const LANES = 8;
const PAGES = 300;
const SIZES = [100, 200];

/**
 * Pages of contacts fetched and parsed through the door that every connector uses (host check, token, pacing, time-outs,
 * metrics), against the least that Node can do: `node:http` with kept-alive sockets and `JSON.parse`.
 */
export async function fetchBench(): Promise<Metric[]> {
  const server = await startPageServer();
  const door = openDoor(server.url);
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  try {
    const metrics: Metric[] = [];
    for (const size of SIZES) metrics.push(await compare(server.url, door, agent, size));
    return metrics;
  } finally {
    agent.destroy();
    await closeHttpDoors();
    server.stop();
  }
}

async function compare(url: string, door: HttpDoor, agent: Agent, size: number): Promise<Metric> {
  const path = `/crm/v3/objects/contacts?limit=${size}`;
  const ways = {
    door: async () => (await door.request({ method: 'GET', path })).body,
    bare: () => bare(`${url}${path}`, agent),
  };
  for (const way of Object.values(ways)) await pagesPerSecond(way, size);
  const rounds: Record<keyof typeof ways, number>[] = [];
  for (let n = 0; n < REPETITIONS; n += 1) {
    // Each goes first in turn: what one leaves to be collected, the next pays for.
    const order = n % 2 === 0 ? (['door', 'bare'] as const) : (['bare', 'door'] as const);
    const rates = { door: 0, bare: 0 };
    for (const key of order) rates[key] = await pagesPerSecond(ways[key], size);
    rounds.push(rates);
  }
  const rate = (key: keyof typeof ways) => Math.round(median(rounds.map((rates) => rates[key])));
  return toMetric(
    `fetch and parse pages of ${size}, of node:http and JSON.parse`,
    0.9,
    rounds.map((rates) => rates.door / rates.bare),
    `${rate('door')} pages/s against ${rate('bare')}`,
  );
}

async function pagesPerSecond(way: () => Promise<unknown>, size: number): Promise<number> {
  let left = PAGES;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const page = (await way()) as { results: unknown[] };
      if (page.results.length !== size) throw new Error('not the page that was asked for');
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: LANES }, lane));
  return PAGES / ((performance.now() - started) / 1000);
}

function bare(url: string, agent: Agent): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (answer) => {
      text(answer).then((body) => resolve(JSON.parse(body)), reject);
    })
      .once('error', reject)
      .end();
  });
}

function openDoor(apiUrl: string): HttpDoor {
  return createHttpDoor({
    ...{ provider: 'hubspot', apiUrl, classify, log: createLog({ level: 'warn' }) },
    credentials: {
      headers: async () => ({ headers: { authorization: 'Bearer token-of-the-bench' }, version: 1 }),
      renew: async () => undefined,
    },
    pacer: { take: async () => undefined, learn: () => undefined },
    onRequest: () => undefined,
  });
}
