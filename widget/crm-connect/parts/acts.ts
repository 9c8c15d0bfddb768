import { html, nothing, type TemplateResult } from 'lit';
import type { Connection } from '../../../shared/connection.js';
import type { Permission } from '../../../shared/keys.js';
import type { ProviderInfo } from '../../../shared/provider-info.js';
import type { CrmClient } from '../../api/client.js';
import { connectWithCredentials } from '../../api/connect-flows.js';
import { deleteConnection, listConnections, pauseConnection } from '../../api/connections.js';
import { startRun } from '../../api/sync.js';
import { MenuController } from '../../controllers/menu-controller.js';
import { PollController } from '../../controllers/poll-controller.js';
import { SignInController, type SignInFailure } from '../../controllers/sign-in-controller.js';
import type { CrmEventDetail, CrmEventName } from '../../internal/crm-element.js';
import { formatTime } from '../../internal/format.js';
import {
  bothWaysIcon,
  pauseIcon,
  plugIcon,
  shieldIcon,
  syncIcon,
  warningIcon,
} from '../../internal/icons.js';
import { isolate } from '../../internal/parts.js';
import { connectActs as english } from '../../locales/en/connect-acts.js';
import { type MessageHost, Messages } from '../../locales/messages.js';
import { type ActKey, type ActWords, failureKey, isWorthRetrying } from './act-words.js';
import { CredentialsView } from './credentials-view.js';
import { DisconnectView } from './disconnect-view.js';
import { drawSignIn } from './sign-in-view.js';

export { actStyles } from './acts.styles.js';

const FRESH_MS = 15_000;

/** What acting needs of the element that shows the list. */
export interface ActsHost {
  element: MessageHost;
  client: () => CrmClient | null;
  tag: () => string;
  app: () => string;
  label: (provider: string) => string;
  can: (permission: Permission) => boolean;
  connection: (provider: string) => Connection | null;
  /** Shows a connection as the service answered it. */
  replace: (changed: Connection) => void;
  reload: () => Promise<void>;
  /** Whether the list is there and fresh: then it is kept so. */
  isShown: () => boolean;
  /** Says it to assistive tech. */
  say: (text: string) => void;
  focus: (selector: string) => void;
  /** Whether the person is in the element: only then may its focus be moved. */
  hasFocus: () => boolean;
  showAllows: () => void;
  emit: <K extends CrmEventName>(
    name: K,
    detail: CrmEventDetail<K>,
    options?: { cancelable?: boolean },
  ) => boolean;
}

/** What answers a click in the list: menu, sign-in, forms, pause, sync, disconnect. Fetched once the list is shown. */
export class ConnectActs {
  readonly #messages: Messages<typeof english>;
  readonly #signIn: SignInController;
  readonly #menu: MenuController;
  #view: CredentialsView | DisconnectView | null = null;
  #failures = new Map<string, SignInFailure>();
  #notes = new Map<string, ActKey>();
  #busy = new Set<string>();

