import { html, nothing, type TemplateResult } from 'lit';
import type { DryRunExample, DryRunField, TrialSide } from '../../../shared/mapping-trials.js';
import type { FieldValue, ObjectName } from '../../../shared/records.js';
import { arrowRightIcon, chevronRightIcon } from '../../internal/icons.js';
import { fieldsToShow, type Trial } from '../state/trial.js';
import { DialogPanel } from './panel-frame.js';
import { recordsWords } from './records-words.js';
import { type ShowValue, valueShower } from './shown-value.js';
import { type EditorView, fieldLabel } from './view.js';

const SIDES: readonly TrialSide[] = ['check', 'crm', 'app'];
const SIDE_WORDS = { check: 'sideCheck', crm: 'sideCrm', app: 'sideApp' } as const;

/** What the changes that are not saved would do, field by field, with examples. */
export class TriedPanel extends DialogPanel {
  override label(view: EditorView): string {
    return view.t('triedTitle');
  }

  protected override content(view: EditorView): TemplateResult {
    const { drafts } = this.body.model;
    const tried = drafts.dirtyObjects.flatMap((object) => {
      const trial = this.body.watch.dryRun.state(object)?.trial;
      return trial ? [{ object, trial }] : [];
    });
    // Saved or discarded meanwhile: there is nothing it would change any more.
    if (!tried.length) queueMicrotask(() => this.close());
    return html`${tried.map(({ object, trial }) => this.#object({ ...view, object }, object, trial))}`;
  }

  #object(view: EditorView, object: ObjectName, trial: Trial): TemplateResult {
    const records = recordsWords(view, object, trial.tried);
    const show = valueShower(view, this.body, object);
    return html`<section class="tried">
      <p class="sentence">${view.t('triedIntro', { records })}</p>
      ${fieldsToShow(trial).map((field) => fieldPart(view, field, show))}
    </section>`;
  }
}

function fieldPart(view: EditorView, field: DryRunField, show: ShowValue): TemplateResult {
  const { crm, app } = view;
  const n = view.n(field.not_copied);
  return html`<details class="tried-field">
    <summary>
      ${chevronRightIcon}<strong class="grow"><bdi>${fieldLabel(view, field.field)}</bdi></strong>
      <span class="tabular">${countsWords(view, field)}</span>
    </summary>
    ${
      field.not_copied
        ? html`<p class="sentence">${view.t('notCopied', { count: field.not_copied, n, crm, app })}</p>`
        : nothing
    }
    ${SIDES.map((side) => sidePart(view, field, side, show))}
  </details>`;
}

function countsWords(view: EditorView, field: DryRunField): TemplateResult[] {
  const { crm, app } = view;
  const counts = SIDES.filter((side) => field[side]).map(
    (side) =>
      html`<span class=${side === 'check' ? 'warn' : ''}
        >${`${view.t(SIDE_WORDS[side], { crm, app })}: ${view.n(field[side])}`}</span
      > `,
  );
  const n = view.n(field.not_copied);
  return counts.length ? counts : [html`<span>${view.t('notCopiedCount', { n })}</span>`];
}

function sidePart(
  view: EditorView,
  field: DryRunField,
  side: TrialSide,
  show: ShowValue,
): TemplateResult | typeof nothing {
  const examples = field.examples.filter((example) => example.side === side);
  const count = field[side];
  if (!examples.length) return nothing;
  const { crm, app } = view;
  return html`<h3 class="side">
      ${view.t(SIDE_WORDS[side], { crm, app })}
      ${
        examples.length < count
          ? html`<span class="of-all">${view.t('someOf', { n: view.n(examples.length), count: view.n(count) })}</span>`
          : nothing
      }
    </h3>
    <ul class="examples">
      ${examples.map((example) => html`<li>${examplePart(view, field.field, example, show)}</li>`)}
    </ul>`;
}

/** One record's value before and after; or the one that does not fit, with why. */
export function examplePart(
  view: EditorView,
  field: string,
  example: DryRunExample,
  show: ShowValue,
): TemplateResult {
  const { label, side, before, after, error, code } = example;
  const shown = (value: FieldValue) => show(field, side === 'crm' ? 'crm' : 'app', value) || view.t('empty');
  return html`<span class="record"><bdi>${label || view.t('noName')}</bdi></span>
    <span class="change">
      <bdi class="before">${shown(before)}</bdi>
      ${arrowRightIcon}<span class="unseen">${view.t('becomes')} </span
      ><bdi class=${error ? 'warn' : ''}>${error ? (view.known(`c_${code}`) ?? error) : shown(after)}</bdi>
    </span>`;
}
