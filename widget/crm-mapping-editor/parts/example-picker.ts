import { html, nothing, type TemplateResult } from 'lit';
import type { ExampleRecord } from '../../../shared/routes/mappings.js';
import { checkIcon, searchIcon } from '../../internal/icons.js';
import type { EditorBody } from '../editor-body.js';
import type { MakePanel, Panel } from '../panels.js';
import type { EditorView } from './view.js';

const DELAY_MS = 200;

/** Chooses the record the mapping is tried on. */
class ExamplePicker implements Panel {
  #search = '';
  #found: readonly ExampleRecord[];
  #hasFailed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly body: EditorBody,
    private readonly close: () => void,
  ) {
    this.#found = body.model.examples.newest;
    if (!this.#found.length) void this.#find();
  }

  label = (view: EditorView): string => view.t('chooseExample');

  closed(): void {
    clearTimeout(this.#timer);
  }

  draw = (view: EditorView): TemplateResult => {
    const { chosen } = this.body.model.examples;
    const typed = (event: InputEvent) => this.#type((event.target as HTMLInputElement).value);
    return html`<div @keydown=${this.#keyed}>
      <label class="find">
        ${searchIcon}
        <input
          class="input"
          type="search"
          autocomplete="off"
          spellcheck="false"
          aria-label=${`${view.t('chooseExample')}. ${view.t('findExample')}`}
          placeholder=${view.t('findExample')}
          .value=${this.#search}
          @input=${typed}
        />
      </label>
      <div class="found" role="group" aria-label=${view.t('chooseExample')}>
        ${this.#search ? nothing : this.#item(view.t('newest'), '', !chosen, () => this.#choose(null))}
        ${this.#found.map((each) =>
          this.#item(each.label, each.remote_id ?? each.local_id ?? '', isSame(each, chosen), () =>
            this.#choose(each),
          ),
        )}
      </div>
      <p class="none" role="status">${this.#nothing(view)}</p>
    </div>`;
  };

  #item(label: string, id: string, isChosen: boolean, run: () => void): TemplateResult {
    return html`<button class="item" aria-pressed=${isChosen} @click=${run}>
      <bdi class="grow">${label}</bdi>
      ${label === id ? nothing : html`<bdi class="api" dir="ltr">${id}</bdi>`} ${isChosen ? checkIcon : nothing}
    </button>`;
  }

  #nothing(view: EditorView): string {
    if (this.#hasFailed) return view.t('examplesFailed');
    const isNone = this.#search && !this.#found.length;
    return isNone ? view.t('noSuchExample', { objects: view.t(`o_${view.object}`) }) : '';
  }

  #type(search: string): void {
    this.#search = search.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#find(), DELAY_MS);
  }

  async #find(): Promise<void> {
    const search = this.#search;
    const found = await this.body.model.examples.find(search).catch(() => null);
    // A later search answers for itself.
    if (search !== this.#search) return;
    this.#hasFailed = !found;
    if (found) this.#found = found.examples;
    this.body.element.requestUpdate();
  }

  #choose(example: ExampleRecord | null): void {
    this.close();
    this.body.model.chooseExample(example);
  }

  /** Arrows go from the field into the list and through it. */
  readonly #keyed = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const box = event.currentTarget as HTMLElement;
    const stops = [...box.querySelectorAll<HTMLElement>('input, .item')];
    const at = stops.indexOf(event.target as HTMLElement);
    stops[Math.max(0, Math.min(at + step, stops.length - 1))]?.focus();
    event.preventDefault();
  };
}

const isSame = (one: ExampleRecord, other: ExampleRecord | null): boolean =>
  one.remote_id === other?.remote_id && one.local_id === other.local_id;

export const examplePanel: MakePanel = (body, _, close) => new ExamplePicker(body, close);
