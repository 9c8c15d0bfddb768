import type { CrmField, Direction, MappingFault, MappingRow } from '../../shared/mapping.js';
import type { AppField, ObjectName } from '../../shared/records.js';
import { type Pick, readerOf, splitAlternates } from './alternates.js';
import { type CompiledRow, compileRow, type RowContext } from './compile-row.js';
import { customName, findAppField, isRef } from './field-types.js';

/** A row, or one way of it, that takes no part in the sync. */
export interface SkippedRow {
  row: number;
  field: string;
  /** The CRM field to blame; null when the row is to blame as a whole. */
  crm: string | null;
  /** The way left out; `both`: the whole row. */
  direction: Direction;
  code: MappingFault['code'];
}

export interface Reader {
  readonly row: CompiledRow;
  /** Name of the field in the result. */
  readonly key: string;
  readonly read: CompiledRow['read'];
}

export interface Writer {
  readonly row: CompiledRow;
  readonly isCustom: boolean;
  readonly get: Pick;
  readonly write: NonNullable<CompiledRow['write']>;
}

export interface Plan {
  readonly fieldReaders: Reader[];
  readonly customReaders: Reader[];
  readonly writers: Writer[];
  readonly rows: Map<number, CompiledRow>;
  readonly skipped: SkippedRow[];
}

interface Subject {
  readonly index: number;
  readonly row: MappingRow;
  readonly custom: string | null;
  readonly crmField: CrmField | null;
}

/** Sorts rows into those read and those written; the first of two rows that meet in one field has it. */
export function planRows(
  object: ObjectName,
  rows: readonly MappingRow[],
  crmFields: ReadonlyMap<string, CrmField> | null,
): Plan {
  const plan: Plan = { fieldReaders: [], customReaders: [], writers: [], rows: new Map(), skipped: [] };
  const readFields = new Set<string>();
  const writtenNames = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const skip = skipper(plan, index, row);
    if (!isWellFormed(row)) {
      skip('unknown_transform', null);
      continue;
    }
    const all = splitAlternates(row.crm);
    if (all.length === 0) continue;
    const custom = customName(row.field);
    const appField = findAppField(object, row.field) ?? null;
    const names = crmFields === null ? all : all.filter((name) => crmFields.has(name));
    const fault = lookupFault(appField, custom, names);
    if (fault !== null) {
      skip(fault, fault === 'unknown_crm_field' ? row.crm : null);
      continue;
    }
    const crmField = crmFields?.get(names[0] ?? '') ?? null;
    const compiled = compileOrNull(row, { index, appField, names, crmField });
    if (compiled === null) {
      skip('unknown_transform', null);
      continue;
    }
    plan.rows.set(index, compiled);
    const subject = { index, row, custom, crmField };
    if (row.direction !== 'to_crm') planRead(plan, subject, compiled, readFields, skip);
    if (row.direction !== 'from_crm') planWrite(plan, subject, compiled, writtenNames, skip);
  }
  return plan;
}

type Skip = (code: SkippedRow['code'], crm: string | null, direction?: Direction) => void;

function skipper(plan: Plan, row: number, source: MappingRow): Skip {
  return (code, crm, direction = 'both') => {
    plan.skipped.push({ row, field: String(source?.field), crm, direction, code });
  };
}

/** Null for steps we do not know and for parameters no schema would have let through. */
function compileOrNull(row: MappingRow, context: RowContext): CompiledRow | null {
  try {
    return compileRow(row, context);
  } catch {
    return null;
  }
}

/** Rows are checked when they are saved; this keeps one stored by another version from stopping a sync. */
function isWellFormed(row: MappingRow): boolean {
  return (
    typeof row === 'object' &&
    row !== null &&
    typeof row.field === 'string' &&
    (row.crm === null || typeof row.crm === 'string') &&
    Array.isArray(row.transforms) &&
    row.transforms.every((spec: unknown) => typeof spec === 'object' && spec !== null) &&
    (row.picklist === undefined || Array.isArray(row.picklist?.values))
  );
}

function lookupFault(
  appField: AppField | null,
  custom: string | null,
  names: readonly string[],
): SkippedRow['code'] | null {
  if (appField === null && custom === null) return 'unknown_app_field';
  if (appField !== null && isRef(appField)) return 'type_clash';
  return names.length === 0 ? 'unknown_crm_field' : null;
}

function planRead(
  plan: Plan,
  { row, custom }: Subject,
  compiled: CompiledRow,
  taken: Set<string>,
  skip: Skip,
) {
  if (taken.has(row.field)) return skip('duplicate_row', null, 'from_crm');
  taken.add(row.field);
  if (custom === null) plan.fieldReaders.push({ row: compiled, key: row.field, read: compiled.read });
  else plan.customReaders.push({ row: compiled, key: custom, read: compiled.read });
}

function planWrite(
  plan: Plan,
  { row, custom, crmField }: Subject,
  compiled: CompiledRow,
  taken: Set<string>,
  skip: Skip,
) {
  const { target, write } = compiled;
  if (write === null) return;
  if (crmField?.read_only) return skip('read_only', target, 'to_crm');
  if (taken.has(target)) return skip('used_twice', target, 'to_crm');
  taken.add(target);
  plan.writers.push({ row: compiled, isCustom: custom !== null, get: readerOf(custom ?? row.field), write });
}
