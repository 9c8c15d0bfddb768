import { html, nothing, type TemplateResult } from 'lit';
import { arrowLeftIcon, crossIcon, warningIcon } from '../../internal/icons.js';
import type { EditorBody } from '../editor-body.js';
import type { Panel } from '../panels.js';
import type { EditorView } from './view.js';

/** A panel in a dialog: with a head, a cross that closes it, and what became of the last press. */
export abstract class DialogPanel implements Panel {
  protected isBusy = false;
  #isOver = false;
  #fault = '';

  constructor(protected readonly body: EditorBody) {}

  abstract label(view: EditorView): string;

  draw(view: EditorView): TemplateResult | null {
    if (this.#isOver) return null;
    const back = this.back;
    return html`<header class="panel-head">
        ${
          back
            ? html`<button class="btn icon-only" part="button" aria-label=${view.t('back')} @click=${back}>
                ${arrowLeftIcon}
              </button>`
            : nothing
        }
        <h2 class="title"><bdi>${this.label(view)}</bdi></h2>
        <button class="btn icon-only" part="button" aria-label=${view.t('close')} @click=${() => this.close()}>
          ${crossIcon}
        </button>
      </header>
      ${this.content(view)}
      <div role="alert">
        ${this.#fault ? html`<p class="notice bad" part="notice">${warningIcon}<span>${this.#fault}</span></p>` : nothing}
      </div>`;
  }

  protected abstract content(view: EditorView): TemplateResult;

  /** Leads to what was shown before, where there is such. */
  protected get back(): (() => void) | null {
    return null;
  }

  protected close(): void {
    this.#isOver = true;
    this.redraw();
  }

  protected redraw(): void {
    this.body.element.requestUpdate();
  }

  /** Says why the last press did nothing; empty takes it back. */
  protected blame(words: string): void {
    this.#fault = words;
    this.redraw();
  }

  /** Runs one task at a time. */
  protected async work(task: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.blame('');
    await task();
    this.isBusy = false;
    this.redraw();
  }

  /** Moves the focus to what has come in the place of a button that went. */
  protected async focus(selector: string): Promise<void> {
    this.redraw();
    await this.body.element.updateComplete;
    this.body.find(`#dialog ${selector}`)?.focus();
  }
}

/** Asks to save or discard first, where going on would take the place of what is not saved. */
export function guardPart(view: EditorView, { model, save }: GuardOf): TemplateResult {
  const { changeCount: count } = model.drafts;
  return html`<div class="notice warn" part="notice">
    ${warningIcon}
    <p><strong>${view.t('unsaved', { count, n: view.n(count) })}.</strong> ${view.t('saveFirst')}</p>
    <button class="btn small quiet" part="button" @click=${() => model.saving.discard()}>${view.t('discard')}</button>
    <button class="btn small" part="button" @click=${save}>${view.t('save')}</button>
  </div>`;
}

interface GuardOf {
  model: EditorBody['model'];
  save: () => void;
}
