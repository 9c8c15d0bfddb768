import type { EditorBody } from '../editor-body.js';
import type { EditorOverlays } from '../editor-overlays.js';

/** Pickers, menus and panels: fetched once rows are drawn, or at the first click on what opens one. */
export class LateOverlays {
  /** Null until they are here. */
  now: EditorOverlays | null = null;
  #coming: Promise<EditorOverlays> | null = null;

  constructor(private readonly body: EditorBody) {}

  load(): Promise<EditorOverlays> {
    this.#coming ??= import('../editor-overlays.js').then(
      async ({ EditorOverlays }) => {
        const { element } = this.body;
        this.now = new EditorOverlays(this.body);
        element.requestUpdate();
        await element.updateComplete;
        return this.now;
      },
      (error: unknown) => {
        // The next click asks again.
        this.#coming = null;
        throw error;
      },
    );
    return this.#coming;
  }

  run(act: (overlays: EditorOverlays) => unknown): void {
    if (this.now) act(this.now);
    else void this.load().then(act, () => undefined);
  }
}
