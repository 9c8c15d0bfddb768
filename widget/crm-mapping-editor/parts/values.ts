import { html, nothing, type TemplateResult } from 'lit';
import { arrowRightIcon, chevronDownIcon, chevronUpIcon } from '../../internal/icons.js';
import { alternatesOf } from '../state/alternates.js';
import { PICKLIST_OTHERS, type PicklistPair, picklistPairs } from '../state/picklist.js';
import type { RowView } from '../state/row-views.js';
import { type EditorView, fieldLabel, valueLabel } from './view.js';

const crmFieldOf = (view: EditorView, { row }: Pick<RowView, 'row'>) =>
  view.crmFields.get(alternatesOf(row.crm)[0] ?? '');

/** The values of ours this row translates; null when it has none. */
export const pairsOf = (view: EditorView, entry: Pick<RowView, 'row' | 'app'>): PicklistPair[] | null =>
  entry.row.crm ? picklistPairs(entry.row, entry.app, crmFieldOf(view, entry)) : null;

/** "4 of 5 values": opens the table under the row. */
export function valuesChip(view: EditorView, entry: RowView, isOpen: boolean): unknown {
  const pairs = pairsOf(view, entry);
  if (!pairs) return nothing;
  const chosen = pairs.filter(({ crm }) => crm).length;
  const words = view.t('nOfValues', { n: view.n(chosen), count: view.n(pairs.length) });
  return html`<button
    class="chip ${chosen < pairs.length ? 'gap' : ''}"
    part="chip"
    data-cell="3"
    aria-expanded=${isOpen}
    aria-label="${view.t('valuesOf', { field: fieldLabel(view, entry.field) })}: ${words}"
    @click=${() => view.toggleValues(entry.field)}
  >
    ${words}${isOpen ? chevronUpIcon : chevronDownIcon}
  </button>`;
}

/** One line per value of ours, and what becomes of any other. */
export function valuesPart(view: EditorView, entry: RowView): TemplateResult | typeof nothing {
  const pairs = pairsOf(view, entry);
  if (!pairs) return nothing;
  return html`<div class="values" part="values" role="presentation">
    <div class="value heads" role="row">
      <span role="gridcell">${view.t('inApp', { app: view.app })}</span><span role="gridcell"></span>
      <span role="gridcell">${view.t('inCrm', { crm: view.crm })}</span>
    </div>
    ${pairs.map((pair) => pairRow(view, entry, pair))} ${otherRow(view, entry)}
  </div>`;
}

function pairRow(view: EditorView, entry: RowView, { app, crm }: PicklistPair): TemplateResult {
  const option = crmFieldOf(view, entry)?.options.find(({ value }) => value === crm);
  const label = option?.label ?? (crm || view.t('chooseValue'));
  const open = (event: Event) => view.openMenu('value', event.currentTarget as HTMLElement, entry.field, app);
  return html`<div class="value" role="row" data-row>
    <span role="rowheader"><bdi>${valueLabel(view, app)}</bdi></span>
    <span role="gridcell">${arrowRightIcon}</span>
    <span role="gridcell">
      <button
        class="select ${option ? '' : 'warn'}"
        part="select"
        data-cell="2"
        aria-haspopup="menu"
        aria-disabled=${view.isReadOnly ? 'true' : nothing}
        aria-label="${valueLabel(view, app)}: ${label}"
        @click=${open}
      >
        <bdi class="name">${label}</bdi>${chevronDownIcon}
      </button>
    </span>
  </div>`;
}

function otherRow(view: EditorView, { field, row }: RowView): TemplateResult {
  const { values, other: chosen } = row.picklist ?? { values: [], other: 'empty' };
  return html`<div class="value" role="row" data-row>
    <span role="rowheader">${view.t('anyOther')}</span>
    <span role="gridcell">${arrowRightIcon}</span>
    <span role="gridcell" class="segments">
      ${PICKLIST_OTHERS.map(
        (other, index) => html`<button
          data-cell=${2 + index}
          aria-pressed=${other === chosen}
          aria-disabled=${view.isReadOnly ? 'true' : nothing}
          @click=${() => view.set(field, { picklist: { values, other } })}
        >
          ${view.t(`other_${other}`)}
        </button>`,
      )}
    </span>
  </div>`;
}
