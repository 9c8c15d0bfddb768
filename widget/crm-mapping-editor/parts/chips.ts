import { html, nothing, type TemplateResult } from 'lit';
import { defaultRule } from '../../../shared/mapping.js';
import { chevronDownIcon, chevronUpIcon, plusIcon } from '../../internal/icons.js';
import { alternatesOf } from '../state/alternates.js';
import { hasValues, isGap, isMatched, valueTable } from '../state/picklist.js';
import type { RowView } from '../state/row-views.js';
import { stepLabel } from './step-label.js';
import { type EditorView, fieldLabel, type TableName } from './view.js';

/** More than these are counted. */
const SHOWN_STEPS = 2;

export const crmFieldOf = (view: EditorView, { row }: Pick<RowView, 'row'>) =>
  view.crmFields.get(alternatesOf(row.crm)[0] ?? '');

export const isValued = (view: EditorView, entry: Pick<RowView, 'row' | 'app'>): boolean =>
  hasValues(entry.row, entry.app, crmFieldOf(view, entry));

/** How a row converts: its steps, paired values, rules and moved deals, each a chip that opens what it is about. */
export function conversionCell(view: EditorView, entry: RowView, open: TableName | null): TemplateResult {
  return html`<span class="steps-cell" role="gridcell">
    ${stepsChip(view, entry)}${valuesChip(view, entry, open === 'values')}
    ${stagesChip(view, entry, open === 'stages')}${rulesChip(view, entry)}
  </span>`;
}

function stepsChip(view: EditorView, entry: RowView): TemplateResult | typeof nothing {
  const { field, row } = entry;
  const labels = row.transforms.map((step) => stepLabel(view, step));
  const canAdd = !view.isReadOnly && !isValued(view, entry);
  if (!row.crm || !(labels.length || canAdd)) return nothing;
  const value = labels.join(', ') || view.t('none');
  const more = labels.length - SHOWN_STEPS;
  return html`<button
    class="chips"
    part="chip"
    data-cell="3"
    aria-haspopup="dialog"
    aria-disabled=${view.isReadOnly ? 'true' : nothing}
    aria-label=${view.t('conversionOf', { field: fieldLabel(view, field), value })}
    title=${more > 0 ? value : nothing}
    @click=${(event: Event) => view.openPanel('conversion', event.currentTarget as HTMLElement, field)}
  >
    ${
      labels.length
        ? labels.slice(0, SHOWN_STEPS).map((label) => html`<bdi class="chip">${label}</bdi>`)
        : html`<span class="add">${plusIcon}${view.t('add')}</span>`
    }
    ${more > 0 ? html`<bdi class="chip" dir="ltr">${view.t('moreSteps', { n: view.n(more) })}</bdi>` : nothing}
  </button>`;
}

function tableChip(
  view: EditorView,
  { field }: RowView,
  table: TableName,
  isOpen: boolean,
  { words, label, cls = '' }: { words: string; label: string; cls?: string },
): TemplateResult {
  return html`<button
    class="chip ${cls}"
    part="chip"
    data-cell="3"
    aria-expanded=${isOpen}
    aria-label="${label}: ${words}"
    @click=${() => view.toggleTable(field, table)}
  >
    <bdi>${words}</bdi>${isOpen ? chevronUpIcon : chevronDownIcon}
  </button>`;
}

/** "4 of 5 values": opens the table under the row. */
function valuesChip(view: EditorView, entry: RowView, isOpen: boolean): unknown {
  if (!(isOpen || isValued(view, entry))) return nothing;
  const { field, app, row } = entry;
  const table = valueTable(row, app, crmFieldOf(view, entry));
  const n = view.n(table.lines.filter(isMatched).length);
  return tableChip(view, entry, 'values', isOpen, {
    words: view.t('nOfValues', { n, count: view.n(table.lines.length) }),
    label: view.t('valuesOf', { field: fieldLabel(view, field) }),
    cls: isGap(row, table) ? 'gap' : '',
  });
}

/** Only the outcome of an activity moves deals. */
export const movesDeals = (view: EditorView, field: string): boolean =>
  view.object === 'activity' && field === 'outcome';

/** "3 move deals". */
function stagesChip(view: EditorView, entry: RowView, isOpen: boolean): unknown {
  const { field, row } = entry;
  const count = Object.keys(row.stages ?? {}).length;
  if (!movesDeals(view, field) || (view.isReadOnly && !count)) return nothing;
  return tableChip(view, entry, 'stages', isOpen, {
    words: count ? view.t('nStages', { count, n: view.n(count) }) : view.t('noStages'),
    label: view.t('stagesOfField', { field: fieldLabel(view, field) }),
  });
}

/** What a row's rules are where they are not the usual ones. */
function ruleWords(view: EditorView, { field, row }: RowView): string[] {
  const labels = { crm: view.crm, app: view.app };
  const isOwnRule = row.rule && row.direction === 'both' && row.rule !== defaultRule(view.object, field);
  return [
    ...(row.when ? [view.t(`chip_${row.when}`)] : []),
    ...(isOwnRule ? [view.t(`chip_${row.rule!}`, labels)] : []),
    ...(row.required ? [view.t('chip_needed')] : []),
  ];
}

function rulesChip(view: EditorView, entry: RowView): unknown {
  const words = entry.row.crm ? ruleWords(view, entry).join(' · ') : '';
  if (!words) return nothing;
  return html`<button
    class="chip rules"
    part="chip"
    data-cell="3"
    aria-haspopup="dialog"
    aria-disabled=${view.isReadOnly ? 'true' : nothing}
    aria-label=${view.t('rulesOf', { field: fieldLabel(view, entry.field), value: words })}
    @click=${(event: Event) => view.openPanel('rules', event.currentTarget as HTMLElement, entry.field)}
  >
    <bdi>${words}</bdi>
  </button>`;
}
