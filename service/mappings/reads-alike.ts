import type { MappingRow } from '../../shared/mapping.js';
import { isSameRow } from '../../shared/mapping-rows.js';

/** Whether two mappings make the same of what is read from the CRM, so that no record need be read again. */
export function readsAlike(before: readonly MappingRow[], after: readonly MappingRow[]): boolean {
  const [was, is] = [readingOf(before), readingOf(after)];
  return was.size === is.size && [...is].every(([field, row]) => isSameRow(was.get(field) ?? NONE, row));
}

const NONE: MappingRow = { field: '', crm: null, direction: 'both', transforms: [] };

/** Rows that read, without what only matters once a record is written or decided. */
function readingOf(rows: readonly MappingRow[]): Map<string, MappingRow> {
  const reading = rows.filter(({ crm, direction }) => crm !== null && direction !== 'to_crm');
  return new Map(reading.map(({ rule: _, stages: __, ...row }) => [row.field, row]));
}
