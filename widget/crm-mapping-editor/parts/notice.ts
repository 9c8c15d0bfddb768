import { html, type TemplateResult } from 'lit';
import { warningIcon } from '../../internal/icons.js';
import type { RowProblem } from '../state/problems.js';
import type { RowView } from '../state/row-views.js';
import { fixesOf } from './fixes.js';
import { problemWords } from './problem-words.js';
import type { EditorView } from './view.js';

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
      <p>${problemWords(view, problem, entry)}</p>
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

/** What is wrong with no row in particular: CRM fields nothing fills. */
export const generalNotice = (view: EditorView, problems: readonly RowProblem[]): TemplateResult[] =>
  problems.map(
    (problem) => html`<div class="under general">
      <div class="notice warn" part="notice">${warningIcon}
        <p>${problemWords(view, problem)}</p>
      </div>
    </div>`,
  );
