import { html, nothing, type TemplateResult } from 'lit';
import { crossIcon, plusIcon } from '../../internal/icons.js';
import type { RowView } from '../state/row-views.js';
import { crmFieldOf } from './chips.js';
import type { Setting } from './step-settings.js';
import { type EditorView, valueLabel } from './view.js';

interface Pair {
  from: string;
  to: string;
}

/** A lookup's pairs as a table of two columns, the CRM's values on the left. */
export function lookupPart(view: EditorView, entry: RowView, { id, value, put }: Setting): TemplateResult {
  const pairs = value as Pair[];
  const theirs = crmFieldOf(view, entry)?.options ?? [];
  const ours = entry.app?.options ?? [];
  const cell = (pair: Pair, at: number, side: keyof Pair, label: string) => html`<input
    class="input"
    dir="auto"
    maxlength="255"
    id=${at === 0 && side === 'from' ? id : nothing}
    list="${id}-${side}"
    aria-label="${label} ${view.n(at + 1)}"
    .value=${pair[side]}
    @input=${(event: InputEvent) => put(pairs.with(at, { ...pair, [side]: (event.target as HTMLInputElement).value }))}
  />`;
  const inCrm = view.t('inCrm', { crm: view.crm });
  const inApp = view.t('inApp', { app: view.app });
  return html`<table class="lookup">
      <thead>
        <tr>
          <th scope="col">${inCrm}</th>
          <th scope="col">${inApp}</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${pairs.map(
          (pair, at) => html`<tr>
            <td>${cell(pair, at, 'from', inCrm)}</td>
            <td>${cell(pair, at, 'to', inApp)}</td>
            <td>
              ${
                pairs.length > 1
                  ? html`<button
                      class="btn icon-only small"
                      aria-label=${view.t('removePair', { value: pair.from })}
                      @click=${() => put(pairs.toSpliced(at, 1))}
                    >
                      ${crossIcon}
                    </button>`
                  : nothing
              }
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
    <datalist id="${id}-from">
      ${theirs.map((option) => html`<option value=${option.value}>${option.label}</option>`)}
    </datalist>
    <datalist id="${id}-to">${ours.map((option) => html`<option value=${option}>${valueLabel(view, option)}</option>`)}</datalist>
    <button class="btn small quiet" @click=${() => put([...pairs, { from: '', to: '' }])}>
      ${plusIcon}${view.t('addPair')}
    </button>`;
}
