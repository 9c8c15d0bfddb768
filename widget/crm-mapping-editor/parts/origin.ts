import type { MappingBase } from '../../../shared/mapping.js';
import { diffRows } from '../../../shared/mapping-rows.js';
import type { GetMappingResult } from '../../../shared/routes/mappings.js';
import type { EditorView } from './view.js';

/** Where the mapping in use comes from: "Changed here, 3 rows differ from Linea’s default." */
export function originWords(view: EditorView, mapping: GetMappingResult | undefined): string {
  if (!mapping) return '';
  const { crm, app } = view;
  const { source, base, rows } = mapping;
  if (source !== 'workspace') return view.t(`from_${source}`, { crm, app });
  const count = diffRows(base.rows, rows).length;
  const n = view.t('rowsDiffer', { count, n: view.n(count) });
  return count ? view.t(`changedFrom_${base.source}`, { n, crm, app }) : view.t('from_workspace');
}

/** "Reset to Linea’s default". */
export const resetLabel = (view: EditorView, base: Pick<MappingBase, 'source'>): string =>
  view.t(`resetTo_${base.source}`, { app: view.app, crm: view.crm });
