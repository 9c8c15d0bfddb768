import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Transform, TransformName } from '../../../shared/mapping.js';
import type { FieldValue } from '../../../shared/records.js';
import { findNameTwin, oneWaySteps } from '../../../shared/transforms.js';
import { arrowRightIcon, chevronDownIcon, chevronUpIcon, crossIcon } from '../../internal/icons.js';
import { ChainPreview } from '../chain-preview.js';
import type { MakePanel } from '../panels.js';
import { chainEnds, infoOf, newStep, type StepsToAdd, stepsToAdd } from '../state/conversions.js';
import type { RowView } from '../state/row-views.js';
import { crmFieldOf } from './chips.js';
import { stepName } from './step-label.js';
import { settingPart } from './step-settings.js';
import { type EditorView, exampleOf, fieldLabel } from './view.js';

type PutSteps = (steps: Transform[], mergeKey?: string) => void;

/** The panel of a row's conversion. */
export const conversionPanel: MakePanel = (body, { field }) => {
  const chain = new ChainPreview(body.model);
  return {
    label: (view) => view.t('conversion'),
    draw: (view) => {
      const entry = body.model.drafts.views(view.object).find((each) => each.field === field);
      if (!entry?.row.crm) return null;
      chain.follow(entry);
      return conversionPart(view, entry, chain);
    },
    closed: () => chain.stop(),
  };
};

/** The steps of one row's conversion in their order, and what each makes of a real value. */
function conversionPart(view: EditorView, entry: RowView, chain: ChainPreview): TemplateResult {
  const { field, app, row } = entry;
  const steps = row.transforms;
  const put: PutSteps = (transforms, mergeKey) => view.set(field, { transforms }, mergeKey);
  const toAdd = stepsToAdd(chainEnds(row, app, crmFieldOf(view, entry)?.type), steps);
  return html`<h3 class="pick-title">
      <bdi>${view.t('conversionTo', { field: fieldLabel(view, field), crm: view.crm })}</bdi>
    </h3>
    ${steps.length ? nothing : html`<p class="none">${view.t('noSteps')}</p>`}
    ${steps.length > 1 ? html`<p class="none">${orderWords(view, entry)}</p>` : nothing}
    <ol class="steps">
      ${repeat(
        steps,
        (step, at) => `${step.name} ${steps.slice(0, at).filter(({ name }) => name === step.name).length}`,
        (step, at) => stepPart(view, entry, { step, at, put, after: chain.after(at) }),
      )}
    </ol>
    ${addPart(view, field, toAdd, (name) => put([...steps, newStep(name, view.country)]))} ${tryPart(view, entry)}`;
}

const orderWords = (view: EditorView, { row }: RowView): string =>
  view.t(row.direction === 'to_crm' ? 'stepsRunOut' : 'stepsRunIn', { app: view.app, crm: view.crm });

interface StepOf {
  step: Transform;
  at: number;
  put: PutSteps;
  /** What a real value is after it; undefined while that is not known. */
  after: FieldValue | undefined;
}

function stepPart(view: EditorView, entry: RowView, { step, at, put, after }: StepOf): TemplateResult {
  const steps = entry.row.transforms;
  const name = stepName(view, step.name);
  const move = (event: Event, to: number) => {
    if (to < 0 || to >= steps.length) return;
    const moved = steps.toSpliced(at, 1).toSpliced(to, 0, step);
    put(moved);
    focusLater(event, `.step:nth-child(${to + 1}) [data-move="${to > at ? 'down' : 'up'}"]`);
  };
  const remove = (event: Event) => {
    put(steps.toSpliced(at, 1));
    focusLater(event, `.step:nth-child(${Math.min(at + 1, steps.length - 1)}) [data-remove], .add-step`);
  };
  const keyed = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !event.altKey) return;
    event.preventDefault();
    move(event, at + by);
  };
  const change = (changed: Transform, setting: string) => put(steps.with(at, changed), `${at} ${setting}`);
  return html`<li class="step" @keydown=${keyed}>
    <div class="step-head">
      <span class="what">${name}${oneWayMark(view, entry, step)}</span>
      ${moveButton(view.t('earlierStep', { step: name }), 'up', at > 0, (event) => move(event, at - 1))}
      ${moveButton(view.t('laterStep', { step: name }), 'down', at < steps.length - 1, (event) => move(event, at + 1))}
      <button
        class="btn icon-only small"
        data-remove
        aria-label=${view.t('removeStep', { step: name })}
        @click=${remove}
      >
        ${crossIcon}
      </button>
    </div>
    ${infoOf(step.name)?.params.map((param) => settingPart(view, entry, { step, param, at, change }))}
    ${oneWayFixes(view, entry, step)} ${afterPart(view, after)}
  </li>`;
}

