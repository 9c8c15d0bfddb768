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
const DELIVERIES_KEPT = 500;

function defaults(): PostSettings {
  return { delay_ms: GUESS.notificationDelayMs, retry_delays_ms: [], duplicate: false, drop: false };
}

/** Collects changes per channel, module and operation, and posts them unsigned. */
export class Postman {
  settings: PostSettings = defaults();
  deliveries: Delivery[] = [];
  private readonly waiting = new Map<string, Waiting>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly context: ZohoContext) {}

  /** Takes note of a change for every channel that asked for it. */
  add(change: ChangeEvent): void {
    for (const channel of this.context.channels.interested(change, this.context.now())) {
      const key = `${channel.orgId} ${channel.id} ${change.module} ${change.operation}`;
      const waiting = this.waiting.get(key);
      if (waiting) waiting.changes.push(change);
      else {
        this.waiting.set(key, { channel, changes: [change] });
        this.later(this.settings.delay_ms, () => this.flush(key));
      }
    }
  }

  /** Forgets everything that waits. */
  reset(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.waiting.clear();
    this.deliveries = [];
    this.settings = defaults();
  }

  private flush(key: string): void {
    const waiting = this.waiting.get(key);
    this.waiting.delete(key);
    const org = waiting && this.context.orgs.get(waiting.channel.orgId);
    if (!waiting || !org || this.settings.drop) return;
    const body = JSON.stringify(this.bodyOf(org, waiting));
    void this.deliver(waiting, body, 0);
    if (this.settings.duplicate) void this.deliver(waiting, body, 0);
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
      token: channel.token,
    };
  }

  private async deliver(waiting: Waiting, body: string, attempt: number): Promise<void> {
    const { channel } = waiting;
    const status = await post(channel.notifyUrl, body);
    const at = new Date(this.context.now()).toISOString();
    this.deliveries.push({ at, channel_id: channel.id, ids: waiting.changes.length, status });
    if (this.deliveries.length > DELIVERIES_KEPT) this.deliveries.shift();
    const wait = this.settings.retry_delays_ms[attempt];
    if ((status < 200 || status >= 300) && wait !== undefined)
      this.later(wait, () => void this.deliver(waiting, body, attempt + 1));
  }

  private later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms);
    timer.unref();
    this.timers.add(timer);
  }
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

async function post(url: string, body: string): Promise<number> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const headers = { 'content-type': 'application/json', 'user-agent': 'ZohoCRM (sandbox)' };
    const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
