import { html, nothing, type TemplateResult } from 'lit';
import { formatList } from '../../internal/format.js';
import { checkCircleIcon, lockIcon, spinner, warningIcon } from '../../internal/icons.js';
import type { EditorModel } from '../editor-model.js';
import type { EditorView } from './view.js';

export interface SaveActions {
  save(): void;
  discard(): void;
  undoSave(): void;
  settle(keepMine: boolean): void;
  showProblem(): void;
}

const button = (label: string, run: () => void, cls = '') =>
  html`<button class="btn ${cls}" part="button" @click=${run}>${label}</button>`;

/** What there is to save, and how the last save went; nothing when there is nothing to say. */
export function saveBarPart(
  view: EditorView,
  model: EditorModel,
  act: SaveActions,
): TemplateResult | typeof nothing {
  if (view.isReadOnly) return bar(html`${lockIcon}<p>${view.t('readOnly')}</p>`);
  const { state: save } = model.saving;
  if (save.is === 'saving') return bar(html`${spinner}<p>${view.t('saving')}</p>`);
  if (save.is === 'conflict') {
    const person = save.theirs.updated_by ?? view.t('somebody');
    return bar(
      html`<p class="warn">${warningIcon}${view.t('conflict', { person })}</p>
        ${button(view.t('takeTheirs'), () => act.settle(false), 'quiet')}
        ${button(view.t('keepMine'), () => act.settle(true), 'primary')}`,
    );
  }
  if (save.is === 'saved' && !model.isDirty) {
    return bar(
      html`<p class="good">${checkCircleIcon}${view.t('saved')}</p>
        ${button(view.t('undo'), act.undoSave, 'quiet')}`,
    );
  }
  return model.isDirty ? unsaved(view, model, act) : nothing;
}

function unsaved(view: EditorView, model: EditorModel, act: SaveActions): TemplateResult {
  const { state: save } = model.saving;
  const { changeCount: count, dirtyObjects } = model.drafts;
  const isElsewhere = dirtyObjects.some((object) => object !== view.object);
  const why =
    save.is === 'refused'
      ? html`<span class="bad">${view.t('refused', { count: save.count, n: view.n(save.count) })}</span>
          <button class="link" @click=${act.showProblem}>${view.t('showIt')}</button>`
      : save.is === 'failed'
        ? html`<span class="bad">${view.t('notSaved')}</span>`
        : isElsewhere
          ? formatList(
              view.tag,
              dirtyObjects.map((object) => view.t(object)),
            )
          : nothing;
  return bar(
    html`<div class="words">
        <strong><bdi>${view.t('unsaved', { count, n: view.n(count) })}</bdi></strong>
        <p class="sentence">${why}</p>
      </div>
      ${button(view.t('discard'), act.discard, 'quiet')} ${button(view.t('save'), act.save, 'primary')}`,
  );
}

const bar = (content: TemplateResult) => html`<div class="save-bar" part="save-bar">${content}</div>`;
