import { html, nothing, type TemplateResult } from 'lit';
import type { Direction } from '../../../shared/mapping.js';
import {
  arrowLeftIcon,
  arrowRightIcon,
  bothWaysIcon,
  chevronDownIcon,
  moreIcon,
} from '../../internal/icons.js';
import { alternatesOf } from '../state/alternates.js';
import type { RowView } from '../state/row-views.js';
import { conversionCell } from './chips.js';
import { underRow } from './under-row.js';
import { crmLabel, type EditorView, exampleOf, fieldLabel, type TableName } from './view.js';

export const DIRECTION_ICONS: Record<Direction, TemplateResult> = {
  both: bothWaysIcon,
  to_crm: arrowRightIcon,
  from_crm: arrowLeftIcon,
};

/** Sticky head of the columns. */
export function headPart(view: EditorView): TemplateResult {
  const head = (words: string, cls = '') =>
    html`<span role="columnheader"><span class=${cls}>${words}</span></span>`;
  return html`<div class="heads" part="head" role="row" aria-rowindex="1">
    ${head(view.app)}${head(view.t('direction'), 'unseen')}${head(view.crm)}${head(view.t('conversion'))}
    ${head(view.t('example'))}${head(view.t('more'), 'unseen')}
  </div>`;
}

/**
 * One field of ours with everything under it: problems, values. For assistive tech all of it is one row of the grid.
 *
 * @param index its `aria-rowindex`.
 */
export function entryPart(
  view: EditorView,
  entry: RowView,
  open: TableName | null,
  index: number,
): TemplateResult {
  const { field, isChanged } = entry;
  const cls = isChanged ? 'changed' : '';
  return html`<div class="entry ${cls}" role="row" aria-rowindex=${index} data-field=${field}>
    <div class="row" part="row" data-row>
      ${labelCell(view, entry)}${directionCell(view, entry)}${crmCell(view, entry)}
      ${conversionCell(view, entry, open)}${exampleCell(view, entry)}${menuCell(view, entry)}
    </div>
    ${underRow(view, entry, open)}
  </div>`;
}

function labelCell(view: EditorView, { field, app, isChanged }: RowView): TemplateResult {
  const required = app?.required ? ` · ${view.t('required')}` : '';
  return html`<span class="ours" role="rowheader" part="label">
    <span class="name">${fieldLabel(view, field)}</span>
    <span class="api"><bdi dir="ltr">${field}</bdi>${required}</span>
    ${isChanged ? html`<span class="unseen">, ${view.t('rowChanged')}</span>` : nothing}
  </span>`;
}

function directionCell(view: EditorView, { field, row }: RowView): TemplateResult {
  const value = view.t(row.direction, { crm: view.crm });
  const icon = DIRECTION_ICONS[row.direction];
  const open = (event: Event) => view.openMenu('direction', event.currentTarget as HTMLElement, field);
  return html`<span class="way" role="gridcell">
    ${
      row.crm
        ? html`<button
            class="btn icon-only"
            part="direction"
            data-cell="1"
            aria-haspopup="menu"
            aria-disabled=${view.isReadOnly ? 'true' : nothing}
            title=${value}
            aria-label=${view.t('directionOf', { field: fieldLabel(view, field), value })}
            @click=${open}
          >
            ${icon}
          </button>`
        : nothing
    }
  </span>`;
}

function crmCell(view: EditorView, { field, row, problems }: RowView): TemplateResult {
  const names = alternatesOf(row.crm);
  const label = crmLabel(view, row.crm);
  const worst = problems.some(({ severity }) => severity === 'error') ? 'bad' : problems.length ? 'warn' : '';
  const api = names.length > 1 ? view.t('nFields', { n: view.n(names.length) }) : (names[0] ?? '');
  return html`<span class="theirs" role="gridcell">
    <button
      class="select ${worst} ${row.crm ? '' : 'blank'}"
      part="select"
      data-cell="2"
      aria-haspopup="dialog"
      aria-disabled=${view.isReadOnly ? 'true' : nothing}
      aria-label=${view.t('crmFieldOf', { crm: view.crm, field: fieldLabel(view, field), value: label })}
      @click=${(event: Event) => view.openPicker(field, event.currentTarget as HTMLElement)}
    >
      <span class="names"><bdi class="name">${label}</bdi><bdi class="api" dir="ltr">${api}</bdi></span>
      ${chevronDownIcon}
    </button>
  </span>`;
}

function exampleCell(view: EditorView, entry: RowView): TemplateResult {
  const example = exampleOf(view, entry);
  if (!example) return html`<span class="sample" role="gridcell"></span>`;
  const { from, to, error } = example;
  const isSame = from === to && !error;
  const result = to || view.t('empty');
  const isLost = error || (from && !to);
  return html`<span class="sample" part="example" role="gridcell">
    ${
      isSame
        ? html`<span class="line"><bdi>${to}</bdi></span>`
        : html`<span class="line before"><bdi>${from || view.t('empty')}</bdi></span>
            <span class="line ${isLost ? 'warn' : ''}" title=${error ?? nothing}>
              ${arrowRightIcon}<span class="unseen">${view.t('becomes')} </span><bdi>${result}</bdi>
            </span>`
    }
  </span>`;
}

function menuCell(view: EditorView, { field, row, isChanged }: RowView): TemplateResult {
  return html`<span class="end" role="gridcell">
    ${
      view.isReadOnly || !(row.crm || isChanged)
        ? nothing
        : html`<button
            class="btn icon-only"
            data-cell="4"
            aria-haspopup="menu"
            aria-label=${view.t('menuOf', { field: fieldLabel(view, field) })}
            @click=${(event: Event) => view.openMenu('row', event.currentTarget as HTMLElement, field)}
          >
            ${moreIcon}
          </button>`
    }
  </span>`;
}
