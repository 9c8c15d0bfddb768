import { html, nothing, type TemplateResult } from 'lit';
import {
  CONDITIONS,
  CONFLICT_RULES,
  type ConflictRule,
  DIRECTIONS,
  defaultRule,
  type MappingRow,
} from '../../../shared/mapping.js';
import type { MakePanel } from '../panels.js';
import type { RowView } from '../state/row-views.js';
import { type EditorView, fieldLabel } from './view.js';

/** The panel of a row's rules: which way, when, who wins, and whether it is needed. */
export const rulesPanel: MakePanel = ({ model }, { field }) => ({
  label: (view) => view.t('rulesTitle', { field: fieldLabel(view, field) }),
  draw: (view) => {
    const entry = model.drafts.views(view.object).find((each) => each.field === field);
    return entry?.row.crm ? rulesPart(view, entry) : null;
  },
});

interface Option {
  label: string;
  note?: string;
  /** Told apart from the others, as the one a field has by itself. */
  mark?: string;
  isChosen: boolean;
  choose(): void;
}

function rulesPart(view: EditorView, entry: RowView): TemplateResult {
  const { field, row } = entry;
  return html`<h3 class="pick-title"><bdi>${view.t('rulesTitle', { field: fieldLabel(view, field) })}</bdi></h3>
    ${groupPart('way', view.t('direction'), directions(view, entry))}
    ${groupPart('when', view.t('whenTitle'), conditions(view, entry))}
    ${row.direction === 'both' ? groupPart('rule', view.t('ruleTitle'), rules(view, entry)) : nothing}
    ${neededPart(view, entry)}`;
}

function groupPart(name: string, title: string, options: readonly Option[]): TemplateResult {
  return html`<fieldset class="rule-group">
    <legend class="label">${title}</legend>
    ${options.map(
      ({ label, note, mark, isChosen, choose }) => html`<label class="rule">
        <input class="radio" type="radio" name=${name} .checked=${isChosen} @change=${choose} />
        <span class="what">
          <span><bdi>${label}</bdi>${mark ? html`<span class="hint"> · ${mark}</span>` : nothing}</span>
          ${note ? html`<span class="hint">${note}</span>` : nothing}
        </span>
      </label>`,
    )}
  </fieldset>`;
}

const directions = (view: EditorView, { field, row }: RowView): Option[] =>
  DIRECTIONS.map((direction) => ({
    label: view.t(direction, { crm: view.crm }),
    isChosen: row.direction === direction,
    choose: () => view.set(field, { direction }),
  }));

function conditions(view: EditorView, { field, row }: RowView): Option[] {
  const labels = { app: view.app, crm: view.crm };
  const notes = {
    always: view.t('when_always_note'),
    if_empty: view.t(`when_if_empty_${row.direction}`, labels),
    if_changed: view.t('when_if_changed_note', labels),
  };
  // On the way in a change is all there is to go by.
  const offered = CONDITIONS.filter(
    (when) => when === 'if_empty' || row.direction !== 'from_crm' || row.when === when,
  );
  return (['always', ...offered] as const).map((when) => ({
    label: view.t(`when_${when}`),
    note: notes[when],
    isChosen: (row.when ?? 'always') === when,
    choose: () => view.set(field, { when: when === 'always' ? null : when }),
  }));
}

/** The field's usual rule is left out of the row: it follows when the usual one is another. */
function rules(view: EditorView, { field, row }: RowView): Option[] {
  const labels = { app: view.app, crm: view.crm };
  const usual = defaultRule(view.object, field);
  const chosen = row.rule ?? usual;
  return CONFLICT_RULES.map((rule: ConflictRule) => ({
    label: view.t(`rule_${rule}`, labels),
    note: view.t(`rule_${rule}_note`, labels),
    ...(rule === usual && { mark: view.t('usualRule', { field: fieldLabel(view, field) }) }),
    isChosen: chosen === rule,
    choose: () => view.set(field, { rule: rule === usual ? null : rule }),
  }));
}

const NEEDED: Record<MappingRow['direction'], 'needed_both' | 'needed_from_crm' | 'needed_to_crm'> = {
  both: 'needed_both',
  from_crm: 'needed_from_crm',
  to_crm: 'needed_to_crm',
};

function neededPart(view: EditorView, { field, row }: RowView): TemplateResult {
  const changed = (event: Event) =>
    view.set(field, { required: (event.target as HTMLInputElement).checked ? true : null });
  return html`<fieldset class="rule-group">
    <legend class="label">${view.t('neededTitle')}</legend>
    <label class="rule">
      <input class="check" type="checkbox" .checked=${row.required ?? false} @change=${changed} />
      <span class="what">
        <span>${view.t('needed')}</span>
        <span class="hint">${view.t(NEEDED[row.direction], { crm: view.crm, app: view.app })}</span>
      </span>
    </label>
  </fieldset>`;
}
