import { html, nothing, render, type TemplateResult } from 'lit';
import type { Direction } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';
import { crossIcon, plusIcon, searchIcon } from '../../internal/icons.js';
import { alternatesOf } from '../state/alternates.js';
import type { FitLevel } from '../state/fit.js';
import { lossOf } from '../state/loss.js';
import { type PickItem, type PickOption, pickItems } from '../state/pick-list.js';
import { type Window, windowOf } from '../state/window-of.js';
import { shortReason } from './suggestion.js';
import { typeIcon } from './type-icon.js';
import { crmFieldLabel, type EditorView, fieldLabel } from './view.js';

/** The service takes no more. */
const MOST_ALTERNATES = 5;
const SHOWN_SAMPLES = 2;
const PAGE = 8;

export interface PickerOf {
  view: EditorView;
  field: string;
  /** Null for a field of ours without a type. */
  app: AppField | null;
  direction: Direction;
  crm: string | null;
  options: readonly PickOption[];
  /** CRM field -> our field that uses it already. */
  usedBy: ReadonlyMap<string, string>;
  /** What was typed to open it. */
  search: string;
  pick(option: PickOption, isAlternate: boolean): void;
  drop(name: string): void;
  leaveOut(): void;
}

type Kind = 'group' | 'line' | 'lines';

/**
 * The popover a CRM field is chosen in: a combobox over a list of which only the visible part is drawn.
 * It draws itself, so that a key in its search does not draw the rows of the editor again.
 */
export class FieldPicker {
  #of: PickerOf | null = null;
  #search = '';
  #isAlternate = false;
  #items: PickItem[] = [];
  #active = -1;
  #top = 0;
  /** px; replaced by what is measured once drawn. */
  #heights: Record<Kind, number> = { group: 28, line: 36, lines: 50 };

  constructor(readonly box: HTMLElement) {}

  /** Draws it; call before the popover is shown, then `focus`. */
  open(of: PickerOf): void {
    this.#of = of;
    this.#isAlternate = false;
    this.#find(of.search);
  }

  focus(): void {
    const input = this.box.querySelector('input');
    input?.focus();
    input?.setSelectionRange(this.#search.length, this.#search.length);
    // Heights differ by text size and pointer: measured once there is something to measure.
    if (this.#measure()) this.#draw();
  }

  close(): void {
    this.#of = null;
    render(nothing, this.box);
  }

  #find(search: string): void {
    this.#search = search;
    const { options, crm } = this.#of!;
    const taken = this.#isAlternate ? alternatesOf(crm) : [];
    this.#items = pickItems(
      options.filter((option) => !taken.includes(option.crm.name)),
      search,
    );
    const chosen = alternatesOf(crm)[0];
    const at = this.#items.findIndex((item) => item.kind === 'option' && item.option.crm.name === chosen);
    this.#activate(search || at < 0 ? this.#next(-1, 1) : at);
  }

  /** The option `step` further, skipping heads; stays at the ends. */
  #next(from: number, step: number): number {
    let last = from;
    const move = Math.sign(step);
    for (
      let at = from + move, left = Math.abs(step);
      left && at >= 0 && at < this.#items.length;
      at += move
    ) {
      if (this.#items[at]!.kind === 'group') continue;
      last = at;
      left--;
    }
    return last;
  }

  #activate(at: number): void {
    this.#active = at;
    const list = this.box.querySelector('.options');
    const heights = this.#items.map((item) => this.#heights[this.#kindOf(item)]);
    const start = heights.slice(0, Math.max(at, 0)).reduce((sum, height) => sum + height, 0);
    const view = list?.clientHeight || 320;
    const isFirst = at >= 0 && this.#next(-1, 1) === at;
    if (isFirst || start < this.#top) this.#top = isFirst ? 0 : start;
    else if (start + (heights[at] ?? 0) > this.#top + view) this.#top = start + heights[at]! - view;
    this.#draw();
    if (list) list.scrollTop = this.#top;
  }

  #kindOf(item: PickItem): Kind {
    if (item.kind === 'group') return 'group';
    return this.#noteOf(item.option) ? 'lines' : 'line';
  }

