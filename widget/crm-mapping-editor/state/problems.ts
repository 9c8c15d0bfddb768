import type { FieldFault } from '../../../shared/errors.js';
import type { CrmField, MappingFault, MappingRow, TransformName } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';
import { findNameTwin, isWritten, oneWaySteps } from '../../../shared/transforms.js';
import { alternatesOf } from './alternates.js';
import { isWhole } from './conversions.js';
import { findRow, type Rows, rowsByField, sameRow } from './edits.js';
import { lacksDefault } from './picklist.js';

/** One thing wrong with a row, from the service or seen here. `code` chooses words and fix. */
export interface RowProblem {
  field: string;
  code: string;
  severity: 'error' | 'warning';
  /** CRM field to blame. */
  crm?: string;
  /** Field of ours that uses the same CRM field. */
  other?: string;
  /** Step to blame. */
  step?: TransformName;
  /** Outcome whose move is to blame. */
  outcome?: string;
  /** The service's own words, for codes we have none for. */
  message?: string;
}

/** A problem the service found, with the row it found it in: it is void once that row is another one. */
export interface FoundProblem extends RowProblem {
  row: MappingRow | undefined;
}

/** Faults that came with a mapping. */
export const problemsOfFaults = (faults: readonly MappingFault[], rows: Rows): FoundProblem[] =>
  faults.map(({ row: _, ...fault }) => ({
    ...fault,
    // The service's two names for one thing.
    code: fault.code === 'missing_in_crm' ? 'unknown_crm_field' : fault.code,
    row: findRow(rows, fault.field),
  }));

const STAGE_PATH = /^rows\.\d+\.stages\.(.+)$/;
const STEP_PATH = /^rows\.\d+\.transforms\./;

/** Faults of a refused save: `path` is `rows.N.…` over the rows that were sent. */
export function problemsOfRefusal(errors: readonly FieldFault[], sent: Rows): FoundProblem[] {
  return errors.flatMap(({ path, code, message, field }): FoundProblem[] => {
    const index = /^rows\.(\d+)/.exec(path)?.[1];
    const row = field ? findRow(sent, field) : index ? sent[Number(index)] : undefined;
    const name = field ?? row?.field;
    if (!name) return [];
    const outcome = STAGE_PATH.exec(path)?.[1];
    // A setting no step can have is refused before the mapping is looked at, in words of its own.
    const known = STEP_PATH.test(path) ? 'unknown_transform' : code;
    return [{ field: name, code: known, severity: 'error', message, row, ...(outcome && { outcome }) }];
  });
}

type CrmFields = ReadonlyMap<string, CrmField>;

/** The CRM field a row writes: the first of its alternates the CRM has; none when it only reads. */
function writtenBy(row: MappingRow, rows: Rows, crmFields: CrmFields): string | undefined {
  if (!isWritten(row, rows)) return undefined;
  const names = alternatesOf(row.crm);
  return names.find((name) => crmFields.has(name)) ?? names[0];
}

/** Rows by the CRM field they write. */
function writers(rows: Rows, crmFields: CrmFields): ReadonlyMap<string, readonly MappingRow[]> {
  const byField = new Map<string, MappingRow[]>();
  for (const row of rows) {
    const written = writtenBy(row, rows, crmFields);
    if (!written) continue;
    const others = byField.get(written);
    if (others) others.push(row);
    else byField.set(written, [row]);
  }
  return byField;
}

