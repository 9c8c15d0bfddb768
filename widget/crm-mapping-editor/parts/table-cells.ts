import { html, nothing, type TemplateResult } from 'lit';
import { arrowLeftIcon, arrowRightIcon, bothWaysIcon, chevronDownIcon } from '../../internal/icons.js';
import type { ChoiceOf, EditorView } from './view.js';

export const arrowOf = (reads: boolean, writes: boolean): TemplateResult =>
  reads && writes ? bothWaysIcon : reads ? arrowLeftIcon : arrowRightIcon;

/** Names of the columns of a table under a row. */
export const tableHead = (names: readonly [string, string]): TemplateResult =>
  html`<div class="value heads" role="row">
    <span role="columnheader">${names[0]}</span><span role="cell"></span>
    <span role="columnheader">${names[1]}</span>
  </div>`;

/** One thing over the whole width of a table, reached like a row. */
export const wideRow = (content: unknown, cls = ''): TemplateResult =>
  html`<div class="value wide ${cls}" role="row" data-row>
    <span role="cell" aria-colspan="3">${content}</span>
  </div>`;

/** A button that opens the list a value is chosen from. */
export function choiceButton(
  view: EditorView,
  field: string,
  { choice, shown, isMissing = false }: { choice: ChoiceOf; shown: string; isMissing?: boolean },
): TemplateResult {
  return html`<button
    class="select ${isMissing ? 'warn' : ''}"
    part="select"
    data-cell="2"
    aria-haspopup="dialog"
    aria-disabled=${view.isReadOnly ? 'true' : nothing}
    aria-label="${choice.label}: ${shown}"
    @click=${(event: Event) => view.openChoice(event.currentTarget as HTMLElement, field, choice)}
  >
    <bdi class="name">${shown}</bdi>${chevronDownIcon}
  </button>`;
}

/** A value of an open side, typed. */
export function typedValue(
  view: EditorView,
  {
    label,
    value,
    put,
    isMissing = false,
  }: { label: string; value: string; put(value: string): void; isMissing?: boolean },
): TemplateResult {
  return html`<input
    class="input ${isMissing ? 'warn' : ''}"
    data-cell="2"
    dir="auto"
    maxlength="255"
    aria-label=${label}
    placeholder=${view.t('typeValue')}
    ?readonly=${view.isReadOnly}
    .value=${value}
    @change=${(event: Event) => put((event.target as HTMLInputElement).value.trim())}
  />`;
}

export interface NewValue {
  label: string;
  /** @param anchor where it was typed. */
  add(value: string, anchor: HTMLElement): void;
}

/** A line to type one more value of an open side in. */
export function newValueRow(view: EditorView, { label, add }: NewValue): TemplateResult | typeof nothing {
  if (view.isReadOnly) return nothing;
  const run = (event: Event) => {
    const input = (event.currentTarget as HTMLElement).closest('.value')!.querySelector('input')!;
    const value = input.value.trim();
    if (!value) return input.focus();
    input.value = '';
    input.focus();
    add(value, input);
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    run(event);
  };
  return wideRow(
    html`<span class="new">
      <input
        class="input"
        data-cell="2"
        dir="auto"
        maxlength="255"
        aria-label=${label}
        placeholder=${label}
        @keydown=${keyed}
      />
      <button class="btn small" data-cell="3" @click=${run}>${view.t('addValue')}</button>
    </span>`,
  );
}