  #noteOf({ crm, fit }: PickOption): string {
    const { view, usedBy, field, app, direction } = this.#of!;
    if (fit.reason) return view.t(fit.reason, { crm: view.crm });
    const other = usedBy.get(crm.name);
    if (other && other !== field) return view.t('usedBy', { field: fieldLabel(view, other) });
    const suggestion = view.suggestions.get(field);
    if (suggestion?.crm === crm) return shortReason(view, suggestion.reason);
    const loss = lossOf(app, crm, direction);
    if (loss) return view.t(loss);
    return crm.required && !other ? view.t('requiredInCrm', { crm: view.crm }) : '';
  }

  #measure(): boolean {
    let isNew = false;
    for (const kind of ['group', 'line', 'lines'] as const) {
      const height = this.box.querySelector<HTMLElement>(`[data-kind=${kind}]`)?.offsetHeight;
      if (height && height !== this.#heights[kind]) {
        this.#heights[kind] = height;
        isNew = true;
      }
    }
    return isNew;
  }

  #pick(at: number): void {
    const item = this.#items[at];
    if (item?.kind === 'option' && item.option.fit.level !== 'cannot') {
      this.#of!.pick(item.option, this.#isAlternate);
    }
  }

  #keyed = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    if (step) this.#activate(this.#next(this.#active, step));
    else if (event.key === 'Enter') this.#pick(this.#active);
    else return;
    event.preventDefault();
  };

  #scrolled = (event: Event): void => {
    this.#top = (event.currentTarget as HTMLElement).scrollTop;
    this.#draw();
  };

  #draw(): void {
    if (!this.#of) return;
    const list = this.box.querySelector<HTMLElement>('.options');
    const heights = this.#items.map((item) => this.#heights[this.#kindOf(item)]);
    const shown = windowOf(heights, this.#top, list?.clientHeight || 320);
    render(this.#template(shown), this.box);
    // Set through the style object: a strict style policy forbids style attributes.
    const [before, after] = this.box.querySelectorAll<HTMLElement>('.space');
    before?.style.setProperty('block-size', `${shown.before}px`);
    after?.style.setProperty('block-size', `${shown.after}px`);
  }

  #template(shown: Window): TemplateResult {
    const { view, crm, field } = this.#of!;
    const names = alternatesOf(crm);
    const first = names[0] ? crmFieldLabel(view, names[0]) : '';
    const label = this.#isAlternate
      ? view.t('alternateOf', { field: first })
      : view.t('search', { crm: view.crm });
    return html`
      ${this.#isAlternate ? html`<p class="pick-title">${label}</p>` : nothing}
      ${names.length > 1 && !this.#isAlternate ? this.#order(names) : nothing}
      <label class="find">
        ${searchIcon}
        <input
          class="input"
          role="combobox"
          autocomplete="off"
          spellcheck="false"
          aria-expanded="true"
          aria-controls="options"
          aria-autocomplete="list"
          aria-activedescendant=${this.#active >= 0 ? `option-${this.#active}` : nothing}
          aria-label=${`${fieldLabel(view, field)}. ${label}`}
          .value=${this.#search}
          @input=${(event: InputEvent) => this.#find((event.target as HTMLInputElement).value)}
          @keydown=${this.#keyed}
        />
      </label>
      <div
        class="options"
        id="options"
        role="listbox"
        tabindex="-1"
        aria-label=${view.t('fieldsOf', { crm: view.crm })}
        @scroll=${this.#scrolled}
      >
        <div class="space" role="presentation"></div>
        ${this.#groups(shown)}
        <div class="space" role="presentation"></div>
      </div>
      ${this.#items.length ? nothing : html`<p class="none" role="status">${view.t('noCrmField', { crm: view.crm })}</p>`}
      ${this.#isAlternate ? nothing : this.#actions(names)}
    `;
  }

  /** The drawn items under their groups; a group whose head is scrolled away still names its options. */
  #groups({ start, end }: Window): TemplateResult[] {
    const { view } = this.#of!;
    const groups = new Map<FitLevel, TemplateResult[]>();
    for (let at = start; at < end; at++) {
      const item = this.#items[at]!;
      const level = item.kind === 'group' ? item.level : item.option.fit.level;
      const lines = groups.get(level) ?? [];
      groups.set(level, lines);
      lines.push(
        item.kind === 'group'
          ? html`<div class="group" data-kind="group" role="presentation">${view.t(level)}</div>`
          : this.#option(item.option, at),
      );
    }
    return [...groups].map(
      ([level, lines]) => html`<div role="group" aria-label=${view.t(level)}>${lines}</div>`,
    );
  }

  #option(option: PickOption, at: number): TemplateResult {
    const { crm, fit } = option;
    const note = this.#noteOf(option);
    const isChosen = alternatesOf(this.#of!.crm).includes(crm.name);
    const samples = crm.samples.slice(0, SHOWN_SAMPLES).join(', ');
    return html`<div
      class="option ${at === this.#active ? 'active' : ''}"
      id=${`option-${at}`}
      data-kind=${note ? 'lines' : 'line'}
      role="option"
      aria-selected=${isChosen}
      aria-disabled=${fit.level === 'cannot' ? 'true' : nothing}
      @click=${() => this.#pick(at)}
    >
      ${typeIcon(crm.type, crm.native_type)}
      <span class="what">
        <span class="names"><bdi class="name">${crm.label}</bdi><bdi class="api" dir="ltr">${crm.name}</bdi></span>
        ${note ? html`<span class="note">${note}</span>` : nothing}
      </span>
      <bdi class="samples">${samples}</bdi>
    </div>`;
  }

  #order(names: readonly string[]): TemplateResult {
    const { view, drop } = this.#of!;
    return html`<p class="pick-title">${view.t('inOrder')}</p>
      <ol class="order">
        ${names.map(
          (name) => html`<li>
            <bdi>${crmFieldLabel(view, name)}</bdi>
            <button
              class="btn icon-only small"
              aria-label=${`${view.t('remove')}: ${crmFieldLabel(view, name)}`}
              @click=${() => drop(name)}
            >
              ${crossIcon}
            </button>
          </li>`,
        )}
      </ol>`;
  }

  #actions(names: readonly string[]): TemplateResult | typeof nothing {
    const { view, field, leaveOut } = this.#of!;
    if (!names.length && !view.suggestions.has(field)) return nothing;
    const more = () => {
      this.#isAlternate = true;
      this.#find('');
      this.focus();
    };
    return html`<div class="actions">
      ${
        names.length && names.length < MOST_ALTERNATES
          ? html`<button class="item" @click=${more}>${plusIcon}${view.t('addAlternate')}</button>`
          : nothing
      }
      <button class="item" @click=${leaveOut}>${crossIcon}${view.t('leaveOut')}</button>
    </div>`;
  }
}
