import type { Answer } from '../../kit/sandbox.js';
import { type ApiRoute, type Exchange, readObject } from '../context.js';
import type { FieldDefinition } from '../fields/definition.js';
import { GUESS } from '../guesses.js';
import { infoOf, type ModuleName } from '../modules.js';
import { holders } from '../records/duplicates.js';
import type { Row } from '../records/row.js';
import { insertRow, updateRow } from '../records/write.js';
import { invalid, invalidData, type RowAnswer } from '../refusal.js';
import type { Org } from '../state/org.js';
import { instantHeader, moduleNamed, moduleNeed } from './input.js';
import { answerRows, modifiedMeanwhile, readRows, written } from './rows.js';
import { byRows, noteIgnored, writerOf } from './write.js';

/** Fields duplicates may be found by: the system's own one of the module, then what was made unique. */
function checkable(org: Org, module: ModuleName): FieldDefinition[] {
  const own = org.field(module, infoOf(module).duplicateField ?? '');
  return [...(own ? [own] : []), ...org.uniqueFields(module)];
}

/** The fields of `duplicate_check_fields` in its order; all of them when it is left out. @throws Refusal 400. */
function checkFields({ call, org }: Exchange, module: ModuleName): FieldDefinition[] {
  const named = readObject(call)['duplicate_check_fields'];
  const known = checkable(org, module);
  if (named === undefined) return known;
  const details = { api_name: 'duplicate_check_fields', json_path: '$.duplicate_check_fields' };
  if (!Array.isArray(named))
    throw invalidData('invalid data', { ...details, expected_data_type: 'jsonarray' });
  return named.map((name, i) => {
    const field = known.find((each) => each.apiName === name);
    if (!field) throw invalidData('invalid data', { ...details, json_path: `${details.json_path}[${i}]` });
    return field;
  });
}

/** The record a row stands for, and the field that told. */
function findMatch(row: Row, given: Record<string, unknown>, fields: FieldDefinition[]) {
  for (const field of fields) {
    const value = given[field.apiName];
    if (value === undefined || value === null || value === '') continue;
    const ids = holders(row, field, value as string);
    const id = GUESS.upsertTakesOldest ? ids[0] : ids.at(-1);
    const version = id === undefined ? undefined : row.org.store(row.module).get(id);
    if (version) return { version, field: field.apiName };
  }
  return null;
}

/** `POST /{module}/upsert`: each row is inserted or updated by itself. */
function upsert(exchange: Exchange): Answer {
  const { org, params, call } = exchange;
  const info = moduleNamed(params['module']);
  const module = info.name;
  if (!info.canUpsert)
    throw invalid(GUESS.upsertUnsupported, 'the given module is not supported in upsert api', { module });
  const rows = readRows(exchange);
  const fields = checkFields(exchange, module);
  const unmodifiedSince = instantHeader(call.headers['if-unmodified-since'], 'If-Unmodified-Since');
  const run = (given: Record<string, unknown>, position: number): RowAnswer => {
    const row: Row = { org, module, before: undefined, position };
    const match = findMatch(row, given, fields);
    if (match && unmodifiedSince !== null && match.version.updatedAt > unmodifiedSince)
      throw modifiedMeanwhile(exchange, match.version.id);
    const version = match
      ? updateRow({ ...row, before: match.version }, given, writerOf(exchange))
      : insertRow(row, given, writerOf(exchange));
    noteIgnored(exchange, row, given);
    const more = { action: match ? 'update' : 'insert', duplicate_field: match?.field ?? null };
    return written(exchange, module, version, match ? 'record updated' : 'record added', more);
  };
  const allWell = (answers: RowAnswer[]) =>
    answers.every((each) => each['action'] === 'insert') ? 201 : 200;
  return answerRows(exchange, rows, run, allWell);
}

/** Upsert needs both creating and editing. */
export const upsertRoutes: ApiRoute[] = [
  {
    pattern: 'POST /:module/upsert',
    needs: (params) => [moduleNeed(params['module'], 'CREATE'), moduleNeed(params['module'], 'UPDATE')],
    ...byRows,
    run: upsert,
  },
];
