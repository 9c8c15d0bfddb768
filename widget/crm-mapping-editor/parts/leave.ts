import { html, type TemplateResult } from 'lit';
import type { EditorBody } from '../editor-body.js';
import { DialogPanel } from './panel-frame.js';
import type { EditorView } from './view.js';

/** Asks before another CRM takes the place of changes that are not saved. */
export class LeavePanel extends DialogPanel {
  constructor(
    body: EditorBody,
    private readonly provider: string,
  ) {
    super(body);
  }

  override label(view: EditorView): string {
    return view.t('leaveTitle', { crm: view.crm });
  }

  protected override content(view: EditorView): TemplateResult {
    const { model } = this.body;
    const { changeCount: count } = model.drafts;
    const other = model.labelOf(this.provider);
    return html`<p class="sentence">${view.t('leaveIntro', { count, n: view.n(count), other })}</p>
      <div class="buttons foot">
        <button class="btn primary" part="button" @click=${() => this.#save()}>${view.t('saveAndGo')}</button>
        <button class="btn" part="button" @click=${() => this.#go()}>${view.t('discardAndGo')}</button>
        <button class="btn quiet" part="button" @click=${() => this.close()}>${view.t('stay')}</button>
      </div>`;
  }

  #go(): void {
    this.close();
    this.body.model.saving.discard();
    this.body.model.chooseProvider(this.provider);
  }

  /** Where it was not saved, the save bar says why. */
  #save(): Promise<void> {
    return this.work(async () => {
      if (await this.body.save()) this.#go();
      else this.close();
    });
  }
}
