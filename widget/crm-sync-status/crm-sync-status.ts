import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Permission } from '../../shared/keys.js';
import type { StartSyncBody } from '../../shared/routes/sync.js';
import type { SyncStatus } from '../../shared/run.js';
import { ApiError } from '../api/client.js';
import { pauseConnection } from '../api/connections.js';
import { readSyncStatus, startRun } from '../api/sync.js';
import { BurstController } from '../controllers/burst-controller.js';
import { LoadController } from '../controllers/load-controller.js';
import { MenuController } from '../controllers/menu-controller.js';
import { PollController } from '../controllers/poll-controller.js';
import type { Happening } from '../internal/context.js';
import { CrmElement } from '../internal/crm-element.js';
import { formatNumber } from '../internal/format.js';
import { newKey } from '../internal/new-key.js';
import { recordsChanged } from '../internal/records-changed.js';
import { status as english } from '../locales/en/status.js';
import { Messages } from '../locales/messages.js';
import { base } from '../styles/base.js';
import { card } from '../styles/card.js';
import { menu } from '../styles/menu.js';
import { tokens } from '../styles/tokens.js';
import { statusStyles } from './crm-sync-status.styles.js';
import type { StatusActs } from './parts/acts.js';
import { Announcer } from './parts/announcer.js';
import { activeRuns, changedHealth, endedRuns } from './parts/compare.js';
import { type CardNotice, type CardOptions, drawCard, drawLine } from './parts/draw-card.js';
import { drawLoading, drawMessage } from './parts/draw-message.js';
import { News } from './parts/news.js';
import { type CardAction, type HealthReading, isLater, readHealth, type Speech } from './parts/reading.js';
import { makeSpeech } from './parts/speech.js';

export type * from '../events/status.js';

const BUSY_POLL_MS = 1_000;
const CALM_POLL_MS = 10_000;
/** Where events arrive: only what is told by none, such as a check that is late. */
const LIVE_POLL_MS = 60_000;
const CONNECTION_EVENTS = ['crm-connection-created', 'crm-connection-changed', 'crm-connection-removed'];

/**
 * How the sync of each connected CRM is doing, and what to do when it is not.
 *
 * @fires {CustomEvent<SyncStartedDetail>} crm-sync-started - a run was started, or joined, from here
 * @fires {CustomEvent<SyncFinishedDetail>} crm-sync-finished - a run seen under way has ended, well or not
 * @fires {CustomEvent<HealthChangedDetail>} crm-health-changed - a connection's health is another one
 * @fires {CustomEvent<RecordsChangedDetail>} crm-records-changed - records changed in a CRM; inside a workspace that one fires it
 * @fires {CustomEvent<ConnectRequestedDetail>} crm-connect-requested - a person asked to connect or reconnect a CRM
 * @fires {CustomEvent<MappingRequestedDetail>} crm-mapping-requested - a person asked to mend a field match
 * @slot header - above the cards
 * @slot footer - below the cards
 * @slot icon-<provider> - own icon in a provider's tile
 * @csspart card - one connection
 * @csspart head - tile, name and tools
 * @csspart tile - the provider's tile
 * @csspart health - the health line
 * @csspart title - its words
 * @csspart sentence - its sentence
 * @csspart buttons - the row of buttons
 * @csspart button - any button
 * @csspart button-primary - the solid one
 * @csspart bars - the last 24 hours
 * @csspart table - records by object
 * @csspart progress - progress of a copy
 * @csspart steps - the objects of a copy
 * @csspart list - records that a press listed
 * @csspart input - the number to type before a deletion
 * @csspart error - why it was not taken
 * @csspart details - what support asks for
 * @csspart menu - the card's menu
 */
export class CrmSyncStatus extends CrmElement {
  static override properties: PropertyDeclarations = {
    provider: {},
    compact: { type: Boolean, reflect: true },
    busy: { state: true },
    notices: { state: true },
  };
  static override styles = [tokens, base, card, menu, statusStyles];

  /** One CRM only; left out: all that are connected. */
  provider = '';
  /** The health line alone. */
  compact = false;

