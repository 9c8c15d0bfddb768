import { LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { Permission, Session } from '../../shared/keys.js';
import type { CrmClient, TokenProvider } from '../api/client.js';
import {
  type CrmContext,
  createCrmContext,
  crmContext,
  type Happening,
  type MessageOverrides,
} from './context.js';
import { type Locale, readLanguage, watchLanguage } from './locale.js';

/** Names of the events the elements fire; each element's file in `events/` adds its own to HTMLElementEventMap. */
export type CrmEventName = Extract<keyof HTMLElementEventMap, `crm-${string}`>;
export type CrmEventDetail<K extends CrmEventName> =
  HTMLElementEventMap[K] extends CustomEvent<infer Detail> ? Detail : never;

/**
 * What all elements share: where the service is and as whom to ask it, the session, the language, events, states.
 * The nearest `<crm-workspace>` gives it, unless the element has a `service-url` of its own.
 */
export abstract class CrmElement extends LitElement {
  // Declared without decorators: their helpers would weigh on a page that loads one element.
  static override properties: PropertyDeclarations = {
    serviceUrl: { attribute: 'service-url' },
    token: {},
    tokenProvider: { attribute: false },
    theme: { reflect: true },
    density: { reflect: true },
    messages: { attribute: false },
    client: { state: true },
    session: { state: true },
    locale: { state: true },
    languageTag: { state: true },
  };

  /** Address of the service; absolute, or relative to the page. */
  serviceUrl = '';
  /** A `wk_` or `et_` key. */
  token = '';
  /** Renews the key; also asked first when no `token` is set. */
  tokenProvider: TokenProvider | null = null;
  /** Follows the page's `color-scheme` when unset. */
  theme?: 'light' | 'dark';
  density?: 'comfortable' | 'compact';
  /** Host's own wording, by `<table>.<key>`; wins over the workspace's. */
  messages: MessageOverrides = {};

  /** Null until a service URL and a key are known. */
  protected client: CrmClient | null = null;
  /** Null until `loadSession()` was answered. */
  protected session: Session | null = null;
  /** Language of the words. */
  locale: Locale = 'en';
  /** Language tag for `Intl`. */
  languageTag = 'en-GB';

  #workspace: CrmContext | null = null;
  #leaveWorkspace: (() => void) | undefined;
  #own: CrmContext | null = null;
  #context: CrmContext | null = null;
  #heard: CrmContext | null = null;
  #unhear: (() => void) | undefined;
  #internals: ElementInternals | null = null;
  #unwatchLanguage: (() => void) | null = null;

  override connectedCallback(): void {
    this.#readLanguage();
    this.#unwatchLanguage = watchLanguage(() => this.#readLanguage());
    super.connectedCallback();
    this.#workspace = null;
    this.#joinWorkspace();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaveWorkspace?.();
    this.#leaveWorkspace = undefined;
    this.#hear(null);
    this.#unwatchLanguage?.();
    this.#unwatchLanguage = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('serviceUrl') || changed.has('token') || changed.has('tokenProvider')) {
      this.#own = createCrmContext(this);
    }
    const context = this.#own ?? this.#workspace;
    this.#context = context;
    if (this.isConnected) this.#hear(context);
    const client = context?.client ?? null;
    if (client === this.client) return;
    this.client = client;
    this.session = null;
    this.clientChanged();
  }

  /** Called before the first render with a client, and whenever it is another one or gone: start to load here. */
  protected clientChanged(): void {}

  /** What happened in the workspace; an element that shows it looks here. */
  protected happened?(what: Happening): void;

  /** Whether events arrive; else the element has to look by itself. */
  protected get isLive(): boolean {
    return this.#context?.live.isOn ?? false;
  }

  /** Whether no workspace tells the page what happens. */
  protected get isAlone(): boolean {
    return this.#own !== null;
  }

  /**
   * What the key may do; asked once for all elements of a workspace. Fills `session`.
   *
   * @throws ApiError, NetworkError; Error when there is no client.
   */
  protected async loadSession(): Promise<Session> {
    const context = this.#context;
    if (!context) throw new Error('Set service-url and token first');
    const session = await context.session();
    if (context.client === this.client) this.session = session;
    return session;
  }

  protected can(permission: Permission): boolean {
    return this.session?.permissions.includes(permission) ?? false;
  }

  /** The host's words for a message, when it set its own. */
  messageOverride(key: string): string | undefined {
    return this.messages[key] ?? this.#workspace?.messages[key];
  }

  /** Fires a bubbling, composed event. False when a listener cancelled it. */
  protected emit<K extends CrmEventName>(
    name: K,
    detail: CrmEventDetail<K>,
    options: { cancelable?: boolean } = {},
  ): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, ...options }));
  }

  /** Sets a custom state, so that a host can style `crm-connect:state(connected)`. */
  protected setState(name: string, on: boolean): void {
    this.#internals ??= this.attachInternals();
    // Browsers older than 2024 have no states, or refuse names without dashes; nothing else depends on them.
    try {
      if (on) this.#internals.states.add(name);
      else this.#internals.states.delete(name);
    } catch {}
  }

  #hear(context: CrmContext | null): void {
    if (!this.happened || context === this.#heard) return;
    this.#unhear?.();
    this.#heard = context;
    this.#unhear = context?.hear((what) => this.happened?.(what));
  }

  #readLanguage(): void {
    const { locale, tag } = readLanguage(this);
    this.locale = locale;
    this.languageTag = tag;
  }

  /**
   * Asks by the community context protocol, which @lit/context's provider answers; its consumer would weigh more than
   * these lines on a page with one element. A workspace defined after its children is asked once it is there.
   */
  #joinWorkspace(): void {
    const request = new Event('context-request', { bubbles: true, composed: true });
    const callback = (value: CrmContext | null, leave?: () => void) => {
      if (leave !== this.#leaveWorkspace) this.#leaveWorkspace?.();
      this.#leaveWorkspace = leave;
      this.#workspace = value;
      this.requestUpdate();
    };
    this.dispatchEvent(
      Object.assign(request, { context: crmContext, contextTarget: this, callback, subscribe: true }),
    );
    if (this.#leaveWorkspace || this.serviceUrl || customElements.get('crm-workspace')) return;
    void customElements.whenDefined('crm-workspace').then(() => {
      if (this.isConnected && !this.#leaveWorkspace) this.#joinWorkspace();
    });
  }
}
