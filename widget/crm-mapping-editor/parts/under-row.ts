import { html, nothing, type TemplateResult } from 'lit';
import type { RowView } from '../state/row-views.js';
import { noticesPart } from './notice.js';
import { suggestionPart } from './suggestion.js';
import { type EditorView, fieldLabel, type TableName } from './view.js';

/** One kind of thing under a row: cells of it (`role="gridcell"` that span all columns), or `nothing`. */
type UnderRow = (view: EditorView, entry: RowView, open: TableName | null) => unknown;

/** A table of its own inside a cell. */
const inCell = (label: string, rows: unknown): TemplateResult =>
  html`<div role="gridcell" aria-colspan="6"><div role="table" aria-label=${label}>${rows}</div></div>`;

const TABLE_LABELS = { values: 'valuesOf', stages: 'stagesOfField' } as const;

/** The table a person opened; a moment later where the tables are on their way. */
const openTable: UnderRow = (view, entry, open) => {
  if (!open || !view.tables) return nothing;
  const label = view.t(TABLE_LABELS[open], { field: fieldLabel(view, entry.field) });
  return inCell(label, view.tables[open](view, entry));
};

/** What may stand under a row, from above. */
const UNDER_ROW: readonly UnderRow[] = [noticesPart, suggestionPart, openTable];

/** @param open which of the row's tables the person opened. */
export const underRow = (view: EditorView, entry: RowView, open: TableName | null): unknown[] =>
  UNDER_ROW.map((part) => part(view, entry, open));
