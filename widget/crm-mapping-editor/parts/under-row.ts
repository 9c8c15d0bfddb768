import { nothing } from 'lit';
import type { RowView } from '../state/row-views.js';
import { noticesPart } from './notice.js';
import { valuesPart } from './values.js';
import type { EditorView } from './view.js';

/** One kind of thing under a row: rows of the grid (`role="row"`), or `nothing`. */
type UnderRow = (view: EditorView, entry: RowView, isOpen: boolean) => unknown;

/** What may stand under a row, from above. */
const UNDER_ROW: readonly UnderRow[] = [
  noticesPart,
  (view, entry, isOpen) => (isOpen ? valuesPart(view, entry) : nothing),
];

/** @param isOpen whether the person opened the row. */
export const underRow = (view: EditorView, entry: RowView, isOpen: boolean): unknown[] =>
  UNDER_ROW.map((part) => part(view, entry, isOpen));
