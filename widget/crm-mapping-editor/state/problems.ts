import type { FieldFault } from '../../../shared/errors.js';
import type { CrmField, MappingFault, MappingRow } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';
import { alternatesOf } from './alternates.js';
import { findRow, type Rows, sameRow } from './edits.js';

/** One thing wrong with a row, from the service or seen here. `code` chooses words and fix. */
export interface RowProblem {
  field: string;
  code: string;
  severity: 'error' | 'warning';
  /** CRM field to blame. */
  crm?: string;
  /** Field of ours that uses the same CRM field. */
  other?: string;
  /** The service's own words, for codes we have none for. */
  message?: string;
}

/** A problem the service found, with the row it found it in: it is void once that row is another one. */
export interface FoundProblem extends RowProblem {
  row: MappingRow | undefined;
}

/** Faults that came with a mapping. */
export const problemsOfFaults = (faults: readonly MappingFault[], rows: Rows): FoundProblem[] =>
  faults.map(({ row: _, ...fault }) => ({ ...fault, row: findRow(rows, fault.field) }));

/** Faults of a refused save: `path` is `rows.N.…` over the rows that were sent. */
export function problemsOfRefusal(errors: readonly FieldFault[], sent: Rows): FoundProblem[] {
  return errors.flatMap(({ path, code, message, field }): FoundProblem[] => {
    const index = /^rows\.(\d+)/.exec(path)?.[1];
    const row = field ? findRow(sent, field) : index ? sent[Number(index)] : undefined;
    const name = field ?? row?.field;
    return name ? [{ field: name, code, severity: 'error', message, row }] : [];
  });
}

/** The CRM field a row writes: the first of its alternates, unless it only reads. */
const writtenBy = (row: MappingRow): string | undefined =>
  row.direction === 'from_crm' ? undefined : alternatesOf(row.crm)[0];

function problemsOfRow(row: MappingRow, rows: Rows, crmFields: ReadonlyMap<string, CrmField>): RowProblem[] {
  const { field } = row;
  const found: RowProblem[] = alternatesOf(row.crm)
    .filter((name) => !crmFields.has(name))
    .map((crm) => ({ field, code: 'missing_in_crm', severity: 'warning', crm }));
  const written = writtenBy(row);
  if (!written) return found;
  if (crmFields.get(written)?.read_only)
    found.push({ field, code: 'read_only', severity: 'error', crm: written });
  const twin = rows.find((other) => other.field !== field && writtenBy(other) === written);
  if (twin) found.push({ field, code: 'used_twice', severity: 'error', crm: written, other: twin.field });
  return found;
}

/** What can be told wrong here and now, before the service is asked. */
export function problemsHere(
  rows: Rows,
  appFields: readonly AppField[],
  crmFields: ReadonlyMap<string, CrmField>,
): RowProblem[] {
  const missing = appFields
    .filter((app) => app.required && !findRow(rows, app.name)?.crm)
    .map(({ name }): RowProblem => ({ field: name, code: 'required_missing', severity: 'error' }));
  return [...missing, ...rows.flatMap((row) => problemsOfRow(row, rows, crmFields))];
}

/** Ours and what the service found and still holds, each code once per row, by field. */
export function joinProblems(
  here: readonly RowProblem[],
  found: readonly FoundProblem[],
  rows: Rows,
): Map<string, RowProblem[]> {
  const still = found.filter(({ row, field }) => sameRow(row, findRow(rows, field)));
  const byField = new Map<string, RowProblem[]>();
  for (const problem of [...here, ...still]) {
    const list = byField.get(problem.field) ?? [];
    if (!list.some(({ code }) => code === problem.code)) list.push(problem);
    byField.set(problem.field, list);
  }
  return byField;
}
