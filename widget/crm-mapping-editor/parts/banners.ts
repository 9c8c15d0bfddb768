import type { EditorBody } from '../editor-body.js';
import { driftBanner } from './drift.js';
import { generalNotice } from './notice.js';
import { toldBanner } from './told.js';
import type { EditorView } from './view.js';

/** One kind of thing that concerns the whole object: a `.under.general`, or `nothing`. */
type Banner = (view: EditorView, body: EditorBody) => unknown;

/** What may stand above the rows, from above. */
const BANNERS: readonly Banner[] = [
  toldBanner,
  driftBanner,
  (view, { model }) => generalNotice(view, model.drafts.problems(view.object).get('') ?? []),
];

export const bannersPart = (view: EditorView, body: EditorBody): unknown[] =>
  BANNERS.map((banner) => banner(view, body));