  /** Connections with a press on its way. */
  private busy: ReadonlySet<string> = new Set();
  /** What came of the last press on a connection, where it does not show by itself. */
  private notices: ReadonlyMap<string, CardNotice> = new Map();

  readonly #words = new Messages(this, 'status', english, {
    it: () => import('../locales/it/status.js').then((table) => table.status),
  });
  readonly #load = new LoadController<SyncStatus[]>(this, (signal) => this.#read(signal));
  readonly #menu = new MenuController(this);
  readonly #announcer = new Announcer(this);
  readonly #poll: PollController;
  readonly #soon = new BurstController(this, () => this.#poll.poke());
  /** Runs to tell the end of. */
  readonly #watched = new Set<string>();
  readonly #news = new News();
  #hadRuns = false;
  /** Card the focus is in. */
  #focused: string | null = null;
  /** What takes the focus once it is drawn. */
  #focusNext = '';
  #acts: StatusActs | null = null;
  #actsComing: Promise<StatusActs> | null = null;

  constructor() {
    super();
    // Progress is told by no event: one page of a copy would wake every process for the few that look at it.
    const waitMs = () => (this.#watched.size > 0 ? BUSY_POLL_MS : this.isLive ? LIVE_POLL_MS : CALM_POLL_MS);
    this.#poll = new PollController(this, {
      task: () => this.#load.run(),
      // Once it fails the loader tries again by itself, counting down.
      when: () => this.#load.value !== null && this.#load.error === null,
      get firstMs() {
        return waitMs();
      },
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of CONNECTION_EVENTS) document.addEventListener(name, this.#connectionsChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const name of CONNECTION_EVENTS) document.removeEventListener(name, this.#connectionsChanged);
  }

  /** Reads the state now. Settles when it is shown or could not be read; never rejects. */
  async refresh(): Promise<void> {
    if (this.client) await this.#load.run();
  }

  protected override happened(what: Happening): void {
    this.#soon.ask();
    const detail = this.isAlone ? recordsChanged(what) : null;
    if (detail) this.emit('crm-records-changed', detail);
  }

  protected override clientChanged(): void {
    this.#load.reset();
    this.#watched.clear();
    this.#news.clear();
    this.#acts?.clear();
    void this.refresh();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('provider') && changed.get('provider') !== undefined && this.client) this.clientChanged();
    super.willUpdate(changed);
    const card = this.shadowRoot?.activeElement?.closest<HTMLElement>('[data-id]');
    this.#focused = card?.dataset['id'] ?? null;
  }

  protected override render(): TemplateResult {
    return html`<slot name="header"></slot>
      <div class=${this.compact ? 'compact' : ''}>${this.#drawContent()}</div>
      <slot name="footer"></slot>
      <p class="unseen" role="status">${this.#announcer.text}</p>`;
  }

  protected override updated(): void {
    const statuses = this.#load.value ?? [];
    for (const one of HEALTHS)
      this.setState(
        one,
        statuses.some(({ health }) => health === one),
      );
    this.setState('loading', this.#load.phase === 'loading');
    this.setState('stale', this.#load.error !== null);
    const hasRuns = this.#watched.size > 0;
    // The long wait planned before would hide the run's first seconds.
    if (hasRuns && !this.#hadRuns) this.#poll.poke();
    this.#hadRuns = hasRuns;
    if (this.#focusNext) this.shadowRoot?.querySelector<HTMLElement>(this.#focusNext)?.focus();
    this.#focusNext = '';
    // A pressed button that is gone leaves the focus in its card.
    if (this.#focused === null || this.shadowRoot?.activeElement) return;
    const card = this.shadowRoot?.querySelector(`[data-id="${CSS.escape(this.#focused)}"]`);
    card?.querySelector<HTMLElement>('.title')?.focus();
  }

  #drawContent(): TemplateResult {
    const { value, error } = this.#load;
    if (!this.#words.ready || (!value && !error))
      return drawLoading(this.#words.text('loading'), this.compact);
    if (!value) return this.#drawDown(error);
    if (value.length === 0) return this.#drawNone();
    const speech = this.#speech();
    if (this.compact)
      return html`<div class="card" part="card">${value.map((one) => this.#drawCompact(one, speech))}</div>`;
    return html`<div class="cards">
      ${repeat(
        value,
        ({ connection_id }) => connection_id,
        (one) => drawCard(one, this.#cardOptions(one, speech), speech),
      )}
    </div>`;
  }

  #drawCompact(status: SyncStatus, speech: Speech): TemplateResult {
    const reading = this.#reading(status, speech);
    const { title } = reading;
    const crm = status.provider_label;
    const isClear = this.#load.value?.length === 1 || title.includes(crm);
    return drawLine(reading, isClear ? title : speech.say('named', { crm, title }));
  }

  #cardOptions(status: SyncStatus, speech: Speech): CardOptions {
    const { connection_id: id } = status;
    return {
      reading: this.#reading(status, speech),
      may: { sync: this.#may('sync'), connect: this.#may('connect'), push: this.#may('push') },
      isStale: this.#load.error !== null,
      isBusy: this.busy.has(id),
      isMenuOpen: this.#menu.anchor?.closest<HTMLElement>('[data-id]')?.dataset['id'] === id,
      notice: this.notices.get(id) ?? null,
      act: (does, place) => void this.#act(status, does, place),
      opened: (place) => this.#acts?.draw(place, status, speech) ?? {},
      toggleMenu: (event) => {
        const button = event.currentTarget as HTMLElement;
        this.#menu.toggle(button, button.nextElementSibling as HTMLElement, { align: 'end' });
      },
    };
  }

  /** Without a session nothing is forbidden here: the service decides. */
  #may(permission: Permission): boolean {
    return this.session === null || this.can(permission);
  }

  /** What the service says, or how old that is. */
  #reading(status: SyncStatus, speech: Speech): HealthReading {
    const { error, loadedAt } = this.#load;
    if (error === null || !loadedAt) return readHealth(status, speech);
    const at = loadedAt.toISOString();
    const params = { time: speech.time(at), date: speech.date(at) };
    return {
      ...{ icon: 'plug', tone: 'plain', buttons: [] },
      title: speech.say(speech.isToday(at) ? 'stale' : 'stale_on', params),
      sentence: this.#whyDown(error),
    };
  }

  #whyDown(error: unknown): string {
    if (error instanceof ApiError && error.problem && error.status < 500) return error.problem.detail;
    const { retryInS } = this.#load;
    return retryInS === null
      ? this.#words.text('down_trying')
      : this.#words.text('down', { count: formatNumber(this.languageTag, retryInS) });
  }

  #drawDown(error: unknown): TemplateResult {
    const isRefused = error instanceof ApiError && error.status === 403;
    return drawMessage(this.#words.text(isRefused ? 'refused' : 'down_title'), this.#whyDown(error), {
      label: this.#words.text('try_now'),
      act: () => void this.refresh(),
    });
  }

  #drawNone(): TemplateResult {
    return drawMessage(this.#words.text('none_title'), this.#words.text('none'), {
      label: this.#words.text('connect'),
      act: () => this.emit('crm-connect-requested', { provider: this.provider || null }),
    });
  }

  #speech(): Speech {
    return makeSpeech(this.#words, this.languageTag, this.session?.app.name ?? '');
  }

  async #read(signal: AbortSignal): Promise<SyncStatus[]> {
    const client = this.client!;
    void this.loadSession().catch(() => null);
    const now = await readSyncStatus(client, this.provider || undefined, signal);
    if (!signal.aborted) this.#compare(this.#load.value, now);
    return now;
  }

  #compare(before: SyncStatus[] | null, now: SyncStatus[]): void {
    for (const run of endedRuns(this.#watched, now)) {
      this.#watched.delete(run.id);
      this.emit('crm-sync-finished', { run });
    }
    const active = activeRuns(now);
    // A run that is gone without a trace is not waited for.
    const gone = [...this.#watched].filter((id) => !active.includes(id));
    for (const id of gone) this.#watched.delete(id);
    for (const id of active) this.#watched.add(id);
    for (const { status, previous } of changedHealth(before ?? [], now)) {
      const { connection_id, provider, health } = status;
      this.emit('crm-health-changed', { connection_id, provider, health, previous: previous.health });
    }
    const news = before && this.#news.between(before, now, this.#speech());
    if (news) this.#announcer.say(news);
  }

  async #act(status: SyncStatus, does: CardAction, place = ''): Promise<void> {
    const { provider, connection_id: id } = status;
    this.#menu.close();
    if (does === 'reconnect') this.emit('crm-connect-requested', { provider });
    else if (does === 'match') {
      const object = readHealth(status, this.#speech()).blames ?? 'contact';
      this.emit('crm-mapping-requested', { provider, object });
    } else await this.#attempt(id, () => this.#carryOut(status, does, place));
  }

  /** One task at a time for a connection; why it failed is said in its card. */
  async #attempt(id: string, task: () => Promise<void>): Promise<void> {
    if (this.busy.has(id)) return;
    this.busy = new Set(this.busy).add(id);
    this.#tell(id, null);
    await task().catch((error: unknown) => this.#tellFault(id, error));
    this.busy = new Set([...this.busy].filter((other) => other !== id));
  }

  async #carryOut(
    status: SyncStatus,
    does: Exclude<CardAction, 'reconnect' | 'match'>,
    place: string,
  ): Promise<void> {
    const client = this.client!;
    const { provider, connection_id } = status;
    if (isLater(does)) return (await this.#loadActs()).press(does, place, status, this.#speech());
    if (does === 'pause' || does === 'resume') {
      const connection = await pauseConnection(client, connection_id, does === 'pause');
      // Heard by this element too, which then reads again.
      this.emit('crm-connection-changed', { connection });
    } else {
      const body = { provider, mode: 'pull', ...whatToCopy(status, does) } as const;
      const { run_id, already_running } = await startRun(client, body, newKey());
      this.#watched.add(run_id);
      this.emit('crm-sync-started', { run_id, provider, already_running });
      this.#poll.poke();
    }
  }

  #tellFault(id: string, error: unknown): void {
    const detail = error instanceof ApiError ? error.message : this.#words.text('no_answer');
    this.#tell(id, { tone: 'bad', text: this.#words.text('not_done', { detail }) });
  }

  #tell(id: string, notice: CardNotice | null): void {
    const notices = new Map(this.notices);
    notices.delete(id);
    if (notice) notices.set(id, notice);
    this.notices = notices;
  }

  #loadActs(): Promise<StatusActs> {
    this.#actsComing ??= this.#fetchActs().catch((error: unknown) => {
      this.#actsComing = null;
      throw error;
    });
    return this.#actsComing;
  }

  async #fetchActs(): Promise<StatusActs> {
    const { StatusActs, actStyles } = await import('./parts/acts.js');
    const { styleSheet } = actStyles;
    if (styleSheet) (this.renderRoot as ShadowRoot).adoptedStyleSheets.push(styleSheet);
    const acts = new StatusActs({
      element: this,
      client: () => this.client!,
      tag: () => this.languageTag,
      can: (permission) => this.#may(permission),
      isBusy: (id) => this.busy.has(id),
      attempt: (id, task) => this.#attempt(id, task),
      tell: (id, tone, text) => {
        this.#tell(id, { tone, text });
        this.#announcer.say(text);
      },
      reload: () => this.refresh(),
      focus: (selector) => {
        this.#focusNext = selector;
        this.requestUpdate();
      },
    });
    await acts.whenReady();
    this.#acts = acts;
    return acts;
  }

  #connectionsChanged = (): void => {
    void this.refresh();
  };
}

/** A stopped copy goes on with the objects it had not finished. */
function whatToCopy({ stopped_copy: stopped }: SyncStatus, does: CardAction): Partial<StartSyncBody> {
  if (does === 'copy') return { backfill: true };
  if (does !== 'go_on' || !stopped) return {};
  const left = stopped.objects.filter(({ state }) => state !== 'done').map(({ object }) => object);
  return { backfill: true, ...(left.length > 0 ? { objects: left } : {}) };
}

const HEALTHS = [
  ...['healthy', 'never_run', 'running', 'error', 'waiting_for_crm', 'late'],
  ...['needs_reauth', 'paused', 'disconnected'],
];

declare global {
  interface HTMLElementTagNameMap {
    'crm-sync-status': CrmSyncStatus;
  }
}
