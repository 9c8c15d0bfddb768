import assert from 'node:assert/strict';
import { compileMapping } from '../../service/mapping/compile-mapping.js';
import type { RemoteValues } from '../../service/mapping/conversion.js';
import type { Fields } from '../../shared/records.js';
import { type ByHand, contactByHand, dealByHand } from './mapping/by-hand.js';
import { contacts, deals } from './mapping/records.js';
import { CONTACT_ROWS, CRM_FIELDS, DEAL_ROWS } from './mapping/rows.js';
import { type Metric, median, toMetric } from './metric.js';

const REPETITIONS = 15;
const RECORDS = 2_000;
/** In a repetition the two ways take turns this often, so that what else the machine does meets both. */
const TURNS = 10;
const TARGET = 0.4;

interface Pair {
  name: string;
  engine: ByHand;
  byHand: ByHand;
  records: RemoteValues[];
}

/**
 * Ten fields of a record each way, against a function that was written for just these fields. Both answer the same, which
 * is checked first.
 */
export async function mappingBench(): Promise<Metric[]> {
  const crmFields = CRM_FIELDS;
  const contact: Pair = {
    name: 'a contact of ten fields, one a phone number',
    engine: compileMapping('contact', CONTACT_ROWS, { crmFields }),
    byHand: contactByHand,
    records: contacts(RECORDS),
  };
  const deal: Pair = {
    name: 'a deal of ten fields of plain steps',
    engine: compileMapping('deal', DEAL_ROWS, { crmFields }),
    byHand: dealByHand,
    records: deals(RECORDS),
  };
  return [contact, deal].flatMap(compare);
}

function compare({ name, engine, byHand, records }: Pair): Metric[] {
  const mapped = records.map((values) => engine.fromCrm(values));
  for (const values of [...records, ...spoilt(records[1] ?? {})])
    assert.deepEqual(engine.fromCrm(values), byHand.fromCrm(values));
  for (const { fields, custom } of mapped) {
    assert.deepEqual(engine.toCrm(fields, custom), byHand.toCrm(fields, custom));
    for (const record of spoilt(fields))
      assert.deepEqual(engine.toCrm(record as Fields, custom), byHand.toCrm(record as Fields, custom));
  }
  return [
    ratioOf(`map ${name}, of a function by hand`, records, {
      engine: (values) => engine.fromCrm(values),
      byHand: (values) => byHand.fromCrm(values),
    }),
    ratioOf('the same on the way to the CRM', mapped, {
      engine: ({ fields, custom }) => engine.toCrm(fields, custom),
      byHand: ({ fields, custom }) => byHand.toCrm(fields, custom),
    }),
  ];
}

/** The record with a wrong value, and with none, in each of its fields in turn. */
function spoilt(record: Record<string, unknown>): RemoteValues[] {
  return Object.keys(record).flatMap((name) =>
    [{}, 'none of it', null].map((value) => ({ ...record, [name]: value })),
  );
}

type Way = 'engine' | 'byHand';

function ratioOf<T>(name: string, items: readonly T[], ways: Record<Way, (item: T) => unknown>): Metric {
  const rounds: Record<Way, number>[] = [];
  // The first ones compile what is measured.
  for (let n = -3; n < REPETITIONS; n += 1) {
    const seconds = { engine: 0, byHand: 0 };
    for (let turn = 0; turn < TURNS; turn += 1) {
      // Each goes first in turn: what one leaves to be collected, the next pays for.
      const order = turn % 2 === 0 ? (['engine', 'byHand'] as const) : (['byHand', 'engine'] as const);
      for (const way of order) seconds[way] += secondsFor(items, ways[way]);
    }
    if (n >= 0) rounds.push(seconds);
  }
  const rate = (way: Way) =>
    Math.round((TURNS * items.length) / median(rounds.map((seconds) => seconds[way])) / 1000);
  return toMetric(
    name,
    TARGET,
    rounds.map((seconds) => seconds.byHand / seconds.engine),
    `${rate('engine')}k records/s against ${rate('byHand')}k`,
  );
}

function secondsFor<T>(items: readonly T[], work: (item: T) => unknown): number {
  // Kept, so that no result can be left unmade.
  const results: unknown[] = new Array(items.length);
  const started = performance.now();
  for (let index = 0; index < items.length; index += 1) results[index] = work(items[index] as T);
  const seconds = (performance.now() - started) / 1000;
  assert.ok(results.at(-1));
  return seconds;
}
