import type { Answer } from '../../kit/sandbox.js';
import { type ApiRoute, type Exchange, readObject } from '../context.js';
import type { ObjectType } from '../object-types.js';
import { presentRecord } from '../records/present.js';
import { type CheckedWrite, checkWrite } from '../records/validate.js';
import { createRecord, updateRecord } from '../records/write.js';
import { invalid, Refusal } from '../refusal.js';
import type { Version } from '../state/version.js';
import { type BatchError, batchAnswer, batchError } from './batch-answer.js';
import { enforcesRequired, objectTypeOf, readInputs, readProperties, readText, writerOf } from './input.js';
import { checkIdProperty, findRecord } from './lookup.js';
import { applyNewLinks, type NewLink, readNewLinks } from './new-links.js';
import { objectScope } from './objects.js';

/** Largest batch of record writes. */
export const BATCH_MAX = 100;

interface Job {
  exchange: Exchange;
  type: ObjectType;
}

interface Row {
  before: Version | undefined;
  checked: CheckedWrite;
  links: NewLink[];
  isUpsert: boolean;
}

type Prepare = (job: Job, input: Record<string, unknown>) => Row;

const prepareCreate: Prepare = ({ exchange, type }, input) => {
  const links = readNewLinks(exchange.portal, type, input['associations']);
  return { ...check(exchange, type, undefined, readProperties(input)), links, isUpsert: false };
};

const prepareUpdate: Prepare = ({ exchange, type }, input) => {
  const id = readText(input, 'id');
  const idProperty = typeof input['idProperty'] === 'string' ? input['idProperty'] : null;
  const before = findRecord(exchange.portal, type, id, idProperty);
  if (!before)
    throw new Refusal(
      404,
      `Could not get some ${type} objects, they may be deleted or not exist. Check that ids are valid.`,
      { category: 'OBJECT_NOT_FOUND', context: { ids: [id] } },
    );
  return { ...check(exchange, type, before, readProperties(input)), links: [], isUpsert: false };
};

const prepareUpsert: Prepare = ({ exchange, type }, input) => {
  const id = readText(input, 'id');
  const idProperty = readText(input, 'idProperty');
  checkIdProperty(exchange.portal, type, idProperty);
  const before = findRecord(exchange.portal, type, id, idProperty);
  const properties = before ? readProperties(input) : { [idProperty]: id, ...readProperties(input) };
  return { ...check(exchange, type, before, properties), links: [], isUpsert: true };
};

function check(
  exchange: Exchange,
  type: ObjectType,
  before: Version | undefined,
  properties: Record<string, unknown>,
): { before: Version | undefined; checked: CheckedWrite } {
  const rules = { portal: exchange.portal, type, before, enforceRequired: enforcesRequired(exchange) };
  return { before, checked: checkWrite(rules, properties) };
}

function commit({ exchange, type }: Job, row: Row, traceId: unknown): unknown {
  const { portal } = exchange;
  const writer = writerOf(exchange);
  // Read again: an earlier row of the batch may have changed the record.
  const before = row.before && portal.store(type).get(row.before.id);
  const written = before
    ? updateRecord(portal, type, before, row.checked, writer)
    : createRecord(portal, type, row.checked, writer);
  applyNewLinks(portal, { type, id: written.id }, row.links);
  const version = portal.store(type).get(written.id) ?? written;
  const shown = presentRecord(portal, type, version, Object.keys(row.checked.set));
  return {
    ...shown,
    ...(row.isUpsert ? { new: !before } : {}),
    ...(typeof traceId === 'string' ? { objectWriteTraceId: traceId } : {}),
  };
}

/** Runs row by row; a bad row becomes an error row and the others are written. */
function writeEach(job: Job, inputs: Record<string, unknown>[], prepare: Prepare): [unknown[], BatchError[]] {
  const results: unknown[] = [];
  const errors: BatchError[] = [];
  for (const input of inputs) {
    const traceId = input['objectWriteTraceId'];
    try {
      results.push(commit(job, prepare(job, input), traceId));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors.push(batchError(error, typeof traceId === 'string' ? { objectWriteTraceId: [traceId] } : {}));
    }
  }
  return [results, errors];
}

/** Checks every row first: one bad row refuses the batch and nothing is written. Missing records only miss out. */
function writeAll(job: Job, inputs: Record<string, unknown>[], prepare: Prepare): [unknown[], BatchError[]] {
  const rows: Row[] = [];
  const errors: BatchError[] = [];
  for (const input of inputs) {
    try {
      rows.push(prepare(job, input));
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) throw error;
      errors.push(batchError(error, {}));
    }
  }
  refuseRepeatedValues(job, rows);
  return [rows.map((row) => commit(job, row, undefined)), errors];
}

function refuseRepeatedValues({ exchange, type }: Job, rows: Row[]): void {
  for (const name of exchange.portal.store(type).uniqueProperties()) {
    const values = rows
      .map((row) => row.checked.set[name]?.toLowerCase())
      .filter((each) => each !== undefined);
    const repeated = values.find((value, i) => values.indexOf(value) !== i);
    if (repeated !== undefined)
      throw new Refusal(409, `Duplicate values for unique property "${name}" in batch input: ${repeated}`, {
        category: 'CONFLICT',
      });
  }
}

function refuseRepeatedIds(inputs: Record<string, unknown>[]): void {
  const ids = inputs.map((input) => input['id']).filter((id) => typeof id === 'string');
  const repeated = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (repeated.length > 0)
    throw invalid(
      `Duplicate IDs found in batch input: [${[...new Set(repeated)].join(', ')}]. IDs must be unique`,
    );
}

function runner(prepare: Prepare, success: number): (exchange: Exchange) => Answer {
  return (exchange) => {
    const { context, call } = exchange;
    const startedAt = context.now();
    const job = { exchange, type: objectTypeOf(exchange).type };
    const inputs = readInputs(readObject(call), BATCH_MAX);
    refuseRepeatedIds(inputs);
    const isTraced = inputs.every((input) => typeof input['objectWriteTraceId'] === 'string');
    // Partial upserts are not offered for contacts matched by e-mail.
    const byEmail = inputs.some((input) => input['idProperty'] === 'email');
    const [results, errors] = (isTraced && !byEmail ? writeEach : writeAll)(job, inputs, prepare);
    return batchAnswer(startedAt, context.now(), results, errors, success);
  };
}

const base = '/crm/objects/:version/:type/batch';
const route = { scopes: objectScope('write'), bucket: 'account' } as const;

/** Batch create, update and upsert, up to 100 records. */
export const batchWriteRoutes: ApiRoute[] = [
  { ...route, pattern: `POST ${base}/create`, run: runner(prepareCreate, 201) },
  { ...route, pattern: `POST ${base}/update`, run: runner(prepareUpdate, 200) },
  { ...route, pattern: `POST ${base}/upsert`, run: runner(prepareUpsert, 200) },
];
