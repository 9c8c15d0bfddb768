import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { gridKey } from '../body/keys.js';
import type { EditorBody } from '../editor-body.js';
import { countProblems } from '../state/count-problems.js';
import type { RowView } from '../state/row-views.js';
import { bannersPart } from './banners.js';
import { barPart } from './bar.js';
import { crmKey, crmOnlyHead, crmOnlyPart } from './crm-only.js';
import { entryPart, headPart } from './row.js';
import { tall } from './tall.js';
import type { EditorView } from './view.js';

/** Bar, banners and rows of the object shown. */
export function tablePart(view: EditorView, body: EditorBody): TemplateResult {
  const { ui, focus } = body;
  const all = body.model.drafts.views(view.object);
  if (ui.filter === 'crmOnly') return html`${bar(view, body, all.length)} ${crmOnlyTable(view, body)}`;
  const rows = body.search.find(view, all, ui.filter, ui.search, focus.field);
  return html`${bar(view, body, all.length)} ${bannersPart(view, body)} ${rowsGrid(view, body, rows)}
    ${rows.length ? nothing : nothingFound(view, body)}`;
}

function bar(view: EditorView, body: EditorBody, rowCount: number): TemplateResult {
  const { model, ui, put, travel, focus } = body;
  const { preview, entry, drafts } = model;
  const state = {
    search: ui.search,
    filter: ui.filter,
    rowCount,
    crmOnly: body.crmOnly.all(view, entry?.draft.rows ?? []).length,
    problems: countProblems(drafts.problems(view.object)),
    exampleName: preview.record?.label ?? null,
    canUndo: Boolean(entry?.draft.past.length),
    canRedo: Boolean(entry?.draft.future.length),
  };
  return barPart(view, state, {
    find: (search) => put({ search }),
    undo: () => model.edit({ do: 'undo' }),
    redo: () => model.edit({ do: 'redo' }),
    nextProblem: () => travel.toNextProblem(focus.visited),
  });
}

/** The CRM fields no row uses. */
function crmOnlyTable(view: EditorView, body: EditorBody): TemplateResult {
  const fields = body.crmOnly.find(view, body.model.entry?.draft.rows ?? [], body.ui.search);
  const keys = keysOf(fields, ({ name }) => crmKey(name));
  body.samples.ofFields(fields);
  return html`${gridPart(view, body, keys, crmOnlyHead(view), (at) => crmOnlyPart(view, fields[at]!, at + 2, body.samples.valueOf(view, fields[at]!)))}
    ${fields.length ? nothing : nothingFound(view, body)}`;
}

function rowsGrid(view: EditorView, body: EditorBody, rows: readonly RowView[]): TemplateResult {
  body.samples.ofSuggestions(view);
  const keys = keysOf(rows, ({ field }) => field);
  return gridPart(view, body, keys, headPart(view), (at) =>
    entryPart(view, rows[at]!, body.ui.openField === rows[at]!.field ? body.ui.openTable : null, at + 2),
  );
}

/** Rows near what is visible; the others are a height. */
function gridPart(
  view: EditorView,
  body: EditorBody,
  keys: readonly string[],
  head: TemplateResult,
  draw: (at: number) => TemplateResult,
): TemplateResult {
  const { focus, overlays } = body;
  // What a panel stands at has to stay.
  const pieces = body.rows.plan(keys, [focus.current, overlays.now?.panelField || null]);
  return html`<div
    class="grid"
    role="grid"
    aria-label=${view.t('table')}
    aria-readonly=${view.isReadOnly}
    aria-rowcount=${keys.length + 1}
    @focusin=${focus.focused}
    @focusout=${focus.left}
    @pointerdown=${focus.pointed}
    @keydown=${(event: KeyboardEvent) => gridKey(body, event)}
  >
    ${head}
    ${repeat(
      pieces,
      (piece, index) => ('at' in piece ? keys[piece.at]! : index),
      (piece) => ('px' in piece ? html`<div class="space" ${tall(piece.px)}></div>` : draw(piece.at)),
    )}
  </div>`;
}

const known = new WeakMap<readonly unknown[], readonly string[]>();

/** The same list for the same rows. */
function keysOf<T>(rows: readonly T[], keyOf: (row: T) => string): readonly string[] {
  const keys = known.get(rows) ?? rows.map(keyOf);
  known.set(rows, keys);
  return keys;
}

function nothingFound(view: EditorView, { ui, put }: EditorBody): TemplateResult {
  return html`<div class="message">
    <p class="sentence" role="status">${noneWords(view, ui)}</p>
    <div class="buttons">
      <button class="btn" @click=${() => put({ search: '', filter: 'all' })}>${view.t('showAll')}</button>
    </div>
  </div>`;
}

function noneWords(view: EditorView, { search, filter }: EditorBody['ui']): string {
  if (filter === 'check' && !search) return view.t('noProblems');
  if (filter === 'crmOnly' && !search) return view.t('allMatched', { crm: view.crm });
  return view.t('noneFound');
}
