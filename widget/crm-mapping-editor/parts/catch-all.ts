import { html, nothing, type TemplateResult } from 'lit';
import { arrowLeftIcon, arrowRightIcon } from '../../internal/icons.js';
import {
  CATCH_ALLS,
  picklistOf,
  type Side,
  type ValueTable,
  withDefault,
  withOther,
} from '../state/picklist.js';
import type { RowView } from '../state/row-views.js';
import { sideLabel, sideOptions } from './sides.js';
import { arrowOf, choiceButton, typedValue } from './table-cells.js';
import type { EditorView } from './view.js';

/** What becomes of values without a counterpart; with a default, the one value of each way the row goes. */
export function catchAllRows(view: EditorView, entry: RowView, table: ValueTable): unknown {
  const isDefault = picklistOf(entry.row).other === 'default';
  return html`${otherRow(view, entry, table)}
    ${isDefault && table.reads ? defaultRow(view, entry, table, 'app') : nothing}
    ${isDefault && table.writes ? defaultRow(view, entry, table, 'crm') : nothing}`;
}

function otherRow(view: EditorView, { field, row }: RowView, { reads, writes }: ValueTable): TemplateResult {
  const chosen = picklistOf(row).other;
  return html`<div class="value" role="row" data-row>
    <span role="rowheader">${view.t('anyOther')}</span>
    <span role="cell">${arrowOf(reads, writes)}</span>
    <span role="cell" class="segments">
      ${CATCH_ALLS.map(
        (other, index) => html`<button
          data-cell=${2 + index}
          aria-pressed=${other === chosen}
          aria-disabled=${view.isReadOnly ? 'true' : nothing}
          @click=${() => view.set(field, { picklist: withOther(row, other) })}
        >
          ${view.t(`other_${other}`)}
        </button>`,
      )}
    </span>
  </div>`;
}

function defaultRow(view: EditorView, entry: RowView, table: ValueTable, side: Side): TemplateResult {
  const { field, row } = entry;
  const value = picklistOf(row)[`default_${side}`] ?? '';
  const label = view.t(side === 'app' ? 'otherFromCrm' : 'otherToCrm', { crm: view.crm });
  const put = (chosen: string) => view.set(field, { picklist: withDefault(row, side, chosen) });
  const control = table[side].length
    ? choiceButton(view, field, {
        shown: value ? sideLabel(view, table, side, value) : view.t('chooseValue'),
        isMissing: !value,
        choice: { label, options: sideOptions(view, table, side), chosen: value, choose: put },
      })
    : typedValue(view, { label, value, put, isMissing: !value });
  const isOurs = side === 'app';
  return html`<div class="value" role="row" data-row>
    <span role=${isOurs ? 'cell' : 'rowheader'}>${isOurs ? control : label}</span>
    <span role="cell">${isOurs ? arrowLeftIcon : arrowRightIcon}</span>
    <span role=${isOurs ? 'rowheader' : 'cell'}>${isOurs ? label : control}</span>
  </div>`;
}
