import type { FieldDrift, MappingRow } from '../../../shared/mapping.js';
import type { UnmappedCount, UnmappedValue } from '../../../shared/mapping-trials.js';
import type { FieldValue } from '../../../shared/records.js';
import { findRow, type Rows } from './edits.js';
import type { FoundProblem, RowProblem } from './problems.js';
import type { Trial } from './trial.js';

/** Values of a row that cannot be converted. */
export interface Unfit {
  count: number;
  /** Of how many, where that is known. */
  total: number | null;
  example: FieldValue;
  /** Which side would do without. */
  side: 'crm' | 'app';
  /** They have none where the row asks for one. */
  isLacking: boolean;
  /** Of the mapping in use; else of one that was only tried. */
  isSaved: boolean;
}

export interface UnfitProblem extends FoundProblem {
  code: 'unfit';
  unfit: Unfit;
}

export interface DriftProblem extends FoundProblem {
  code: 'drift';
  drift: FieldDrift;
}

export const isUnfit = (problem: RowProblem): problem is UnfitProblem => problem.code === 'unfit';
export const isDrift = (problem: RowProblem): problem is DriftProblem => problem.code === 'drift';

const unfitProblem = (field: string, row: MappingRow | undefined, unfit: Unfit): UnfitProblem => ({
  ...{ field, row, unfit },
  code: 'unfit',
  severity: 'warning',
});

/** What trying `rows` found that cannot be converted. */
export const problemsOfTrial = ({ tried, fields }: Trial, rows: Rows): UnfitProblem[] =>
  fields
    .filter(({ check }) => check > 0)
    .map(({ field, check, examples }) => {
      const example = examples.find(({ side }) => side === 'check');
      return unfitProblem(field, findRow(rows, field), {
        count: check,
        total: tried,
        example: example?.before ?? null,
        side: example?.without ?? 'app',
        isLacking: example?.code === 'required_empty',
        isSaved: false,
      });
    });

/** What came from the CRM and could not be converted by the mapping in use. */
export function problemsOfUnmapped(
  counts: readonly UnmappedCount[],
  items: readonly UnmappedValue[],
  rows: Rows,
): UnfitProblem[] {
  const fields = new Set(counts.map(({ field }) => field));
  return [...fields].map((field) => {
    const count = counts.reduce((sum, each) => sum + (each.field === field ? each.count : 0), 0);
    const item = items.find((each) => each.field === field);
    return unfitProblem(field, findRow(rows, field), {
      count,
      total: null,
      example: item?.raw ?? null,
      side: 'app',
      isLacking: item?.code === 'required_empty',
      isSaved: true,
    });
  });
}

/**
 * What changed in the CRM, at the rows it touches. A field that is gone, or that only the CRM fills in now, is told as
 * anywhere else.
 */
export const problemsOfDrift = (drifts: readonly FieldDrift[], rows: Rows): FoundProblem[] =>
  drifts.flatMap((drift) =>
    drift.fields.map((field): FoundProblem | DriftProblem => {
      const of = { field, row: findRow(rows, field), crm: drift.crm };
      if (drift.change === 'removed') return { ...of, code: 'unknown_crm_field', severity: 'error' };
      if (drift.change === 'read_only') return { ...of, code: 'read_only', severity: 'error' };
      return { ...of, code: 'drift', drift, severity: drift.paused ? 'error' : 'warning' };
    }),
  );
