import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Connection } from '../../shared/connection.js';
import type { ProviderInfo } from '../../shared/provider-info.js';
import {
  connectWithCredentials,
  deleteConnection,
  listConnections,
  listProviders,
  pauseConnection,
} from '../api/connections.js';
import { startRun } from '../api/sync.js';
import { LoadController } from '../controllers/load-controller.js';
import { MenuController } from '../controllers/menu-controller.js';
import { PollController } from '../controllers/poll-controller.js';
import { SignInController, type SignInFailure } from '../controllers/sign-in-controller.js';
import { CrmElement } from '../internal/crm-element.js';
import { formatTime } from '../internal/format.js';
import { isolate } from '../internal/parts.js';
import { connect as english } from '../locales/en/connect.js';
import { Messages } from '../locales/messages.js';
import { base } from '../styles/base.js';
import { card } from '../styles/card.js';
import { form } from '../styles/form.js';
import { menu } from '../styles/menu.js';
import { tokens } from '../styles/tokens.js';
import { connectStyles } from './crm-connect.styles.js';
import { CredentialsView } from './parts/credentials-view.js';
import { DisconnectView } from './parts/disconnect-view.js';
import { drawFoot } from './parts/foot.js';
import { drawRow, type RowAction, type RowActions, type RowNote } from './parts/row.js';
import { drawDown, drawSignIn, drawSkeleton, nextTry } from './parts/shell.js';
import { type ConnectKey, failureKey, type Words } from './parts/words.js';

interface Crms {
  infos: ProviderInfo[];
  connections: Connection[];
}

