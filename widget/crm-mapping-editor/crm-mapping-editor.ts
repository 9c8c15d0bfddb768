import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { isObjectName, type ObjectName } from '../../shared/records.js';
import { NetworkError } from '../api/client.js';
import { LoadController } from '../controllers/load-controller.js';
import type { MappingRequestedDetail } from '../events/connect.js';
import type { Happening } from '../internal/context.js';
import { CrmElement } from '../internal/crm-element.js';
import { base } from '../styles/base.js';
import { card } from '../styles/card.js';
import { tokens } from '../styles/tokens.js';
import type { EditorBody, EditorDoor } from './editor-body.js';
import { skeletonPart } from './parts/skeleton.js';
import { skeletonStyles } from './skeleton.styles.js';

/** After these the fields, the mapping or the examples may be others. */
const NEWS_EVENTS = [
  'crm-connection-created',
  'crm-connection-changed',
  'crm-connection-removed',
  'crm-sync-finished',
];

/**
 * Matches the fields of the app with those of the CRM: which, in which direction, how converted.
 * The element itself only shows a skeleton; what it does is loaded the first time one is in a page.
 *
 * @fires {CustomEvent<BeforeSaveDetail>} crm-before-save - cancel it to keep the changes unsaved
 * @fires {CustomEvent<MappingSavedDetail>} crm-mapping-saved - one object's mapping was saved
 * @fires {CustomEvent<MappingChangedDetail>} crm-mapping-changed - unsaved changes began or ceased to be
 * @fires {CustomEvent<MappingAbandonedDetail>} crm-mapping-abandoned - the element was taken out of the page, or given
 *   another key or provider, with unsaved changes; on the document where the element is no longer in it
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
 * @csspart suggestion - a CRM field that may belong to a row, with why
 * @csspart values - the table of values of a choice
 * @csspart save-bar - what is not saved
 * @csspart button - buttons of the save bar and of messages
 * @csspart popover - pickers and menus
 * @cssprop --crm-sticky-top - how far from the top of the window the column heads stay, below a header of the page
 */
export class CrmMappingEditor extends CrmElement {
  static override styles = [tokens, base, card, skeletonStyles];

  /** `contact`, `company`, `deal` or `activity`: the tab shown; follows the person's choice. */
  @property() object: ObjectName = 'contact';
  /** Which CRM, where more than one is connected; left out: the first connected one. */
  @property() provider?: string;

  readonly #loading = new LoadController(this, () => this.#loadBody());

  get #body(): EditorBody | null {
    return this.#loading.value;
  }

  /** Whether there are changes not saved, in any object. */
  get dirty(): boolean {
    return this.#body?.model.isDirty ?? false;
  }

  /** Saves every object with changes. False when something was not saved: refused, conflicting, cancelled, no answer. */
  async save(): Promise<boolean> {
    return this.#body?.save() ?? true;
  }

  /** Gives up every change that is not saved; undo brings them back. */
  reset(): void {
    this.#body?.model.saving.discard();
  }

  /** Reads the mapping and the fields again; unsaved changes stay. */
  async refresh(): Promise<void> {
    await this.#body?.model.reload();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of NEWS_EVENTS) document.addEventListener(name, this.#newsCame);
    document.addEventListener('crm-mapping-requested', this.#requested);
    if (!this.#body) void this.#loading.run();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const name of NEWS_EVENTS) document.removeEventListener(name, this.#newsCame);
    document.removeEventListener('crm-mapping-requested', this.#requested);
    // Elements that are only moved are back by then.
    queueMicrotask(() => {
      if (!this.isConnected) this.#body?.model.tellAbandoned();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { client } = this;
    super.willUpdate(changed);
    if (!isObjectName(this.object)) this.object = 'contact';
    if (client !== this.client) return;
    if (changed.has('provider')) this.#body?.model.start();
    else if (changed.has('object')) this.#body?.model.objectChanged();
  }

  protected override happened(what: Happening): void {
    this.#body?.watch.happened(what);
  }

  protected override clientChanged(): void {
    this.#body?.model.start();
  }

  protected override render(): TemplateResult {
    return html`<slot name="header"></slot>${this.#body?.draw() ?? skeletonPart('')}<slot name="footer"></slot>`;
  }

  protected override updated(): void {
    this.#body?.drawn();
    const load = this.#body?.model.load;
    this.setState('loading', !load || load.phase === 'loading');
    this.setState('error', load?.phase === 'error');
    this.setState('connected', Boolean(load?.value?.connection));
    this.setState('dirty', this.dirty);
  }

  async #loadBody(): Promise<EditorBody> {
    if (this.#body) return this.#body;
    const { EditorBody } = await import('./editor-body.js').catch((cause: unknown) => {
      throw new NetworkError('The editor could not be loaded', { cause });
    });
    const body = new EditorBody(this, this.#door());
    body.model.start();
    return body;
  }

  #newsCame = ({ type }: Event): void => {
    // A sync ends often, maybe while somebody edits: the rows stay, and what is open at them.
    if (type === 'crm-sync-finished') void this.#body?.model.reread();
    else void this.refresh();
  };

  #requested = (event: Event): void => {
    this.#body?.showRequested((event as CustomEvent<MappingRequestedDetail>).detail);
  };

  #door(): EditorDoor {
    const element = this;
    const emit: typeof this.emit = (...event) => this.emit(...event);
    return {
      get object() {
        return element.object;
      },
      set object(object) {
        element.object = object;
      },
      get provider() {
        return element.provider;
      },
      get api() {
        return element.client;
      },
      get appName() {
        return element.session?.app.name ?? '';
      },
      askSession: () => this.loadSession(),
      beforeSave: (detail) => emit('crm-before-save', detail, { cancelable: true }),
      saved: (object, version) => emit('crm-mapping-saved', { object, version }),
      dirtyTurned: (dirty) => emit('crm-mapping-changed', { dirty }),
      abandoned: (unsaved) => {
        const target = element.isConnected ? element : document;
        const init = { detail: { unsaved }, bubbles: true, composed: true };
        target.dispatchEvent(new CustomEvent('crm-mapping-abandoned', init));
      },
      connectRequested: (provider) => emit('crm-connect-requested', { provider }),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'crm-mapping-editor': CrmMappingEditor;
  }
}
