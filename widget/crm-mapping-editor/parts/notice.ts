import { html, type TemplateResult } from 'lit';
import { warningIcon } from '../../internal/icons.js';
import type { MappingKey } from '../../locales/en/mapping.js';
import { alternatesOf } from '../state/alternates.js';
import { dropAlternate } from '../state/choose-field.js';
import { fitOf } from '../state/fit.js';
import type { RowProblem } from '../state/problems.js';
import type { RowView } from '../state/row-views.js';
import { isDrift, isUnfit } from '../state/watched.js';
import { driftFixes, driftWords } from './drift.js';
import { unfitFixes, unfitWords } from './unfit.js';
import { pairsOf } from './values.js';
import { crmFieldLabel, type EditorView, fieldLabel, stepLabel } from './view.js';

export interface Fix {
  label: string;
  run: (anchor: HTMLElement) => void;
  /** Changes nothing, so that it is there for those who may only look. */
  isLooking?: true;
}

/** The row's problems, each a cell of the grid with the buttons that mend it. */
export const noticesPart = (view: EditorView, entry: RowView): TemplateResult[] =>
  entry.problems.map((problem) => noticePart(view, entry, problem));

function noticePart(view: EditorView, entry: RowView, problem: RowProblem): TemplateResult {
  const fixes = fixesOf(view, entry, problem).filter(({ isLooking }) => isLooking || !view.isReadOnly);
  return html`<div class="under" data-row>
    <div
      class="notice ${problem.severity === 'error' ? 'bad' : 'warn'}"
      part="notice"
      role="gridcell"
      aria-colspan="6"
    >
      ${warningIcon}
      <p>${isUnfit(problem) ? unfitWords(view, entry, problem) : problemWords(view, problem)}</p>
      ${fixes.map(
        ({ label, run }, index) => html`<button
          class="btn small ${index ? 'quiet' : ''}"
          data-cell=${4 + index}
          @click=${(event: Event) => run(event.currentTarget as HTMLElement)}
        >
          ${label}
        </button>`,
      )}
    </div>
  </div>`;
}

function problemWords(view: EditorView, problem: RowProblem): unknown {
  if (isDrift(problem)) return driftWords(view, problem);
  const key = `e_${problem.code.split(' ')[0]}`;
  if (view.known(key) === undefined) return html`<bdi>${problem.message ?? problem.code}</bdi>`;
  return view.t(key as MappingKey, {
    crm: view.crm,
    objects: view.t(`o_${view.object}`),
    field: problem.crm ? crmFieldLabel(view, problem.crm) : '',
    other: problem.other ? fieldLabel(view, problem.other) : '',
  });
}

/** What is wrong with no row in particular: CRM fields nothing fills. */
export const generalNotice = (view: EditorView, problems: readonly RowProblem[]): TemplateResult[] =>
  problems.map(
    (problem) => html`<div class="under general">
      <div class="notice warn" part="notice">${warningIcon}
        <p>${problemWords(view, problem)}</p>
      </div>
    </div>`,
  );

function fixesOf(view: EditorView, entry: RowView, problem: RowProblem): Fix[] {
  if (isUnfit(problem)) return unfitFixes(view, entry, problem);
  if (isDrift(problem)) return driftFixes(view, entry, problem);
  const { field, app, row } = entry;
  const { code, crm, other } = problem;
  const pick = (key: 'choose' | 'chooseAnother'): Fix => ({
    label: view.t(key),
    run: (anchor) => view.openPicker(field, anchor),
  });
  const another = pick('chooseAnother');
  const leaveOut: Fix = { label: view.t('leaveOut'), run: () => view.set(field, { crm: null }) };
  const onlyFrom: Fix = {
    label: view.t('from_crm', { crm: view.crm }),
    run: () => view.set(field, { direction: 'from_crm' }),
  };
  const convert: Fix = {
    label: view.t('changeConversion'),
    run: (anchor) => view.openPanel('conversion', anchor, field),
  };
  switch (code) {
    case 'required_missing':
      return [pick('choose')];
    case 'used_twice':
      return other ? [{ label: view.t('goToIt'), run: () => view.goTo(other) }, another] : [another];
    case 'one_way':
      return [onlyFrom];
    case 'read_only':
      return [onlyFrom, another];
    case 'unknown_crm_field': {
      const isOneOfMany = crm && alternatesOf(row.crm).length > 1;
      const drop: Fix = {
        label: view.t('remove'),
        run: () => view.set(field, dropAlternate(row, crm ?? '')),
      };
      return isOneOfMany ? [drop] : [another, leaveOut];
    }
    case 'unknown_option': {
      const values: Fix = { label: view.t('matchValues'), run: () => view.openValues(field) };
      return pairsOf(view, { row, app }) ? [values, another] : [another];
    }
    case 'type_clash': {
      const found = view.crmFields.get(crm ?? alternatesOf(row.crm)[0] ?? '');
      const { transforms } = found ? fitOf(app, found, row.direction, view.country) : { transforms: [] };
      const add: Fix = {
        label: transforms.map((step) => stepLabel(view, step)).join(', '),
        run: () => view.set(field, { transforms }),
      };
      return [transforms.length && !row.transforms.length ? add : convert, another];
    }
    case 'unknown_transform':
      return [convert];
    default:
      return [leaveOut];
  }
}
