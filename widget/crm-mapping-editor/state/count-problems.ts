import type { RowProblem } from './problems.js';

export interface ProblemCount {
  /** Rows with a problem. */
  rows: number;
  /** Of these, required fields of ours without a CRM field. */
  required: number;
}

/** @param byField problems by field of ours; those of no row are told elsewhere. */
export function countProblems(byField: ReadonlyMap<string, readonly RowProblem[]>): ProblemCount {
  const ofRows = [...byField].filter(([field, problems]) => field && problems.length);
  const isMissing = ({ code }: RowProblem) => code === 'required_missing';
  return { rows: ofRows.length, required: ofRows.filter(([, problems]) => problems.some(isMissing)).length };
}
