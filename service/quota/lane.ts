import { CrmError } from '../connectors/connector.js';
import type { LeaseAnswer } from './lease-tokens.js';
import { Rest } from './rest.js';

/** A longer wait is told to the caller, who can do something else meanwhile. */
export const LONGEST_WAIT_MS = 10_000;

/** Tokens of one lease, and the longest one waits for that many to gather. */
const LARGEST_BLOCK = 10;
const GATHER_MS = 1_200;
/** When processes share too little for that, each asks less often rather than for crumbs. */
const LARGEST_PATIENCE = 4;
const LONGEST_REST_MS = 5_000;

interface Waiter {
  since: number;
  serve(): void;
  refuse(error: unknown): void;
}

/** What a lane needs of its bucket; times in ms of the process's own steady clock. */
export interface LaneBucket {
  lease(ask: { want: number; giveBack: number }): Promise<LeaseAnswer>;
  giveBack(tokens: number): Promise<void>;
  blockedUntil(): number;
  /** Tokens this lane can ever see at once, those that come in a second, and how long they are held. */
  pace(): { usable: number; reserve: number; refillPerS: number; holdMs: number };
}

/** Requests of one priority on one bucket: those that wait, in order, and the tokens in hand. */
export class Lane {
  private readonly line: Waiter[] = [];
  private readonly rest = new Rest();
  private hand = 0;
  private handUntil = 0;
  private handTimer: NodeJS.Timeout | null = null;
  private unspent = 0;
  private block = 1;
  private patience = 1;
  private hasRested = false;
  /** When enough has gathered, by the last answer, to be worth a statement. */
  private askAt = 0;
  /** Whether the pace is the one in force, not only the one the connector states. */
  private isPaceKnown = false;
  private isLeasing = false;
  private returning: Promise<void> | null = null;

  constructor(
    private readonly bucket: LaneBucket,
    private readonly eager: boolean,
  ) {}

  /** @throws CrmError `rate_limit` when it would take longer than 10 s; the signal's reason; the database's error. */
  async take(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const now = performance.now();
    const pauseMs = this.bucket.blockedUntil() - now;
    if (pauseMs > LONGEST_WAIT_MS) throw tooLong(pauseMs, 'The CRM asked for a pause');
    if (this.line.length === 0 && pauseMs <= 0 && this.spend(now)) return;
    const behindMs = this.isPaceKnown ? this.timeForThoseAhead() : 0;
    if (behindMs > LONGEST_WAIT_MS) throw tooLong(behindMs);
    await this.queue(now, signal);
  }

  /** A refusal of the CRM: nobody leaves on tokens from before. */
  hold(): void {
    this.putAside();
    this.rest.end();
    if (!this.isLeasing) void this.flush();
  }

  /** What was known of the limit is no longer true. */
  askAnew(): void {
    this.askAt = 0;
    this.rest.end();
  }

  /** Gives back what is in hand, and refuses those who wait. */
  async stop(error: Error): Promise<void> {
    this.refuseAll(error);
    this.rest.end();
    this.putAside();
    await this.flush();
  }

  /** They alone would take so long, even if no other process asked. */
  private timeForThoseAhead(): number {
    const { usable, refillPerS } = this.bucket.pace();
    return (Math.max(0, this.line.length - usable) / refillPerS) * 1000;
  }

  private spend(now: number): boolean {
    if (this.hand === 0 || now >= this.handUntil) return false;
    this.hand--;
    return true;
  }

