import type { ModuleName } from '../modules.js';
import { RowFault } from '../refusal.js';
import type { Org } from '../state/org.js';
import type { RecordVersion, Stored } from '../state/record.js';

/** One row of a write on its way to the store. */
export interface Row {
  org: Org;
  module: ModuleName;
  /** The record as it stands; undefined for an insert. */
  before: RecordVersion | undefined;
  /** Position in `data`, for `json_path`. */
  position: number;
}

/** A row that passed: the values to set, and the fields to empty. */
export interface CheckedRow {
  set: Record<string, Stored>;
  clear: string[];
  /** Keys the vendor does not look at: unknown and read-only fields. */
  ignored: string[];
}

/** Where a field stands in the request. */
export function pathOf(row: Row, apiName: string): string {
  return `$.data[${row.position}].${apiName}`;
}

/** `INVALID_DATA` of one field. */
export function badValue(row: Row, apiName: string, more: Record<string, unknown> = {}): RowFault {
  return new RowFault('INVALID_DATA', 'invalid data', {
    api_name: apiName,
    json_path: pathOf(row, apiName),
    ...more,
  });
}

/** `MANDATORY_NOT_FOUND` of one field. */
export function missing(row: Row, apiName: string): RowFault {
  const details = { api_name: apiName, json_path: pathOf(row, apiName) };
  return new RowFault('MANDATORY_NOT_FOUND', 'required field not found', details);
}

/** The value a field will have once the row is written. */
export function after(row: Row, checked: CheckedRow, apiName: string): Stored | undefined {
  if (checked.clear.includes(apiName)) return undefined;
  return checked.set[apiName] ?? row.before?.values[apiName];
}
