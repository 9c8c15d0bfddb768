import type { Pace } from '../connectors/connector.js';
import type { Priority } from '../connectors/http-door.js';

/** A token bucket that never lets more out in any of the vendor's windows than the vendor allows. */
export interface BucketLimit {
  /** The vendor's own words. */
  requests: number;
  perMs: number;
  /** Tokens it holds at most. */
  capacity: number;
  refillPerS: number;
  /** How long a process may keep tokens it leased. */
  holdMs: number;
}

/** Share of a window's requests that may go out at once. */
const BURST_SHARE = 0.15;
/** Share of the burst that only interactive requests may take, and of a day's requests. */
const RESERVE_SHARE = 0.1;
/** Requests take different times to arrive: those of a longer stretch may fall into one window there. */
const MOST_SLACK_MS = 200;
const LONGEST_HOLD_MS = 1_000;

/**
 * The bucket for a vendor's limit. One request more than allowed needs `requests + 1 - capacity` tokens of refill; that
 * takes a window, and as long as tokens are held, and a little slack.
 */
export function bucketFor({ requests, perMs }: Pace): BucketLimit {
  // Two at least where possible, so that there is one to keep in reserve.
  const capacity = Math.max(requests >= 3 ? 2 : 1, Math.floor(requests * BURST_SHARE));
  const holdMs = Math.min(LONGEST_HOLD_MS, perMs / 10);
  const slackMs = Math.min(MOST_SLACK_MS, perMs / 10);
  const refillPerS = ((requests + 1 - capacity) / (perMs + holdMs + slackMs)) * 1000;
  return { requests, perMs, capacity, refillPerS, holdMs };
}

/** Tokens a request of this priority leaves in the bucket. A bucket of one has none to spare. */
export function reserveOf(capacity: number, priority: Priority): number {
  if (priority === 'interactive' || capacity < 2) return 0;
  return Math.max(1, Math.floor(capacity * RESERVE_SHARE));
}

/** Requests of the day a priority leaves to the other. */
export function dayReserveOf(dayLimit: number | null, priority: Priority): number {
  return dayLimit === null || priority === 'interactive' ? 0 : Math.floor(dayLimit * RESERVE_SHARE);
}
