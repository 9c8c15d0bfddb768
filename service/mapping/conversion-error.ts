import type { CompiledRow } from './compile-row.js';
import type { ConversionCode, Fault } from './conversion.js';

/** A value that could not be converted. The message is safe to log: it never contains the value. */
export interface ConversionError {
  /** Our field, as the row names it. */
  field: string;
  crm: string;
  code: ConversionCode;
  message: string;
}

export const NO_ERRORS: readonly ConversionError[] = Object.freeze([]);

/** @param crm the CRM field that gave the value; null: the one the row is written to. */
export function toError(
  { field, target }: Pick<CompiledRow, 'field' | 'target'>,
  crm: string | null,
  { code, message }: Fault,
): ConversionError {
  return { field, crm: crm ?? target, code, message: `The value of “${crm ?? target}” ${message}` };
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

/** What is no object is read as an empty one. */
export function objectOr(values: unknown): Readonly<Record<string, unknown>> {
  return typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : NOTHING;
}
