import type { CrmField, MappingRow } from '../../../shared/mapping.js';
import type { EditorBody } from '../editor-body.js';
import type { EditorView } from '../parts/view.js';
import { shownValue } from '../parts/view.js';
import type { Suggestion } from '../state/suggest.js';

/** CRM fields shown with a value at a time. */
const MOST = 100;

/** Unsaved rows that are only tried, for what the example holds in fields no row uses yet. */
export class LiveSamples {
  #asked = '';
  #fields: ReadonlyMap<string, string> = new Map();

  constructor(private readonly body: EditorBody) {}

  /** Has the suggested matches tried. */
  ofSuggestions(view: EditorView): void {
    this.#ask([...view.suggestions.values()].slice(0, MOST).map(rowOfSuggestion));
  }

  /** Has the values of CRM fields read. */
  ofFields(fields: readonly CrmField[]): void {
    const some = fields.slice(0, MOST);
    this.#fields = new Map(some.map(({ name }, at) => [name, `custom.sample_${at}`]));
    this.#ask(
      some.map(({ name }) => ({
        field: this.#fields.get(name)!,
        crm: name,
        direction: 'from_crm',
        transforms: [],
      })),
    );
  }

  /** What the example holds in a CRM field; undefined while that is not known. */
  valueOf(view: EditorView, crm: CrmField): string | undefined {
    const tried = view.examples.get(this.#fields.get(crm.name) ?? '');
    return tried?.crm === crm.name ? shownValue(view, crm, tried.raw) : undefined;
  }

  #ask(rows: readonly MappingRow[]): void {
    const asked = `${this.body.door.object} ${rows.map(({ field, crm }) => `${field}=${crm}`)}`;
    if (asked === this.#asked) return;
    const isFirst = !this.#asked;
    this.#asked = asked;
    const { model } = this.body;
    model.sampled = rows;
    // The first example is asked for anyway.
    if (rows.length || !isFirst) model.preview.plan(0);
  }
}

/** The row a suggestion would make. */
export const rowOfSuggestion = ({ field, crm, transforms }: Suggestion): MappingRow => ({
  field,
  crm: crm.name,
  direction: crm.read_only ? 'from_crm' : 'both',
  transforms,
});
