import { html, nothing, type TemplateResult } from 'lit';
import type { EditorBody } from './editor-body.js';
import { type Panel, type PanelOf, panelSource } from './panels.js';
import type { EditorView } from './parts/view.js';
import { Popup } from './popup.js';

const FIELDS = 'input, select, textarea';
const FIRST = `${FIELDS}, button`;

/** The one panel that may be open. */
export class OpenPanel {
  #panel: Panel | null = null;
  #of: PanelOf | null = null;
  #isModal = false;
  readonly #popup: Popup;

  constructor(private readonly body: EditorBody) {
    this.#popup = new Popup(body.element, () => this.#closed());
  }

  /** Field of ours it is about: its row has to stay. */
  get field(): string {
    return this.#of?.field ?? '';
  }

  async open(of: PanelOf): Promise<void> {
    const { shape, align, load } = panelSource(of.name);
    const make = await load();
    this.close();
    this.#of = of;
    this.#panel = make(this.body, of, () => this.close());
    const { element } = this.body;
    element.requestUpdate();
    await element.updateComplete;
    // Another panel may have been asked for meanwhile.
    if (this.#of !== of) return;
    const box = this.body.find<HTMLElement>(shape === 'popover' ? '#popup' : '#dialog')!;
    if (box instanceof HTMLDialogElement) {
      box.showModal();
      this.#isModal = true;
    } else this.#popup.open(of.anchor, box, align);
    // A dialog begins with the button that closes it; what stands at its anchor has been opened to be filled in.
    const field = shape === 'popover' ? box.querySelector<HTMLElement>(FIELDS) : null;
    (field ?? box.querySelector<HTMLElement>(FIRST))?.focus();
  }

  close(): void {
    this.#popup.close();
    this.body.find<HTMLDialogElement>('#dialog')?.close();
    this.#dialogClosed();
  }

  draw(view: EditorView): TemplateResult {
    const content = this.#panel?.draw(view) ?? null;
    if (this.#panel && !content) void Promise.resolve().then(() => this.close());
    const shape = this.#of && panelSource(this.#of.name).shape;
    const label = this.#panel?.label(view) ?? view.t('more');
    const cls = this.#of?.name ?? '';
    return html`<div class="popover ${cls}" part="popover" id="popup" popover="auto" role="dialog" aria-label=${label}>
        ${shape === 'popover' ? content : nothing}
      </div>
      <dialog class="dialog ${cls}" part="popover" id="dialog" aria-label=${label} @close=${this.#dialogClosed}>
        ${shape === 'dialog' ? content : nothing}
      </dialog>`;
  }

  // A dialog tells that it was closed a while later, when the focus may be elsewhere and another panel open.
  readonly #dialogClosed = (): void => {
    if (!this.#isModal || this.body.find<HTMLDialogElement>('#dialog')?.open) return;
    this.#isModal = false;
    const anchor = this.#of?.anchor;
    this.#closed();
    anchor?.focus();
  };

  #closed(): void {
    this.#panel?.closed?.();
    this.#panel = this.#of = null;
    this.body.element.requestUpdate();
  }
}
