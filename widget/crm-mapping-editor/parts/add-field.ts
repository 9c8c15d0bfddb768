import { html, nothing, type TemplateResult } from 'lit';
import type { CrmField } from '../../../shared/mapping.js';
import type { EditorBody } from '../editor-body.js';
import type { MakePanel, Panel } from '../panels.js';
import { fitOf } from '../state/fit.js';
import { faultOfName, fieldNameOf, freeFieldName } from '../state/new-field.js';
import type { RowView } from '../state/row-views.js';
import { typeIcon } from './type-icon.js';
import { type EditorView, fieldLabel } from './view.js';

const MOST_OFFERED = 5;

/** A field of ours for a CRM field: a new one, or one that has none yet. */
class AddField implements Panel {
  readonly #taken: ReadonlySet<string>;
  #name: string;
  #isTried = false;

  constructor(
    private readonly body: EditorBody,
    private readonly crm: CrmField,
    private readonly close: () => void,
  ) {
    this.#taken = new Set(this.#rows.map(({ field }) => field));
    this.#name = freeFieldName(crm.label, this.#taken) || freeFieldName(crm.name, this.#taken);
  }

  get #rows(): readonly RowView[] {
    const { model, door } = this.body;
    return model.drafts.views(door.object);
  }

  label = (view: EditorView): string => view.t('addFieldFor', { field: this.crm.label });

  draw = (view: EditorView): TemplateResult => {
    const { crm } = this;
    const fault = faultOfName(this.#name, this.#taken);
    const isFaulty = this.#isTried && fault !== null;
    const typed = (event: InputEvent) => this.#type((event.target as HTMLInputElement).value);
    return html`<form class="add-field" @submit=${(event: Event) => this.#submit(event, view)}>
      <h3 class="pick-title">${view.t('addField')}</h3>
      <p class="note">${view.t('addFieldSays', { app: view.app, field: crm.label, crm: view.crm })}</p>
      <label class="label" for="new-field">${view.t('newFieldName', { app: view.app })}</label>
      <input
        class="input"
        id="new-field"
        autocomplete="off"
        spellcheck="false"
        maxlength="120"
        .value=${crm.label}
        aria-describedby="new-field-note"
        aria-invalid=${isFaulty ? 'true' : nothing}
        @input=${typed}
      />
      <p class="note ${isFaulty ? 'bad' : ''}" id="new-field-note" aria-live="polite">
        ${isFaulty ? view.t(fault) : this.#name ? this.#kept(view) : nothing}
      </p>
      <div class="buttons">
        <button class="btn quiet" type="button" @click=${this.close}>${view.t('cancel')}</button>
        <button class="btn primary" part="button">${view.t('addField')}</button>
      </div>
      ${this.#existing(view)}
    </form>`;
  };

  #kept(view: EditorView): unknown {
    const [before, after] = view.t('newFieldApi', { name: '\u0000' }).split('\u0000');
    return html`${before}<bdi dir="ltr">${this.#name}</bdi>${after}`;
  }

  #type(label: string): void {
    this.#name = fieldNameOf(label);
    this.body.element.requestUpdate();
  }

  #submit(event: Event, view: EditorView): void {
    event.preventDefault();
    this.#isTried = true;
    if (faultOfName(this.#name, this.#taken)) {
      this.body.element.requestUpdate();
      this.body.find('#new-field')?.focus();
    } else this.#match(view, this.#name, null);
  }

  /** Fields of ours without a CRM field that this one fits. */
  #existing(view: EditorView): unknown {
    const free = this.#rows
      .filter(({ row }) => !row.crm)
      .flatMap((entry) => {
        const fit = fitOf(entry.app, this.crm, this.#direction, view.country);
        return fit.level === 'cannot' ? [] : [{ entry, fit }];
      });
    const isSuggested = ({ entry }: (typeof free)[number]) =>
      view.suggestions.get(entry.field)?.crm.name === this.crm.name;
    const offered = [...free.filter(isSuggested), ...free.filter((each) => !isSuggested(each))];
    if (!offered.length) return nothing;
    return html`<div class="existing" role="group" aria-labelledby="existing-title">
      <p class="note" id="existing-title">${view.t('matchExisting')}</p>
      ${offered.slice(0, MOST_OFFERED).map(
        ({ entry }) => html`<button
          class="item"
          type="button"
          @click=${() => this.#match(view, entry.field, entry)}
        >
          ${entry.app ? typeIcon(entry.app.type, '') : nothing}
          <bdi class="grow">${fieldLabel(view, entry.field)}</bdi>
          <bdi class="api" dir="ltr">${entry.field}</bdi>
        </button>`,
      )}
    </div>`;
  }

  get #direction(): 'from_crm' | 'both' {
    return this.crm.read_only ? 'from_crm' : 'both';
  }

  #match(view: EditorView, field: string, entry: RowView | null): void {
    const { transforms } = fitOf(entry?.app ?? null, this.crm, this.#direction, view.country);
    this.close();
    view.set(field, { crm: this.crm.name, transforms, direction: this.#direction });
    this.body.put({ said: view.t('fieldAdded', { field: fieldLabel(view, field) }) });
    view.goTo(field);
  }
}

const GONE: Panel = { label: (view) => view.t('addField'), draw: () => null };

/** The panel of a CRM field no row uses. */
export const addFieldPanel: MakePanel = (body, { crm }, close) => {
  const field = body.model.fields?.byName.get(crm ?? '');
  return field ? new AddField(body, field, close) : GONE;
};
