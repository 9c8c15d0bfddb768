import type { Connector, Pace } from '../connectors/connector.js';
import type { Pacer, Priority } from '../connectors/http-door.js';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import { type BucketLimit, bucketFor, dayReserveOf, reserveOf } from './bucket.js';
import { Lane } from './lane.js';
import {
  adoptLimit,
  blockQuota,
  createQuota,
  type LeaseAnswer,
  leaseTokens,
  type QuotaKey,
  returnTokens,
} from './lease-tokens.js';

/** Refusals of one moment tell the same pause; only one that reaches further is written. */
const SAME_PAUSE_MS = 100;

/** This process's part in one bucket of one account. */
export class SharedBucket {
  private readonly lanes: Record<Priority, Lane>;
  private limit: BucketLimit;
  private blockedUntil = 0;
  private isMade: Promise<void> | null = null;
  private telling: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly log: Log,
    private readonly key: QuotaKey,
    pace: Pace,
    private readonly dayLimit: number | null,
    private readonly readLimit: Connector['pace']['readLimit'],
  ) {
    this.limit = bucketFor(pace);
    this.lanes = { interactive: this.laneFor('interactive'), background: this.laneFor('background') };
  }

  take(priority: Priority, signal?: AbortSignal): Promise<void> {
    return this.lanes[priority].take(signal);
  }

  learn(response: Parameters<Pacer['learn']>[1]): void {
    const told = this.readLimit?.(response.headers) ?? null;
    if (told && (told.requests !== this.limit.requests || told.perMs !== this.limit.perMs)) {
      this.limit = bucketFor(told);
      this.tell(
        adoptLimit(this.store, this.key, this.limit).then(() => {
          for (const lane of Object.values(this.lanes)) lane.askAnew();
        }),
      );
    }
    if (response.retryAfterMs !== null) this.block(response.retryAfterMs);
    // Somebody beside us uses the account: let the window move on by as much as one burst takes to refill.
    else if (told && told.remaining <= 0) this.block((this.limit.capacity / this.limit.refillPerS) * 1000);
  }

  async stop(): Promise<void> {
    const error = new Error('the service stops');
    await Promise.all([this.lanes.interactive.stop(error), this.lanes.background.stop(error), this.telling]);
  }

  private block(forMs: number): void {
    const until = performance.now() + forMs;
    if (until <= this.blockedUntil + SAME_PAUSE_MS) return;
    this.blockedUntil = until;
    this.holdLanes();
    this.tell(blockQuota(this.store, this.key, forMs));
  }

  private holdLanes(): void {
    this.lanes.interactive.hold();
    this.lanes.background.hold();
  }

  private laneFor(priority: Priority): Lane {
    return new Lane(
      {
        lease: (ask) => this.lease(priority, ask),
        giveBack: (tokens) =>
          returnTokens(this.store, this.key, tokens).catch((err: unknown) => {
            this.log.warn({ err, ...this.key }, 'request budget not given back; it refills by itself');
          }),
        blockedUntil: () => this.blockedUntil,
        pace: () => {
          const reserve = reserveOf(this.limit.capacity, priority);
          const { capacity, refillPerS, holdMs } = this.limit;
          return { usable: capacity - reserve, reserve, refillPerS, holdMs };
        },
      },
      priority === 'interactive',
    );
  }

  private async lease(priority: Priority, ask: { want: number; giveBack: number }): Promise<LeaseAnswer> {
    const whole = {
      ...ask,
      reserve: reserveOf(this.limit.capacity, priority),
      dayReserve: dayReserveOf(this.dayLimit, priority),
    };
    await this.make();
    let answer = await leaseTokens(this.store, this.key, whole);
    if (!answer) {
      this.isMade = null;
      await this.make();
      answer = await leaseTokens(this.store, this.key, { ...whole, giveBack: 0 });
    }
    if (!answer) throw new Error(`no budget row of ${this.key.provider} account ${this.key.accountId}`);
    this.follow(answer);
    return answer;
  }

  /** What other processes learned. */
  private follow({ limit, blockedMs }: LeaseAnswer): void {
    if (limit.requests !== this.limit.requests || limit.perMs !== this.limit.perMs)
      this.limit = bucketFor(limit);
    const until = performance.now() + blockedMs;
    if (blockedMs <= 0 || until <= this.blockedUntil) return;
    this.blockedUntil = until;
    this.holdLanes();
  }

  private make(): Promise<void> {
    this.isMade ??= createQuota(this.store, this.key, this.limit, this.dayLimit).catch((error: unknown) => {
      this.isMade = null;
      throw error;
    });
    return this.isMade;
  }

  /** In the order learned. A failure costs little: this process knows, and the CRM tells the others again. */
  private tell(written: Promise<void>): void {
    const logged = written.catch((err: unknown) => {
      this.log.warn({ err, ...this.key }, 'limit of the CRM not shared with other processes');
    });
    this.telling = Promise.all([this.telling, logged]);
  }
}
