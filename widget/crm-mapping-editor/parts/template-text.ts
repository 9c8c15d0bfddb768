import { html, nothing, type TemplateResult } from 'lit';
import { alternatesOf } from '../state/alternates.js';
import { isRefType } from '../state/fit.js';
import type { Named } from '../state/iso-names.js';
import type { RowView } from '../state/row-views.js';
import type { Setting } from './step-settings.js';
import { crmFieldLabel, type EditorView, fieldLabel } from './view.js';

/** Fields that get a button of their own; the others are in a list. */
const BUTTONS = 4;

/** Fields of the side a text is made from: ours on the way out, the CRM's on the way in; those in use first. */
function fieldsOf(view: EditorView, { field, row }: RowView): Named[] {
  if (row.direction === 'from_crm') {
    const used = view.rows.flatMap(({ crm }) => alternatesOf(crm)).filter((name) => view.crmFields.has(name));
    const names = [...new Set([...used, ...view.crmFields.keys()])];
    return names.map((value) => ({ value, label: crmFieldLabel(view, value) }));
  }
  const known = view.appFields.filter(({ type }) => !isRefType(type)).map(({ name }) => name);
  const own = view.rows.map((each) => each.field).filter((name) => name.startsWith('custom.'));
  return [...new Set([...known, ...own])]
    .filter((name) => name !== field)
    .map((value) => ({ value, label: fieldLabel(view, value) }));
}

/** Text with fields put in by buttons, where the caret stands. */
export function templatePart(view: EditorView, entry: RowView, { id, value, put }: Setting): TemplateResult {
  const fields = fieldsOf(view, entry);
  const insert = (event: Event, name: string) => {
    const area = (event.currentTarget as HTMLElement).closest('.setting')!.querySelector('textarea')!;
    area.setRangeText(`{${name}}`, area.selectionStart, area.selectionEnd, 'end');
    put(area.value);
    area.focus();
  };
  const chosen = (event: Event) => {
    const select = event.currentTarget as HTMLSelectElement;
    insert(event, select.value);
    select.value = '';
  };
  return html`<textarea
      class="input"
      id=${id}
      rows="2"
      dir="auto"
      maxlength="1000"
      .value=${value as string}
      @input=${(event: InputEvent) => put((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    <div class="buttons">
      ${fields.slice(0, BUTTONS).map(
        ({ value: name, label }) => html`<button
          class="btn small"
          aria-label=${view.t('insertThis', { field: label })}
          @click=${(event: Event) => insert(event, name)}
        >
          ${label}
        </button>`,
      )}
    </div>
    ${
      fields.length > BUTTONS
        ? html`<select class="add-step" aria-label=${view.t('insertField')} @change=${chosen}>
            <option value="" selected>+ ${view.t('insertField')}</option>
            ${fields.slice(BUTTONS).map(({ value: name, label }) => html`<option value=${name}>${label}</option>`)}
          </select>`
        : nothing
    }`;
}
