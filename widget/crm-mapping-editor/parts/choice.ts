import { html, nothing, type TemplateResult } from 'lit';
import { checkIcon, searchIcon } from '../../internal/icons.js';
import type { EditorBody } from '../editor-body.js';
import type { MakePanel, Panel } from '../panels.js';
import type { Named } from '../state/iso-names.js';
import { foldText } from '../state/pick-list.js';
import type { ChoiceOf, EditorView } from './view.js';

/** More are not drawn: they are found by typing. */
const SHOWN = 100;

/** One of several values, found by typing: a combobox over a list. */
class ChoicePanel implements Panel {
  #search = '';
  #active = -1;

  constructor(
    private readonly body: EditorBody,
    private readonly of: ChoiceOf,
  ) {
    this.#active = Math.max(
      0,
      this.#found().findIndex(({ value }) => value === of.chosen),
    );
  }

  label(): string {
    return this.of.label;
  }

  draw(view: EditorView): TemplateResult {
    const found = this.#found();
    const shown = found.slice(0, SHOWN);
    const active = Math.min(this.#active, shown.length - 1);
    return html`<div class="find">
        ${searchIcon}
        <input
          class="input"
          role="combobox"
          aria-label=${view.t('findValue')}
          aria-expanded="true"
          aria-controls="choices"
          aria-autocomplete="list"
          aria-activedescendant=${active < 0 ? nothing : `choice-${active}`}
          autocomplete="off"
          placeholder=${view.t('findValue')}
          .value=${this.#search}
          @input=${this.#typed}
          @keydown=${this.#keyed}
        />
      </div>
      <div class="options" role="listbox" id="choices" aria-label=${this.of.label}>
        ${shown.map((option, at) => this.#optionPart(option, at, at === active))}
      </div>
      ${shown.length ? nothing : html`<p class="none" role="status">${view.t('noValue')}</p>`}
      ${
        found.length > SHOWN
          ? html`<p class="none">${view.t('typeForMore', { n: view.n(found.length - SHOWN) })}</p>`
          : nothing
      }`;
  }

  #optionPart({ value, label }: Named, at: number, isActive: boolean): TemplateResult {
    const isChosen = value === this.of.chosen;
    return html`<div
      class="option ${isActive ? 'active' : ''}"
      role="option"
      id="choice-${at}"
      aria-selected=${isChosen}
      @click=${() => this.#choose(value)}
    >
      <bdi class="what ${value ? '' : 'blank'}">${label}</bdi>${isChosen ? checkIcon : nothing}
    </div>`;
  }

  /** Labels that begin with the words first; choosing none is offered while nothing is typed. */
  #found(): Named[] {
    const { options, none } = this.of;
    const query = foldText(this.#search).trim();
    const giveUp = none === undefined ? [] : [{ value: '', label: none }];
    if (!query) return [...giveUp, ...options];
    const texts = options.map((option) => ({ option, text: foldText(`${option.label} ${option.value}`) }));
    return texts
      .filter(({ text }) => text.includes(query))
      .sort((one, other) => Number(other.text.startsWith(query)) - Number(one.text.startsWith(query)))
      .map(({ option }) => option);
  }

  #choose(value: string): void {
    void this.body.overlays.now?.closePanel();
    this.of.choose(value);
  }

  #activate(at: number): void {
    const last = Math.min(this.#found().length, SHOWN) - 1;
    this.#active = Math.max(0, Math.min(at, last));
    const { element } = this.body;
    element.requestUpdate();
    void element.updateComplete.then(() =>
      this.body.find(`#choice-${this.#active}`)?.scrollIntoView({ block: 'nearest' }),
    );
  }

  readonly #typed = (event: InputEvent): void => {
    this.#search = (event.target as HTMLInputElement).value;
    this.#activate(0);
  };

  readonly #keyed = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    const chosen = this.#found()[this.#active];
    if (step) this.#activate(this.#active + step);
    else if (event.key === 'Enter' && chosen) this.#choose(chosen.value);
    else return;
    event.preventDefault();
  };
}

/** The panel one of several values is chosen in. */
export const choicePanel: MakePanel = (body, { choice }) => new ChoicePanel(body, choice!);
