import { Posts, postTo } from '../../kit/posts.js';
import type { RegisteredApp } from '../context.js';
import type { ChangeEvent } from '../state/portal.js';
import { toWebhookEvent, type WebhookEvent } from './events.js';
import { signedHeaders } from './sign.js';

/** Where and how events are delivered; names as at the control door. */
export interface WebhookSettings {
  /** The app's one target for all accounts; null delivers nothing. */
  target_url: string | null;
  /** Subscription types that are on, e.g. `contact.propertyChange`; null means every type. */
  subscriptions: string[] | null;
  /** Events are collected this long before they go out together. */
  batch_delay_ms: number;
  /** Waits before each retry; the vendor spreads ten over 24 hours. */
  retry_delays_ms: number[];
  /** Every batch is delivered twice. */
  duplicate: boolean;
  /** Events of a batch go out newest first. */
  out_of_order: boolean;
  /** The first character of the signature is another. */
  bad_signature: boolean;
  /** Deliveries are signed and sent this long after they should. */
  delay_ms: number;
}

/** One attempt to deliver a batch. */
export interface Delivery {
  at: string;
  attempt: number;
  events: number;
  /** 0 when the target could not be reached or was too slow. */
  status: number;
}

const BATCH_MAX = 100;
const ANSWER_WITHIN_MS = 5_000;

/** The vendor's waits: ten retries within a day. */
function defaults(): WebhookSettings {
  const minutes = [1, 2, 5, 15, 30, 60, 120, 240, 360, 540];
  return {
    target_url: null,
    subscriptions: null,
    batch_delay_ms: 100,
    retry_delays_ms: minutes.map((each) => each * 60_000),
    duplicate: false,
    out_of_order: false,
    bad_signature: false,
    delay_ms: 0,
  };
}

/** Collects changes of all installed accounts, batches them across accounts, signs, delivers and retries. */
export class WebhookOutbox {
  settings: WebhookSettings = defaults();
  private readonly posts = new Posts<Delivery>();
  private pending: WebhookEvent[] = [];
  private nextEventId = 1;

  constructor(
    private readonly app: RegisteredApp,
    private readonly isInstalled: (portalId: number) => boolean,
  ) {}

  get deliveries(): Delivery[] {
    return this.posts.deliveries;
  }

  get underWay(): number {
    return this.posts.underWay;
  }

  /** Takes note of a change, when somebody is subscribed to it. */
  add(change: ChangeEvent): void {
    if (!this.settings.target_url || !this.isInstalled(change.portalId)) return;
    const event = toWebhookEvent(change, this.app.appId, this.nextEventId++);
    const { subscriptions } = this.settings;
    if (subscriptions && !subscriptions.includes(event.subscriptionType)) return;
    this.pending.push(event);
    if (this.pending.length === 1) this.posts.later(this.settings.batch_delay_ms, () => this.flush());
  }

  /** Sends events as they are given, in one batch, to the target. */
  send(events: WebhookEvent[]): void {
    const { duplicate, out_of_order, delay_ms } = this.settings;
    const batch = out_of_order ? [...events].reverse() : events;
    for (let n = 0; n < (duplicate ? 2 : 1); n += 1) {
      if (delay_ms > 0) this.posts.later(delay_ms, () => this.deliver(batch));
      else this.deliver(batch);
    }
  }

  /** As many changes as fast as they can be delivered: an import, or a workflow that went wild. */
  storm(portalId: number, object: ChangeEvent['object'], ids: readonly string[], count: number): void {
    const details = { propertyName: 'lastmodifieddate', propertyValue: '' };
    const kind = 'propertyChange';
    const events = Array.from({ length: count }, (_, n) => {
      const objectId = ids[n % ids.length] as string;
      const change = { portalId, kind, object, objectId, at: Date.now(), details } as const;
      return toWebhookEvent(change, this.app.appId, this.nextEventId++);
    });
    for (let i = 0; i < events.length; i += BATCH_MAX) this.send(events.slice(i, i + BATCH_MAX));
  }

  /** Forgets everything and stops waiting retries. */
  reset(): void {
    this.posts.clear();
    this.pending = [];
    this.settings = defaults();
  }

  private flush(): void {
    const events = this.pending;
    this.pending = [];
    for (let i = 0; i < events.length; i += BATCH_MAX) this.send(events.slice(i, i + BATCH_MAX));
  }

  private deliver(events: WebhookEvent[]): void {
    const { target_url: url, bad_signature } = this.settings;
    if (!url) return;
    const attempt = async (number: number) => {
      const body = JSON.stringify(events.map((event) => ({ ...event, attemptNumber: number })));
      const signed = signedHeaders(this.app.clientSecret, url, body, Date.now());
      const headers = bad_signature ? spoil(signed) : signed;
      const status = await postTo(url, { body, headers, withinMs: ANSWER_WITHIN_MS });
      this.posts.keep({ at: new Date().toISOString(), attempt: number, events: events.length, status });
      return status;
    };
    // A target that was changed meanwhile is not tried again.
    const delays = () => (this.settings.target_url === url ? this.settings.retry_delays_ms : []);
    void this.posts.tryUntilTaken(attempt, delays);
  }
}

/** As somebody who does not know the secret would sign. */
function spoil(headers: Record<string, string>): Record<string, string> {
  const name = 'x-hubspot-signature-v3';
  const right = headers[name] ?? '';
  return { ...headers, [name]: `${right.startsWith('A') ? 'B' : 'A'}${right.slice(1)}` };
}
