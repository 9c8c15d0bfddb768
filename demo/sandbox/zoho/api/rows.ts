import { type Answer, json } from '../../kit/sandbox.js';
import { type Exchange, readObject } from '../context.js';
import type { ModuleName } from '../modules.js';
import { presentValue } from '../records/present.js';
import { invalid, invalidData, Refusal, type RowAnswer, RowFault } from '../refusal.js';
import type { RecordVersion } from '../state/record.js';

export const ROWS_MAX = 100;

type RowBody = Record<string, unknown>;

/** Rows of a write's body. @throws Refusal 400 for a body without rows, or with more than a hundred. */
export function readRows({ call }: Exchange): RowBody[] {
  const { data, trigger } = readObject(call);
  const details = { api_name: 'data', json_path: '$.data' };
  if (data === undefined) throw invalid('MANDATORY_NOT_FOUND', 'required field not found', details);
  if (
    !Array.isArray(data) ||
    !data.every((row) => row !== null && typeof row === 'object' && !Array.isArray(row))
  )
    throw invalidData('invalid data', { ...details, expected_data_type: 'jsonarray' });
  if (data.length === 0) throw invalidData('invalid data', { ...details, minimum_length: 1 });
  if (data.length > ROWS_MAX) throw tooManyRows();
  if (trigger !== undefined && !Array.isArray(trigger))
    throw invalidData('invalid data', {
      api_name: 'trigger',
      json_path: '$.trigger',
      expected_data_type: 'jsonarray',
    });
  return data as RowBody[];
}

/** Told like a row, though it is about all of them. */
function tooManyRows(): Refusal {
  const message = 'count of records in your request exceeds the limit';
  return new Refusal(400, 'LIMIT_EXCEEDED', message, { maximum_length: ROWS_MAX, api_name: 'data' }, 'data');
}

/** How many rows a write has, read leniently: what it costs is known before it is checked. */
export function countRows(body: Buffer): number {
  try {
    const { data } = JSON.parse(body.toString('utf8')) as { data?: unknown };
    return Array.isArray(data) ? data.length : 1;
  } catch {
    return 1;
  }
}

/** Runs each row for itself: one that is refused leaves the others alone. */
export function answerRows(
  exchange: Exchange,
  rows: RowBody[],
  run: (row: RowBody, position: number) => RowAnswer,
  allWell: (answers: RowAnswer[]) => number,
): Answer {
  const answers = rows.map((row, position) => {
    try {
      failOnPurpose(exchange, position);
      return run(row, position);
    } catch (error) {
      if (error instanceof RowFault) return error.toRow();
      throw error;
    }
  });
  const { all_failed_status, modified_code } = exchange.context.settings;
  const errors = answers.filter((each) => each.status === 'error').length;
  const isStale = answers.length === 1 && answers[0]?.code === modified_code;
  const allFailed = isStale ? 412 : all_failed_status;
  const status = errors === 0 ? allWell(answers) : errors === answers.length ? allFailed : 207;
  return json(status, { data: answers });
}

/** A row fault from the control door. */
function failOnPurpose({ context, call }: Exchange, position: number): void {
  const fault = context.rowFaultOf(call);
  if (!fault || (fault.row !== null && fault.row !== position)) return;
  throw new RowFault(fault.code ?? 'RECORD_LOCKED', 'the record could not be processed', {});
}

/** A row that was written. */
export function written(
  { org }: Exchange,
  module: ModuleName,
  version: RecordVersion,
  message: string,
  more: Record<string, unknown> = {},
): RowAnswer {
  const names = ['Modified_Time', 'Modified_By', 'Created_Time', 'Created_By'];
  const details = Object.fromEntries(names.map((name) => [name, presentValue(org, module, version, name)]));
  return { code: 'SUCCESS', details: { ...details, id: version.id }, message, status: 'success', ...more };
}

/** For a record that was changed since the instant of `If-Unmodified-Since`; alone in its call it is a 412. */
export function modifiedMeanwhile({ context }: Exchange, id: string): RowFault {
  const message = 'record updated time has already passed if-unmodified-since time';
  return new RowFault(context.settings.modified_code, message, { id });
}
