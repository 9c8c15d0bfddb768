import { html, nothing, type TemplateResult } from 'lit';
import type { RowView } from '../state/row-views.js';
import { noticesPart } from './notice.js';
import { valuesPart } from './values.js';
import { type EditorView, fieldLabel } from './view.js';

/** One kind of thing under a row: cells of it (`role="gridcell"` that span all columns), or `nothing`. */
type UnderRow = (view: EditorView, entry: RowView, isOpen: boolean) => unknown;

/** A table of its own inside a cell. */
const inCell = (label: string, rows: unknown): TemplateResult =>
  html`<div role="gridcell" aria-colspan="6"><div role="table" aria-label=${label}>${rows}</div></div>`;

/** What may stand under a row, from above. */
const UNDER_ROW: readonly UnderRow[] = [
  noticesPart,
  (view, entry, isOpen) =>
    isOpen
      ? inCell(view.t('valuesOf', { field: fieldLabel(view, entry.field) }), valuesPart(view, entry))
      : nothing,
];

/** @param isOpen whether the person opened the row. */
export const underRow = (view: EditorView, entry: RowView, isOpen: boolean): unknown[] =>
  UNDER_ROW.map((part) => part(view, entry, isOpen));
