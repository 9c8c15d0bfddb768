import type { RowView } from '../state/row-views.js';
import { stagesTable } from './stages.js';
import { valuesTable } from './values.js';
import type { EditorView, TableName } from './view.js';

export { tableStyles } from './tables.styles.js';

export type Tables = Readonly<Record<TableName, (view: EditorView, entry: RowView) => unknown>>;

/** The tables that open under a row, fetched when the first one is opened. */
export const tables: Tables = { values: valuesTable, stages: stagesTable };
