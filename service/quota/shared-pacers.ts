import type { Connector } from '../connectors/connector.js';
import type { Pacer, Priority } from '../connectors/http-door.js';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import { SharedBucket } from './shared-bucket.js';

/** Budgets of CRM accounts that every process on the database shares. */
export interface SharedPacers {
  for(connector: Pick<Connector, 'id' | 'pace'>, accountId: string, priority?: Priority): Pacer;
  /** Gives back what is unspent; who waits is refused. */
  stop(): Promise<void>;
}

/**
 * One token bucket per account and bucket name, kept in `crm_quotas` and leased in small blocks.
 *
 * A process that dies loses the block in its hands, at most 10 tokens, which refill by time. Background requests never
 * touch a tenth of the bucket and of the day, kept for interactive ones. A pause that one process was told holds all
 * of them back from their next lease on, at most a second later.
 *
 * Its pacers' `take` throws a CrmError `rate_limit` when the turn is more than 10 s away, the signal's reason, and
 * the database's own error when that is away.
 */
export function createSharedPacers(store: Store, log: Log): SharedPacers {
  const buckets = new Map<string, SharedBucket>();
  const find = ({ id: provider, pace }: Pick<Connector, 'id' | 'pace'>, accountId: string, name: string) => {
    const own = pace.buckets?.[name];
    const key = { provider, accountId, bucket: own ? name : 'default' };
    const dayLimit = own ? null : (pace.perDay ?? null);
    // An account that got another edition begins anew: its row takes the new limit.
    const id = JSON.stringify([key, dayLimit]);
    const known = buckets.get(id);
    if (known) return known;
    const made = new SharedBucket(
      ...([store, log, key, own ?? pace] as const),
      dayLimit,
      // The headers speak of the account's limit, not of those of single endpoints.
      own ? undefined : pace.readLimit,
    );
    buckets.set(id, made);
    return made;
  };
  return {
    for: (connector, accountId, priority = 'background') => ({
      take: (bucket, signal) => find(connector, accountId, bucket).take(priority, signal),
      learn: (bucket, response) => find(connector, accountId, bucket).learn(response),
    }),
    stop: async () => {
      await Promise.all([...buckets.values()].map((bucket) => bucket.stop()));
    },
  };
}
