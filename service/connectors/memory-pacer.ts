import { type Clock, systemClock } from '../clock.js';
import { type Connector, CrmError, type Pace } from './connector.js';
import type { Pacer } from './http-door.js';
import { pause } from './pause.js';

/** Share of a window's requests that may go out at once; the rest is spread, so that no window ever holds more. */
const BURST_SHARE = 0.2;

/** A longer pause asked for by the CRM is told to the caller, who can do something else meanwhile. */
const LONGEST_PAUSE_MS = 10_000;

interface Bucket {
  burst: number;
  intervalMs: number;
  /** When the bucket would be full again if nobody asked. */
  fullAt: number;
  blockedUntil: number;
}

/** Pacers of one process: one set of buckets per CRM account, kept while the process lives. */
export interface MemoryPacers {
  /** @param account names the account across providers, `hubspot:4711`. */
  for(account: string, pace: Connector['pace']): Pacer;
}

/**
 * Token buckets in memory. Several processes that share an account share no bucket: each believes it has the whole
 * limit, and learns better from the CRM's headers and refusals.
 */
export function createMemoryPacers(options: { clock?: Clock } = {}): MemoryPacers {
  const clock = options.clock ?? systemClock;
  const pacers = new Map<string, Pacer>();
  return {
    for(account, pace) {
      const known = pacers.get(account);
      if (known) return known;
      const pacer = createMemoryPacer(pace, clock);
      pacers.set(account, pacer);
      return pacer;
    },
  };
}

/** The buckets of one account; an unknown bucket name takes from `default`. */
export function createMemoryPacer(pace: Connector['pace'], clock: Clock = systemClock): Pacer {
  const buckets = new Map<string, Bucket>([['default', createBucket(pace)]]);
  for (const [name, rule] of Object.entries(pace.buckets ?? {})) buckets.set(name, createBucket(rule));
  const find = (name: string) => (buckets.get(name) ?? buckets.get('default')) as Bucket;
  return {
    take: (name, signal) => takeTurn(find(name), () => clock.now().getTime(), signal),
    learn(name, response) {
      const bucket = find(name);
      const now = clock.now().getTime();
      if (response.retryAfterMs !== null) block(bucket, now + response.retryAfterMs);
      const limit = pace.readLimit?.(response.headers) ?? null;
      if (limit !== null) adopt(bucket, limit, now);
    },
  };
}

function createBucket({ requests, perMs }: Pace): Bucket {
  const burst = Math.max(1, Math.floor(requests * BURST_SHARE));
  const spread = Math.max(1, requests - burst);
  return { burst, intervalMs: perMs / spread, fullAt: 0, blockedUntil: 0 };
}

/**
 * Turns are handed out in the order they are asked for: each one moves `fullAt` on by its own interval.
 * @throws CrmError `rate_limit` when the CRM asked for a longer pause than one waits out; the signal's reason.
 */
async function takeTurn(bucket: Bucket, now: () => number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const pauseMs = bucket.blockedUntil - now();
    if (pauseMs > LONGEST_PAUSE_MS)
      throw new CrmError('rate_limit', 'The CRM asked for a pause', { retryAfterMs: pauseMs });
    const start = Math.max(bucket.fullAt, now(), bucket.blockedUntil);
    bucket.fullAt = start + bucket.intervalMs;
    const turnAt = Math.max(bucket.fullAt - bucket.burst * bucket.intervalMs, bucket.blockedUntil);
    await waitUntil(turnAt, now, signal);
    // A refusal that came while we waited holds everybody back; queue again, so that not all leave at once.
    if (now() >= bucket.blockedUntil) return;
  }
}

async function waitUntil(at: number, now: () => number, signal?: AbortSignal): Promise<void> {
  for (let waitMs = at - now(); waitMs > 0; waitMs = at - now()) await pause(waitMs, signal);
}

function block(bucket: Bucket, until: number): void {
  if (until <= bucket.blockedUntil) return;
  bucket.blockedUntil = until;
  // Turns handed out before the block are void: those who hold them ask again.
  bucket.fullAt = until;
}

/** Takes over a limit the CRM told, and rests when it says that nothing is left of the window. */
function adopt(bucket: Bucket, limit: Pace & { remaining: number }, now: number): void {
  const told = createBucket(limit);
  // Turns that were given out count at the new pace; those who wait already keep theirs.
  if (told.intervalMs !== bucket.intervalMs)
    bucket.fullAt = now + ((bucket.fullAt - now) * told.intervalMs) / bucket.intervalMs;
  bucket.burst = told.burst;
  bucket.intervalMs = told.intervalMs;
  if (limit.remaining <= 0) block(bucket, now + told.intervalMs * told.burst);
}
