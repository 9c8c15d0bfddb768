import { html, nothing, type TemplateResult } from 'lit';
import type { RowView } from '../state/row-views.js';
import { typeIcon } from './type-icon.js';
import { type EditorView, fieldLabel } from './view.js';

/** Our side of a row: label, kind of value, API name, and what is to be known of it. */
export function oursCell(view: EditorView, { field, app, isChanged, isOwn }: RowView): TemplateResult {
  return html`<span class="ours" role="rowheader" part="label">
    <bdi class="name">${fieldLabel(view, field)}</bdi>
    <span class="api">
      ${app ? typeIcon(app.type, '') : nothing}<bdi dir="ltr">${field}</bdi>${
        app?.required ? html`<span> · ${view.t('required')}</span>` : nothing
      }${isOwn ? ownMark(view) : nothing}
    </span>
    ${isChanged ? html`<span class="unseen">, ${view.t('rowChanged')}</span>` : nothing}
  </span>`;
}

function ownMark(view: EditorView): TemplateResult {
  const { app, crm } = view;
  const title = view.t(view.baseSource === 'app' ? 'customisedApp' : 'customisedPreset', { app, crm });
  return html`<span class="own" title=${title}> · ${view.t('customised')}</span>`;
}
