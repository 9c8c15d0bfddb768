import { html, nothing, type TemplateResult } from 'lit';
import type { MappingRow } from '../../../shared/mapping.js';
import { formatDateTime } from '../../internal/format.js';
import { spinner } from '../../internal/icons.js';
import { type Clash, clashesOf, type Side, settleRows } from '../state/three-ways.js';
import { DialogPanel } from './panel-frame.js';
import { rowSummary } from './row-words.js';
import { type EditorView, fieldLabel } from './view.js';

const SIDES: readonly Side[] = ['mine', 'theirs'];

/** What two people made of the same rows, side by side, to choose from field by field. */
export class ComparePanel extends DialogPanel {
  readonly #chosen = new Map<string, Side>();

  override label(view: EditorView): string {
    return view.t('seeBothTitle', { person: this.#person(view) });
  }

  protected override content(view: EditorView): TemplateResult {
    const conflict = this.#conflict;
    if (!conflict) {
      if (!this.isBusy) queueMicrotask(() => this.close());
      return html`<p class="sentence" role="status">${spinner} ${view.t('saving')}</p>`;
    }
    const { object, theirs, clashes } = conflict;
    const of = { ...view, object };
    const at = theirs.updated_at && formatDateTime(view.tag, theirs.updated_at);
    if (!clashes.length) return html`<p class="sentence">${view.t('sameBoth')}</p>${this.#foot(view, 0)}`;
    return html`<p class="sentence">
        ${at ? html`${view.t('savedBy', { when: at })} ` : nothing}${view.t('seeBothIntro')}
      </p>
      <div class="buttons">
        ${this.#takeAll(
          view,
          'mine',
          clashes.filter(({ changedBy }) => changedBy !== 'theirs'),
        )}
        ${this.#takeAll(view, 'theirs', clashes)}
      </div>
      <div class="compare" role="table" aria-label=${this.label(view)}>
        ${headPart(view, this.#person(view))} ${clashes.map((clash) => this.#row(of, clash))}
      </div>
      ${this.#foot(view, clashes.filter((clash) => !this.#sideOf(clash)).length)}`;
  }

  get #conflict() {
    const { saving, drafts } = this.body.model;
    if (saving.state.is !== 'conflict') return null;
    const { object, theirs } = saving.state;
    const draft = drafts.get(object)?.draft;
    if (!draft) return null;
    return { object, theirs, draft, clashes: clashesOf(draft.saved, draft.rows, theirs.rows) };
  }

  #person(view: EditorView): string {
    return this.#conflict?.theirs.updated_by ?? view.t('somebody');
  }

  /** What only one of them changed needs no choice. */
  #sideOf({ field, changedBy }: Clash): Side | undefined {
    return this.#chosen.get(field) ?? (changedBy === 'both' ? undefined : changedBy);
  }

  #choose(side: Side, clashes: readonly Clash[]): void {
    for (const { field } of clashes) this.#chosen.set(field, side);
    this.redraw();
  }

  #takeAll(view: EditorView, side: Side, clashes: readonly Clash[]): TemplateResult {
    return html`<button class="btn small" part="button" @click=${() => this.#choose(side, clashes)}>
      ${view.t(side === 'mine' ? 'takeAllMine' : 'takeAllTheirs')}
    </button>`;
  }

  #row(view: EditorView, clash: Clash): TemplateResult {
    const { field, base, changedBy } = clash;
    const name = fieldLabel(view, field);
    return html`<div class="compare-row" role="row">
      <span role="rowheader">
        <strong><bdi>${name}</bdi></strong>
        ${changedBy === 'both' ? html`<span class="detail warn">${view.t('bothChanged')}</span>` : nothing}
      </span>
      <span role="cell" class="before"><span class="whose">${view.t('colBase')}</span><bdi>${words(view, base)}</bdi></span>
      ${SIDES.map((side) => this.#cell(view, name, clash, side))}
    </div>`;
  }

  #cell(view: EditorView, name: string, clash: Clash, side: Side): TemplateResult {
    const whose = side === 'mine' ? view.t('colMine') : this.#person(view);
    return html`<span role="cell">
      <label class="choice">
        <input
          class="radio"
          type="radio"
          name=${`side-${clash.field}`}
          aria-label=${`${name}, ${whose}: ${words(view, clash[side])}`}
          .checked=${this.#sideOf(clash) === side}
          @change=${() => this.#choose(side, [clash])}
        />
        <span><span class="whose">${whose}</span><bdi>${words(view, clash[side])}</bdi></span>
      </label>
    </span>`;
  }

  #foot(view: EditorView, left: number): TemplateResult {
    return html`<div class="buttons foot">
      <button
        class="btn primary"
        part="button"
        aria-disabled=${left || this.isBusy ? 'true' : nothing}
        @click=${() => left || this.#save(view)}
      >
        ${this.isBusy ? spinner : nothing}${view.t('saveChoice')}
      </button>
      <span class="sentence" role="status">
        <bdi>${left ? view.t('leftToChoose', { count: left, n: view.n(left) }) : nothing}</bdi>
      </span>
    </div>`;
  }

  #save(view: EditorView): Promise<void> {
    return this.work(async () => {
      const conflict = this.#conflict;
      if (!conflict) return;
      const { draft, theirs, clashes } = conflict;
      const chosen = new Map(clashes.map((clash) => [clash.field, this.#sideOf(clash)]));
      await this.body.model.saving.settle(settleRows(draft.rows, theirs.rows, chosen));
      this.body.sayHowSaved();
      // Somebody may have saved again meanwhile: then it goes on with what they made of it.
      this.#chosen.clear();
      if (!this.#conflict) this.close();
      else this.blame(view.t('changedMeanwhile'));
    });
  }
}

const words = (view: EditorView, row: MappingRow | undefined): string =>
  rowSummary(view, row) || view.t('rowRemoved');

const headPart = (view: EditorView, person: string): TemplateResult =>
  html`<div class="compare-row names" role="row">
    ${[view.t('colField'), view.t('colBase'), view.t('colMine'), person].map(
      (label) => html`<span role="columnheader"><bdi>${label}</bdi></span>`,
    )}
  </div>`;
