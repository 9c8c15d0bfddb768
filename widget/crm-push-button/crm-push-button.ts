import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Problem } from '../../shared/errors.js';
import type { CrmEvent } from '../../shared/events.js';
import { type PushReceipt, SETTLED_PUSH_STATES } from '../../shared/push.js';
import type { PushCallBody } from '../../shared/routes/calls.js';
import { pushCallToCrm } from '../api/calls.js';
import { ApiError, type CrmClient, isTransient } from '../api/client.js';
import { LoadController } from '../controllers/load-controller.js';
import { PollController } from '../controllers/poll-controller.js';
import type { Happening } from '../internal/context.js';
import { CrmElement } from '../internal/crm-element.js';
import { formatDate, formatDateTime, formatNumber, formatTime } from '../internal/format.js';
import { newKey } from '../internal/new-key.js';
import { push as english } from '../locales/en/push.js';
import { Messages } from '../locales/messages.js';
import { base } from '../styles/base.js';
import { tokens } from '../styles/tokens.js';
import { pushStyles } from './crm-push-button.styles.js';
import { drawFace, drawLoading } from './parts/draw-face.js';
import { type FaceAction, faceOf, type PushView, type PushWord, type Speech } from './parts/face.js';
import { NearController } from './parts/near-controller.js';
import { readReceipt } from './parts/receipts.js';
import { chooseTarget, isConnected, labelOf, readTargets, type Target } from './parts/targets.js';

export type * from '../events/push.js';

/** What was read: null receipt when the call was never pushed. */
interface Reading {
  receipt: PushReceipt | null;
  targets: Target[];
}

const FIRST_POLL_MS = 300;
/** Where events arrive: they tell how a push ends. */
const LIVE_POLL_MS = 1_500;
const LONGEST_POLL_MS = 3_000;
const QUOTA_POLL_MS = 15_000;
/** Waits between tries of one click when no answer comes; then the person is asked. */
const REPEAT_AFTER_MS = [1_000, 2_000];
const CONNECTION_EVENTS = ['crm-connection-created', 'crm-connection-changed', 'crm-connection-removed'];

/**
 * Sends one call to the CRM, and becomes its receipt.
 *
 * @fires {CustomEvent<PushChangedDetail>} crm-push-changed - the push's state is known, or is another one
 * @fires {CustomEvent<PushSentDetail>} crm-push-sent - the call arrived in the CRM while this element watched
 * @fires {CustomEvent<PushFailedDetail>} crm-push-failed - it was refused, given up, or not taken by the service
 * @fires {CustomEvent<ConnectRequestedDetail>} crm-connect-requested - a person asked to connect or reconnect a CRM
 * @fires {CustomEvent<MappingRequestedDetail>} crm-mapping-requested - a person asked to match the refused field
 * @slot idle - own label of the idle button
 * @csspart button - while it can be pressed
 * @csspart receipt - what it becomes
 * @csspart icon - the sign before the label
 * @csspart label - the words on the button or receipt
 * @csspart note - the sentence under or beside it
 * @csspart link - the receipt that leads to the CRM, and the small action in the note
 */
export class CrmPushButton extends CrmElement {
  static override properties: PropertyDeclarations = {
    callId: { attribute: 'call-id' },
    provider: {},
    layout: { reflect: true },
    variant: { reflect: true },
    call: { attribute: false },
    outcome: { state: true },
  };
  static override styles = [tokens, base, pushStyles];

  /** The host's own id of the call. */
  callId = '';
  /** Which CRM, where more than one is connected; left out: the first active one. */
  provider = '';
  /** `inline` puts the note beside the button. */
  layout: 'stacked' | 'inline' = 'stacked';
  /** `solid` where the button stands alone. */
  variant: 'quiet' | 'solid' = 'quiet';
  /** The call and who it was with; left out: the call the host's backend registered under `call-id`. */
  call: PushCallBody | null = null;

  /** What stands over the last reading: a click on its way, or one that was not taken. */
  private outcome: Problem | 'posting' | 'unsent' | null = null;

