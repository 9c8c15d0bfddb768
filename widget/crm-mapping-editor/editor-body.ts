import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CrmField } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import type { MappingRequestedDetail } from '../events/connect.js';
import type { CrmElement } from '../internal/crm-element.js';
import { formatNumber } from '../internal/format.js';
import { mapping as english, type MappingKey } from '../locales/en/mapping.js';
import { type MessageParams, Messages } from '../locales/messages.js';
import { addStyles } from './add-styles.js';
import { bodyStyles } from './body.styles.js';
import { EditorModel, type ModelHost } from './editor-model.js';
import type { EditorOverlays } from './editor-overlays.js';
import { GridFocus } from './grid-focus.js';
import { barPart, providerPart, tabsPart } from './parts/bar.js';
import { generalNotice } from './parts/notice.js';
import { entryPart, headPart } from './parts/row.js';
import { saveBarPart } from './parts/save-bar.js';
import { skeletonPart, skeletonRows } from './parts/skeleton.js';
import { cardOf, cutOffNotice, cutOffPart, errorPart, noCrmPart } from './parts/states.js';
import { crmLabel, type EditorView, fieldLabel } from './parts/view.js';
import { phoneCountry } from './state/phone-country.js';
import { type Filter, filterViews, type RowView } from './state/row-views.js';

/** What the element lends to its body. */
export interface EditorDoor extends ModelHost {
  object: ObjectName;
  readonly appName: string;
  connectRequested(provider: string | null): unknown;
}

/** What a person chose to see; nothing of it is saved. */
interface Ui {
  search: string;
  filter: Filter;
  /** Field whose values are shown. */
  openField: string | null;
  /** Told to assistive tech. */
  said: string;
}

const NO_FIELDS: ReadonlyMap<string, CrmField> = new Map();

const isTyping = (event: Event) =>
  (event.composedPath()[0] as HTMLElement).matches?.('input, select, textarea') ?? false;

/** The editor inside `<crm-mapping-editor>`: draws rows, answers keys. Pickers and menus come a moment later. */
export class EditorBody {
  readonly model: EditorModel;
  readonly #words: Messages<typeof english>;
  readonly #focus: GridFocus;
  #overlays: EditorOverlays | null = null;
  #overlaysComing: Promise<EditorOverlays> | null = null;
  #view: EditorView | null = null;
  /** Field to go to once its row is drawn. */
  #wanted: string | null = null;
  #ui: Ui = { search: '', filter: 'all', openField: null, said: '' };

