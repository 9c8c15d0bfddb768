import { html, nothing, type TemplateResult } from 'lit';
import { chevronDownIcon } from '../../internal/icons.js';
import { alternatesOf } from '../state/alternates.js';
import type { RowView } from '../state/row-views.js';
import { typeIcon } from './type-icon.js';
import { crmLabel, type EditorView, fieldLabel } from './view.js';

interface Shown {
  label: string;
  api: string;
  /** The label as it is read out. */
  value: string;
  cls: string;
}

function shownOf(view: EditorView, { field, row, problems }: RowView): Shown {
  const suggested = row.crm ? undefined : view.suggestions.get(field);
  if (suggested) {
    const { label, name } = suggested.crm;
    return { label, api: name, value: view.t('suggestedField', { field: label }), cls: 'blank' };
  }
  const names = alternatesOf(row.crm);
  const label = crmLabel(view, row.crm);
  const api = names.length > 1 ? view.t('nFields', { n: view.n(names.length) }) : (names[0] ?? '');
  const worst = problems.some(({ severity }) => severity === 'error') ? 'bad' : problems.length ? 'warn' : '';
  return { label, api, value: label, cls: row.crm ? worst : `${worst} blank` };
}

/** The CRM's side of a row: what opens the picker. */
export function theirsCell(view: EditorView, entry: RowView): TemplateResult {
  const { field, row } = entry;
  const { label, api, value, cls } = shownOf(view, entry);
  const crm = view.crmFields.get(alternatesOf(row.crm)[0] ?? '') ?? view.suggestions.get(field)?.crm;
  return html`<span class="theirs" role="gridcell">
    <button
      class="select ${cls}"
      part="select"
      data-cell="2"
      aria-haspopup="dialog"
      aria-disabled=${view.isReadOnly ? 'true' : nothing}
      aria-label=${view.t('crmFieldOf', { crm: view.crm, field: fieldLabel(view, field), value })}
      @click=${(event: Event) => view.openPicker(field, event.currentTarget as HTMLElement)}
    >
      ${crm ? typeIcon(crm.type, crm.native_type) : nothing}
      <span class="names"><bdi class="name">${label}</bdi><bdi class="api" dir="ltr">${api}</bdi></span>
      ${chevronDownIcon}
    </button>
  </span>`;
}
