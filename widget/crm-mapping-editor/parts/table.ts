import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { gridKey } from '../body/keys.js';
import type { EditorBody } from '../editor-body.js';
import type { RowView } from '../state/row-views.js';
import { bannersPart } from './banners.js';
import { barPart } from './bar.js';
import { entryPart, headPart } from './row.js';
import { tall } from './tall.js';
import type { EditorView } from './view.js';

/** Bar, banners and rows of the object shown. */
export function tablePart(view: EditorView, body: EditorBody): TemplateResult {
  const { ui, focus } = body;
  const all = body.model.drafts.views(view.object);
  const rows = body.search.find(view, all, ui.filter, ui.search, focus.field);
  return html`${bar(view, body, all.length)} ${bannersPart(view, body)} ${gridPart(view, body, rows)}
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

/** Rows near what is visible; the others are a height. */
function gridPart(view: EditorView, body: EditorBody, rows: readonly RowView[]): TemplateResult {
  const { focus, ui } = body;
  // What a panel stands at has to stay.
  const stay = [focus.current, body.overlays.now?.panelField || null];
  const pieces = body.rows.plan(keysOf(rows), stay);
  return html`<div
    class="grid"
    role="grid"
    aria-label=${view.t('table')}
    aria-readonly=${view.isReadOnly}
    aria-rowcount=${rows.length + 1}
    @focusin=${focus.focused}
    @focusout=${focus.left}
    @pointerdown=${focus.pointed}
    @keydown=${(event: KeyboardEvent) => gridKey(body, event)}
  >
    ${headPart(view)}
    ${repeat(
      pieces,
      (piece, index) => ('at' in piece ? rows[piece.at]!.field : index),
      (piece) => {
        if ('px' in piece) return html`<div class="space" ${tall(piece.px)}></div>`;
        const row = rows[piece.at]!;
        return entryPart(view, row, ui.openField === row.field ? ui.openTable : null, piece.at + 2);
      },
    )}
  </div>`;
}

const keys = new WeakMap<readonly RowView[], readonly string[]>();

/** The same list for the same rows. */
function keysOf(rows: readonly RowView[]): readonly string[] {
  const known = keys.get(rows) ?? rows.map(({ field }) => field);
  keys.set(rows, known);
  return known;
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
