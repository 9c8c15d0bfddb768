import { createTestDatabase } from '../support/database.js';
import { type Metric, median, toMetric } from './metric.js';
import { type Bed, openBed } from './upsert/bed.js';
import { type Bulk, openBulk } from './upsert/bulk.js';

const REPETITIONS = 9;
const BATCH = 1_000;
const PAGE = 200;

/** Rows a second of each way to store the same records. */
interface Rates {
  floor: number;
  oneLane: number;
  twoLanes: number;
  pages: number;
  bulk: number;
}

/**
 * First loads of 10,000 records and their links, each way in turn, on tables that were emptied before. The floor is the
 * same rows taken from a table inside the server, with their local ids: no client, no parsing, nothing to look up.
 */
export async function upsertBench(): Promise<Metric[]> {
  const database = await createTestDatabase();
  const bed = await openBed(database.url);
  try {
    const bulk = openBulk(bed);
    await round(bed, bulk, false);
    const rounds: Rates[] = [];
    for (let n = 0; n < REPETITIONS; n += 1) rounds.push(await round(bed, bulk, n % 2 === 1));
    return metricsOf(rounds);
  } finally {
    await bed.close();
    await database.close();
  }
}

/** Forwards and backwards in turn, so that what one way leaves behind is not always met by the same other. */
async function round(bed: Bed, bulk: Bulk, isBackwards: boolean): Promise<Rates> {
  const ways: [keyof Rates, () => Promise<unknown>][] = [
    ['floor', () => bed.copyInside(BATCH)],
    ['oneLane', () => bed.upsert(BATCH, 1)],
    ['twoLanes', () => bed.upsert(BATCH, 2)],
    ['pages', () => bed.upsert(PAGE, 1)],
    ['bulk', () => bulk.store(PAGE)],
  ];
  const rates: Rates = { floor: 0, oneLane: 0, twoLanes: 0, pages: 0, bulk: 0 };
  for (const [key, way] of isBackwards ? ways.reverse() : ways) rates[key] = await bed.rate(way);
  return rates;
}

function metricsOf(rounds: Rates[]): Metric[] {
  const against = (name: string, target: number, one: keyof Rates, other: keyof Rates) => {
    const rate = (key: keyof Rates) => Math.round(median(rounds.map((rates) => rates[key])));
    const ratios = rounds.map((rates) => rates[one] / rates[other]);
    return toMetric(name, target, ratios, `${rate(one)} rows/s against ${rate(other)}`);
  };
  return [
    against('first load in batches of 1,000, of the floor inside the server', 0.5, 'oneLane', 'floor'),
    against('the same on two lanes', 0.7, 'twoLanes', 'floor'),
    against('first load in pages of 200, against bulkCreate', 1.8, 'pages', 'bulk'),
  ];
}
