import type { MappingRow } from '../../shared/mapping.js';
import type { FieldType, ObjectName } from '../../shared/records.js';
import { type CompiledRow, compileRow, type RowContext } from './compile-row.js';
import { planWrites } from './plan-writes.js';
import { currencyField, inwardContext, outwardContext, withType } from './record-contexts.js';
import {
  faultOfNeeded,
  type KnownFields,
  type ResolvedRow,
  type RowFault,
  resolveRow,
} from './resolve-row.js';
import { type SkippedRow, toSkipped } from './skipped-row.js';
import type { Writer } from './writers.js';

export interface Reader {
  readonly row: CompiledRow;
  /** Name of the field in the result. */
  readonly key: string;
  readonly read: CompiledRow['read'];
}

export interface Plan {
  readonly fieldReaders: Reader[];
  readonly customReaders: Reader[];
  readonly writers: Writer[];
  readonly rows: Map<number, CompiledRow>;
  readonly skipped: SkippedRow[];
}

/** A row that is well-formed, with its fields found and its steps ready. */
export interface Subject extends ResolvedRow {
  readonly row: MappingRow;
  readonly compiled: CompiledRow;
  readonly context: RowContext;
}

/** Sorts rows into those read and those written; the first of two rows that meet in one field has it. */
export function planRows(object: ObjectName, rows: readonly MappingRow[], known: KnownFields): Plan {
  const plan: Plan = { fieldReaders: [], customReaders: [], writers: [], rows: new Map(), skipped: [] };
  const contextOf = rowContexts(object, rows, known);
  const subjects: Subject[] = [];
  for (const [index, row] of rows.entries()) {
    const skip = (fault: RowFault) => plan.skipped.push(toSkipped(index, row, fault));
    if (!isWellFormed(row)) {
      skip({ code: 'unknown_transform', crm: null });
      continue;
    }
    const found = resolveRow(object, row, known);
    if (found === null) continue;
    if ('code' in found) {
      skip(found);
      continue;
    }
    const context = contextOf(index, found);
    const compiled = compileOrNull(row, context);
    if (compiled === null) {
      skip({ code: 'unknown_transform', crm: null });
      continue;
    }
    plan.rows.set(index, compiled);
    subjects.push({ ...found, row, compiled, context });
  }
  planReads(plan, subjects, known, driftedCurrency(object, rows, known));
  const { writers, skipped } = planWrites(subjects, object);
  plan.writers.push(...writers);
  plan.skipped.push(...skipped);
  plan.skipped.sort((a, b) => a.row - b.row);
  return plan;
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

/** Null for steps we do not know and for parameters no schema would have let through. */
function compileOrNull(row: MappingRow, context: RowContext): CompiledRow | null {
  try {
    return compileRow(row, context);
  } catch {
    return null;
  }
}

/** What each row is compiled with. The row of the currency comes first: amounts are read by it. */
function rowContexts(
  object: ObjectName,
  rows: readonly MappingRow[],
  known: KnownFields,
): (index: number, found: ResolvedRow) => RowContext {
  const outward = outwardContext(object);
  const make = (inward: ReturnType<typeof inwardContext>) => (index: number, found: ResolvedRow) => {
    const crmType: FieldType | null = found.crmField?.type ?? null;
    const { appField, names, crmField } = found;
    return {
      ...{ index, appField, names, crmField },
      inward: withType(inward, crmType),
      outward: withType(outward, crmType),
    };
  };
  const row = currencyRow(object, rows);
  const found = row === undefined ? null : resolveRow(object, row, known);
  if (row === undefined || found === null || 'code' in found) return make(inwardContext(known.fields, null));
  const compiled = compileOrNull(row, make(inwardContext(known.fields, null))(-1, found));
  return make(inwardContext(known.fields, compiled));
}

/** The row that reads the currency of a record. */
function currencyRow(object: ObjectName, rows: readonly MappingRow[]): MappingRow | undefined {
  const field = currencyField(object);
  return rows.find((row) => isWellFormed(row) && row.field === field && row.direction !== 'to_crm');
}

/** The CRM field of the currency while it is paused: amounts wait with it, as they could be read a hundredfold. */
function driftedCurrency(
  object: ObjectName,
  rows: readonly MappingRow[],
  known: KnownFields,
): RowFault | null {
  const row = currencyRow(object, rows);
  const found = row === undefined ? null : resolveRow(object, row, known);
  return found !== null && 'code' in found && found.code === 'drifted' ? found : null;
}

function planReads(
  plan: Plan,
  subjects: readonly Subject[],
  known: KnownFields,
  currencyFault: RowFault | null,
): void {
  const taken = new Set<string>();
  for (const { row, compiled, custom } of subjects) {
    if (row.direction === 'to_crm') continue;
    const isAmount = row.transforms.some(({ name }) => name === 'cents');
    const fault = taken.has(row.field)
      ? ({ code: 'duplicate_row', crm: null } as const)
      : (faultOfNeeded(compiled.alsoReads, known) ?? (isAmount ? currencyFault : null));
    if (fault !== null) {
      plan.skipped.push(toSkipped(compiled.index, row, fault, 'from_crm'));
      continue;
    }
    taken.add(row.field);
    const readers = custom === null ? plan.fieldReaders : plan.customReaders;
    readers.push({ row: compiled, key: custom ?? row.field, read: compiled.read });
  }
}
