import { html, nothing, type TemplateResult } from 'lit';
import type { ObjectName } from '../../../shared/records.js';
import { formatList } from '../../internal/format.js';
import { checkCircleIcon, lockIcon, spinner, warningIcon } from '../../internal/icons.js';
import type { EditorBody } from '../editor-body.js';
import type { Trial } from '../state/trial.js';
import { triedWords, tryingWords } from './tried-words.js';
import { type EditorView, fieldLabel } from './view.js';

const button = (label: string, run: (event: Event) => void, cls = '') =>
  html`<button class="btn ${cls}" part="button" @click=${run}>${label}</button>`;

const bar = (content: TemplateResult) => html`<div class="save-bar" part="save-bar">${content}</div>`;

/** What there is to save and what it would change, and how the last save went; nothing when there is nothing to say. */
export function saveBarPart(view: EditorView, body: EditorBody): TemplateResult | typeof nothing {
  if (view.isReadOnly) return bar(html`${lockIcon}<p>${view.t('readOnly')}</p>`);
  const { saving, isDirty } = body.model;
  const { state } = saving;
  if (state.is === 'saving') return bar(html`${spinner}<p>${view.t('saving')}</p>`);
  if (state.is === 'conflict') {
    const person = state.theirs.updated_by ?? view.t('somebody');
    const see = (event: Event) => view.openPanel('compare', event.currentTarget as HTMLElement);
    return bar(
      html`<p class="warn">${warningIcon}${view.t('conflict', { person })}</p>
        ${button(view.t('seeBoth'), see, 'primary')}`,
    );
  }
  if (state.is === 'saved' && !isDirty) {
    const undo = () => void saving.undo().then(() => body.sayHowSaved());
    return bar(
      html`<p class="good">${checkCircleIcon}${view.t('saved')}</p>
        ${button(view.t('undo'), undo, 'quiet')}`,
    );
  }
  return isDirty ? unsavedPart(view, body) : nothing;
}

function unsavedPart(view: EditorView, body: EditorBody): TemplateResult {
  const { saving, drafts } = body.model;
  const count = drafts.changeCount;
  return bar(
    html`<div class="words">
        <strong><bdi>${view.t('unsaved', { count, n: view.n(count) })}</bdi></strong>
        ${wherePart(view, drafts.dirtyObjects)} ${notePart(view, body)}
        <p class="sentence">${faultPart(view, body) ?? trialPart(view, body)}</p>
      </div>
      ${button(view.t('discard'), () => saving.discard(), 'quiet')}
      ${button(view.t('save'), () => void body.save(), 'primary')}`,
  );
}

/** In which objects, when it is not only the one shown. */
function wherePart(view: EditorView, objects: readonly ObjectName[]): TemplateResult | typeof nothing {
  if (!objects.some((object) => object !== view.object)) return nothing;
  const names = formatList(
    view.tag,
    objects.map((object) => view.t(object)),
  );
  return html`<span class="where"><bdi>${names}</bdi></span>`;
}

/** Why the last save did not work; null where there is nothing to say of it. */
function faultPart(view: EditorView, body: EditorBody): TemplateResult | null {
  const { state } = body.model.saving;
  if (state.is === 'failed') return html`<span class="bad">${view.t('notSaved')}</span>`;
  if (state.is !== 'refused') return null;
  const { count } = state;
  return html`<span class="bad">${view.t('refused', { count, n: view.n(count) })}</span>
    <button class="link" @click=${() => body.travel.toNextProblem(null)}>${view.t('showIt')}</button>`;
}

/** What trying the changes found, or how far it has come. Saving never waits for it. */
function trialPart(view: EditorView, { model, watch }: EditorBody): unknown {
  const { dirtyObjects } = model.drafts;
  const object = dirtyObjects.includes(view.object) ? view.object : dirtyObjects[0];
  const tried = object && watch.dryRun.state(object);
  if (!tried) return nothing;
  const { is, trial } = tried;
  if (is === 'failed') return view.t('notTried');
  if (is !== 'tried' || !trial) return html`${spinner}${tryingWords(view, object, trial)}`;
  const see = (event: Event) => view.openPanel('tried', event.currentTarget as HTMLElement);
  return html`${triedWords(view, object, trial)} ${notCopiedWords({ ...view, object }, trial)}
  ${trial.fields.length ? html`<button class="link" @click=${see}>${view.t('seeThem')}</button>` : nothing}`;
}

/** Nobody can tell yet what becomes of fields whose values were never copied. */
function notCopiedWords(view: EditorView, { fields }: Trial): string {
  const names = fields.filter((each) => each.not_copied).map(({ field }) => fieldLabel(view, field));
  return names.length ? view.t('notCopiedYet', { fields: formatList(view.tag, names) }) : '';
}

/** A note for those who read the versions, folded until it is wanted. */
function notePart(view: EditorView, { model: { saving } }: EditorBody): TemplateResult {
  return html`<details class="note">
    <summary class="link">${view.t('addNote')}</summary>
    <input
      class="input"
      maxlength="500"
      aria-label=${view.t('note')}
      placeholder=${view.t('note')}
      .value=${saving.note}
      @input=${(event: Event) => {
        saving.note = (event.target as HTMLInputElement).value;
      }}
    />
  </details>`;
}
