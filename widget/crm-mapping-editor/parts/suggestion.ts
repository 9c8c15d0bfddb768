import { html, nothing } from 'lit';
import { checkIcon, linkIcon } from '../../internal/icons.js';
import type { RowView } from '../state/row-views.js';
import type { Reason } from '../state/suggest.js';
import { type EditorView, fieldLabel } from './view.js';

/** Why it is suggested: "similar name, and the same 3 values in both". */
export function reasonWords(view: EditorView, { name, values }: Reason): string {
  const reasons = [
    ...(name ? [view.t(`why_${name}`)] : []),
    ...(values ? [view.t('why_values', { count: values, n: view.n(values) })] : []),
  ];
  return reasons.reduce((one, other) => view.t('why_and', { one, other }));
}

/** The same, short: "Suggested: same name, same 3 values". */
export function shortReason(view: EditorView, { name, values }: Reason): string {
  const reasons = [
    ...(name ? [view.t(`why_${name}`)] : []),
    ...(values ? [view.t('why_valuesShort', { count: values, n: view.n(values) })] : []),
  ];
  return view.t('suggestedShort', { why: reasons.join(', ') });
}

/** Under a row without a CRM field: the one that may belong to it. */
export function suggestionPart(view: EditorView, { field, row }: RowView): unknown {
  const found = row.crm ? undefined : view.suggestions.get(field);
  if (!found) return nothing;
  const label = fieldLabel(view, field);
  return html`<div class="under" data-row>
    <div class="notice suggestion" part="suggestion" role="gridcell" aria-colspan="6">
      ${linkIcon}
      <p>${view.t('suggestedBecause', { why: reasonWords(view, found.reason) })}</p>
      <button
        class="btn small"
        data-cell="4"
        aria-label=${view.t('acceptOf', { crm: found.crm.label, field: label })}
        @click=${() => view.accept(field)}
      >
        ${checkIcon}${view.t('accept')}
      </button>
      <button
        class="btn small quiet"
        data-cell="5"
        aria-haspopup="dialog"
        aria-label=${`${view.t('chooseAnother')}: ${label}`}
        @click=${(event: Event) => view.openPicker(field, event.currentTarget as HTMLElement)}
      >
        ${view.t('chooseAnother')}
      </button>
    </div>
  </div>`;
}
