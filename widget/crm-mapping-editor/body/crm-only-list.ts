import type { CrmField } from '../../../shared/mapping.js';
import type { EditorView } from '../parts/view.js';
import { crmOnlyFields, findCrmFields } from '../state/crm-only.js';
import type { Rows } from '../state/edits.js';

/** The CRM fields no row uses: the same list until something of it is another. */
export class CrmOnlyList {
  #asked: readonly unknown[] = [];
  #free: readonly CrmField[] = [];
  #found: readonly CrmField[] = [];

  all(view: EditorView, rows: Rows): readonly CrmField[] {
    if (this.#asked[0] !== rows || this.#asked[1] !== view.crmFields) {
      this.#asked = [rows, view.crmFields];
      this.#free = crmOnlyFields(rows, view.crmFields);
    }
    return this.#free;
  }

  find(view: EditorView, rows: Rows, search: string): readonly CrmField[] {
    const all = this.all(view, rows);
    if (this.#asked[2] !== search) {
      this.#asked = [...this.#asked.slice(0, 2), search];
      this.#found = findCrmFields(all, search);
    }
    return this.#found;
  }
}
