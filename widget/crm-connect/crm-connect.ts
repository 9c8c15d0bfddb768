import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Connection } from '../../shared/connection.js';
import type { ProviderInfo } from '../../shared/provider-info.js';
import { listConnections, listProviders } from '../api/connections.js';
import { BurstController } from '../controllers/burst-controller.js';
import { LoadController } from '../controllers/load-controller.js';
import { openBlankWindow } from '../internal/blank-window.js';
import type { Happening } from '../internal/context.js';
import { CrmElement } from '../internal/crm-element.js';
import { isolate } from '../internal/parts.js';
import { connect as english } from '../locales/en/connect.js';
import { Messages } from '../locales/messages.js';
import { base } from '../styles/base.js';
import { card } from '../styles/card.js';
import { tokens } from '../styles/tokens.js';
import { connectStyles } from './crm-connect.styles.js';
import type { ConnectActs } from './parts/acts.js';
import { drawFoot, listOffered } from './parts/foot.js';
import { drawRow, type RowActions, type RowModel } from './parts/row.js';
import { drawDown, drawSkeleton } from './parts/shell.js';
import type { Words } from './parts/words.js';

interface Crms {
  infos: ProviderInfo[];
  connections: Connection[];
}

/**
 * Lists the CRMs the app offers; connects, reconnects, pauses and disconnects them.
 *
 * @fires {CustomEvent<ConnectionCreatedDetail>} crm-connection-created - a CRM was connected or reconnected here
 * @fires {CustomEvent<ConnectionChangedDetail>} crm-connection-changed - paused, resumed, or its access ended
 * @fires {CustomEvent<ConnectionRemovedDetail>} crm-connection-removed - a CRM was disconnected here
 * @fires {CustomEvent<ConnectionFailedDetail>} crm-connection-failed - a sign-in or form ended without access
 * @fires {CustomEvent<BeforeDisconnectDetail>} crm-before-disconnect - cancel it to keep the connection
 * @fires {CustomEvent<MappingRequestedDetail>} crm-mapping-requested - a person chose "Match fields"
 * @slot header - instead of the title and its sentence
 * @slot footer - below the line about what the app may see
 * @slot empty - instead of the sentence shown when no CRM is offered
 * @slot icon-<provider> - instead of the letters in a provider's tile
 * @csspart card @csspart head @csspart row @csspart tile @csspart name @csspart state @csspart notice
 * @csspart button @csspart button-primary @csspart form @csspart input @csspart error @csspart menu @csspart foot
 */
export class CrmConnect extends CrmElement {
  static override styles = [tokens, base, card, connectStyles];

