import { formatNumber } from '../../internal/format.js';
import type { EditorBody } from '../editor-body.js';

/** How the last save went, for assistive tech; empty while there is nothing to say. */
export function saveWords({ model, element, t }: EditorBody): string {
  const { state } = model.saving;
  switch (state.is) {
    case 'saved':
      return t('saved');
    case 'failed':
      return t('notSaved');
    case 'refused':
      return t('refused', { count: state.count, n: formatNumber(element.languageTag, state.count) });
    case 'conflict':
      return t('conflict', { person: state.theirs.updated_by ?? t('somebody') });
    default:
      return '';
  }
}
