import { html, nothing, type TemplateResult } from 'lit';
import type { CrmField } from '../../../shared/mapping.js';
import { plusIcon } from '../../internal/icons.js';
import { typeIcon } from './type-icon.js';
import type { EditorView } from './view.js';

/** How rows of the CRM's side are named among the rows of the grid. */
export const crmKey = (name: string): string => `crm:${name}`;

/** A CRM field no row uses, from which a person can go the other way. @param index its `aria-rowindex`. @param live what the example holds in it. */
export function crmOnlyPart(
  view: EditorView,
  crm: CrmField,
  index: number,
  live: string | undefined,
): TemplateResult {
  const samples = live || crm.samples.join(', ');
  const open = (event: Event) => view.openPanel('addField', event.currentTarget as HTMLElement, '', crm.name);
  return html`<div class="entry" role="row" aria-rowindex=${index} data-field=${crmKey(crm.name)}>
    <div class="row crm-only" part="row" data-row>
      <span class="ours" role="rowheader" part="label">
        <bdi class="name">${crm.label}</bdi>
        <span class="api">
          ${typeIcon(crm.type, crm.native_type)}<bdi dir="ltr">${crm.name}</bdi>${
            crm.required
              ? html`<span class="warn"> · ${view.t('requiredInCrm', { crm: view.crm })}</span>`
              : nothing
          }
        </span>
      </span>
      <span class="sample" role="gridcell" part="example">
        ${
          samples
            ? html`<span class="line"><bdi>${samples}</bdi></span>`
            : html`<span class="line before">${view.t(live === undefined ? 'noSamples' : 'empty')}</span>`
        }
      </span>
      <span class="end" role="gridcell">
        ${
          view.isReadOnly
            ? nothing
            : html`<button
                class="btn small"
                data-cell="2"
                aria-haspopup="dialog"
                aria-label=${view.t('addFieldFor', { field: crm.label })}
                @click=${open}
              >
                ${plusIcon}${view.t('addField')}
              </button>`
        }
      </span>
    </div>
  </div>`;
}

/** Head of the columns of these rows. */
export const crmOnlyHead = (view: EditorView): TemplateResult =>
  html`<div class="heads crm-only" part="head" role="row" aria-rowindex="1">
    <span role="columnheader">${view.t('crmField', { crm: view.crm })}</span>
    <span role="columnheader">${view.t('samples')}</span>
    <span role="columnheader"><span class="unseen">${view.t('addField')}</span></span>
  </div>`;
