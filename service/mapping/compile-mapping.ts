import type { CrmField, MappingRow, StageMove } from '../../shared/mapping.js';
import { APP_FIELDS, type Fields, type ObjectName } from '../../shared/records.js';
import { type Pick, setOwn } from './alternates.js';
import type { CompiledRow } from './compile-row.js';
import { type ConversionCode, Fault, type RemoteValues } from './conversion.js';
import { planRows, type Reader, type SkippedRow } from './plan-rows.js';
import { conditionsOf, type RowConditions } from './row-conditions.js';

/** A value that could not be converted. The message is safe to log: it never contains the value. */
export interface ConversionError {
  /** Our field, as the row names it. */
  field: string;
  crm: string;
  code: ConversionCode;
  message: string;
}

export interface FromCrmResult {
  /** Every canonical field; null without a row, without a value, and where `errors` names it. */
  fields: Fields;
  /** Custom fields by their own name: `yearly_use` of `custom.yearly_use`. */
  custom: Fields;
  /** A field named here is null because its value was refused: keep what is stored. */
  errors: readonly ConversionError[];
}

export interface ToCrmResult {
  /** By CRM field; null clears it. Fields in `errors` are left out, so a refused value never clears anything. */
  values: RemoteValues;
  errors: readonly ConversionError[];
}

/** A mapping compiled to closures: compile once per mapping version and CRM field list, then keep it. */
export interface CompiledMapping {
  readonly object: ObjectName;
  /** CRM fields to ask for, alternates included. */
  readonly crmFields: string[];
  /** Our fields (`custom.x` too) that the CRM can fill; for any other, null from `fromCrm` says nothing. */
  readonly readFields: ReadonlySet<string>;
  /** Our fields that are written to the CRM. */
  readonly writtenFields: ReadonlySet<string>;
  readonly skipped: readonly SkippedRow[];
  readonly conditions: RowConditions;
  /** Where outcomes of a call move its deal, by our outcome. */
  readonly stages: ReadonlyMap<string, StageMove>;
  /** Converts a CRM record. Never throws, whatever the values are. */
  fromCrm(values: RemoteValues): FromCrmResult;
  /** Converts our fields for a write; an undefined field is left out. Never throws, whatever the values are. */
  toCrm(fields: Fields, custom?: Fields): ToCrmResult;
  /** The compiled rows by index; a row left out both ways has none. */
  readonly rows: ReadonlyMap<number, CompiledRow>;
  /** Indexes of the rows that take part in each way. */
  readonly readRows: ReadonlySet<number>;
  readonly writtenRows: ReadonlySet<number>;
}

export interface CompileOptions {
  /**
   * Fields of the CRM object by name. Given, alternates it lacks are left out, read-only fields are never written and
   * values are written in the CRM's own type.
   */
  crmFields?: ReadonlyMap<string, CrmField>;
}

const NO_ERRORS: readonly ConversionError[] = Object.freeze([]);
const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Compiles a mapping. Rows that cannot work are left out and listed in `skipped`, so one bad row never stops a sync;
 * `checkMapping` tells people what is wrong with them.
 */
export function compileMapping(
  object: ObjectName,
  rows: readonly MappingRow[],
  options: CompileOptions = {},
): CompiledMapping {
  const plan = planRows(object, rows, options.crmFields ?? null);
  const emptyFields: Fields = Object.fromEntries(APP_FIELDS[object].map(({ name }) => [name, null]));
  const emptyCustom: Fields = Object.fromEntries(plan.customReaders.map(({ key }) => [key, null]));
  const { fieldReaders, customReaders, writers } = plan;
  const readers = [...fieldReaders, ...customReaders];

  return {
    object,
    crmFields: [...new Set(readers.flatMap(({ row }) => row.crm))],
    readFields: new Set(readers.map(({ row }) => row.field)),
    writtenFields: new Set(writers.map(({ row }) => row.field)),
    skipped: plan.skipped,
    conditions: conditionsOf(rows),
    stages: stagesOf(object, rows),
    rows: plan.rows,
    readRows: new Set(readers.map(({ row }) => row.index)),
    writtenRows: new Set(writers.map(({ row }) => row.index)),
    fromCrm(input) {
      const values = objectOr(input);
      const fields = { ...emptyFields };
      const custom = { ...emptyCustom };
      let errors = NO_ERRORS;
      for (let index = 0; index < fieldReaders.length; index += 1) {
        const { row, key, read } = fieldReaders[index] as Reader;
        const value = read(values);
        if (value instanceof Fault) errors = withError(errors, row, row.source(values), value);
        else fields[key] = value;
      }
      for (let index = 0; index < customReaders.length; index += 1) {
        const { row, key, read } = customReaders[index] as Reader;
        const value = read(values);
        if (value instanceof Fault) errors = withError(errors, row, row.source(values), value);
        else custom[key] = value;
      }
      return { fields, custom, errors };
    },
    toCrm(fields, custom) {
      const own = objectOr(fields);
      const ownCustom = objectOr(custom);
      const values: RemoteValues = {};
      let errors = NO_ERRORS;
      for (const { row, isCustom, get, write } of writers) {
        const input = readOwn(get, isCustom ? ownCustom : own);
        if (input === undefined) continue;
        const value = write(input);
        if (value instanceof Fault) errors = withError(errors, row, row.target, value);
        else setOwn(values, row.target, value);
      }
      return { values, errors };
    },
  };
}

function stagesOf(object: ObjectName, rows: readonly MappingRow[]): ReadonlyMap<string, StageMove> {
  const row = object === 'activity' ? rows.find(({ field }) => field === 'outcome') : undefined;
  return new Map(Object.entries(row?.stages ?? {}));
}

function withError(
  errors: readonly ConversionError[],
  { field, target }: CompiledRow,
  crm: string | null,
  { code, message }: Fault,
): ConversionError[] {
  const error = { field, crm: crm ?? target, code, message: `The value of “${crm ?? target}” ${message}` };
  return [...errors, error];
}

function objectOr(values: unknown): Readonly<Record<string, unknown>> {
  return typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : NOTHING;
}

/** Undefined when the property itself throws (a getter of a hostile object). */
function readOwn(get: Pick, values: Readonly<Record<string, unknown>>): unknown {
  try {
    return get(values);
  } catch {
    return undefined;
  }
}
