import { crmLabel, type EditorView, fieldLabel } from '../parts/view.js';
import { foldText } from '../state/pick-list.js';
import { type Filter, filterViews, type RowView } from '../state/row-views.js';

interface Asked {
  all: readonly RowView[];
  filter: Filter;
  search: string;
  kept: string | null;
  tag: string;
  suggestions: EditorView['suggestions'];
}

/** Finds rows by words and filter. A thousand rows are made searchable once for each edit, not for each key. */
export class RowSearch {
  #texts = new WeakMap<RowView, string>();
  #asked: Asked | null = null;
  #found: readonly RowView[] = [];

  /**
   * The rows to show: the same list until something of it is another.
   *
   * @param kept field of the row the person is in. It stays, also once it is mended and the filter would hide it.
   */
  find(
    view: EditorView,
    all: readonly RowView[],
    filter: Filter,
    search: string,
    kept: string | null,
  ): readonly RowView[] {
    const { suggestions, tag } = view;
    const asked: Asked = { all, filter, search, kept, tag, suggestions };
    const before = this.#asked;
    if (before && (Object.keys(asked) as (keyof Asked)[]).every((key) => asked[key] === before[key])) {
      return this.#found;
    }
    if (before?.tag !== view.tag) this.#texts = new WeakMap();
    this.#asked = asked;
    const isAll = filter === 'all' && !search.trim();
    const found = isAll ? all : this.#filter(view, all, filter, search);
    if (isAll || !kept || found.some(({ field }) => field === kept)) this.#found = found;
    else {
      const shown = new Set(found);
      this.#found = all.filter((each) => shown.has(each) || each.field === kept);
    }
    return this.#found;
  }

  #filter(view: EditorView, all: readonly RowView[], filter: Filter, search: string): RowView[] {
    const isSuggested = filter === 'suggested';
    const some = isSuggested ? all.filter(({ field }) => view.suggestions.has(field)) : all;
    const rest = isSuggested || filter === 'crmOnly' ? 'all' : filter;
    return filterViews(some, rest, search, (row) => this.#text(view, row));
  }

  /** All the words a row can be found by: labels and names of both sides. */
  #text(view: EditorView, row: RowView): string {
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const { field, row: match } = row;
    const text = foldText(`${fieldLabel(view, field)} ${field} ${crmLabel(view, match.crm)} ${match.crm}`);
    this.#texts.set(row, text);
    return text;
  }
}