  constructor(private readonly host: ActsHost) {
    this.#messages = new Messages(host.element, 'connect', english, {
      it: async () => (await import('../../locales/it/connect-acts.js')).connectActs,
    });
    this.#menu = new MenuController(host.element);
    new PollController(host.element, { task: host.reload, when: host.isShown, firstMs: FRESH_MS });
    this.#signIn = new SignInController(host.element, {
      client: host.client,
      connected: (provider, id) => void this.#connected(provider, id),
      failed: (provider, code) => this.#failed(provider, code),
    });
  }

  /** The list is older than it should be: since when, and when it is tried again. */
  drawStale({ loadedAt, retryInS }: { loadedAt: Date | null; retryInS: number | null }): TemplateResult {
    const messages = this.#messages;
    const time = formatTime(this.host.tag(), loadedAt ?? Date.now());
    return html`<div class="notice stale" part="notice">
      <p>
        ${messages.text('asOf', { time })} ${messages.text(navigator.onLine ? 'down' : 'offline')}
        ${
          retryInS === null
            ? nothing
            : html`<span class="tabular" aria-hidden="true">${messages.text('nextTry', { s: retryInS })}</span>`
        }
      </p>
      <button class="btn small" part="button" @click=${this.host.reload}>${messages.text('tryNow')}</button>
    </div>`;
  }

  /** What the app may do with the objects, in plain words. */
  drawAllowed(objects: string): TemplateResult {
    const messages = this.#messages;
    return html`<li>${messages.text('mayRead', { objects })}</li>
      <li>${messages.text('mayWrite')}</li>
      <li>${messages.text('mayEnd')}</li>`;
  }

  /** Settles when the words are there in the element's language. */
  whenReady(): Promise<void> {
    return this.#messages.whenReady();
  }

  get isSigningIn(): boolean {
    return this.#signIn.phase !== 'idle';
  }

  /** What replaces the list: a form, a question, the wait for the sign-in window; null for the list itself. */
  draw(): TemplateResult | null {
    const { provider } = this.#signIn;
    if (this.isSigningIn && provider) {
      const cancel = () => {
        this.#focusRow(provider);
        this.#signIn.cancel();
      };
      return drawSignIn(this.#words(), this.host.label(provider), this.#signIn, cancel);
    }
    return this.#view?.draw(this.#words()) ?? null;
  }

  isBusy(provider: string): boolean {
    return this.#busy.has(provider);
  }

  isMenuOpen(provider: string): boolean {
    return this.#menu.anchor?.closest<HTMLElement>('.row')?.dataset['provider'] === provider;
  }

  toggleMenu(button: HTMLElement, focus: 'first' | 'last'): void {
    this.#menu.toggle(button, button.nextElementSibling as HTMLElement, { align: 'end', focus });
  }

  drawItems(info: ProviderInfo, connection: Connection): TemplateResult {
    const { can } = this.host;
    const isActive = connection.status === 'active';
    const item = (icon: TemplateResult, key: ActKey, act: () => unknown, tone = '') => {
      const clicked = () => {
        this.#menu.close();
        this.#notes.delete(info.id);
        act();
      };
      return html`<button class="item ${tone}" role="menuitem" tabindex="-1" @click=${clicked}>
        ${icon}${this.#messages.text(key, { app: this.host.app() })}
      </button>`;
    };
    return html`${
      isActive && can('sync')
        ? item(syncIcon, 'syncNow', () => this.#run(info.id, () => this.#sync(info.id)))
        : nothing
    }
    ${
      can('map')
        ? item(bothWaysIcon, 'matchFields', () =>
            this.host.emit('crm-mapping-requested', { provider: info.id }),
          )
        : nothing
    }
    ${isActive && can('sync') ? item(pauseIcon, 'pause', () => this.pause(info.id, true)) : nothing}
    ${item(shieldIcon, 'whatMay', () => this.host.showAllows())}
    ${
      can('connect')
        ? html`<hr class="separator" />
          ${item(plugIcon, 'disconnect', () => this.#askDisconnect(connection, info.label), 'bad')}`
        : nothing
    }`;
  }

  canRetry(provider: string): boolean {
    const failure = this.#failures.get(provider);
    return failure !== undefined && isWorthRetrying(failure);
  }

  /** How the last act on a provider ended. */
  drawOutcome(info: ProviderInfo, retry: () => void): TemplateResult | null {
    const failure = this.#failures.get(info.id);
    const key = failure ? failureKey(failure) : this.#notes.get(info.id);
    if (!key) return null;
    const isBad = failure !== undefined || key === 'notDone';
    const text = this.#messages.rich(key, { crm: isolate(info.label), app: isolate(this.host.app()) });
    return html`<div class="notice ${isBad ? 'bad' : 'good'}" part="notice">
      ${isBad ? warningIcon : nothing}
      <p>${text}</p>
      ${
        this.canRetry(info.id)
          ? html`<button class="btn small" part="button" data-main @click=${retry}>${this.#messages.text('retry')}</button>`
          : nothing
      }
    </div>`;
  }

  /** @param popup the window opened in the click; null when the browser stopped it, or the provider takes a form. */
  async connect(info: ProviderInfo, popup: Window | null): Promise<void> {
    this.#failures.delete(info.id);
    this.#notes.delete(info.id);
    if (info.auth === 'api_key') return this.#openForm(info);
    this.#view = null;
    this.host.focus('[data-main]');
    await this.#signIn.start(info.id, popup);
  }

  pause(provider: string, paused: boolean): Promise<void> {
    return this.#run(provider, async () => {
      const connection = this.host.connection(provider);
      if (!connection) return 'notDone';
      const changed = await pauseConnection(this.host.client()!, connection.id, paused);
      this.host.replace(changed);
      this.host.emit('crm-connection-changed', { connection: changed });
      this.#focusRow(provider);
      return paused ? 'nowPaused' : 'nowResumed';
    });
  }

  /** Forgets all that belongs to another key. */
  reset(): void {
    this.#menu.close();
    this.#signIn.cancel();
    this.#view = null;
    this.#failures.clear();
    this.#notes.clear();
  }

  /** Runs one act on a row; another click on that row meanwhile does nothing. */
  async #run(provider: string, task: () => Promise<ActKey>): Promise<void> {
    if (this.#busy.has(provider)) return;
    this.#busy.add(provider);
    this.host.element.requestUpdate();
    const key = await task().catch((): ActKey => 'notDone');
    this.#busy.delete(provider);
    // Pausing and resuming show in the row itself.
    if (key !== 'nowPaused' && key !== 'nowResumed') this.#notes.set(provider, key);
    this.#say(key, provider);
  }

  async #sync(provider: string): Promise<ActKey> {
    const { already_running } = await startRun(this.host.client()!, { provider }, crypto.randomUUID());
    return already_running ? 'syncRunning' : 'syncStarted';
  }

  #openForm(info: ProviderInfo): void {
    const { id } = info;
    const connect = async (values: Record<string, string>) => {
      const connection = await connectWithCredentials(this.host.client()!, id, values);
      await this.#connected(id, connection.id);
    };
    const failed = (code: SignInFailure) => this.host.emit('crm-connection-failed', { provider: id, code });
    this.#show(
      new CredentialsView(this.host.element, info, { back: () => this.#back(id), failed, connect }),
      '.input',
    );
  }

  #askDisconnect(connection: Connection, label: string): void {
    const { id, provider } = connection;
    const back = () => this.#back(provider);
    const disconnect = async (data: 'keep' | 'delete') => {
      const agreed = this.host.emit('crm-before-disconnect', { connection, data }, { cancelable: true });
      if (!agreed) return back();
      this.host.replace(await deleteConnection(this.host.client()!, id, data));
      back();
      this.#say('nowDisconnected', provider);
      this.host.emit('crm-connection-removed', { connection_id: id, provider, data });
    };
    this.#show(new DisconnectView(this.host.element, connection, label, { back, disconnect }), '#title');
  }

  async #connected(provider: string, connectionId: string | null): Promise<void> {
    const hadFocus = this.host.hasFocus();
    this.#view = null;
    this.#failures.delete(provider);
    this.#say('nowConnected', provider);
    await this.host.reload();
    this.#focusRow(provider, hadFocus);
    const connection = await this.#found(provider, connectionId);
    if (connection) this.host.emit('crm-connection-created', { connection });
  }

  /** The other elements wait to hear of it, also where another load took the place of ours, or ours failed. */
  async #found(provider: string, id: string | null): Promise<Connection | undefined> {
    const isIt = (one: Connection) =>
      one.provider === provider && one.status !== 'disconnected' && (id === null || one.id === id);
    const shown = this.host.connection(provider);
    if (shown && isIt(shown)) return shown;
    const client = this.host.client();
    return client ? (await listConnections(client).catch(() => [])).find(isIt) : undefined;
  }

  #failed(provider: string, code: SignInFailure): void {
    this.#failures.set(provider, code);
    this.#focusRow(provider);
    this.#say(failureKey(code), provider);
    this.host.emit('crm-connection-failed', { provider, code });
  }

  #show(view: CredentialsView | DisconnectView, focus: string): void {
    this.#view = view;
    this.host.focus(focus);
  }

  #back(provider: string): void {
    this.#focusRow(provider);
    this.#view = null;
  }

  /** Brings the focus of a person who is in the element back to a provider's row. */
  #focusRow(provider: string, hasFocus = this.host.hasFocus()): void {
    if (hasFocus) this.host.focus(`[data-provider="${CSS.escape(provider)}"] [data-main]`);
    this.host.element.requestUpdate();
  }

  #say(key: ActKey, provider: string): void {
    const app = this.host.app();
    this.host.say(this.#messages.text(key, { crm: this.host.label(provider), app }));
  }

  #words(): ActWords {
    return { messages: this.#messages, tag: this.host.tag(), app: this.host.app() };
  }
}
