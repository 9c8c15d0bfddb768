import type { EditorBody } from '../editor-body.js';
import { type EditorView, fieldLabel } from '../parts/view.js';
import { alternatesOf } from '../state/alternates.js';
import { fitOf } from '../state/fit.js';
import type { RowView } from '../state/row-views.js';
import { type Suggestion, suggestMatches, type Unmatched } from '../state/suggest.js';

const NONE: ReadonlyMap<string, Suggestion> = new Map();

/** The suggestions for the rows shown, found again only when what is matched, or known of values, is another. */
export class Suggestions {
  #asked: readonly unknown[] = [];
  #found = NONE;

  constructor(private readonly body: EditorBody) {}

  of(view: EditorView): ReadonlyMap<string, Suggestion> {
    const { model } = this.body;
    const { entry, fields } = model;
    if (view.isReadOnly || !entry || !fields) return NONE;
    const rows = model.drafts.views(view.object);
    // A row without a CRM field was left out by somebody: only fields nobody decided on are for suggesting.
    const decided = new Set(entry.draft.rows.map(({ field }) => field));
    const unmatched = rows.filter(({ field, row }) => !row.crm && !decided.has(field));
    const used = new Set(rows.flatMap(({ row }) => alternatesOf(row.crm)));
    const asked = [
      fields,
      view.ownValues,
      view.tag,
      unmatched.map(({ field }) => field).join(),
      [...used].sort().join(),
    ];
    if (asked.some((each, at) => each !== this.#asked[at])) {
      this.#asked = asked;
      this.#found = unmatched.length ? this.#find(view, unmatched, used) : NONE;
    }
    return this.#found;
  }

  /** Every sure one in the order of the rows, each an edit of its own. */
  acceptSure(view: EditorView): void {
    const found = this.of(view);
    const rows = this.body.model.drafts.views(view.object);
    const sure = rows.flatMap(({ field }) => (found.get(field)?.isSure ? [field] : []));
    for (const field of sure) this.accept(view, field);
  }

  accept(view: EditorView, field: string): void {
    const suggestion = this.of(view).get(field);
    if (!suggestion) return;
    const { crm, transforms } = suggestion;
    view.set(field, { crm: crm.name, transforms, direction: crm.read_only ? 'from_crm' : 'both' });
  }

  #find(view: EditorView, unmatched: readonly RowView[], used: ReadonlySet<string>) {
    const app = new Map(unmatched.map((row) => [row.field, row.app]));
    const describe = ({ field, app }: RowView): Unmatched => ({
      field,
      names: [field, fieldLabel(view, field)],
      values: [...(app?.options ?? []), ...(view.ownValues.get(field) ?? [])],
    });
    return suggestMatches({
      unmatched: unmatched.map(describe),
      crmFields: [...view.crmFields.values()],
      used,
      fitOf: (field, crm) =>
        fitOf(app.get(field) ?? null, crm, crm.read_only ? 'from_crm' : 'both', view.country),
    });
  }
}
