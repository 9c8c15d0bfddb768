import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CrmField } from '../../shared/mapping.js';
import { isObjectName, type ObjectName } from '../../shared/records.js';
import { MenuController } from '../controllers/menu-controller.js';
import type { MappingRequestedDetail } from '../events/connect.js';
import { CrmElement } from '../internal/crm-element.js';
import { formatNumber } from '../internal/format.js';
import { mapping as english, type MappingKey } from '../locales/en/mapping.js';
import { type MessageParams, Messages } from '../locales/messages.js';
import { base } from '../styles/base.js';
import { card } from '../styles/card.js';
import { form } from '../styles/form.js';
import { menu } from '../styles/menu.js';
import { tokens } from '../styles/tokens.js';
import { mappingStyles } from './crm-mapping-editor.styles.js';
import { EditorModel, type ModelHost } from './editor-model.js';
import { GridFocus } from './grid-focus.js';
import { barPart, providerPart, tabsPart } from './parts/bar.js';
import { conversionPart } from './parts/conversion.js';
import { type Choice, type MenuOf, menuChoices, menuItems } from './parts/menus.js';
import { FieldPicker } from './parts/picker.js';
import { entryPart, headPart } from './parts/row.js';
import { saveBarPart } from './parts/save-bar.js';
import { cutOffPart, errorPart, noCrmPart, skeletonPart, skeletonRows } from './parts/states.js';
import { crmLabel, type EditorView, fieldLabel, type MenuKind } from './parts/view.js';
import { Popup } from './popup.js';
import { alternatesOf } from './state/alternates.js';
import { addAlternate, chooseField, dropAlternate } from './state/choose-field.js';
import { phoneCountry } from './state/conversions.js';
import type { RowPatch } from './state/edits.js';
import { fitOf } from './state/fit.js';
import { pickOptions } from './state/pick-list.js';
import { type Filter, filterViews, type RowView } from './state/row-views.js';

const CONNECTION_EVENTS = ['crm-connection-created', 'crm-connection-changed', 'crm-connection-removed'];
const NO_FIELDS: ReadonlyMap<string, CrmField> = new Map();

const isTyping = (event: Event) =>
  (event.composedPath()[0] as HTMLElement).matches?.('input, select, textarea') ?? false;

/**
 * Matches the fields of the app with those of the CRM: which, in which direction, how converted.
 *
 * @fires {CustomEvent<BeforeSaveDetail>} crm-before-save - cancel it to keep the changes unsaved
 * @fires {CustomEvent<MappingSavedDetail>} crm-mapping-saved - one object's mapping was saved
 * @fires {CustomEvent<MappingChangedDetail>} crm-mapping-changed - unsaved changes began or ceased to be
 * @fires {CustomEvent<ConnectRequestedDetail>} crm-connect-requested - a person asked to connect a CRM, or again
 * @slot header - above the editor
 * @slot footer - below the editor
 * @slot empty - instead of the message while no CRM is connected
 * @slot icon-{provider} - the provider's icon
 * @csspart card - the box
 * @csspart tabs - the objects
 * @csspart tab - one object
 * @csspart bar - search, filter, undo
 * @csspart head - head of the columns
 * @csspart row - one field of the app
 * @csspart label - its name
 * @csspart direction - its direction
 * @csspart select - the CRM field chosen, or a value
 * @csspart chip - its conversion
 * @csspart example - a real value, before and after
 * @csspart notice - a problem of a row
 * @csspart values - the table of values of a choice
 * @csspart save-bar - what is not saved
 * @csspart button - buttons of the save bar
 * @csspart popover - pickers and menus
 * @cssprop --crm-sticky-top - how far from the top of the window the column heads stay, below a header of the page
 */
export class CrmMappingEditor extends CrmElement {
  static override styles = [tokens, base, card, form, menu, mappingStyles];

  /** `contact`, `company`, `deal` or `activity`: the tab shown; follows the person's choice. */
  @property() object: ObjectName = 'contact';
  /** Which CRM, where more than one is connected; left out: the first connected one. */
  @property() provider?: string;

