import { html, nothing, type TemplateResult } from 'lit';
import { diffRows } from '../../../shared/mapping-rows.js';
import { spinner } from '../../internal/icons.js';
import { diffPart } from './diff.js';
import { goBackTo } from './go-back.js';
import { resetLabel } from './origin.js';
import { DialogPanel, guardPart } from './panel-frame.js';
import type { EditorView } from './view.js';

/** What going back to the app's default, or the provider's preset, would change; and the button that does it. */
export class ResetPanel extends DialogPanel {
  override label(view: EditorView): string {
    return resetLabel(view, this.body.model.entry?.mapping.base ?? { source: 'preset' });
  }

  protected override content(view: EditorView): TemplateResult {
    const { entry } = this.body.model;
    const diff = entry ? diffRows(entry.draft.saved, entry.mapping.base.rows) : [];
    if (!diff.length) return html`<p class="sentence">${view.t('resetNothing')}</p>`;
    return html`<p class="sentence">${view.t('resetIntro')}</p>
      ${diffPart(view, diff, this.label(view))} ${view.isReadOnly ? nothing : this.#ask(view)}`;
  }

  #ask(view: EditorView): TemplateResult {
    const { model } = this.body;
    if (model.isDirty) return guardPart(view, { model, save: () => void this.body.save() });
    return html`<div class="buttons">
      <button
        class="btn primary"
        part="button"
        aria-disabled=${this.isBusy ? 'true' : nothing}
        @click=${() => this.#reset(view)}
      >
        ${this.isBusy ? spinner : nothing}${this.label(view)}
      </button>
    </div>`;
  }

  #reset(view: EditorView): Promise<void> {
    return this.work(async () => {
      const { saved, fault } = await goBackTo(view, this.body.model, 0);
      if (fault) this.blame(fault);
      if (!saved) return;
      this.body.watch.tell('good', view.t('resetDone'));
      this.close();
    });
  }
}