  private queue(since: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => signal?.removeEventListener('abort', onAbort);
      const waiter: Waiter = {
        since,
        serve: () => {
          leave();
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const onAbort = () => {
        const at = this.line.indexOf(waiter);
        if (at >= 0) this.line.splice(at, 1);
        if (this.line.length === 0) this.rest.end();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.line.push(waiter);
      if (!this.isLeasing) void this.serveLine();
    });
  }

  private async serveLine(): Promise<void> {
    this.isLeasing = true;
    this.hasRested = false;
    try {
      while (this.line.length > 0) {
        const now = performance.now();
        const pauseMs = (this.bucket.blockedUntil() - now) * jitter();
        const waitMs = Math.max(pauseMs, this.askAt - now);
        const restMs = waitMs > 0 ? waitMs : await this.leaseOnce();
        this.refuseThoseTooLong(restMs);
        this.hasRested = this.line.length > 0 && restMs > 0;
        if (this.hasRested) await this.rest.for(Math.min(restMs, LONGEST_REST_MS));
      }
    } catch (error) {
      this.refuseAll(error);
    } finally {
      this.isLeasing = false;
      if (this.handTimer === null) void this.flush();
    }
  }

  /** Leases and hands out; answers how long those still waiting have to rest. */
  private async leaseOnce(): Promise<number> {
    await this.returning;
    this.adaptBlock();
    const giveBack = this.unspent;
    this.unspent = 0;
    const answer = await this.bucket.lease({ want: Math.max(this.line.length, this.block), giveBack });
    this.isPaceKnown = true;
    // A refusal that came meanwhile voids what was granted before it.
    if (this.bucket.blockedUntil() > performance.now()) this.unspent += answer.granted;
    else this.receive(answer.granted);
    const gatherMs = this.timeToGather(answer);
    this.askAt = performance.now() + gatherMs;
    return Math.max(answer.dayMs, gatherMs);
  }

  private receive(granted: number): void {
    if (granted === 0) return;
    this.hand = granted;
    const { holdMs } = this.bucket.pace();
    this.handUntil = performance.now() + holdMs;
    while (this.hand > 0 && this.line.length > 0) {
      this.hand--;
      this.line.shift()?.serve();
    }
    if (this.handTimer) clearTimeout(this.handTimer);
    // Even an empty hand is looked at again: spent in time, it makes the next block larger.
    this.handTimer = setTimeout(() => {
      this.putAside();
      if (!this.isLeasing) void this.flush();
    }, holdMs);
    this.handTimer.unref();
  }

  /** A block that was spent in time is followed by a larger one, another by as many as were spent. */
  private adaptBlock(): void {
    if (this.handTimer === null) return;
    if (this.hand === 0) this.block = Math.min(LARGEST_BLOCK, this.block * 2);
    this.putAside();
  }

  private putAside(): void {
    if (this.handTimer) clearTimeout(this.handTimer);
    this.handTimer = null;
    if (this.hand > 0) this.block = Math.max(1, this.block - this.hand);
    this.unspent += this.hand;
    this.hand = 0;
  }

  /** Until a block has gathered, longer while other processes take most of it. */
  private timeToGather(answer: LeaseAnswer): number {
    const { usable, reserve, refillPerS } = this.bucket.pace();
    const few = Math.ceil((GATHER_MS / 1000) * refillPerS);
    const goal = this.eager
      ? 1
      : Math.max(1, Math.min(LARGEST_BLOCK, usable, few, Math.max(this.line.length, this.block)));
    const left = answer.tokens - reserve;
    if (this.eager || left * 2 >= goal) this.patience = Math.max(1, this.patience / 2);
    else if (this.hasRested && answer.granted < goal * 0.75)
      this.patience = Math.min(LARGEST_PATIENCE, this.patience * 1.5);
    const missing = Math.max(0, goal - left);
    return ((missing * 1000) / refillPerS) * this.patience * jitter();
  }

  private refuseThoseTooLong(restMs: number): void {
    const turnAt = performance.now() + restMs;
    while (this.line[0] && turnAt - this.line[0].since > LONGEST_WAIT_MS)
      this.line.shift()?.refuse(tooLong(restMs));
  }

  private refuseAll(error: unknown): void {
    for (const waiter of this.line.splice(0)) waiter.refuse(error);
  }

  private flush(): Promise<void> {
    const tokens = this.unspent;
    this.unspent = 0;
    if (tokens === 0) return this.returning ?? Promise.resolve();
    this.returning = this.bucket.giveBack(tokens).finally(() => {
      this.returning = null;
    });
    return this.returning;
  }
}

/** Above what the door waits out by itself, so that the worker is free for something else. */
function tooLong(waitMs: number, why = 'The request budget of the CRM account is spent'): CrmError {
  return new CrmError('rate_limit', why, {
    retryAfterMs: Math.ceil(Math.max(waitMs, LONGEST_WAIT_MS + 1)),
  });
}

/** Never earlier than asked, and not all at once. */
function jitter(): number {
  return 1 + Math.random() * 0.2;
}
