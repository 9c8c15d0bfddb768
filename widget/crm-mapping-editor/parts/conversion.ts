import { html, nothing, type TemplateResult } from 'lit';
import type { Transform, TransformName } from '../../../shared/mapping.js';
import { arrowRightIcon, chevronUpIcon, crossIcon } from '../../internal/icons.js';
import type { MakePanel } from '../panels.js';
import { newStep, stepsToAdd, withParameter } from '../state/conversions.js';
import type { RowView } from '../state/row-views.js';
import { stepParameter } from '../state/step-parameter.js';
import { type EditorView, exampleOf, fieldLabel, stepLabel } from './view.js';

const PARAMETER_NAMES = ['e164', 'multiply', 'truncate', 'default'] as const;
type WithParameter = (typeof PARAMETER_NAMES)[number];
const hasParameter = (name: TransformName): name is WithParameter =>
  (PARAMETER_NAMES as readonly string[]).includes(name);

const kindLabel = (view: EditorView, name: TransformName): string =>
  view.t(hasParameter(name) ? `n_${name}` : `t_${name}`);

/** The panel of a row's conversion. */
export const conversionPanel: MakePanel = ({ model }, { field }) => ({
  label: (view) => view.t('conversion'),
  draw: (view) => {
    const entry = model.drafts.views(view.object).find((each) => each.field === field);
    return entry ? conversionPart(view, entry) : null;
  },
});

/** The steps of one row's conversion, and what they make of a real value. */
function conversionPart(view: EditorView, entry: RowView): TemplateResult {
  const { field, app, row } = entry;
  const steps = row.transforms;
  const put = (transforms: Transform[], mergeKey?: string) => view.set(field, { transforms }, mergeKey);
  return html`<h3 class="pick-title">
      <bdi>${view.t('conversionTo', { field: fieldLabel(view, field), crm: view.crm })}</bdi>
    </h3>
    ${steps.length ? nothing : html`<p class="none">${view.t('noSteps')}</p>`}
    <ol class="steps">
      ${steps.map((step, at) => stepPart(view, entry, step, at, put))}
    </ol>
    ${addPart(view, stepsToAdd(app?.type ?? null, steps), (name) => put([...steps, newStep(name, view.country)]))}
    ${tryPart(view, entry)}`;
}

function stepPart(
  view: EditorView,
  { app, row }: RowView,
  step: Transform,
  at: number,
  put: (steps: Transform[], mergeKey?: string) => void,
): TemplateResult {
  const steps = row.transforms;
  const parameter = stepParameter(step);
  const label = parameter === null ? stepLabel(view, step) : kindLabel(view, step.name);
  const typed = (event: InputEvent) => {
    const input = event.target as HTMLInputElement;
    const changed = withParameter(step, input.value, app?.type ?? null);
    input.setAttribute('aria-invalid', String(!changed));
    if (changed) put(steps.with(at, changed), `${at} ${step.name}`);
  };
  const earlier = () => put(steps.with(at - 1, step).with(at, steps[at - 1]!));
  return html`<li class="step">
    <span class="what">
      ${label}
      ${
        parameter === null
          ? nothing
          : html`<input
              class="input"
              dir="auto"
              aria-label=${view.t(`p_${step.name as WithParameter}`)}
              title=${view.t(`p_${step.name as WithParameter}`)}
              .value=${parameter}
              @input=${typed}
            />`
      }
    </span>
    ${
      at
        ? html`<button
            class="btn icon-only small"
            aria-label=${view.t('earlierStep', { step: label })}
            @click=${earlier}
          >
            ${chevronUpIcon}
          </button>`
        : nothing
    }
    <button
      class="btn icon-only small"
      aria-label=${view.t('removeStep', { step: label })}
      @click=${() => put(steps.filter((other) => other !== step))}
    >
      ${crossIcon}
    </button>
  </li>`;
}

function addPart(
  view: EditorView,
  names: readonly TransformName[],
  add: (name: TransformName) => void,
): TemplateResult | typeof nothing {
  if (!names.length) return nothing;
  const chosen = (event: Event) => {
    const select = event.target as HTMLSelectElement;
    add(select.value as TransformName);
    select.value = '';
  };
  return html`<select class="add-step" aria-label=${view.t('addStep')} @change=${chosen}>
    <option value="" selected>+ ${view.t('addStep')}</option>
    ${names.map((name) => html`<option value=${name}>${kindLabel(view, name)}</option>`)}
  </select>`;
}

function tryPart(view: EditorView, entry: RowView): TemplateResult | typeof nothing {
  const example = exampleOf(view, entry);
  if (!example) return nothing;
  const { from, to, error } = example;
  return html`<div class="try">
    <p class="label">${view.t('example')}</p>
    <p class="before"><bdi>${from || view.t('empty')}</bdi></p>
    <p class=${error ? 'warn' : ''} aria-live="polite">
      ${arrowRightIcon}<bdi>${error ?? (to || view.t('empty'))}</bdi>
    </p>
  </div>`;
}
