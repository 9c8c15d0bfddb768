import type { EditorBody } from '../editor-body.js';
import { type EditorView, fieldLabel } from '../parts/view.js';
import { alternatesOf } from '../state/alternates.js';
import { fitOf } from '../state/fit.js';
import type { RowView } from '../state/row-views.js';
import { Suggester, type Suggestion, type Unmatched } from '../state/suggest.js';

const NONE: ReadonlyMap<string, Suggestion> = new Map();

/** Fields compared at a time, half a thousandth of a second each, so that nobody waits for all of a thousand. */
const AT_A_TIME = 20;

/**
 * The suggestions for the rows shown. Where there are many they come a moment later; what may go with a field is found
 * once, and what is left of it when what is matched is another.
 */
export class Suggestions {
  /** What `#suggester` and its findings hold for. */
  #known: readonly unknown[] = [];
  #suggester: Suggester | null = null;
  #asked = '';
  #found = NONE;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly body: EditorBody) {}

  of(view: EditorView): ReadonlyMap<string, Suggestion> {
    const { entry, fields, drafts } = this.body.model;
    if (view.isReadOnly || !entry || !fields) return NONE;
    const rows = drafts.views(view.object);
    // A row without a CRM field was left out by somebody: only fields nobody decided on are for suggesting.
    const decided = new Set(entry.draft.rows.map(({ field }) => field));
    const unmatched = rows.filter(({ field, row }) => !row.crm && !decided.has(field));
    const used = new Set(rows.flatMap(({ row }) => alternatesOf(row.crm)));
    const known = [fields, view.ownValues, view.tag];
    const asked = `${unmatched.map(({ field }) => field)} ${[...used].sort()}`;
    const isKnown = known.every((each, at) => each === this.#known[at]);
    if (isKnown && asked === this.#asked) return this.#found;
    if (!isKnown) this.#suggester = null;
    this.#known = known;
    this.#asked = asked;
    this.#found = NONE;
    if (unmatched.length) this.#find(view, unmatched, used);
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

  #find(view: EditorView, rows: readonly RowView[], used: ReadonlySet<string>): void {
    const { appByName, country } = view;
    this.#suggester ??= new Suggester([...view.crmFields.values()], (field, crm) =>
      fitOf(appByName.get(field) ?? null, crm, crm.read_only ? 'from_crm' : 'both', country),
    );
    const suggester = this.#suggester;
    const unmatched = rows.map((row) => describe(view, row));
    const asked = this.#asked;
    clearTimeout(this.#timer);
    const go = (): boolean => {
      if (!suggester.compare(unmatched, AT_A_TIME)) return false;
      this.#found = suggester.suggest(unmatched, used);
      return true;
    };
    const later = () => {
      if (suggester !== this.#suggester || asked !== this.#asked) return;
      if (go()) this.body.element.requestUpdate();
      else this.#timer = setTimeout(later);
    };
    if (!go()) this.#timer = setTimeout(later);
  }
}

const describe = (view: EditorView, { field, app }: RowView): Unmatched => ({
  field,
  names: [field, fieldLabel(view, field)],
  values: [...(app?.options ?? []), ...(view.ownValues.get(field) ?? [])],
});