  readonly #words = new Messages(this, 'push', english, {
    it: () => import('../locales/it/push.js').then((table) => table.push),
  });
  readonly #load = new LoadController<Reading>(this, (signal) => this.#read(signal));
  readonly #near = new NearController(this, () => this.#start());
  #sending: Promise<PushReceipt> | null = null;
  /** Key of a click whose answer never came: trying again is the same click. */
  #openKey = '';
  #lookedAt = 0;
  #hadFocus = false;
  #wasPressed = false;

  constructor() {
    super();
    const firstMs = () => (this.isLive ? LIVE_POLL_MS : FIRST_POLL_MS);
    new PollController(this, {
      task: (signal) => this.#look(signal),
      when: () => this.outcome !== 'posting' && isUnderWay(this.receipt),
      get firstMs() {
        return firstMs();
      },
      longestMs: LONGEST_POLL_MS,
    });
  }

  /** The push's receipt; null when the call was never pushed, or nothing is known yet. */
  get receipt(): PushReceipt | null {
    return this.#load.value?.receipt ?? null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of CONNECTION_EVENTS) document.addEventListener(name, this.#connectionsChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const name of CONNECTION_EVENTS) document.removeEventListener(name, this.#connectionsChanged);
  }

  /**
   * Sends the call, as a press does. While one is on its way it answers that one's receipt.
   *
   * @returns the receipt as the service took it; `crm-push-sent` or `crm-push-failed` tell how it ends.
   * @throws ApiError when the service does not take the call; NetworkError when it does not answer.
   */
  push(): Promise<PushReceipt> {
    const known = this.receipt;
    if (known && isUnderWay(known)) return Promise.resolve(known);
    if (this.#sending) return this.#sending;
    const sending = this.#send().finally(() => {
      if (this.#sending === sending) this.#sending = null;
    });
    this.#sending = sending;
    return sending;
  }

  protected override happened(what: Happening): void {
    if (what === 'begun' || !this.#load.value) return;
    if (what === 'missed' || isAboutPush(what, this.callId)) void this.#load.run();
  }

  protected override clientChanged(): void {
    this.#load.reset();
    this.outcome = this.#sending = null;
    this.#openKey = '';
    this.#wasPressed = false;
    this.#start();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('callId') && changed.get('callId')) this.clientChanged();
    // Another call under the key of an earlier click would be refused.
    if (changed.has('call') || changed.has('provider')) this.#openKey = '';
    super.willUpdate(changed);
    if (changed.has('callId') && this.#load.phase === 'idle') this.#start();
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override render(): TemplateResult {
    const view = this.#view();
    if (view.kind === 'loading' || !this.#words.ready) return drawLoading(this.#words.text('loading'));
    const face = faceOf(view, this.#crm(), this.#speech());
    const isSolid = this.variant === 'solid';
    const opens = this.#words.text('opens');
    const act = (does: FaceAction) => this.#act(does);
    return html`<div class="box">${drawFace(face, this.#wasPressed, { isSolid, opens, act })}</div>`;
  }

  protected override updated(): void {
    for (const one of STATES) this.setState(one, one === this.#stateName());
    // The pressed button is gone: what took its place takes the focus, so that a keyboard stays where it was.
    if (!this.#hadFocus || this.shadowRoot?.activeElement) return;
    this.shadowRoot?.querySelector<HTMLElement>('[data-main]')?.focus();
  }

  #stateName(): string {
    const view = this.#view();
    if (view.kind === 'receipt') return view.receipt.state;
    return view.kind === 'posting' ? 'sending' : view.kind;
  }

  #view(): PushView {
    const { outcome } = this;
    if (outcome === 'posting' || outcome === 'unsent') return { kind: outcome };
    if (outcome) return { kind: 'problem', problem: outcome };
    const { value, error } = this.#load;
    if (!value) return error ? { kind: 'lost', problem: problemOf(error) } : { kind: 'loading' };
    if (value.receipt) return { kind: 'receipt', receipt: value.receipt };
    if (!chooseTarget(value.targets, this.provider)) return { kind: 'none' };
    return this.session && !this.can('push') ? { kind: 'readonly' } : { kind: 'idle' };
  }

  /** The label of the CRM the words speak of. */
  #crm(): string {
    const targets = this.#load.value?.targets ?? [];
    const sent = this.receipt?.provider;
    return labelOf(targets, sent ?? chooseTarget(targets, this.provider)?.provider ?? this.provider);
  }

  #speech(): Speech {
    const tag = this.languageTag;
    const isToday = (iso: string) => new Date(iso).toDateString() === new Date().toDateString();
    return {
      say: (word, params) => this.#words.text(word, params),
      has: (word): word is PushWord => Object.hasOwn(english, word),
      time: (iso) => (isToday(iso) ? formatTime(tag, iso) : formatDateTime(tag, iso)),
      date: (iso) => formatDate(tag, iso),
      number: (value) => formatNumber(tag, value),
    };
  }

  #start(): void {
    if (this.#near.isNear && this.client && this.callId) void this.#load.run();
  }

  async #read(signal: AbortSignal): Promise<Reading> {
    const { callId, provider } = this;
    const client = this.client!;
    // Without a session nothing is forbidden here: the service decides.
    void this.loadSession().catch(() => null);
    const [read, targets] = await Promise.all([readReceipt(client, callId, provider), readTargets(client)]);
    // A push may have been taken since the question went out.
    const before = this.receipt;
    const receipt = newer(before, read);
    if (!signal.aborted && receipt && receipt !== before) this.#tell(before, receipt, before !== null);
    return { receipt, targets };
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { client, receipt: known } = this;
    if (!client || !known || (waitsForQuota(known) && Date.now() - this.#lookedAt < QUOTA_POLL_MS)) return;
    this.#lookedAt = Date.now();
    const receipt = await readReceipt(client, this.callId, this.provider);
    if (!receipt || signal.aborted) return;
    this.#keep(receipt);
    if (receipt.state !== known.state || receipt.push_id !== known.push_id) this.#tell(known, receipt, true);
  }

  #keep(receipt: PushReceipt): void {
    this.#load.set({ targets: this.#load.value?.targets ?? [], receipt });
  }

  /** @param watched whether this element saw it happen, rather than finding it so. */
  #tell(before: PushReceipt | null, receipt: PushReceipt, watched: boolean): void {
    const { state: now } = receipt;
    const detail = { call_id: this.callId, receipt };
    if (before?.state !== now || before.push_id !== receipt.push_id) this.emit('crm-push-changed', detail);
    if (!watched || isUnderWay(receipt)) return;
    if (now === 'sent' || now === 'already_there') this.emit('crm-push-sent', detail);
    else this.emit('crm-push-failed', { ...detail, problem: null });
  }

  async #send(): Promise<PushReceipt> {
    const { client, callId } = this;
    if (!client || !callId) throw new Error('Set service-url, token and call-id first');
    this.outcome = 'posting';
    this.#openKey ||= newKey();
    // A table may give its row, and this element, to another call meanwhile.
    const isStillHere = () => client === this.client && callId === this.callId;
    try {
      const receipt = await this.#post(client, callId, this.#body(), this.#openKey);
      if (isStillHere()) this.#accept(receipt);
      return receipt;
    } catch (error) {
      if (isStillHere()) this.#refuse(error);
      throw error;
    }
  }

  #accept(receipt: PushReceipt): void {
    const before = this.receipt;
    this.#openKey = '';
    this.#keep(receipt);
    this.outcome = null;
    this.#tell(before, receipt, true);
  }

  /** Posts; without an answer it asks again under the same key, which cannot send twice. */
  async #post(client: CrmClient, callId: string, body: PushCallBody, key: string): Promise<PushReceipt> {
    for (const waitMs of REPEAT_AFTER_MS) {
      try {
        return await pushCallToCrm(client, callId, body, key);
      } catch (error) {
        if (!mayRepeat(error) || !this.isConnected) throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
    return pushCallToCrm(client, callId, body, key);
  }

  /** Names the provider where the words on the button did and the service could not know. */
  #body(): PushCallBody {
    const targets = (this.#load.value?.targets ?? []).filter(isConnected);
    const provider = this.provider || (targets.length > 1 ? chooseTarget(targets, '')?.provider : '');
    return { ...this.call, ...(provider ? { provider } : {}) };
  }

  #refuse(error: unknown): void {
    const problem = mayRepeat(error) ? null : problemOf(error);
    if (problem) this.#openKey = '';
    if (problem?.code === 'not_connected') {
      this.#load.set({ receipt: null, targets: [] });
      this.outcome = null;
    } else this.outcome = problem ?? 'unsent';
    this.emit('crm-push-failed', { call_id: this.callId, receipt: null, problem });
  }

  #act(does: FaceAction): void {
    const targets = this.#load.value?.targets ?? [];
    const provider =
      this.receipt?.provider ?? chooseTarget(targets, this.provider)?.provider ?? this.provider;
    if (does === 'read') void this.#load.run();
    else if (does === 'connect' || does === 'reconnect') {
      this.emit('crm-connect-requested', { provider: provider || null });
    } else if (does === 'match') {
      const field = this.receipt?.error?.field ?? '';
      this.emit('crm-mapping-requested', { provider, object: 'activity', field });
    } else {
      this.#wasPressed = true;
      // The outcome is shown and told by an event.
      this.push().catch(() => null);
    }
  }

  #connectionsChanged = (event: Event): void => {
    const { client } = this;
    const value = this.#load.value;
    if (!client || !value) return;
    readTargets(client, event).then(
      (targets) => {
        this.#load.set({ receipt: this.receipt, targets });
        // What stood in the way may be gone: the button is offered again.
        if (typeof this.outcome === 'object') this.outcome = null;
      },
      () => null,
    );
  };
}

