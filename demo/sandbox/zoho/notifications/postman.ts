import { Posts, postTo } from '../../kit/posts.js';
import type { ZohoContext } from '../context.js';
import { apiDomain } from '../data-centres.js';
import { GUESS } from '../guesses.js';
import { presentFields } from '../records/present.js';
import type { ChangeEvent, Org } from '../state/org.js';
import type { Channel } from './channels.js';

/** How notifications are delivered; names as at the control door. */
export interface PostSettings {
  /** Changes are collected this long before they go out together. */
  delay_ms: number;
  /** Waits before each further try; none are documented. */
  retry_delays_ms: number[];
  /** Every notification is delivered twice. */
  duplicate: boolean;
  /** Nothing is delivered at all, as when the vendor loses one. */
  drop: boolean;
  /** Every other notification waits until the one after it has gone, or three times the delay. */
  out_of_order: boolean;
  /** The token in what is delivered is altered by one character. */
  bad_token: boolean;
  /** How long a channel may live; whoever asks for more gets the default. */
  longest_life_ms: number;
  default_life_ms: number;
}

/** One attempt to deliver a notification. */
export interface Delivery {
  at: string;
  channel_id: string;
  ids: number;
  /** 0 when the address could not be reached or was too slow. */
  status: number;
}

interface Waiting {
  channel: Channel;
  changes: ChangeEvent[];
}

const ANSWER_WITHIN_MS = 5_000;
const IDS_MAX = 100;

function defaults(): PostSettings {
  return {
    delay_ms: GUESS.notificationDelayMs,
    retry_delays_ms: [],
    duplicate: false,
    drop: false,
    out_of_order: false,
    bad_token: false,
    longest_life_ms: 7 * 86_400_000,
    default_life_ms: 3_600_000,
  };
}

/** Collects changes per channel, module and operation, and posts them unsigned. */
export class Postman {
  settings: PostSettings = defaults();
  private readonly posts = new Posts<Delivery>();
  private readonly waiting = new Map<string, Waiting>();
  private held: (() => Promise<void>) | null = null;

  constructor(private readonly context: ZohoContext) {}

  get deliveries(): Delivery[] {
    return this.posts.deliveries;
  }

  get underWay(): number {
    return this.posts.underWay;
  }

  /** Takes note of a change for every channel that asked for it. */
  add(change: ChangeEvent): void {
    for (const channel of this.context.channels.interested(change, this.context.now())) {
      const key = `${channel.orgId} ${channel.id} ${change.module} ${change.operation}`;
      const waiting = this.waiting.get(key);
      if (waiting) waiting.changes.push(change);
      else {
        this.waiting.set(key, { channel, changes: [change] });
        this.posts.later(this.settings.delay_ms, () => this.flush(key));
      }
    }
  }

  /** Tells of changes of one module and kind at once, in notifications of their own. */
  send(changes: ChangeEvent[]): void {
    const [first] = changes;
    if (!first) return;
    for (const channel of this.context.channels.interested(first, this.context.now()))
      for (let i = 0; i < changes.length; i += IDS_MAX)
        this.post({ channel, changes: changes.slice(i, i + IDS_MAX) });
  }

  /** Forgets everything that waits. */
  reset(): void {
    this.posts.clear();
    this.waiting.clear();
    this.held = null;
    this.settings = defaults();
  }

  private flush(key: string): void {
    const waiting = this.waiting.get(key);
    this.waiting.delete(key);
    if (waiting) this.post(waiting);
  }

  private post(waiting: Waiting): void {
    const org = this.context.orgs.get(waiting.channel.orgId);
    if (!org || this.settings.drop) return;
    const body = JSON.stringify(this.bodyOf(org, waiting));
    const send = async () => {
      const times = this.settings.duplicate ? 2 : 1;
      await Promise.all(Array.from({ length: times }, () => this.deliver(waiting, body)));
    };
    if (!this.settings.out_of_order) void send();
    else this.sendOutOfOrder(send);
  }

  private sendOutOfOrder(send: () => Promise<void>): void {
    const before = this.held;
    this.held = null;
    if (before) {
      void send().then(before);
      return;
    }
    this.held = send;
    this.posts.later(3 * this.settings.delay_ms, () => {
      if (this.held !== send) return;
      this.held = null;
      void send();
    });
  }

  private bodyOf(org: Org, { channel, changes }: Waiting): Record<string, unknown> {
    const [first] = changes as [ChangeEvent];
    const ids = [...new Set(changes.map((each) => each.recordId))];
    return {
      server_time: this.context.now(),
      ...(channel.returnsAffectedValues ? { affected_values: affectedValues(org, changes) } : {}),
      query_params: Object.fromEntries(new URL(channel.notifyUrl).searchParams),
      module: first.module,
      resource_uri: `${apiDomain(this.context.origin, org.info.dc)}/crm/v8/${first.module}`,
      ids,
      affected_fields: affectedFields(changes),
      operation: first.operation,
      channel_id: channel.id,
      token: this.settings.bad_token ? altered(channel.token) : channel.token,
    };
  }

  /** Settles after the first try. */
  private deliver({ channel, changes }: Waiting, body: string): Promise<void> {
    const headers = { 'content-type': 'application/json', 'user-agent': 'ZohoCRM (sandbox)' };
    const attempt = async () => {
      const status = await postTo(channel.notifyUrl, { body, headers, withinMs: ANSWER_WITHIN_MS });
      const at = new Date(this.context.now()).toISOString();
      this.posts.keep({ at, channel_id: channel.id, ids: changes.length, status });
      return status;
    };
    return this.posts.tryUntilTaken(attempt, () => this.settings.retry_delays_ms);
  }
}

function altered(token: string | null): string | null {
  return token === null ? null : `${token.slice(0, -1)}${token.endsWith('x') ? 'y' : 'x'}`;
}

function affectedFields(changes: ChangeEvent[]): Record<string, string[]>[] {
  const byId = new Map<string, Set<string>>();
  for (const { recordId, fields } of changes) {
    const names = byId.get(recordId) ?? new Set<string>();
    for (const name of fields) names.add(name);
    byId.set(recordId, names);
  }
  return [...byId].filter(([, names]) => names.size > 0).map(([id, names]) => ({ [id]: [...names] }));
}

function affectedValues(org: Org, changes: ChangeEvent[]) {
  return affectedFields(changes).flatMap((entry) =>
    Object.entries(entry).flatMap(([id, names]) => {
      const module = changes[0]?.module;
      const version = module && org.store(module).get(id);
      if (!module || !version) return [];
      const { id: _id, ...values } = presentFields(org, module, version, names);
      return [{ record_id: id, values }];
    }),
  );
}
