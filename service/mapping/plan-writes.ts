import type { ObjectName } from '../../shared/records.js';
import { findNameTwin, isWritten } from '../../shared/transforms.js';
import type { Subject } from './plan-rows.js';
import { isOwnPlaceholder, type RowFault } from './resolve-row.js';
import { type SkippedRow, toSkipped } from './skipped-row.js';
import { fieldWriter, nameWriter, type Writer } from './writers.js';

/** Finds what is written where; the first of two rows that meet in one field of the CRM has it. */
export function planWrites(
  subjects: readonly Subject[],
  object: ObjectName,
): { writers: Writer[]; skipped: SkippedRow[] } {
  const planned = { writers: [] as Writer[], skipped: [] as SkippedRow[] };
  const rows = subjects.map(({ row }) => row);
  const taken = new Set<string>();
  const joined = new Set<Subject>();
  for (const subject of subjects) {
    const { row, compiled } = subject;
    if (!isWritten(row, rows) || joined.has(subject)) continue;
    const twinRow = findNameTwin(row, rows);
    const twin = twinRow === null ? undefined : subjects.find((other) => other.row === twinRow);
    const writer = twin === undefined ? fieldWriter(compiled) : nameWriter(subject, twin);
    if (writer === null) continue;
    // The two rows of one name are one writer.
    if (twin !== undefined) joined.add(twin);
    const fault = faultOfWrite(subject, taken, object);
    if (fault !== null) {
      planned.skipped.push(toSkipped(compiled.index, row, fault, 'to_crm'));
      continue;
    }
    taken.add(compiled.target);
    planned.writers.push(writer);
  }
  return planned;
}

function faultOfWrite(
  { row, compiled, crmField, pausedTarget }: Subject,
  taken: ReadonlySet<string>,
  object: ObjectName,
): RowFault | null {
  const { target, alsoReads } = compiled;
  if (pausedTarget !== null) return { code: 'drifted', crm: pausedTarget };
  if (crmField?.read_only) return { code: 'read_only', crm: target };
  if (taken.has(target)) return { code: 'used_twice', crm: target };
  const isKnown = row.direction !== 'to_crm' || alsoReads.every((name) => isOwnPlaceholder(object, name));
  return isKnown ? null : { code: 'unknown_placeholder', crm: null };
}