  readonly #messages = new Messages(this, 'connect', english, {
    it: async () => (await import('../locales/it/connect.js')).connect,
  });
  readonly #crms = new LoadController<Crms>(this, (signal) => this.#read(signal));
  readonly #soon = new BurstController(this, () => void this.refresh());
  /** What answers clicks: fetched when the list is shown, so that the list itself comes sooner. */
  #acts: ConnectActs | null = null;
  #actsComing: Promise<ConnectActs> | null = null;
  #isAllowsOpen = false;
  #said = '';
  #focusNext = '';

  /** Reads the connections again. Settles when they are shown, also when that failed. */
  refresh(): Promise<void> {
    return this.client ? this.#crms.run() : Promise.resolve();
  }

  /**
   * Begins to connect a provider, as its button does. Call it in a click, or the browser stops the window.
   * Settles when the sign-in window is on its way or the form is shown; events tell the outcome.
   */
  async connect(provider: string): Promise<void> {
    const info = this.#infos().find(({ id }) => id === provider);
    if (!info) return;
    const words = this.#messages.text('opening', { crm: info.label });
    const popup = info.auth === 'oauth2' ? openBlankWindow(words) : null;
    const acts = await this.#loadActs().catch((error: unknown) => {
      popup?.close();
      throw error;
    });
    await acts.connect(info, popup);
  }

  protected override happened(what: Happening): void {
    const isOurs = typeof what === 'string' || what.type.startsWith('connection.');
    if (isOurs) this.#soon.ask();
  }

  protected override clientChanged(): void {
    this.#acts?.reset();
    this.#crms.reset();
    if (this.client) void this.#crms.run();
  }

  protected override render(): TemplateResult {
    const isReady = this.#messages.ready;
    return html`<section class="card" part="card" aria-labelledby="title" aria-busy=${this.#crms.phase === 'loading'}>
      ${isReady ? this.#body(this.#words()) : drawSkeleton()}
      <span class="unseen" role="status">${isReady ? this.#status() : nothing}</span>
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { phase, value } = this.#crms;
    this.setState('loading', phase === 'loading');
    this.setState('error', phase === 'error');
    this.setState('connecting', this.#acts?.isSigningIn ?? false);
    this.setState('connected', value?.connections.some(({ status }) => status === 'active') ?? false);
    // A failure shows when a person clicks, and the fetch is then tried again.
    if (phase === 'ready') this.#loadActs().catch(() => undefined);
    if (!this.#focusNext) return;
    const target = this.renderRoot.querySelector<HTMLElement>(this.#focusNext);
    this.#focusNext = '';
    target?.focus();
  }

  #body(words: Words): TemplateResult {
    const { phase, error, retryInS } = this.#crms;
    if (phase === 'error') return drawDown(words, { error, retryInS, retry: () => void this.#retry() });
    if (phase !== 'ready') return drawSkeleton();
    return this.#acts?.draw() ?? this.#list(words);
  }

  #list(words: Words): TemplateResult {
    const messages = this.#messages;
    const infos = this.#infos();
    const app = isolate(words.app);
    const toFix = infos.find(({ id }) => this.#connection(id)?.status === 'needs_reauth');
    return html`<div class="head" part="head">
        <slot name="header">
          <h2 class="title" id="title">${messages.text('title')}</h2>
          ${infos.length > 0 ? html`<p class="sentence">${messages.text('intro')}</p>` : nothing}
        </slot>
      </div>
      ${this.#crms.error === null ? nothing : this.#acts?.drawStale(this.#crms)}
      ${
        infos.length === 0
          ? html`<div class="row-empty sentence"><slot name="empty">${messages.rich('empty', { app })}</slot></div>`
          : html`<ul role="list">
              ${infos.map((info) => drawRow(words, this.#model(info, info === toFix), this.#actions))}
            </ul>
            ${drawFoot(words, infos, this.#isAllowsOpen ? (this.#acts?.drawAllowed(listOffered(words, infos)) ?? null) : null, this.#toggleAllows)}`
      }`;
  }

  readonly #toggleAllows = async (): Promise<void> => {
    await this.#loadActs();
    this.#isAllowsOpen = !this.#isAllowsOpen;
    this.requestUpdate();
  };

  #model(info: ProviderInfo, isFirstToFix: boolean): RowModel {
    const acts = this.#acts;
    const connection = this.#connection(info.id);
    return {
      info,
      connection,
      isFirstToFix,
      isBusy: acts?.isBusy(info.id) ?? false,
      isMenuOpen: acts?.isMenuOpen(info.id) ?? false,
      items: connection ? acts?.drawItems(info, connection) : nothing,
      canRetry: acts?.canRetry(info.id) ?? false,
      outcome: acts?.drawOutcome(info, () => void this.connect(info.id)) ?? null,
    };
  }

  readonly #actions: RowActions = {
    can: (permission) => this.can(permission),
    connect: ({ id }) => void this.connect(id),
    resume: async ({ id }) => (await this.#loadActs()).pause(id, false),
    toggleMenu: async (event, _info, focus) => {
      const button = event.currentTarget as HTMLElement;
      const acts = await this.#loadActs();
      await this.updateComplete;
      acts.toggleMenu(button, focus);
    },
  };

  #loadActs(): Promise<ConnectActs> {
    this.#actsComing ??= this.#fetchActs().catch((error: unknown) => {
      this.#actsComing = null;
      throw error;
    });
    return this.#actsComing;
  }

  async #fetchActs(): Promise<ConnectActs> {
    const { ConnectActs, actStyles } = await import('./parts/acts.js');
    const { styleSheet } = actStyles;
    if (styleSheet) (this.renderRoot as ShadowRoot).adoptedStyleSheets.push(styleSheet);
    const acts = new ConnectActs({
      element: this,
      client: () => this.client,
      tag: () => this.languageTag,
      app: () => this.#words().app,
      label: (provider) => this.#label(provider),
      can: (permission) => this.can(permission),
      connection: (provider) => this.#connection(provider),
      replace: (changed) => this.#replace(changed),
      reload: () => this.#crms.run(),
      isShown: () => this.#crms.phase === 'ready' && this.#crms.error === null,
      say: (text) => {
        this.#said = text;
        this.requestUpdate();
      },
      focus: (selector) => {
        this.#focusNext = selector;
        this.requestUpdate();
      },
      hasFocus: () => this.matches(':focus-within'),
      showAllows: () => {
        this.#isAllowsOpen = true;
        this.#focusNext = '#allows';
        this.requestUpdate();
      },
      emit: (name, detail, options) => this.emit(name, detail, options),
    });
    await acts.whenReady();
    this.#acts = acts;
    this.requestUpdate();
    return acts;
  }

  async #read(signal: AbortSignal): Promise<Crms> {
    const client = this.client!;
    const [infos, connections] = await Promise.all([
      listProviders(client, signal),
      listConnections(client, signal),
      this.loadSession(),
    ]);
    if (signal.aborted) return { infos, connections };
    for (const connection of connections) {
      const before = this.#crms.value?.connections.find(({ id }) => id === connection.id);
      if (before && before.status !== connection.status) this.emit('crm-connection-changed', { connection });
    }
    return { infos, connections };
  }

  async #retry(): Promise<void> {
    await this.#crms.run();
    if (this.matches(':focus-within')) this.#focusNext = '[data-main]';
    this.requestUpdate();
  }

  #status(): string {
    if (this.#crms.phase === 'loading') return this.#messages.text('loadingCrms');
    return this.#crms.phase === 'error' ? this.#messages.text('downTitle') : this.#said;
  }

  #replace(changed: Connection): void {
    const value = this.#crms.value;
    if (!value) return;
    const connections = value.connections.map((old) => (old.id === changed.id ? changed : old));
    this.#crms.set({ ...value, connections });
  }

  /** CRMs to show: those on offer, and those connected even if no longer on offer. */
  #infos(): ProviderInfo[] {
    return this.#crms.value?.infos.filter(({ id, configured }) => configured || this.#connection(id)) ?? [];
  }

  #connection(provider: string): Connection | null {
    const mine = this.#crms.value?.connections.filter((found) => found.provider === provider) ?? [];
    return mine.find(({ status }) => status !== 'disconnected') ?? null;
  }

  #label(provider: string): string {
    return this.#crms.value?.infos.find(({ id }) => id === provider)?.label ?? provider;
  }

  #words(): Words {
    const messages = this.#messages;
    return { messages, tag: this.languageTag, app: this.session?.app.name ?? messages.text('yourApp') };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'crm-connect': CrmConnect;
  }
}
