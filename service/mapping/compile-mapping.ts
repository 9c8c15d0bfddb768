import type { CrmField, MappingRow, StageMove } from '../../shared/mapping.js';
import type { AppField, Fields, ObjectName } from '../../shared/records.js';
import { compileFromCrm } from './compile-from-crm.js';
import type { CompiledRow } from './compile-row.js';
import { compileToCrm } from './compile-to-crm.js';
import type { RemoteValues } from './conversion.js';
import type { ConversionError } from './conversion-error.js';
import { planRows } from './plan-rows.js';
import { conditionsOf, type RowConditions } from './row-conditions.js';
import type { SkippedRow } from './skipped-row.js';

export type { ConversionError } from './conversion-error.js';

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
  /** CRM fields to ask for, alternates and what templates put in included. */
  readonly crmFields: string[];
  /** Our fields (`custom.x` too) that the CRM can fill; for any other, null from `fromCrm` says nothing. */
  readonly readFields: ReadonlySet<string>;
  /** Our fields that are written to the CRM. */
  readonly writtenFields: ReadonlySet<string>;
  readonly skipped: readonly SkippedRow[];
  readonly conditions: RowConditions;
  /** Where outcomes of a call move its deal, by our outcome. */
  readonly stages: ReadonlyMap<string, StageMove>;
  /**
   * Converts a CRM record. A required field without a value is a `required_empty` error. Never throws, whatever the
   * values are.
   */
  fromCrm(values: RemoteValues): FromCrmResult;
  /**
   * Converts our fields for a write; an undefined field is left out. Never throws, whatever the values are.
   *
   * Rows whose value comes from elsewhere (`constant`, `template`) are written whenever anything else is, whatever the
   * record has in their own field. A required field without a value is a `required_empty` error then.
   *
   * @param whole the record as it will be, `custom.x` by that name, where `fields` and `custom` are only a part of it:
   * templates, names of two fields and the currency of amounts are read there, if they are not written.
   */
  toCrm(fields: Fields, custom?: Fields, whole?: Fields): ToCrmResult;
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
  /**
   * CRM fields that are left out both ways, `drifted` in `skipped`. Another alternate is read in place of one, and never
   * written in place of it.
   */
  paused?: ReadonlySet<string>;
  /** Fields that the host declared, by name (`custom.yearly_use`): what is read into one is of its type. */
  declared?: ReadonlyMap<string, AppField>;
}

const NOBODY: ReadonlySet<string> = new Set();
const NOTHING: ReadonlyMap<string, AppField> = new Map();

/**
 * Compiles a mapping. Rows that cannot work are left out and listed in `skipped`, so one bad row never stops a sync;
 * `checkMapping` tells people what is wrong with them.
 */
export function compileMapping(
  object: ObjectName,
  rows: readonly MappingRow[],
  options: CompileOptions = {},
): CompiledMapping {
  const plan = planRows(object, rows, {
    fields: options.crmFields ?? null,
    paused: options.paused ?? NOBODY,
    declared: options.declared ?? NOTHING,
  });
  const conditions = conditionsOf(rows);
  const readers = [...plan.fieldReaders, ...plan.customReaders];
  const written = plan.writers.flatMap((writer) => writer.rows.map(({ field }) => field));
  return {
    object,
    crmFields: [...new Set(readers.flatMap(({ row }) => [...row.crm, ...row.alsoReads]))],
    readFields: new Set(readers.map(({ row }) => row.field)),
    writtenFields: new Set(written),
    skipped: plan.skipped,
    conditions,
    stages: stagesOf(object, rows),
    rows: plan.rows,
    readRows: new Set(readers.map(({ row }) => row.index)),
    writtenRows: new Set(plan.writers.flatMap((writer) => writer.rows.map(({ index }) => index))),
    fromCrm: compileFromCrm(object, plan, conditions.required),
    toCrm: compileToCrm(plan, conditions.required),
  };
}

function stagesOf(object: ObjectName, rows: readonly MappingRow[]): ReadonlyMap<string, StageMove> {
  const row = object === 'activity' ? rows.find(({ field }) => field === 'outcome') : undefined;
  return new Map(Object.entries(row?.stages ?? {}));
}
