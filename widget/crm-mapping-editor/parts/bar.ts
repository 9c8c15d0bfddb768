import { html, nothing, type TemplateResult } from 'lit';
import type { ObjectName } from '../../../shared/records.js';
import {
  chevronDownIcon,
  moreIcon,
  redoIcon,
  searchIcon,
  undoIcon,
  warningIcon,
} from '../../internal/icons.js';
import { providerTile } from '../../internal/parts.js';
import type { ProblemCount } from '../state/count-problems.js';
import type { Filter } from '../state/row-views.js';
import type { EditorView } from './view.js';

export interface Tab {
  object: ObjectName;
  problems: number;
  matched: number;
  isDirty: boolean;
}

/** The object tabs. Arrows choose; one tab stop. */
export function tabsPart(
  view: EditorView,
  tabs: readonly Tab[],
  choose: (object: ObjectName) => void,
): TemplateResult {
  const move = (event: KeyboardEvent) => {
    const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]')];
    const at = buttons.indexOf(event.target as HTMLElement);
    const isRtl = getComputedStyle(buttons[0]!).direction === 'rtl';
    const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key];
    const to = step ? at + step : { Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + tabs.length) % tabs.length;
    buttons[next]!.focus();
    choose(tabs[next]!.object);
  };
  return html`<div class="tabs" part="tabs" role="tablist" aria-label=${view.t('objects')} @keydown=${move}>
    ${tabs.map(
      (tab) => html`<button
        class="tab"
        part="tab"
        role="tab"
        id=${`tab-${tab.object}`}
        aria-selected=${tab.object === view.object}
        aria-controls="panel"
        tabindex=${tab.object === view.object ? 0 : -1}
        @click=${() => choose(tab.object)}
      >
        ${view.t(tab.object)}
        ${
          tab.problems
            ? html`<span class="count warn">${warningIcon}${view.n(tab.problems)}<span class="unseen">
                ${view.t('toCheck', { n: '' })}</span></span
              >`
            : html`<span class="count">${view.n(tab.matched)}</span>`
        }
        ${tab.isDirty ? html`<span class="dot"><span class="unseen">${view.t('unsavedHere')}</span></span>` : nothing}
      </button>`,
    )}
  </div>`;
}

/** Which CRM; a menu where several are connected. */
export function providerPart(view: EditorView, id: string, isOneOfMany: boolean): TemplateResult {
  const name = html`${providerTile(id, view.crm, 'small')}<bdi>${view.crm}</bdi>`;
  return isOneOfMany
    ? html`<button
        class="btn quiet provider"
        aria-haspopup="menu"
        aria-label=${`${view.t('provider')}: ${view.crm}`}
        @click=${(event: Event) => view.openMenu('provider', event.currentTarget as HTMLElement)}
      >
        ${name}${chevronDownIcon}
      </button>`
    : html`<p class="provider">${name}</p>`;
}

export interface BarState {
  search: string;
  filter: Filter;
  rowCount: number;
  /** CRM fields that no row uses. */
  crmOnly: number;
  problems: ProblemCount;
  exampleName: string | null;
  canUndo: boolean;
  canRedo: boolean;
}

export interface BarActions {
  find(text: string): void;
  undo(): void;
  redo(): void;
  nextProblem(): void;
}

/** Words of a filter: "All 14 fields". @param count of rows, or of what the filter shows instead. */
export const filterLabel = (view: EditorView, filter: Filter, count: number): string =>
  view.t(filter, { count, n: view.n(count), crm: view.crm });

/** What is left to mend, and leads there. */
function problemsButton(view: EditorView, { rows, required }: ProblemCount, act: BarActions): unknown {
  if (!rows) return nothing;
  const [key, count] = required ? (['requiredLeft', required] as const) : (['toCheckNext', rows] as const);
  const words = view.t(key, { count, n: view.n(count) });
  return html`<button
    class="btn quiet problems"
    title=${`${view.t('nextProblem')} (F8)`}
    aria-label=${`${words}. ${view.t('nextProblem')}`}
    @click=${act.nextProblem}
  >
    ${warningIcon}<span>${words}</span>
  </button>`;
}

export function barPart(view: EditorView, state: BarState, act: BarActions): TemplateResult {
  const menu = (kind: 'filter' | 'bar') => (event: Event) =>
    view.openMenu(kind, event.currentTarget as HTMLElement);
  return html`<div class="bar" part="bar">
    <label class="find">
      ${searchIcon}
      <span class="unseen">${view.t('find')}</span>
      <input
        class="input"
        id="find"
        type="search"
        placeholder=${view.t('find')}
        .value=${state.search}
        @input=${(event: InputEvent) => act.find((event.target as HTMLInputElement).value)}
      />
    </label>
    <button class="btn filter" part="select" aria-haspopup="menu" @click=${menu('filter')}>
      ${filterLabel(view, state.filter, state.filter === 'crmOnly' ? state.crmOnly : state.rowCount)}${chevronDownIcon}
    </button>
    ${problemsButton(view, state.problems, act)}
    <span class="of">
      <button
        class="btn example"
        part="select"
        aria-haspopup="dialog"
        @click=${(event: Event) => view.openPanel('example', event.currentTarget as HTMLElement)}
      >
        <bdi>${state.exampleName === null ? view.t('noExample') : view.t('exampleOf', { name: state.exampleName })}</bdi
        >${chevronDownIcon}
      </button>
    </span>
    ${
      view.isReadOnly
        ? nothing
        : html`<button
              class="btn icon-only wide"
              aria-label=${view.t('undo')}
              ?disabled=${!state.canUndo}
              @click=${act.undo}
            >
              ${undoIcon}
            </button>
            <button
              class="btn icon-only wide"
              aria-label=${view.t('redo')}
              ?disabled=${!state.canRedo}
              @click=${act.redo}
            >
              ${redoIcon}
            </button>`
    }
    <button class="btn icon-only" aria-label=${view.t('more')} aria-haspopup="menu" @click=${menu('bar')}>
      ${moreIcon}
    </button>
  </div>`;
}
