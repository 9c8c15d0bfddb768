import { diffRows } from '../../../shared/mapping-rows.js';
import { downloadIcon, historyIcon, undoIcon, uploadIcon } from '../../internal/icons.js';
import { exportToFile } from './export.js';
import type { Choice, Choices } from './menus.js';
import { resetLabel } from './origin.js';

/** Versions, the way back to the default, and files. */
export const versionChoices: Choices = (view, { anchor }, { body }) => {
  const { mapping } = body.model.entry ?? {};
  if (!mapping) return [];
  const open = (name: 'history' | 'reset' | 'import') => () => view.openPanel(name, anchor);
  const history: Choice = { label: view.t('history'), icon: historyIcon, run: open('history') };
  const reset: Choice = { label: resetLabel(view, mapping.base), icon: undoIcon, run: open('reset') };
  const toFile: Choice = {
    label: view.t('export'),
    icon: downloadIcon,
    run: () => void exportToFile(view, body),
  };
  const fromFile: Choice = { label: view.t('import'), icon: uploadIcon, run: open('import') };
  if (view.isReadOnly) return [history, toFile];
  const isReset = !diffRows(mapping.base.rows, mapping.rows).length;
  return [history, ...(isReset ? [] : [reset]), fromFile, toFile];
};
