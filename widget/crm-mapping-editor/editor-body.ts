import { html, nothing, type TemplateResult } from 'lit';
import type { ObjectName } from '../../shared/records.js';
import type { MappingRequestedDetail } from '../events/connect.js';
import type { CrmElement } from '../internal/crm-element.js';
import { mapping as english, type MappingKey } from '../locales/en/mapping.js';
import { type MessageParams, Messages } from '../locales/messages.js';
import { addStyles } from './add-styles.js';
import { CrmOnlyList } from './body/crm-only-list.js';
import { DealStages } from './body/deal-stages.js';
import { shortcut } from './body/keys.js';
import { LateOverlays } from './body/late-overlays.js';
import { LateTables } from './body/late-tables.js';
import { LiveSamples } from './body/live-samples.js';
import { makeView } from './body/make-view.js';
import { RowSearch } from './body/row-search.js';
import { RowWindow } from './body/row-window.js';
import { saveWords } from './body/save-words.js';
import { Suggestions } from './body/suggestions.js';
import { Travel } from './body/travel.js';
import { Watch } from './body/watch.js';
import { bodyStyles } from './body.styles.js';
import { EditorModel, type ModelHost } from './editor-model.js';
import { GridFocus } from './grid-focus.js';
import type { Base } from './model/read-base.js';
import { providerPart, tabsPart } from './parts/bar.js';
import { saveBarPart } from './parts/save-bar.js';
import { skeletonPart, skeletonRows } from './parts/skeleton.js';
import { cardOf, cutOffNotice, cutOffPart, errorPart, noCrmPart } from './parts/states.js';
import { tablePart } from './parts/table.js';
import type { EditorView, TableName } from './parts/view.js';
import { saveBarStyles } from './save-bar.styles.js';
import type { Filter } from './state/row-views.js';

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
  /** Field whose table is shown, and which of its tables. */
  openField: string | null;
  openTable: TableName;
  /** Told to assistive tech. */
  said: string;
}

/**
 * The editor inside `<crm-mapping-editor>`: what is drawn, and the joints between its parts. `body/` holds what it does,
 * `parts/` what it draws, `model/` what it knows. To add to it: a panel in panels.ts, menu entries in parts/menus.ts, a
 * notice under a row in parts/under-row.ts, one above the rows in parts/banners.ts.
 */
export class EditorBody {
  readonly model: EditorModel;
  readonly rows: RowWindow;
  readonly focus: GridFocus;
  readonly search = new RowSearch();
  readonly crmOnly = new CrmOnlyList();
  readonly travel = new Travel(this);
  readonly overlays = new LateOverlays(this);
  readonly tables = new LateTables(this);
  readonly dealStages = new DealStages(this);
  readonly watch: Watch;
  readonly suggestions = new Suggestions(this);
  readonly samples = new LiveSamples(this);
  ui: Readonly<Ui> = { search: '', filter: 'all', openField: null, openTable: 'values', said: '' };
  readonly #words: Messages<typeof english>;

  constructor(
    readonly element: CrmElement,
    readonly door: EditorDoor,
  ) {
    addStyles(element, [...bodyStyles, saveBarStyles]);
    this.model = new EditorModel(element, door);
    this.watch = new Watch(this);
    const grid = () => this.find('.grid');
    this.rows = new RowWindow(element, grid);
    this.focus = new GridFocus(element, grid, this.rows);
    this.#words = new Messages(element, 'mapping', english, {
      it: () => import('../locales/it/mapping.js').then((table) => table.mapping),
    });
  }

  readonly t = (key: MappingKey, params?: MessageParams): string => this.#words.text(key, params);

  readonly put = (ui: Partial<Ui>): void => {
    this.ui = { ...this.ui, ...ui };
    this.element.requestUpdate();
  };

  find<E extends HTMLElement>(selector: string): E | null {
    return this.element.renderRoot.querySelector<E>(selector);
  }

  async save(): Promise<boolean> {
    const { saving } = this.model;
    const saved = await saving.saveAll();
    if (saving.state.is === 'refused') this.travel.toObject(saving.state.object);
    this.sayHowSaved();
    return saved;
  }

  sayHowSaved(): void {
    this.put({ said: saveWords(this) });
  }

  showRequested(detail: MappingRequestedDetail): void {
    this.travel.toRequested(detail);
  }

  draw(): TemplateResult {
    const { load } = this.model;
    const isKnown =
      this.#words.ready && load.value?.connection && load.value.provider && !load.value.isCutOff;
    const view = isKnown ? makeView(this, load.value!.provider!.label) : null;
    return html`<div @keydown=${(event: KeyboardEvent) => shortcut(this, event)}>
      ${view ? this.#card(view, load.value!) : this.#instead()} ${view ? this.overlays.now?.draw(view) : nothing}
      <div class="unseen" role="status">${this.ui.said}</div>
    </div>`;
  }

  /** After each update: once rows are there, what their buttons open is fetched. */
  drawn(): void {
    if (!this.model.fields) return;
    void this.overlays.load().catch(() => undefined);
    this.travel.drawn();
  }

  readonly #connect = (): void => {
    this.door.connectRequested(this.model.load.value?.provider?.id ?? this.door.provider ?? null);
  };

  readonly #retry = (): void => {
    void this.model.load.run();
  };

  /** In place of the editor while there is nothing to edit. */
  #instead(): TemplateResult {
    const { load } = this.model;
    if (!this.#words.ready) return skeletonPart('');
    if (!load.value) {
      const isLoading = load.error === null;
      return isLoading
        ? skeletonPart(this.t('loading'))
        : cardOf(errorPart(this.t, load.retryInS, this.#retry));
    }
    const { connection, provider } = load.value;
    if (!connection || !provider) return noCrmPart(this.t, this.#connect);
    return cardOf(cutOffPart(this.t, provider.label, this.#connect));
  }

  #card(view: EditorView, { provider, connection, connections }: Base): TemplateResult {
    const { model, door } = this;
    const isOneOfMany = connections.length > 1;
    return html`<div class="card" part="card">
      <div class="top">${this.#tabs(view)}${providerPart(view, provider!.id, isOneOfMany)}</div>
      ${connection!.status === 'needs_reauth' ? cutOffNotice(this.t, view.crm, this.#connect) : nothing}
      <div role="tabpanel" id="panel" aria-labelledby=${`tab-${door.object}`}>
        ${model.fields ? tablePart(view, this) : this.#noFields()}
      </div>
      ${saveBarPart(view, this)}
    </div>`;
  }

  /** In place of the rows of an object whose fields are on their way, or did not come. */
  #noFields(): TemplateResult {
    const { load } = this.model;
    if (load.error !== null) return errorPart(this.t, load.retryInS, this.#retry);
    return html`<div role="status" aria-label=${this.t('loading')}>${skeletonRows()}</div>`;
  }

  #tabs(view: EditorView): TemplateResult {
    const { drafts, objects } = this.model;
    const dirty = drafts.dirtyObjects;
    const tabs = objects.map((object) => ({
      object,
      problems: [...drafts.problems(object).values()].flat().length,
      matched: drafts.views(object).filter(({ row }) => row.crm).length,
      isDirty: dirty.includes(object),
    }));
    return tabsPart(view, tabs, (object) => this.travel.toObject(object));
  }
}
