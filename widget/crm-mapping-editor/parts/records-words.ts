import type { ObjectName } from '../../../shared/records.js';
import type { EditorView } from './view.js';

const KEYS = { contact: 'contacts', company: 'companies', deal: 'deals', activity: 'calls' } as const;

/** "2,140 contacts". */
export const recordsWords = (view: EditorView, object: ObjectName, count: number): string =>
  view.t(KEYS[object], { count, n: view.n(count) });