/** A step that cannot move further that way stays in reach of the keyboard, so that focus is not lost on it. */
const moveButton = (
  label: string,
  way: 'up' | 'down',
  can: boolean,
  run: (event: Event) => void,
): TemplateResult => html`<button
  class="btn icon-only small"
  data-move=${way}
  aria-label=${label}
  aria-disabled=${can ? nothing : 'true'}
  @click=${run}
>
  ${way === 'up' ? chevronUpIcon : chevronDownIcon}
</button>`;

/** Once drawn: the first of what answers to the selector. */
function focusLater(event: Event, selector: string): void {
  const root = (event.currentTarget as Element).getRootNode() as ShadowRoot;
  void (root.host as LitElement).updateComplete.then(() =>
    root.querySelector<HTMLElement>(selector)?.focus(),
  );
}

const isOneWay = (view: EditorView, { row }: RowView, step: Transform): boolean =>
  oneWaySteps({ transforms: [step] }).length > 0 && !findNameTwin(row, view.rows);

function oneWayMark(view: EditorView, entry: RowView, step: Transform): unknown {
  if (!isOneWay(view, entry, step)) return nothing;
  const key = ({ both: 'oneWayOnly', from_crm: 'onlyIn', to_crm: 'onlyOut' } as const)[entry.row.direction];
  return html`<span class="hint"> · ${view.t(key, { crm: view.crm })}</span>`;
}

/** Makes the row go one way, as the step does. */
function oneWayFixes(view: EditorView, entry: RowView, step: Transform): unknown {
  const { field, row } = entry;
  if (row.direction !== 'both' || !isOneWay(view, entry, step)) return nothing;
  return html`<div class="buttons">
    ${(['from_crm', 'to_crm'] as const).map(
      (direction) => html`<button class="btn small" @click=${() => view.set(field, { direction })}>
        ${view.t(direction, { crm: view.crm })}
      </button>`,
    )}
  </div>`;
}

function afterPart(view: EditorView, after: FieldValue | undefined): unknown {
  if (after === undefined) return nothing;
  const value = after === null ? view.t('empty') : Array.isArray(after) ? after.join(' · ') : String(after);
  return html`<p class="after">
    ${arrowRightIcon}<span class="unseen">${view.t('stepGives', { value: '' })}</span><bdi>${value}</bdi>
  </p>`;
}

function addPart(
  view: EditorView,
  field: string,
  { likely, other }: StepsToAdd,
  add: (name: TransformName) => void,
): TemplateResult | typeof nothing {
  if (!likely.length && !other.length) return nothing;
  const chosen = (event: Event) => {
    const select = event.target as HTMLSelectElement;
    if (select.value) add(select.value as TransformName);
    select.value = '';
  };
  const options = (names: readonly TransformName[]) =>
    names.map((name) => html`<option value=${name}>${stepName(view, name)}</option>`);
  const group = (label: string, names: readonly TransformName[]) =>
    names.length ? html`<optgroup label=${label}>${options(names)}</optgroup>` : nothing;
  return html`<select class="add-step" aria-label=${view.t('addStep')} @change=${chosen}>
    <option value="" selected>+ ${view.t('addStep')}</option>
    ${group(view.t('likelySteps', { field: fieldLabel(view, field) }), likely)}
    ${group(view.t('otherSteps'), other)}
  </select>`;
}

function tryPart(view: EditorView, entry: RowView): TemplateResult | typeof nothing {
  const example = exampleOf(view, entry);
  if (!example) return nothing;
  const { from, to, error } = example;
  return html`<div class="try">
    <p class="label">${view.t('tryIt')}</p>
    <p class="before"><bdi>${from || view.t('empty')}</bdi></p>
    <p class=${error ? 'warn' : ''} aria-live="polite">
      ${arrowRightIcon}<bdi>${error ?? (to || view.t('empty'))}</bdi>
    </p>
  </div>`;
}
