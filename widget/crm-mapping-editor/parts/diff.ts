import { html, type TemplateResult } from 'lit';
import type { RowDiff } from '../../../shared/mapping.js';
import { arrowRightIcon } from '../../internal/icons.js';
import { rowLines, rowSummary } from './row-words.js';
import { type EditorView, fieldLabel } from './view.js';

/** How many rows come, change and go: "1 added, 2 changed". */
export function countWords(
  view: EditorView,
  { added, changed, removed }: { added: number; changed: number; removed: number },
): string {
  const parts = [
    ['added', added] as const,
    ['changedCount', changed] as const,
    ['removedCount', removed] as const,
  ].filter(([, count]) => count);
  if (!parts.length) return view.t('noChanges');
  return parts.map(([key, count]) => view.t(key, { count, n: view.n(count) })).join(', ');
}

/** Row by row what changes, in plain words: what it was, what it becomes. */
export const diffPart = (view: EditorView, diff: readonly RowDiff[], label: string): TemplateResult =>
  html`<ul class="diff" aria-label=${label}>
    ${diff.map((each) => html`<li class="diff-row">${rowPart(view, each)}</li>`)}
  </ul>`;

function rowPart(view: EditorView, { field, before, after }: RowDiff): TemplateResult {
  const name = html`<strong class="diff-name"><bdi>${fieldLabel(view, field)}</bdi></strong>`;
  if (before?.crm && after?.crm) {
    return html`${name}
      <ul class="diff-lines">
        ${rowLines(view, before, after).map((line) => html`<li>${linePart(view, line)}</li>`)}
      </ul>`;
  }
  const isNew = Boolean(after?.crm);
  return html`${name}<span class="chip">${view.t(isNew ? 'rowAdded' : 'rowRemoved')}</span>
    <p class="diff-lines"><bdi class=${isNew ? '' : 'before'}>${rowSummary(view, isNew ? after : before)}</bdi></p>`;
}

function linePart(
  view: EditorView,
  { label, before, after }: { label: string; before: string; after: string },
): TemplateResult {
  return html`<span class="what">${label}</span>
    <span>
      <span class="unseen">${view.t('was')} </span><bdi class="before">${before}</bdi>
      ${arrowRightIcon}<span class="unseen">${view.t('willBe')} </span><bdi>${after}</bdi>
    </span>`;
}