const FRESH_MS = 15_000;

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
  static override styles = [tokens, base, card, form, menu, connectStyles];

  readonly #messages = new Messages(this, 'connect', english, {
    it: async () => (await import('../locales/it/connect.js')).connect,
  });
  readonly #crms = new LoadController<Crms>(this, (signal) => this.#read(signal));
  readonly #menu = new MenuController(this);
  readonly #signIn = new SignInController(this, {
    client: () => this.client,
    opening: (provider) => this.#messages.text('openingText', { crm: this.#label(provider) }),
    connected: (provider, id) => void this.#connected(provider, id),
    failed: (provider, code) => this.#failed(provider, code),
  });
  #view: CredentialsView | DisconnectView | null = null;
  #failures = new Map<string, SignInFailure>();
  #notes = new Map<string, RowNote>();
  #busy = new Set<string>();
  #isAllowsOpen = false;
  #said = '';
  #focusNext = '';

  constructor() {
    super();
    new PollController(this, {
      task: () => this.#crms.run(),
      when: () => this.#crms.phase === 'ready' && this.#crms.error === null,
      firstMs: FRESH_MS,
    });
  }

  /** Reads the connections again. Settles when they are shown, also when that failed. */
  refresh(): Promise<void> {
    return this.client ? this.#crms.run() : Promise.resolve();
  }

  /**
   * Begins to connect a provider, as its button does. Call it in a click, or the browser stops the window.
   * Settles when the sign-in window is on its way or the form is shown; events tell the outcome.
   */
  async connect(provider: string): Promise<void> {
    this.#failures.delete(provider);
    this.#notes.delete(provider);
    const info = this.#infos().find(({ id }) => id === provider);
    if (info?.auth === 'api_key') {
      this.#show(this.#credentialsView(info), '.input');
      return;
    }
    this.#focusNext = '[data-main]';
    await this.#signIn.start(provider);
  }

  protected override clientChanged(): void {
    this.#signIn.cancel();
    this.#view = null;
    this.#failures.clear();
    this.#notes.clear();
    this.#crms.reset();
    if (this.client) void this.#crms.run();
  }

  protected override render(): TemplateResult {
    const words = this.#words();
    const isReady = this.#messages.ready;
    const said = isReady ? this.#status() : '';
    return html`<section class="card" part="card" aria-labelledby="title" aria-busy=${this.#crms.phase === 'loading'}>
      ${isReady ? this.#body(words) : drawSkeleton()}
      <span class="unseen" role="status">${said}</span>
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { phase, value } = this.#crms;
    this.setState('loading', phase === 'loading');
    this.setState('error', phase === 'error');
    this.setState('connecting', this.#signIn.phase !== 'idle');
    this.setState('connected', value?.connections.some(({ status }) => status === 'active') ?? false);
    if (!this.#focusNext) return;
    const target = this.renderRoot.querySelector<HTMLElement>(this.#focusNext);
    this.#focusNext = '';
    target?.focus();
  }

  #body(words: Words): TemplateResult {
    const { phase, error, retryInS } = this.#crms;
    if (phase === 'error') return drawDown(words, { error, retryInS, retry: () => void this.#retry() });
    if (phase !== 'ready') return drawSkeleton();
    const { provider } = this.#signIn;
    if (this.#signIn.phase !== 'idle' && provider)
      return drawSignIn(words, this.#label(provider), this.#signIn);
    if (this.#view) return this.#view.draw(words);
    return this.#list(words);
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
      ${this.#crms.error === null ? nothing : this.#stale()}
      ${
        infos.length === 0
          ? html`<div class="row-empty sentence"><slot name="empty">${messages.rich('empty', { app })}</slot></div>`
          : html`<ul role="list">
              ${repeat(
                infos,
                ({ id }) => id,
                (info) => drawRow(words, this.#model(info, info === toFix), this.#actions),
              )}
            </ul>
            ${drawFoot(words, infos, this.#isAllowsOpen, () => {
              this.#isAllowsOpen = !this.#isAllowsOpen;
              this.requestUpdate();
            })}`
      }`;
  }

  /** The list is older than it should be: since when, and when it is tried again. */
  #stale(): TemplateResult {
    const messages = this.#messages;
    const time = formatTime(this.languageTag, this.#crms.loadedAt ?? Date.now());
    return html`<div class="notice stale" part="notice">
      <p>
        ${messages.text('asOf', { time })} ${messages.text(navigator.onLine ? 'down' : 'offline')}
        ${nextTry(this.#words(), this.#crms.retryInS)}
      </p>
      <button class="btn small" part="button" @click=${() => this.#crms.run()}>${messages.text('tryNow')}</button>
    </div>`;
  }

  #model(info: ProviderInfo, isFirstToFix: boolean) {
    return {
      info,
      isFirstToFix,
      connection: this.#connection(info.id),
      failure: this.#failures.get(info.id) ?? null,
      note: this.#notes.get(info.id) ?? null,
      isBusy: this.#busy.has(info.id),
      isMenuOpen: this.#menu.anchor?.closest<HTMLElement>('.row')?.dataset['provider'] === info.id,
    };
  }

  readonly #actions: RowActions = {
    can: (permission) => this.can(permission),
    act: (action, info) => this.#act(action, info),
    toggleMenu: (event, focus) => {
      const button = event.currentTarget as HTMLElement;
      this.#menu.toggle(button, button.nextElementSibling as HTMLElement, { align: 'end', focus });
    },
  };

  #act(action: RowAction, info: ProviderInfo): void {
    this.#menu.close();
    this.#notes.delete(info.id);
    if (action === 'connect') return void this.connect(info.id);
    if (action === 'match') return void this.emit('crm-mapping-requested', { provider: info.id });
    if (action === 'allows') {
      this.#isAllowsOpen = true;
      this.#focusNext = '#allows';
      this.requestUpdate();
      return;
    }
    const connection = this.#connection(info.id);
    if (!connection) return;
    if (action === 'disconnect') this.#show(this.#disconnectView(connection, info.label), '#title');
    else
      void this.#run(info.id, () =>
        action === 'sync' ? this.#sync(info.id) : this.#pause(connection, action),
      );
  }

  /** Runs one action of a row; another click on that row meanwhile does nothing. */
  async #run(provider: string, task: () => Promise<ConnectKey>): Promise<void> {
    if (this.#busy.has(provider)) return;
    this.#busy.add(provider);
    this.requestUpdate();
    const note = await task().then(
      (key): RowNote => ({ kind: 'good', key }),
      (): RowNote => ({ kind: 'bad', key: 'notDone' }),
    );
    this.#busy.delete(provider);
    // Pausing and resuming show in the row itself.
    if (note.key !== 'nowPaused' && note.key !== 'nowResumed') this.#notes.set(provider, note);
    this.#say(note.key, provider);
  }

  async #sync(provider: string): Promise<ConnectKey> {
    const { already_running } = await startRun(this.client!, { provider }, crypto.randomUUID());
    return already_running ? 'syncRunning' : 'syncStarted';
  }

  async #pause(connection: Connection, action: RowAction): Promise<ConnectKey> {
    const paused = action === 'pause';
    const changed = await pauseConnection(this.client!, connection.id, paused);
    this.#replace(changed);
    this.emit('crm-connection-changed', { connection: changed });
    this.#focusRow(connection.provider);
    return paused ? 'nowPaused' : 'nowResumed';
  }

  #credentialsView(info: ProviderInfo): CredentialsView {
    return new CredentialsView(this, info, {
      back: () => this.#back(info.id),
      failed: (code) => this.emit('crm-connection-failed', { provider: info.id, code }),
      connect: async (values) => {
        const connection = await connectWithCredentials(this.client!, info.id, values);
        this.#view = null;
        await this.#connected(info.id, connection.id);
      },
    });
  }

  #disconnectView(connection: Connection, label: string): DisconnectView {
    const { id, provider } = connection;
    const back = () => this.#back(provider);
    const disconnect = async (data: 'keep' | 'delete') => {
      if (!this.emit('crm-before-disconnect', { connection, data }, { cancelable: true })) return back();
      this.#replace(await deleteConnection(this.client!, id, data));
      back();
      this.#say('nowDisconnected', provider);
      this.emit('crm-connection-removed', { connection_id: id, provider, data });
    };
    return new DisconnectView(this, connection, label, { back, disconnect });
  }

  async #connected(provider: string, connectionId: string | null): Promise<void> {
    this.#failures.delete(provider);
    this.#focusRow(provider);
    this.#say('nowConnected', provider);
    await this.#crms.run();
    const connection = this.#crms.value?.connections.find(({ id }) => id === connectionId);
    const shown = connection ?? this.#connection(provider);
    if (shown) this.emit('crm-connection-created', { connection: shown });
    this.#focusRow(provider);
  }

  #failed(provider: string, code: SignInFailure): void {
    this.#failures.set(provider, code);
    this.#focusRow(provider);
    this.#say(failureKey(code), provider);
    this.emit('crm-connection-failed', { provider, code });
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

  #show(view: CredentialsView | DisconnectView, focus: string): void {
    this.#view = view;
    this.#focusNext = focus;
    this.requestUpdate();
  }

  #back(provider: string): void {
    this.#view = null;
    this.#focusRow(provider);
  }

  /** Keeps the focus of a person who is in the element at the provider in question. */
  #focusRow(provider: string): void {
    if (this.matches(':focus-within'))
      this.#focusNext = `[data-provider="${CSS.escape(provider)}"] [data-main]`;
    this.requestUpdate();
  }

  #say(key: ConnectKey, provider: string): void {
    this.#said = this.#messages.text(key, { crm: this.#label(provider), app: this.#words().app });
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
