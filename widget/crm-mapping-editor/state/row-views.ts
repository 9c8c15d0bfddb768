import type { MappingRow } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';
import { blankRow, changedFields, type Draft, rowsByField } from './edits.js';
import { foldText } from './pick-list.js';
import type { RowProblem } from './problems.js';

export const FILTERS = ['all', 'check', 'changed', 'unmatched'] as const;
export type Filter = (typeof FILTERS)[number];

/** One row as it is shown. */
export interface RowView {
  field: string;
  /** Null for a custom field. */
  app: AppField | null;
  row: MappingRow;
  isChanged: boolean;
  problems: readonly RowProblem[];
}

const isRef = (app: AppField) => app.type === 'ref' || app.type === 'ref_list';

/** Our fields in their order, then custom ones. Links between records are left to the service unless the mapping names them. */
export function rowViews(
  draft: Draft,
  appFields: readonly AppField[],
  problems: ReadonlyMap<string, readonly RowProblem[]>,
): RowView[] {
  const changed = new Set(changedFields(draft));
  const rows = rowsByField(draft.rows);
  const names = new Set(appFields.map(({ name }) => name));
  const known = appFields.filter((app) => !isRef(app) || rows.get(app.name)?.crm);
  const custom = [...rows.keys()].filter((field) => !names.has(field));
  const view = (field: string, app: AppField | null): RowView => ({
    field,
    app,
    row: rows.get(field) ?? blankRow(field),
    isChanged: changed.has(field),
    problems: problems.get(field) ?? [],
  });
  return [...known.map((app) => view(app.name, app)), ...custom.map((field) => view(field, null))];
}

const PASSES: Record<Filter, (view: RowView) => boolean> = {
  all: () => true,
  check: ({ problems }) => problems.length > 0,
  changed: ({ isChanged }) => isChanged,
  unmatched: ({ row }) => !row.crm,
};

/** @param textOf all the words a row can be found by, folded. */
export function filterViews(
  views: readonly RowView[],
  filter: Filter,
  search: string,
  textOf: (view: RowView) => string,
): RowView[] {
  const words = foldText(search).split(/\s+/).filter(Boolean);
  return views.filter(
    (view) => PASSES[filter](view) && (!words.length || words.every((word) => textOf(view).includes(word))),
  );
}
