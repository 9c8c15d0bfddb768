import type { ModuleName } from '../modules.js';
import type { ChangeEvent } from '../state/org.js';

/** What a channel may be told of: `Contacts.edit`, or `Contacts.all`. */
export interface Subscription {
  module: ModuleName;
  operation: 'create' | 'edit' | 'delete' | 'all';
}

/** One subscription of one user; its id is chosen by the subscriber. */
export interface Channel {
  id: string;
  orgId: string;
  userId: string;
  events: Subscription[];
  token: string | null;
  notifyUrl: string;
  expiresAt: number;
  returnsAffectedValues: boolean;
  notifiesOnRelated: boolean;
  /** Fields an edit has to touch, per module. */
  conditions: { module: ModuleName; field: string }[];
}

const OPERATIONS = { insert: 'create', update: 'edit', delete: 'delete' } as const;

function isAbout(channel: Channel, change: ChangeEvent): boolean {
  const operation = OPERATIONS[change.operation];
  return channel.events.some(
    (each) => each.module === change.module && (each.operation === 'all' || each.operation === operation),
  );
}

function meetsConditions(channel: Channel, change: ChangeEvent): boolean {
  const conditions = channel.conditions.filter((each) => each.module === change.module);
  if (change.operation !== 'update' || conditions.length === 0) return true;
  return conditions.some(({ field }) => change.fields.includes(field));
}

/** Every channel of every account, by account and id. */
export class Channels {
  private readonly channels = new Map<string, Channel>();

  get(orgId: string, id: string): Channel | undefined {
    return this.channels.get(`${orgId}:${id}`);
  }

  put(channel: Channel): void {
    this.channels.set(`${channel.orgId}:${channel.id}`, channel);
  }

  remove(orgId: string, id: string): boolean {
    return this.channels.delete(`${orgId}:${id}`);
  }

  /** Channels that are not over, of one account or of all. */
  alive(now: number, orgId?: string): Channel[] {
    for (const [key, channel] of this.channels) if (channel.expiresAt <= now) this.channels.delete(key);
    return [...this.channels.values()].filter((each) => orgId === undefined || each.orgId === orgId);
  }

  /** Channels that are told of a change. */
  interested(change: ChangeEvent, now: number): Channel[] {
    return this.alive(now, change.orgId).filter(
      (channel) =>
        isAbout(channel, change) &&
        (!change.isRelated || channel.notifiesOnRelated) &&
        meetsConditions(channel, change),
    );
  }
}
