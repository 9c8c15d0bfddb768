import { Fault, SerializationFailure, typeError } from '../../fault.js';
import type { Env } from '../env.js';
import { findExternalId, nameExternally } from '../external-ids.js';
import type { Model } from '../model.js';
import { createRow, MissingValue, updateRows } from '../write.js';
import { convertCell } from './cell.js';
import { type Column, readColumns } from './columns.js';
import { CellFault, type LoadMessage } from './message.js';

/** Errors after which the importer gives up, when they are also more than one row in ten. */
const MANY_ERRORS = 10;

/** What `load` answers; `ids` is false when anything was wrong, and then nothing was written. */
export interface LoadResult {
  ids: number[] | false;
  messages: LoadMessage[];
  nextrow: number;
}

interface Line {
  externalId: string | null;
  databaseId: number | null;
  values: Record<string, unknown>;
}

/**
 * Creates or updates one record per row. Rows are found again by the external id in column `id` or the database id
 * in column `.id`. All or nothing: one bad row takes everything back and is told in `messages`, with HTTP 200.
 */
export function load(env: Env, model: Model, fields: unknown, data: unknown): LoadResult {
  if (!Array.isArray(fields) || !Array.isArray(data))
    throw typeError('load() takes a list of fields and a list of rows');
  const messages: LoadMessage[] = [];
  const columns = readColumns(model, fields, (message) => messages.push(about(message, 0)));
  if (messages.length > 0) return { ids: false, messages, nextrow: 0 };
  try {
    return {
      ids: env.db.savepoint(() => loadRows(env, model, columns, data, messages)),
      messages,
      nextrow: 0,
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ids: false, messages, nextrow: 0 };
  }
}

/** Something was wrong and is told already: everything goes back. */
class Refused extends Error {}

function loadRows(
  env: Env,
  model: Model,
  columns: Column[],
  data: unknown[],
  messages: LoadMessage[],
): number[] {
  const ids: number[] = [];
  let errors = 0;
  for (const [i, row] of data.entries()) {
    if (!Array.isArray(row) || row.every((cell) => cell === '' || cell === false || cell === null)) continue;
    try {
      ids.push(
        env.db.savepoint(() =>
          loadRow(env, model, columns, row, (text) => messages.push({ ...about(text, i), type: 'warning' })),
        ),
      );
    } catch (error) {
      messages.push(messageOf(error, i));
      if (++errors >= MANY_ERRORS && errors >= i / 10) {
        messages.push({ ...about(tooMany, i), type: 'warning' });
        break;
      }
    }
  }
  if (errors > 0) throw new Refused();
  return ids;
}

const tooMany =
  'Found more than 10 errors and more than one error per 10 records, interrupted to avoid showing too many errors.';

function loadRow(
  env: Env,
  model: Model,
  columns: Column[],
  row: unknown[],
  warn: (text: string) => void,
): number {
  const line = readLine(env, model, columns, row, warn);
  const known = line.externalId === null ? undefined : findExternalId(env, line.externalId);
  if (known && known['model'] !== model.name)
    throw new CellFault(
      `External ID "${line.externalId}" is already used by model ${String(known['model'])}`,
    );
  const id = line.databaseId ?? (known ? Number(known['res_id']) : null);
  if (id === null || !env.row(model.name, id)) {
    if (line.databaseId !== null) throw new CellFault(`Unknown database identifier '${line.databaseId}'`);
    const made = createRow(env, model.name, line.values);
    if (line.externalId !== null) nameExternally(env, line.externalId, model.name, made);
    return made;
  }
  updateRows(env, model.name, [id], line.values);
  if (line.externalId !== null && !known) nameExternally(env, line.externalId, model.name, id);
  return id;
}

function readLine(
  env: Env,
  model: Model,
  columns: Column[],
  row: unknown[],
  warn: (text: string) => void,
): Line {
  const line: Line = { externalId: null, databaseId: null, values: {} };
  for (const [i, column] of columns.entries()) {
    const cell = row[i];
    if (column.kind === 'external_id') line.externalId = cell ? externalIdOf(String(cell)) : null;
    else if (column.kind === 'database_id') line.databaseId = cell ? Number(cell) : null;
    else {
      const field = model.fields[column.name];
      const label = env.lang === 'it_IT' ? (field?.labelIt ?? field?.label) : field?.label;
      try {
        if (field)
          line.values[column.name] = convertCell(env, label ?? column.name, field, column.sub, cell, warn);
      } catch (error) {
        if (error instanceof CellFault) throw new NamedCellFault(error, label ?? column.name, column.name);
        throw error;
      }
    }
  }
  return line;
}

class NamedCellFault extends CellFault {
  constructor(
    fault: CellFault,
    readonly field: string,
    readonly fieldName: string,
  ) {
    super(fault.message, fault.moreinfo);
  }
}

/** @throws CellFault for a dot or a space in the name part. */
function externalIdOf(text: string): string {
  const complete = text.includes('.') ? text : `__import__.${text}`;
  const name = complete.slice(complete.indexOf('.') + 1);
  if (/[\s.]/.test(name) || name === '')
    throw new CellFault(`External IDs cannot contain spaces or dots: '${text}'`);
  return complete;
}

function about(message: string, row: number): LoadMessage {
  return { type: 'error', message, rows: { from: row, to: row }, record: row };
}

/** Errors of a row become words; a conflict with another transaction does too, for `load` swallows it. */
function messageOf(error: unknown, row: number): LoadMessage {
  if (error instanceof NamedCellFault)
    return {
      ...about(error.message, row),
      field: error.field,
      field_name: error.fieldName,
      ...(error.moreinfo === undefined ? {} : { moreinfo: error.moreinfo }),
    };
  if (error instanceof CellFault) return about(error.message, row);
  if (error instanceof MissingValue) {
    const { field, fieldName } = error;
    const message = `Missing required value for the field '${field.label}' (${fieldName})`;
    return { ...about(message, row), field: fieldName };
  }
  if (error instanceof SerializationFailure) return about(error.message, row);
  if (!(error instanceof Fault)) throw error;
  const isForPeople =
    error.pythonName.startsWith('odoo.exceptions.') || error.pythonName.startsWith('psycopg2.');
  if (isForPeople) return about(error.message, row);
  const type = `<class '${error.pythonName.replace('builtins.', '')}'>`;
  return about(`Unknown error during import: ${type}: ${error.message}`, row);
}
