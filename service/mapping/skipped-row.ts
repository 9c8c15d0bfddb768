import type { Direction, MappingFault, MappingRow } from '../../shared/mapping.js';
import type { RowFault } from './resolve-row.js';

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

export function toSkipped(
  row: number,
  source: MappingRow,
  { code, crm }: RowFault,
  direction: Direction = 'both',
): SkippedRow {
  return { row, field: String(source?.field), crm, direction, code };
}
