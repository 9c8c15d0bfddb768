import { html, nothing, type TemplateResult } from 'lit';
import type { FieldOption, StageMove } from '../../../shared/mapping.js';
import { arrowRightIcon } from '../../internal/icons.js';
import type { RowView } from '../state/row-views.js';
import { findStage, moveTo, outcomesOf, type Stages, stageKey, withMove } from '../state/stages.js';
import { choiceButton, newValueRow, tableHead, wideRow } from './table-cells.js';
import { type EditorView, valueLabel } from './view.js';

/** Which stage each result of a call moves its deal to. */
export function stagesTable(view: EditorView, entry: RowView): TemplateResult {
  const known = view.dealStages();
  return html`<div class="values stages" part="values" role="presentation">
    ${tableHead([view.t('stagesTitle'), view.t('stagesTo')])}
    ${known.is === 'known' ? linesPart(view, entry, known) : waitingPart(view, known)}
  </div>`;
}

function waitingPart(
  view: EditorView,
  known: { is: 'loading' } | { is: 'failed'; retry(): void },
): TemplateResult {
  if (known.is === 'loading')
    return wideRow(html`<span role="status">${view.t('stagesLoading', { crm: view.crm })}</span>`);
  return wideRow(
    html`<span class="new">
      <span role="alert">${view.t('stagesFailed', { crm: view.crm })}</span>
      <button class="btn small" data-cell="2" @click=${known.retry}>${view.t('tryAgain')}</button>
    </span>`,
  );
}

function linesPart(view: EditorView, entry: RowView, stages: Stages): unknown {
  const { field, row, app } = entry;
  const outcomes = outcomesOf(row, app);
  if (!stages.stages.length && !row.stages) return wideRow(view.t('stagesNone', { crm: view.crm }));
  // Any word is an outcome where the row keeps what it does not know, or pairs nothing.
  const isOpen = !row.picklist || row.picklist.other === 'keep';
  const add = (outcome: string, anchor: HTMLElement) =>
    view.openChoice(anchor, field, choiceOf(view, entry, stages, outcome));
  return html`${outcomes.map((outcome) => lineRow(view, entry, stages, outcome))}
    ${outcomes.length ? nothing : wideRow(view.t('stagesOpen'))}
    ${isOpen && !app?.options ? newValueRow(view, { label: view.t('newOutcome'), add }) : nothing}
    ${wideRow(view.t('stagesNote'), 'hint')}`;
}

function labelOf({ pipelines }: Stages, { label, pipeline }: FieldOption): string {
  const name = pipelines.length > 1 ? pipelines.find(({ value }) => value === pipeline)?.label : undefined;
  return name && !label.startsWith(name) ? `${name}: ${label}` : label;
}

function choiceOf(view: EditorView, { field, row }: RowView, stages: Stages, outcome: string) {
  const move = row.stages?.[outcome];
  const found = move && findStage(stages, move);
  const keyOf = (option: FieldOption) => stageKey(moveTo(stages, option));
  const choose = (key: string) => {
    const option = stages.stages.find((each) => keyOf(each) === key);
    const next = option ? moveTo(stages, option, move) : null;
    view.set(field, { stages: withMove(row, outcome, next) });
  };
  const shown = found ? labelOf(stages, found) : (move?.stage ?? view.t('doNotMove'));
  return {
    label: view.t('stageOf', { value: valueLabel(view, outcome) }),
    options: stages.stages.map((option) => ({ value: keyOf(option), label: labelOf(stages, option) })),
    chosen: found ? keyOf(found) : '',
    none: view.t('doNotMove'),
    choose,
    shown,
    isGone: Boolean(move && !found),
  };
}

function lineRow(view: EditorView, entry: RowView, stages: Stages, outcome: string): TemplateResult {
  const { field, row } = entry;
  const move = row.stages?.[outcome];
  const { shown, isGone, ...choice } = choiceOf(view, entry, stages, outcome);
  return html`<div class="value" role="row" data-row data-value=${outcome}>
    <span role="rowheader"><bdi>${valueLabel(view, outcome)}</bdi></span>
    <span role="cell">${arrowRightIcon}</span>
    <span role="cell" class="move">
      ${choiceButton(view, field, { choice, shown, isMissing: isGone })}
      ${move ? backPart(view, entry, outcome, move) : nothing}
    </span>
  </div>`;
}

function backPart(
  view: EditorView,
  { field, row }: RowView,
  outcome: string,
  move: StageMove,
): TemplateResult {
  const changed = (event: Event) => {
    const { backwards: _, ...rest } = move;
    const isBack = (event.target as HTMLInputElement).checked;
    view.set(field, { stages: withMove(row, outcome, isBack ? { ...rest, backwards: true } : rest) });
  };
  return html`<label>
    <input
      class="check"
      type="checkbox"
      data-cell="3"
      aria-label=${view.t('stagesBackOf', { value: valueLabel(view, outcome) })}
      .checked=${move.backwards ?? false}
      ?disabled=${view.isReadOnly}
      @change=${changed}
    />
    ${view.t('stagesBack')}
  </label>`;
}
