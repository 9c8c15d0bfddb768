import type { Side, ValueTable } from '../state/picklist.js';
import { type EditorView, valueLabel } from './view.js';

/** What people call a value of one side. */
export const sideLabel = (view: EditorView, table: ValueTable, side: Side, value: string): string =>
  side === 'app'
    ? valueLabel(view, value)
    : (table.crm.find((option) => option.value === value)?.label ?? value);

/** The options of one side, as a list to choose from. */
export const sideOptions = (view: EditorView, table: ValueTable, side: Side) =>
  side === 'crm' ? table.crm : table.app.map((value) => ({ value, label: valueLabel(view, value) }));