function problemsOfRow(
  row: MappingRow,
  rows: Rows,
  written: ReadonlyMap<string, readonly MappingRow[]>,
  crmFields: CrmFields,
): RowProblem[] {
  const { field } = row;
  const names = alternatesOf(row.crm);
  const isAllGone = !names.some((name) => crmFields.has(name));
  const found: RowProblem[] = names
    .filter((name) => !crmFields.has(name))
    .map((crm) => ({ field, code: 'unknown_crm_field', severity: isAllGone ? 'error' : 'warning', crm }));
  const [oneWay] = oneWaySteps(row);
  if (names[0] && row.direction === 'both' && oneWay && !findNameTwin(row, rows)) {
    found.push({ field, code: 'no_inverse', severity: 'error', step: oneWay });
  }
  const broken = row.transforms.find((step) => !isWhole(step));
  if (names[0] && broken) {
    found.push({ field, code: 'unknown_transform', severity: 'error', step: broken.name });
  }
  if (names[0] && lacksDefault(row)) {
    found.push({ field, code: 'unknown_option', severity: 'error', crm: names[0] });
  }
  const crm = writtenBy(row, rows, crmFields);
  if (!crm) return found;
  if (crmFields.get(crm)?.read_only) found.push({ field, code: 'read_only', severity: 'error', crm });
  const shared = findNameTwin(row, rows);
  const twin = written.get(crm)?.find((other) => other.field !== field && other !== shared);
  if (twin) found.push({ field, code: 'used_twice', severity: 'error', crm, other: twin.field });
  return found;
}

/** Required CRM fields no row fills: problems of no row, whose `field` is empty. */
function unfilled(written: ReadonlyMap<string, unknown>, crmFields: CrmFields): RowProblem[] {
  return [...crmFields.values()]
    .filter(({ name, required, read_only }) => required && !read_only && !written.has(name))
    .map(({ name }) => ({ field: '', code: `unfilled ${name}`, severity: 'warning', crm: name }));
}

/** What can be told wrong here and now, before the service is asked: its own rules, for the rows as they are edited. */
export function problemsHere(rows: Rows, appFields: readonly AppField[], crmFields: CrmFields): RowProblem[] {
  const byField = rowsByField(rows);
  const missing = appFields
    .filter((app) => app.required && !byField.get(app.name)?.crm)
    .map(({ name }): RowProblem => ({ field: name, code: 'required_missing', severity: 'warning' }));
  const written = writers(rows, crmFields);
  const ofRows = rows.flatMap((row) => problemsOfRow(row, rows, written, crmFields));
  return [...missing, ...ofRows, ...unfilled(written, crmFields)];
}

/** What is told here for every state of the rows; of the service only the rest is needed. */
const TOLD_HERE: readonly string[] = [
  'required_missing',
  'unknown_crm_field',
  'read_only',
  'used_twice',
  'no_inverse',
];

/**
 * Ours and what the service found and still holds, each code once per row, by field.
 *
 * @param here null while the CRM's fields are not known: then all of the service's count.
 */
export function joinProblems(
  here: readonly RowProblem[] | null,
  found: readonly FoundProblem[],
  rows: Rows,
): Map<string, RowProblem[]> {
  const now = rowsByField(rows);
  const still = found.filter(
    ({ row, field, code }) => sameRow(row, now.get(field)) && !(here && TOLD_HERE.includes(code)),
  );
  const byField = new Map<string, RowProblem[]>();
  for (const problem of [...(here ?? []), ...still]) {
    const list = byField.get(problem.field) ?? [];
    const isTold = list.some(({ code, outcome }) => code === problem.code && outcome === problem.outcome);
    if (!isTold) list.push(problem);
    byField.set(problem.field, list);
  }
  return byField;
}

/**
 * Of a row that is as the preset or the app's default has it, a field that this account lacks is nothing that changed:
 * an alternate is silently passed over, and a row without any field asks for one.
 *
 * @param gone fields of the CRM that were there once.
 */
export function withoutNeverThere(
  problems: ReadonlyMap<string, readonly RowProblem[]>,
  rows: Rows,
  base: Rows,
  gone: ReadonlySet<string>,
): Map<string, readonly RowProblem[]> {
  const [now, given] = [rowsByField(rows), rowsByField(base)];
  const judge = (problem: RowProblem): RowProblem[] => {
    const { code, crm, field, severity } = problem;
    const isOfBase = given.has(field) && sameRow(now.get(field), given.get(field));
    if (code !== 'unknown_crm_field' || gone.has(crm ?? '') || !isOfBase) return [problem];
    return severity === 'warning' ? [] : [{ ...problem, code: 'not_there', severity: 'warning' }];
  };
  const judged = [...problems].map(([field, list]) => [field, list.flatMap(judge)] as const);
  return new Map(judged.filter(([, list]) => list.length > 0));
}