const STATES = [
  ...['loading', 'none', 'idle', 'readonly', 'lost', 'unsent', 'problem'],
  ...['queued', 'waiting_for_quota', 'sending', 'checking', 'sent', 'already_there', 'failed', 'dead'],
];

/** Also one that another page, or the host's backend, has asked for. */
function isAboutPush({ type, data }: CrmEvent, callId: string): boolean {
  return (
    (type === 'push.sent' || type === 'push.failed') && data.object === 'activity' && data.local_id === callId
  );
}

function isUnderWay(receipt: PushReceipt | null): boolean {
  return receipt !== null && !SETTLED_PUSH_STATES.includes(receipt.state);
}

function newer(one: PushReceipt | null, other: PushReceipt | null): PushReceipt | null {
  return one && other ? (one.updated_at > other.updated_at ? one : other) : (one ?? other);
}

/** Known to rest until a time that is not close. */
function waitsForQuota({ state, next_try_at: next }: PushReceipt): boolean {
  return state === 'waiting_for_quota' && next !== null && Date.parse(next) > Date.now();
}

function mayRepeat(error: unknown): boolean {
  return isTransient(error) || (error instanceof ApiError && error.code === 'idempotency_in_progress');
}

function problemOf(error: unknown): Problem | null {
  return error instanceof ApiError ? error.problem : null;
}

declare global {
  interface HTMLElementTagNameMap {
    'crm-push-button': CrmPushButton;
  }
}
