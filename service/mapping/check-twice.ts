import type { MappingFault } from '../../shared/mapping.js';
import { type CheckedRow, reporter } from './checked-row.js';

/** Tells of rows that meet in one field, of ours or of the CRM's. */
export function checkTwice(rows: readonly CheckedRow[], faults: MappingFault[]): void {
  checkDuplicates(rows, faults);
  checkTargets(rows, faults);
}

function checkDuplicates(rows: readonly CheckedRow[], faults: MappingFault[]): void {
  const seen = new Set<string>();
  for (const row of rows) {
    if (seen.has(row.row.field)) {
      reporter(faults, row)('duplicate_row', 'error', `${row.label} has more than one row. Keep one.`);
    }
    seen.add(row.row.field);
  }
}

/** Only the field a row writes to counts: several rows may read one. The two parts of a name write theirs together. */
function checkTargets(rows: readonly CheckedRow[], faults: MappingFault[]): void {
  const writers = rows.filter(({ writes }) => writes);
  for (const row of writers) {
    const { target } = row;
    const other = writers.find((each) => each !== row && each.row !== row.twin && each.target === target);
    if (other === undefined || target === undefined) continue;
    const label = row.crmFields.find(({ name }) => name === target)?.label ?? target;
    const message = `${row.label}: “${label}” in ${row.provider} is also written from ${other.label}. Keep one.`;
    reporter(faults, row)('used_twice', 'error', message, target);
  }
}
