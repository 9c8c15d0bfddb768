import { html, nothing, type TemplateResult } from 'lit';
import type { Direction } from '../../../shared/mapping.js';
import { arrowLeftIcon, arrowRightIcon, bothWaysIcon, moreIcon } from '../../internal/icons.js';
import { rowOfSuggestion } from '../body/live-samples.js';
import type { RowView } from '../state/row-views.js';
import { conversionCell } from './chips.js';
import { oursCell } from './ours-cell.js';
import { theirsCell } from './theirs-cell.js';
import { underRow } from './under-row.js';
import { type EditorView, type Example, exampleOf, fieldLabel, type TableName } from './view.js';

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
      ${oursCell(view, entry)}${directionCell(view, entry)}${theirsCell(view, entry)}
      ${conversionCell(view, entry, open)}${exampleCell(view, entry)}${menuCell(view, entry)}
    </div>
    ${underRow(view, entry, open)}
  </div>`;
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

function exampleCell(view: EditorView, entry: RowView): TemplateResult {
  const example = exampleOf(view, entry);
  return example ? exampleLines(view, example) : samplesCell(view, entry);
}

function exampleLines(view: EditorView, { from, to, error }: Example): TemplateResult {
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

/** Of a row without a CRM field: what the suggested one would give, else values seen in other records. */
function samplesCell(view: EditorView, entry: RowView): TemplateResult {
  const { field, row, app } = entry;
  const found = view.suggestions.get(field);
  if (row.crm || app?.sensitive) return html`<span class="sample" role="gridcell"></span>`;
  const tried = found && exampleOf(view, { ...entry, row: rowOfSuggestion(found) });
  if (tried?.from) return exampleLines(view, tried);
  const ours = view.ownValues.get(field)?.[0];
  const theirs = found?.crm.samples[0];
  return html`<span class="sample" part="example" role="gridcell">
    ${ours === undefined ? nothing : html`<span class="line before"><bdi>${ours}</bdi></span>`}
    ${
      theirs === undefined
        ? nothing
        : html`<span class="line">${arrowRightIcon}<span class="unseen">${view.crm}: </span><bdi>${theirs}</bdi></span>`
    }
  </span>`;
}

function menuCell(view: EditorView, { field, row, isChanged, isOwn }: RowView): TemplateResult {
  return html`<span class="end" role="gridcell">
    ${
      view.isReadOnly || !(row.crm || isChanged || isOwn)
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
