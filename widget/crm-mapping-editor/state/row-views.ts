import type { MappingRow } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';
import { blankRow, changedFields, type Draft, type Rows, rowsByField, sameRow } from './edits.js';
import { foldText } from './pick-list.js';
import type { RowProblem } from './problems.js';

/** `suggested`: with a suggestion; `own`: other than the base; `crmOnly`: the CRM's fields that no row uses, instead of ours. */
export const FILTERS = ['all', 'check', 'changed', 'unmatched', 'suggested', 'own', 'crmOnly'] as const;
export type Filter = (typeof FILTERS)[number];

/** One row as it is shown. */
export interface RowView {
  field: string;
  /** Null for a custom field. */
  app: AppField | null;
  row: MappingRow;
  /** Differs from what is saved. */
  isChanged: boolean;
  /** Differs from the preset, or the app's default, it is laid over. */
  isOwn: boolean;
  problems: readonly RowProblem[];
}

const isRef = (app: AppField) => app.type === 'ref' || app.type === 'ref_list';

/**
 * Our fields in their order, then custom ones. Links between records are left to the service unless the mapping names them.
 *
 * @param base what the mapping is laid over; undefined: not known.
 */
export function rowViews(
  draft: Draft,
  appFields: readonly AppField[],
  problems: ReadonlyMap<string, readonly RowProblem[]>,
  base?: Rows,
): RowView[] {
  const changed = new Set(changedFields(draft));
  const rows = rowsByField(draft.rows);
  const before = base && rowsByField(base);
  const names = new Set(appFields.map(({ name }) => name));
  const known = appFields.filter((app) => !isRef(app) || rows.get(app.name)?.crm);
  const custom = [...rows.keys()].filter((field) => !names.has(field));
  const view = (field: string, app: AppField | null): RowView => ({
    field,
    app,
    row: rows.get(field) ?? blankRow(field),
    isChanged: changed.has(field),
    isOwn: before !== undefined && !sameRow(rows.get(field), before.get(field)),
    problems: problems.get(field) ?? [],
  });
  return [...known.map((app) => view(app.name, app)), ...custom.map((field) => view(field, null))];
}

const PASSES: Record<Exclude<Filter, 'suggested' | 'crmOnly'>, (view: RowView) => boolean> = {
  all: () => true,
  check: ({ problems }) => problems.length > 0,
  changed: ({ isChanged }) => isChanged,
  unmatched: ({ row }) => !row.crm,
  own: ({ isOwn }) => isOwn,
};

/** Rows a filter can tell by themselves. */
export type RowFilter = keyof typeof PASSES;

/** @param textOf all the words a row can be found by, folded. */
export function filterViews(
  views: readonly RowView[],
  filter: RowFilter,
  search: string,
  textOf: (view: RowView) => string,
): RowView[] {
  const words = foldText(search).split(/\s+/).filter(Boolean);
  return views.filter(
    (view) => PASSES[filter](view) && (!words.length || words.every((word) => textOf(view).includes(word))),
  );
}
