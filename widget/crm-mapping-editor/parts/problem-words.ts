import { html } from 'lit';
import type { MappingKey } from '../../locales/en/mapping.js';
import { alternatesOf } from '../state/alternates.js';
import type { RowProblem } from '../state/problems.js';
import type { RowView } from '../state/row-views.js';
import { isDrift, isUnfit } from '../state/watched.js';
import { driftWords } from './drift.js';
import { stepName } from './step-label.js';
import { unfitWords } from './unfit.js';
import { crmFieldLabel, type EditorView, fieldLabel, valueLabel } from './view.js';

/**
 * What is wrong, in the page's language; the service's own words for what we have none for.
 *
 * @param entry the row; left out: of none.
 */
export function problemWords(view: EditorView, problem: RowProblem, entry?: RowView): unknown {
  if (isDrift(problem)) return driftWords(view, problem);
  if (entry && isUnfit(problem)) return unfitWords(view, entry, problem);
  const key = `e_${problem.code.split(' ')[0]}`;
  if (view.known(key) === undefined) return html`<bdi>${problem.message ?? problem.code}</bdi>`;
  const { other, step, outcome, field } = problem;
  const about = problem.crm ?? alternatesOf(entry?.row.crm ?? null)[0];
  return view.t(key as MappingKey, {
    app: view.app,
    crm: view.crm,
    objects: view.t(`o_${view.object}`),
    field: about ? crmFieldLabel(view, about) : '',
    own: field ? fieldLabel(view, field) : '',
    other: other ? fieldLabel(view, other) : '',
    step: step ? stepName(view, step) : '',
    value: outcome ? valueLabel(view, outcome) : '',
  });
}
