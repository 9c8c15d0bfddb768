import type { MappingRow } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import { splitAlternates } from '../mapping/alternates.js';
import { type CompiledMapping, type CompileOptions, compileMapping } from '../mapping/compile-mapping.js';

/** A mapping of which some fields are left out for now. */
export interface PausedMapping extends CompiledMapping {
  /** Our fields (`custom.x` too) that are left out on the way in: what is stored of them stays. */
  readonly pausedFields: readonly string[];
}

/**
 * Compiles a mapping without the fields of the CRM that are paused. A row that has several is left out as a whole: read
 * from the others, it would fill our records with other values.
 */
export function compilePaused(
  object: ObjectName,
  rows: readonly MappingRow[],
  paused: ReadonlySet<string>,
  known: Omit<CompileOptions, 'paused'> = {},
): PausedMapping {
  const compiled = compileMapping(
    object,
    rows.map((row) => onlyPaused(row, paused)),
    { ...known, paused },
  );
  const left = compiled.skipped.filter(({ code, direction }) => code === 'drifted' && direction !== 'to_crm');
  return { ...compiled, pausedFields: [...new Set(left.map(({ field }) => field))] };
}

/** Our fields that are left out, one way or both. */
export function pausedFieldsOf(
  object: ObjectName,
  rows: readonly MappingRow[],
  paused: ReadonlySet<string>,
): ReadonlySet<string> {
  if (paused.size === 0) return new Set();
  const { skipped } = compilePaused(object, rows, paused);
  return new Set(skipped.flatMap(({ code, field }) => (code === 'drifted' ? [field] : [])));
}

function onlyPaused(row: MappingRow, paused: ReadonlySet<string>): MappingRow {
  if (paused.size === 0 || typeof row?.crm !== 'string') return row;
  const alternates = splitAlternates(row.crm);
  const stopped = alternates.filter((name) => paused.has(name));
  return stopped.length === 0 || stopped.length === alternates.length
    ? row
    : { ...row, crm: stopped.join('|') };
}