  @state() private search = '';
  @state() private filter: Filter = 'all';
  /** Field whose values are shown. */
  @state() private openField: string | null = null;
  @state() private converting: string | null = null;
  @state() private menuOf: MenuOf | null = null;
  @state() private said = '';

  readonly #words = new Messages(this, 'mapping', english, {
    it: () => import('../locales/it/mapping.js').then((table) => table.mapping),
  });
  readonly #model = new EditorModel(this, this.#modelHost());
  readonly #menus = new MenuController(this);
  readonly #popup = new Popup(this, () => this.#popupClosed());
  readonly #focus = new GridFocus(this, () => this.#find('.grid'));
  #picker: FieldPicker | null = null;
  #view: EditorView | null = null;

  /** Whether there are changes not saved, in any object. */
  get dirty(): boolean {
    return this.#model.isDirty;
  }

  /** Saves every object with changes. False when something was not saved: refused, conflicting, cancelled, no answer. */
  async save(): Promise<boolean> {
    const saved = await this.#model.saveAll();
    const { save } = this.#model;
    if (save.is === 'refused') this.#show(save.object);
    this.#say(save.is);
    return saved;
  }

  /** Gives up every change that is not saved. */
  reset(): void {
    this.#model.discard();
  }

  /** Reads the mapping and the fields again; unsaved changes stay. */
  refresh(): Promise<void> {
    return this.#model.reload();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of CONNECTION_EVENTS) document.addEventListener(name, this.#reload);
    document.addEventListener('crm-mapping-requested', this.#requested);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const name of CONNECTION_EVENTS) document.removeEventListener(name, this.#reload);
    document.removeEventListener('crm-mapping-requested', this.#requested);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { client } = this;
    super.willUpdate(changed);
    if (!isObjectName(this.object)) this.object = 'contact';
    if (client !== this.client) return;
    if (changed.has('provider')) this.#model.start();
    else if (changed.has('object')) this.#model.objectChanged();
  }

  protected override clientChanged(): void {
    this.#model.start();
  }

  protected override render(): TemplateResult {
    return html`<div @keydown=${this.#shortcut}>
      <slot name="header"></slot>
      ${this.#body()}
      <slot name="footer"></slot>
      <div class="popover menu" part="popover" id="menu" popover="auto" role="menu" aria-label=${this.#t('more')}>
        ${this.menuOf && this.#view ? menuItems(this.#choices(this.#view, this.menuOf)) : nothing}
      </div>
      <div class="popover picker" part="popover" id="picker" popover="auto" role="dialog" aria-label=${this.#t('choose')}></div>
      <div
        class="popover convert"
        part="popover"
        id="convert"
        popover="auto"
        role="dialog"
        aria-label=${this.#t('conversion')}
      >
        ${this.#conversion()}
      </div>
      <div class="unseen" role="status">${this.said}</div>
    </div>`;
  }

  protected override updated(): void {
    const { load, isDirty } = this.#model;
    this.setState('loading', load.phase === 'loading');
    this.setState('error', load.phase === 'error');
    this.setState('connected', Boolean(load.value?.connection));
    this.setState('dirty', isDirty);
  }

  // Drawing

  #t = (key: MappingKey, params?: MessageParams): string => this.#words.text(key, params);

  #body(): TemplateResult {
    const { load, fields } = this.#model;
    const retry = () => void load.run();
    const base = load.value;
    if (!this.#words.ready) return skeletonPart(this.#t);
    if (!base) {
      return load.error === null ? skeletonPart(this.#t) : errorPart(this.#t, load.retryInS, retry);
    }
    if (!base.connection || !base.provider) return noCrmPart(this.#t, () => this.#connect());
    if (base.isCutOff) return cutOffPart(this.#t, base.provider.label, () => this.#connect());
    if (!fields && load.error !== null) return errorPart(this.#t, load.retryInS, retry);
    const view = this.#makeView(base.provider.label);
    this.#view = view;
    return html`<div class="card" part="card">
      <div class="top">${this.#tabs(view)}${providerPart(view, base.provider.id, base.connections.length > 1)}</div>
      <div role="tabpanel" id="panel" aria-labelledby=${`tab-${this.object}`}>
        ${fields ? this.#table(view) : html`<div role="status" aria-label=${this.#t('loading')}>${skeletonRows()}</div>`}
      </div>
      ${saveBarPart(view, this.#model, {
        save: () => void this.save(),
        discard: () => this.reset(),
        undoSave: () => void this.#model.undoSave().then(() => this.#say(this.#model.save.is)),
        settle: (keepMine) => void this.#model.settle(keepMine).then(() => this.#say(this.#model.save.is)),
        showProblem: () => this.#nextProblem(null),
      })}
    </div>`;
  }

  #makeView(crm: string): EditorView {
    const t = this.#t;
    return {
      t,
      n: (value) => formatNumber(this.languageTag, value),
      tag: this.languageTag,
      known: (key) => (key in english ? t(key as MappingKey) : undefined),
      object: this.object,
      app: this.session?.app.name ?? '',
      crm,
      isReadOnly: !this.#model.entry?.canEdit,
      crmFields: this.#model.fields?.byName ?? NO_FIELDS,
      examples: this.#model.preview.rows,
      set: (field, patch, mergeKey) => this.#model.set(field, patch, mergeKey),
      openPicker: (field, anchor) => this.#openPicker(field, anchor),
      openConversion: (field, anchor) => void this.#openConversion(field, anchor),
      openMenu: (kind, anchor, field = '', value = '') => void this.#openMenu(kind, anchor, field, value),
      goTo: (field) => void this.#goTo(field),
    };
  }

  #tabs(view: EditorView): TemplateResult {
    const dirty = this.#model.dirtyObjects;
    const tabs = this.#model.objects.map((object) => {
      const views = this.#model.views(object);
      return {
        object,
        problems: views.reduce((sum, { problems }) => sum + problems.length, 0),
        matched: views.filter(({ row }) => row.crm).length,
        isDirty: dirty.includes(object),
      };
    });
    return tabsPart(view, tabs, (object) => this.#show(object));
  }

  #table(view: EditorView): TemplateResult {
    const { preview, entry } = this.#model;
    const all = this.#model.views(this.object);
    const kept = this.#focusedField();
    const words = ({ field, row }: RowView) =>
      `${fieldLabel(view, field)} ${field} ${crmLabel(view, row.crm)} ${row.crm}`;
    const found = filterViews(all, this.filter, this.search, words);
    // The row the person is in stays, also once it is mended and the filter would hide it.
    const rows = kept ? all.filter((each) => found.includes(each) || each.field === kept) : found;
    const bar = {
      search: this.search,
      filter: this.filter,
      rowCount: all.length,
      exampleName: preview.record?.label ?? null,
      canUndo: Boolean(entry?.draft.past.length),
      canRedo: Boolean(entry?.draft.future.length),
    };
    const act = {
      find: (text: string) => this.#search(text),
      undo: () => this.#undo(),
      redo: () => this.#redo(),
    };
    const toggle = (field: string) => () => {
      this.openField = this.openField === field ? null : field;
    };
    return html`${barPart(view, bar, act)}
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
          (each) => entryPart(view, each, this.openField === each.field, toggle(each.field)),
        )}
      </div>
      ${rows.length ? nothing : this.#nothingFound(view)}`;
  }

  #nothingFound(view: EditorView): TemplateResult {
    const all = () => {
      this.search = '';
      this.filter = 'all';
    };
    const words = this.filter === 'check' && !this.search ? 'noProblems' : 'noneFound';
    return html`<div class="message">
      <p class="sentence" role="status">${view.t(words)}</p>
      <div class="buttons"><button class="btn" @click=${all}>${view.t('showAll')}</button></div>
    </div>`;
  }

  #conversion(): TemplateResult | typeof nothing {
    const entry = this.#rowOf(this.converting);
    if (!entry || !this.#view) return nothing;
    return conversionPart(this.#view, entry, this.#phoneCountry());
  }

  #choices(view: EditorView, of: MenuOf): Choice[] {
    const choices = menuChoices(view, of, {
      model: this.#model,
      entry: this.#rowOf(of.field),
      filter: this.filter,
      setFilter: (filter) => {
        this.filter = filter;
      },
    });
    const closed = (run: () => void) => () => {
      this.#menus.close();
      run();
    };
    return choices.map((choice) => ({ ...choice, run: closed(choice.run) }));
  }

  // Opening

  async #openMenu(kind: MenuKind, anchor: HTMLElement, field: string, value: string): Promise<void> {
    const isLooking = kind === 'filter' || kind === 'bar' || kind === 'provider';
    if (!isLooking && this.#view?.isReadOnly) return;
    this.menuOf = { kind, field, value };
    await this.updateComplete;
    const box = this.#find<HTMLElement>('#menu');
    if (box) this.#menus.toggle(anchor, box, { align: kind === 'bar' || kind === 'row' ? 'end' : 'start' });
  }

  #openPicker(field: string, anchor: HTMLElement, search = ''): void {
    const view = this.#view;
    const entry = this.#rowOf(field);
    const box = this.#find<HTMLElement>('#picker');
    if (!view || !entry || !box || view.isReadOnly) return;
    const { app, row } = entry;
    const country = this.#phoneCountry();
    const rows = this.#model.entry?.draft.rows ?? [];
    const usedBy = rows.flatMap((each) => alternatesOf(each.crm).map((name) => [name, each.field] as const));
    const close = (patch: RowPatch) => {
      this.#popup.close();
      view.set(field, patch);
    };
    this.#picker ??= new FieldPicker(box);
    this.#popup.close();
    this.#picker.open({
      view,
      field,
      crm: row.crm,
      search,
      options: pickOptions([...view.crmFields.values()], (crm) => fitOf(app, crm, row.direction, country)),
      usedBy: new Map(usedBy.reverse()),
      pick: (option, isAlternate) =>
        close(isAlternate ? addAlternate(row, option.crm.name) : chooseField(row, option, view.crmFields)),
      drop: (name) => close(dropAlternate(row, name)),
      leaveOut: () => close({ crm: null }),
    });
    this.#popup.open(anchor, box);
    this.#picker.focus();
  }

  async #openConversion(field: string, anchor: HTMLElement): Promise<void> {
    if (this.#view?.isReadOnly) return;
    this.converting = field;
    await this.updateComplete;
    const box = this.#find<HTMLElement>('#convert');
    if (!box) return;
    this.#popup.open(anchor, box);
    box.querySelector<HTMLElement>('input, button, select')?.focus();
    this.converting = field;
  }

  #popupClosed(): void {
    this.#picker?.close();
    this.converting = null;
  }

  // Doing

  #connect(): void {
    const { value } = this.#model.load;
    this.emit('crm-connect-requested', { provider: value?.provider?.id ?? this.provider ?? null });
  }

  #undo(): void {
    this.#model.edit({ do: 'undo' });
  }

  #redo(): void {
    this.#model.edit({ do: 'redo' });
  }

  #show(object: ObjectName): void {
    if (object === this.object) return;
    this.openField = null;
    this.search = '';
    this.filter = 'all';
    this.object = object;
  }

  #search(text: string): void {
    this.search = text;
  }

  #say(is: 'idle' | 'saving' | 'saved' | 'failed' | 'refused' | 'conflict'): void {
    const { save } = this.#model;
    if (is === 'saved') this.said = this.#t('saved');
    else if (is === 'failed') this.said = this.#t('notSaved');
    else if (save.is === 'refused') {
      this.said = this.#t('refused', { count: save.count, n: formatNumber(this.languageTag, save.count) });
    } else if (save.is === 'conflict') {
      this.said = this.#t('conflict', { person: save.theirs.updated_by ?? this.#t('somebody') });
    } else this.said = '';
  }

  async #goTo(field: string): Promise<void> {
    this.search = '';
    this.filter = 'all';
    await this.updateComplete;
    this.#focus.focusCell(this.#find(`[data-field="${CSS.escape(field)}"] [data-row]`), 2);
  }

  /** The next row with a problem after `from` (null: from the top), round to the first one. */
  #nextProblem(from: string | null): void {
    const views = this.#model.views(this.object);
    const at = views.findIndex(({ field }) => field === from);
    const next = [...views.slice(at + 1), ...views.slice(0, at + 1)].find(({ problems }) => problems.length);
    if (next) void this.#goTo(next.field);
    else this.said = this.#t('noProblems');
  }

  // Keys

  #shortcut = (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (isCommand && key === 's') void this.save();
    else if (isCommand && (key === 'z' || key === 'y') && !isTyping(event)) {
      if (key === 'y' || event.shiftKey) this.#redo();
      else this.#undo();
    } else if (key === '/' && !isTyping(event)) this.#find<HTMLElement>('#find')?.focus();
    else if (key === 'f8') this.#nextProblem(this.#focusedField());
    else return;
    event.preventDefault();
  };

  #gridKey = (event: KeyboardEvent): void => {
    if (this.#focus.keyed(event) || this.#opensPicker(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  /** A letter, or Alt+Down, in a row: its picker, with the letter in it. */
  #opensPicker(event: KeyboardEvent): boolean {
    const row = (event.target as HTMLElement).closest('.entry .row');
    const field = this.#focusedField();
    const isLetter = event.key.length === 1 && /[\p{L}\p{N}]/u.test(event.key);
    const isOpening = event.altKey && event.key === 'ArrowDown';
    if (!row || !field || event.ctrlKey || event.metaKey || !(isOpening || (isLetter && !event.altKey)))
      return false;
    const anchor = row.querySelector<HTMLElement>('.select');
    if (anchor) this.#openPicker(field, anchor, isOpening ? '' : event.key);
    return true;
  }

  // The page

  #reload = (): void => {
    void this.#model.reload();
  };

  /** Another element asked to match fields: this one shows them. */
  #requested = (event: Event): void => {
    const { provider, object, field } = (event as CustomEvent<MappingRequestedDetail>).detail;
    if (this.provider && this.provider !== provider) return;
    if (this.#model.load.value?.provider?.id !== provider) this.#model.chooseProvider(provider);
    if (object) this.#show(object);
    this.scrollIntoView({ block: 'nearest' });
    if (field) void this.#goTo(field);
  };

  // Small things

  #find<E extends Element>(selector: string): E | null {
    return this.renderRoot?.querySelector<E>(selector) ?? null;
  }

  #rowOf(field: string | null): RowView | undefined {
    return field ? this.#model.views(this.object).find((each) => each.field === field) : undefined;
  }

  #focusedField(): string | null {
    const entry = this.shadowRoot?.activeElement?.closest<HTMLElement>('.entry');
    return entry?.dataset['field'] ?? null;
  }

  #phoneCountry(): string {
    return phoneCountry(this.#model.entry?.draft.rows ?? [], this.languageTag);
  }

  #modelHost(): ModelHost {
    const self = this;
    return {
      get object() {
        return self.object;
      },
      get provider() {
        return self.provider;
      },
      get api() {
        return self.client;
      },
      askSession: () => this.loadSession(),
      beforeSave: (object, rows) =>
        this.emit(
          'crm-before-save',
          { provider: this.#model.load.value?.provider?.id ?? '', object, rows },
          { cancelable: true },
        ),
      saved: (object, version) => this.emit('crm-mapping-saved', { object, version }),
      dirtyTurned: (dirty) => this.emit('crm-mapping-changed', { dirty }),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'crm-mapping-editor': CrmMappingEditor;
  }
}
