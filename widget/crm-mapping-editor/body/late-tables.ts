import { addStyles } from '../add-styles.js';
import type { EditorBody } from '../editor-body.js';
import type { Tables } from '../parts/tables.js';

/** The tables under rows: fetched when the first one is opened. */
export class LateTables {
  /** Null until they are here. */
  now: Tables | null = null;
  #coming: Promise<void> | null = null;

  constructor(private readonly body: EditorBody) {}

  load(): void {
    this.#coming ??= import('../parts/tables.js').then(
      ({ tables, tableStyles }) => {
        const { element } = this.body;
        addStyles(element, [tableStyles]);
        this.now = tables;
        element.requestUpdate();
      },
      () => {
        // The next click asks again.
        this.#coming = null;
      },
    );
  }
}
