import type { Answer, Call } from '../../kit/sandbox.js';
import type { ApiRoute, Exchange } from '../context.js';
import { noSuchRecord } from '../records/check-row.js';
import type { Row } from '../records/row.js';
import { deleteRecord, insertRow, updateRow, type Writer } from '../records/write.js';
import { externalKey, findRecord } from './external.js';
import { idsParam, instantHeader, moduleNamed, moduleNeed } from './input.js';
import { answerRows, countRows, modifiedMeanwhile, readRows, written } from './rows.js';

export function writerOf({ token }: Exchange): Writer {
  return { userId: token.userId };
}

/** Tells the control door which names a row had that nobody looked at. */
export function noteIgnored({ context }: Exchange, row: Row, given: Record<string, unknown>): void {
  const ignored = Object.keys(given).filter((name) => {
    const field = row.org.field(row.module, name);
    return !name.startsWith('$') && !['id', 'Layout', 'Tag'].includes(name) && (!field || field.isReadOnly);
  });
  if (ignored.length > 0) context.note('field_ignored', `${row.module}: ${ignored.join(', ')}`);
}

/** `POST /{module}`: inserts up to a hundred. */
function insert(exchange: Exchange): Answer {
  const { org, params } = exchange;
  const { name: module } = moduleNamed(params['module']);
  externalKey(exchange, module);
  const run = (given: Record<string, unknown>, position: number) => {
    const row: Row = { org, module, before: undefined, position };
    const version = insertRow(row, given, writerOf(exchange));
    noteIgnored(exchange, row, given);
    return written(exchange, module, version, 'record added');
  };
  return answerRows(exchange, readRows(exchange), run, () => 201);
}

/** `PUT /{module}` with an id in every row, and `PUT /{module}/{id}` with one row. */
function update(exchange: Exchange): Answer {
  const { org, params, call } = exchange;
  const { name: module } = moduleNamed(params['module']);
  const key = externalKey(exchange, module);
  const unmodifiedSince = instantHeader(call.headers['if-unmodified-since'], 'If-Unmodified-Since');
  const rows = readRows(exchange);
  const run = (given: Record<string, unknown>, position: number) => {
    const id = String(params['id'] ?? given[key?.apiName ?? 'id'] ?? '');
    const before = findRecord(exchange, module, id, key);
    if (!before) throw noSuchRecord({ org, module, before: undefined, position }, id);
    if (unmodifiedSince !== null && before.updatedAt > unmodifiedSince)
      throw modifiedMeanwhile(exchange, before.id);
    const row = { org, module, before, position };
    const version = updateRow(row, given, writerOf(exchange));
    noteIgnored(exchange, row, given);
    return written(exchange, module, version, 'record updated');
  };
  return answerRows(exchange, rows, run, () => 200);
}

/** `DELETE /{module}?ids=` and `DELETE /{module}/{id}`: into the recycle bin. */
function remove(exchange: Exchange): Answer {
  const { org, params, query } = exchange;
  const { name: module } = moduleNamed(params['module']);
  const key = externalKey(exchange, module);
  const ids = params['id'] === undefined ? idsParam(query) : [params['id']];
  const rows = ids.map((id) => ({ id }));
  const run = ({ id }: Record<string, unknown>, position: number) => {
    const version = findRecord(exchange, module, String(id), key);
    if (!version) throw noSuchRecord({ org, module, before: undefined, position }, id);
    deleteRecord(org, module, version, writerOf(exchange));
    return {
      code: 'SUCCESS',
      details: { id: version.id },
      message: 'record deleted',
      status: 'success' as const,
    };
  };
  return answerRows(exchange, rows, run, () => 200);
}

/** Inserts, updates and upserts cost a credit for every ten rows, and are heavy above ten. */
export const byRows = {
  credits: (call: Call) => Math.max(1, Math.ceil(countRows(call.body) / 10)),
  isHeavy: (call: Call) => countRows(call.body) > 10,
};

const needs = (operation: 'CREATE' | 'UPDATE' | 'DELETE'): ApiRoute['needs'] => {
  return (params) => [moduleNeed(params['module'], operation)];
};

/** Writing records. */
export const writeRoutes: ApiRoute[] = [
  { pattern: 'POST /:module', needs: needs('CREATE'), ...byRows, run: insert },
  { pattern: 'PUT /:module', needs: needs('UPDATE'), ...byRows, run: update },
  { pattern: 'PUT /:module/:id', needs: needs('UPDATE'), run: update },
  { pattern: 'DELETE /:module', needs: needs('DELETE'), run: remove },
  { pattern: 'DELETE /:module/:id', needs: needs('DELETE'), run: remove },
];
