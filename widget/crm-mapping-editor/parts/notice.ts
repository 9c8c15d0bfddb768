import { html, type TemplateResult } from 'lit';
import { warningIcon } from '../../internal/icons.js';
import type { MappingKey } from '../../locales/en/mapping.js';
import type { RowProblem } from '../state/problems.js';
import type { RowView } from '../state/row-views.js';
import { crmFieldLabel, type EditorView, fieldLabel } from './view.js';

interface Fix {
  label: string;
  run: (anchor: HTMLElement) => void;
}

/** The row's problems, each a row of the grid with the buttons that mend it. */
export const noticesPart = (view: EditorView, entry: RowView): TemplateResult[] =>
  entry.problems.map((problem) => noticePart(view, entry, problem));

function noticePart(view: EditorView, entry: RowView, problem: RowProblem): TemplateResult {
  const fixes = view.isReadOnly ? [] : fixesOf(view, entry, problem);
  return html`<div class="under" role="row" data-row>
    <div
      class="notice ${problem.severity === 'error' ? 'bad' : 'warn'}"
      part="notice"
      role="gridcell"
      aria-colspan="6"
    >
      ${warningIcon}
      <p>${problemWords(view, problem)}</p>
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
  const key = `e_${problem.code}`;
  if (view.known(key) === undefined) return html`<bdi>${problem.message ?? problem.code}</bdi>`;
  return view.t(key as MappingKey, {
    crm: view.crm,
    objects: view.t(`o_${view.object}`),
    field: problem.crm ? crmFieldLabel(view, problem.crm) : '',
    other: problem.other ? fieldLabel(view, problem.other) : '',
  });
}

function fixesOf(view: EditorView, { field, row }: RowView, problem: RowProblem): Fix[] {
  const pick = (key: 'choose' | 'chooseAnother'): Fix => ({
    label: view.t(key),
    run: (anchor) => view.openPicker(field, anchor),
  });
  const leaveOut: Fix = { label: view.t('leaveOut'), run: () => view.set(field, { crm: null }) };
  switch (problem.code) {
    case 'required_missing':
      return [pick('choose')];
    case 'used_twice': {
      const { other } = problem;
      const go: Fix[] = other ? [{ label: view.t('goToIt'), run: () => view.goTo(other) }] : [];
      return [...go, pick('chooseAnother')];
    }
    case 'read_only':
      return [
        {
          label: view.t('from_crm', { crm: view.crm }),
          run: () => view.set(field, { direction: 'from_crm' }),
        },
        pick('chooseAnother'),
      ];
    case 'missing_in_crm':
    case 'unknown_crm_field':
      return [pick('chooseAnother'), leaveOut];
    case 'unknown_app_field':
    case 'duplicate_row':
      return [leaveOut];
    default:
      return [
        {
          label: view.t('changeConversion'),
          run: (anchor) => view.openConversion(field, anchor),
        },
        ...(row.crm ? [pick('chooseAnother')] : []),
      ];
  }
}
