import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { gridKey } from '../body/keys.js';
import type { EditorBody } from '../editor-body.js';
import { filterViews, type RowView } from '../state/row-views.js';
import { bannersPart } from './banners.js';
import { barPart } from './bar.js';
import { entryPart, headPart } from './row.js';
import { crmLabel, type EditorView, fieldLabel } from './view.js';

/** Bar, banners and rows of the object shown. */
export function tablePart(view: EditorView, body: EditorBody): TemplateResult {
  const all = body.model.drafts.views(view.object);
  const rows = rowsToShow(view, body, all);
  return html`${bar(view, body, all.length)} ${bannersPart(view, body.model)} ${gridPart(view, body, rows)}
    ${rows.length ? nothing : nothingFound(view, body)}`;
}

function bar(view: EditorView, { model, ui, put }: EditorBody, rowCount: number): TemplateResult {
  const { preview, entry } = model;
  const state = {
    search: ui.search,
    filter: ui.filter,
    rowCount,
    exampleName: preview.record?.label ?? null,
    canUndo: Boolean(entry?.draft.past.length),
    canRedo: Boolean(entry?.draft.future.length),
  };
  return barPart(view, state, {
    find: (search) => put({ search }),
    undo: () => model.edit({ do: 'undo' }),
    redo: () => model.edit({ do: 'redo' }),
  });
}

function gridPart(view: EditorView, body: EditorBody, rows: readonly RowView[]): TemplateResult {
  const { focus, ui } = body;
  return html`<div
    class="grid"
    role="grid"
    aria-label=${view.t('table')}
    aria-readonly=${view.isReadOnly}
    @focusin=${focus.focused}
    @focusout=${focus.left}
    @pointerdown=${focus.pointed}
    @keydown=${(event: KeyboardEvent) => gridKey(body, event)}
  >
    ${headPart(view)}
    ${repeat(
      rows,
      ({ field }) => field,
      (each) => entryPart(view, each, ui.openField === each.field),
    )}
  </div>`;
}

function rowsToShow(view: EditorView, { ui, focus }: EditorBody, all: readonly RowView[]): RowView[] {
  const words = ({ field, row }: RowView) =>
    `${fieldLabel(view, field)} ${field} ${crmLabel(view, row.crm)} ${row.crm}`;
  const found = filterViews(all, ui.filter, ui.search, words);
  // The row the person is in stays, also once it is mended and the filter would hide it.
  const kept = focus.field;
  return kept ? all.filter((each) => found.includes(each) || each.field === kept) : found;
}

function nothingFound(view: EditorView, { ui, put }: EditorBody): TemplateResult {
  const { search, filter } = ui;
  return html`<div class="message">
    <p class="sentence" role="status">${view.t(filter === 'check' && !search ? 'noProblems' : 'noneFound')}</p>
    <div class="buttons">
      <button class="btn" @click=${() => put({ search: '', filter: 'all' })}>${view.t('showAll')}</button>
    </div>
  </div>`;
}