  constructor(
    readonly element: CrmElement,
    private readonly door: EditorDoor,
  ) {
    addStyles(element, bodyStyles);
    this.model = new EditorModel(element, door);
    this.#focus = new GridFocus(element, () => this.#find('.grid'));
    this.#words = new Messages(element, 'mapping', english, {
      it: () => import('../locales/it/mapping.js').then((table) => table.mapping),
    });
  }

  get filter(): Filter {
    return this.#ui.filter;
  }

  set filter(filter: Filter) {
    this.#put({ filter });
  }

  async save(): Promise<boolean> {
    const saved = await this.model.saveAll();
    const { save } = this.model;
    if (save.is === 'refused') this.#show(save.object);
    this.#sayHowSaved();
    return saved;
  }

  /** Another element asked to match fields. */
  showRequested({ provider, object, field }: MappingRequestedDetail): void {
    if (this.door.provider && this.door.provider !== provider) return;
    if (this.model.load.value?.provider?.id !== provider) {
      // Another CRM would take the place of what is not saved.
      if (this.model.isDirty) return;
      this.model.chooseProvider(provider);
    }
    if (object) this.#show(object);
    this.#wanted = field ?? null;
    this.element.scrollIntoView({ block: 'nearest' });
    this.element.requestUpdate();
  }

  draw(): TemplateResult {
    return html`<div @keydown=${this.#shortcut}>
      ${this.#main()} ${this.#view ? this.#overlays?.draw(this.#view) : nothing}
      <div class="unseen" role="status">${this.#ui.said}</div>
    </div>`;
  }

  /** After each update: once rows are there, what their buttons open is fetched. */
  drawn(): void {
    if (!this.model.fields) return;
    void this.#loadOverlays().catch(() => undefined);
    const field = this.#wanted;
    this.#wanted = null;
    if (field) void this.#goTo(field);
  }

  // Drawing

  readonly #t = (key: MappingKey, params?: MessageParams): string => this.#words.text(key, params);

  #main(): TemplateResult {
    const { load, fields } = this.model;
    const retry = () => void load.run();
    const base = load.value;
    if (!this.#words.ready) return skeletonPart('');
    if (!base) {
      const isLoading = load.error === null;
      return isLoading ? skeletonPart(this.#t('loading')) : cardOf(errorPart(this.#t, load.retryInS, retry));
    }
    const connect = () => this.door.connectRequested(base.provider?.id ?? this.door.provider ?? null);
    if (!base.connection || !base.provider) return noCrmPart(this.#t, connect);
    if (base.isCutOff) return cardOf(cutOffPart(this.#t, base.provider.label, connect));
    const view = this.#makeView(base.provider.label);
    this.#view = view;
    // While changes are not saved the CRM stays: another one would take their place.
    const isOneOfMany = base.connections.length > 1 && !this.model.isDirty;
    return html`<div class="card" part="card">
      <div class="top">${this.#tabs(view)}${providerPart(view, base.provider.id, isOneOfMany)}</div>
      ${base.connection.status === 'needs_reauth' ? cutOffNotice(this.#t, view.crm, connect) : nothing}
      <div role="tabpanel" id="panel" aria-labelledby=${`tab-${this.door.object}`}>
        ${fields ? this.#table(view) : this.#noFields()}
      </div>
      ${saveBarPart(view, this.model, {
        save: () => void this.save(),
        discard: () => this.model.discard(),
        undoSave: () => void this.model.undoSave().then(() => this.#sayHowSaved()),
        settle: (keepMine) => void this.model.settle(keepMine).then(() => this.#sayHowSaved()),
        showProblem: () => this.#nextProblem(null),
      })}
    </div>`;
  }

  /** In place of the rows of an object whose fields are on their way, or did not come. */
  #noFields(): TemplateResult {
    const { load } = this.model;
    if (load.error !== null) return errorPart(this.#t, load.retryInS, () => void load.run());
    return html`<div role="status" aria-label=${this.#t('loading')}>${skeletonRows()}</div>`;
  }

  #makeView(crm: string): EditorView {
    const t = this.#t;
    const { languageTag: tag } = this.element;
    const { entry, fields, preview } = this.model;
    return {
      t,
      n: (value) => formatNumber(tag, value),
      tag,
      known: (key) => (key in english ? t(key as MappingKey) : undefined),
      object: this.door.object,
      app: this.door.appName,
      crm,
      isReadOnly: !entry?.canEdit,
      country: phoneCountry(entry?.draft.rows ?? [], tag),
      crmFields: fields?.byName ?? NO_FIELDS,
      examples: preview.rows,
      set: (field, patch, mergeKey) => this.model.set(field, patch, mergeKey),
      openPicker: (field, anchor) => this.#withOverlays((overlays) => overlays.openPicker(field, anchor)),
      openConversion: (field, anchor) =>
        this.#withOverlays((overlays) => overlays.openConversion(field, anchor)),
      openMenu: (kind, anchor, field = '', value = '') =>
        this.#withOverlays((overlays) => overlays.openMenu({ kind, field, value }, anchor)),
      openValues: (openField) => {
        this.#put({ openField });
        void this.#goTo(openField);
      },
      goTo: (field) => void this.#goTo(field),
    };
  }

  #tabs(view: EditorView): TemplateResult {
    const dirty = this.model.dirtyObjects;
    const tabs = this.model.objects.map((object) => ({
      object,
      problems: [...this.model.problems(object).values()].flat().length,
      matched: this.model.views(object).filter(({ row }) => row.crm).length,
      isDirty: dirty.includes(object),
    }));
    return tabsPart(view, tabs, (object) => this.#show(object));
  }

  #table(view: EditorView): TemplateResult {
    const { preview, entry } = this.model;
    const { search, filter, openField } = this.#ui;
    const all = this.model.views(view.object);
    const rows = this.#rowsToShow(view, all);
    const bar = {
      search,
      filter,
      rowCount: all.length,
      exampleName: preview.record?.label ?? null,
      canUndo: Boolean(entry?.draft.past.length),
      canRedo: Boolean(entry?.draft.future.length),
    };
    const toggle = (field: string) => () => this.#put({ openField: openField === field ? null : field });
    return html`${barPart(view, bar, {
      find: (text) => this.#put({ search: text }),
      undo: () => this.model.edit({ do: 'undo' }),
      redo: () => this.model.edit({ do: 'redo' }),
    })}
      ${generalNotice(view, this.model.problems(view.object).get('') ?? [])}
      <div
        class="grid"
        role="grid"
        aria-label=${view.t('table')}
        aria-readonly=${view.isReadOnly}
        @focusin=${this.#focus.focused}
        @focusout=${this.#focus.left}
        @pointerdown=${this.#focus.pointed}
        @keydown=${this.#gridKey}
      >
        ${headPart(view)}
        ${repeat(
          rows,
          ({ field }) => field,
          (each) => entryPart(view, each, openField === each.field, toggle(each.field)),
        )}
      </div>
      ${rows.length ? nothing : this.#nothingFound(view)}`;
  }

  #rowsToShow(view: EditorView, all: readonly RowView[]): RowView[] {
    const { search, filter } = this.#ui;
    const words = ({ field, row }: RowView) =>
      `${fieldLabel(view, field)} ${field} ${crmLabel(view, row.crm)} ${row.crm}`;
    const found = filterViews(all, filter, search, words);
    // The row the person is in stays, also once it is mended and the filter would hide it.
    const kept = this.#focusedField();
    return kept ? all.filter((each) => found.includes(each) || each.field === kept) : found;
  }

  #nothingFound(view: EditorView): TemplateResult {
    const { search, filter } = this.#ui;
    return html`<div class="message">
      <p class="sentence" role="status">${view.t(filter === 'check' && !search ? 'noProblems' : 'noneFound')}</p>
      <div class="buttons">
        <button class="btn" @click=${() => this.#put({ search: '', filter: 'all' })}>${view.t('showAll')}</button>
      </div>
    </div>`;
  }

  #put(ui: Partial<Ui>): void {
    this.#ui = { ...this.#ui, ...ui };
    this.element.requestUpdate();
  }

  // What buttons open

  #loadOverlays(): Promise<EditorOverlays> {
    this.#overlaysComing ??= import('./editor-overlays.js').then(
      async ({ EditorOverlays }) => {
        this.#overlays = new EditorOverlays(this);
        this.element.requestUpdate();
        await this.element.updateComplete;
        return this.#overlays;
      },
      (error: unknown) => {
        // The next click asks again.
        this.#overlaysComing = null;
        throw error;
      },
    );
    return this.#overlaysComing;
  }

  #withOverlays(run: (overlays: EditorOverlays) => unknown): void {
    if (this.#overlays) run(this.#overlays);
    else void this.#loadOverlays().then(run, () => undefined);
  }

  // Going places

  #show(object: ObjectName): void {
    if (object === this.door.object) return;
    this.#put({ openField: null, search: '', filter: 'all' });
    this.door.object = object;
  }

  async #goTo(field: string): Promise<void> {
    this.#put({ search: '', filter: 'all' });
    await this.element.updateComplete;
    this.#focus.focusCell(this.#find(`[data-field="${CSS.escape(field)}"] [data-row]`), 2);
  }

  /** The next row with a problem after `from` (null: from the top), round to the first one. */
  #nextProblem(from: string | null): void {
    const views = this.model.views(this.door.object);
    const at = views.findIndex(({ field }) => field === from);
    const next = [...views.slice(at + 1), ...views.slice(0, at + 1)].find(({ problems }) => problems.length);
    if (next) void this.#goTo(next.field);
    else this.#put({ said: this.#t('noProblems') });
  }

  #sayHowSaved(): void {
    const { save } = this.model;
    const { languageTag } = this.element;
    const said = () => {
      if (save.is === 'saved') return this.#t('saved');
      if (save.is === 'failed') return this.#t('notSaved');
      if (save.is === 'refused') {
        return this.#t('refused', { count: save.count, n: formatNumber(languageTag, save.count) });
      }
      if (save.is !== 'conflict') return '';
      return this.#t('conflict', { person: save.theirs.updated_by ?? this.#t('somebody') });
    };
    this.#put({ said: said() });
  }

  // Keys

  readonly #shortcut = (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (isCommand && key === 's') void this.save();
    else if (isCommand && (key === 'z' || key === 'y') && !isTyping(event)) {
      this.model.edit({ do: key === 'y' || event.shiftKey ? 'redo' : 'undo' });
    } else if (key === '/' && !isTyping(event)) this.#find<HTMLElement>('#find')?.focus();
    else if (key === 'f8') this.#nextProblem(this.#focusedField());
    else return;
    event.preventDefault();
  };

  readonly #gridKey = (event: KeyboardEvent): void => {
    if (this.#focus.keyed(event) || this.#opensPicker(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  /** A letter, or Alt+Down, in a row: its picker, with the letter in it. */
  #opensPicker(event: KeyboardEvent): boolean {
    const row = (event.target as HTMLElement).closest('.entry .row');
    const field = this.#focusedField();
    const isLetter = /^[\p{L}\p{N}]$/u.test(event.key) && !event.altKey;
    const isOpening = event.altKey && event.key === 'ArrowDown';
    if (!row || !field || event.ctrlKey || event.metaKey || !(isOpening || isLetter)) return false;
    const anchor = row.querySelector<HTMLElement>('.select');
    const search = isOpening ? '' : event.key;
    if (anchor) this.#withOverlays((overlays) => overlays.openPicker(field, anchor, search));
    return true;
  }

  #find<E extends Element>(selector: string): E | null {
    return this.element.renderRoot.querySelector<E>(selector);
  }

  #focusedField(): string | null {
    const entry = this.element.shadowRoot?.activeElement?.closest<HTMLElement>('.entry');
    return entry?.dataset['field'] ?? null;
  }
}
