import type { EditorModel } from '../editor-model.js';
import { generalNotice } from './notice.js';
import type { EditorView } from './view.js';

/** One kind of thing that concerns the whole object: a `.under.general`, or `nothing`. */
type Banner = (view: EditorView, model: EditorModel) => unknown;

/** What may stand above the rows, from above. */
const BANNERS: readonly Banner[] = [
  (view, model) => generalNotice(view, model.drafts.problems(view.object).get('') ?? []),
];

export const bannersPart = (view: EditorView, model: EditorModel): unknown[] =>
  BANNERS.map((banner) => banner(view, model));
