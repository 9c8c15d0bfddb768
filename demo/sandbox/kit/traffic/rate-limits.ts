/** A limit of requests in a rolling window; null lifts it. */
export interface Limit {
  max: number;
  window_ms: number;
}

/** Where a window stands after a request was counted. */
export interface WindowState {
  isOver: boolean;
  remaining: number;
}

/** Rolling windows, one per account and bucket. */
export class RateLimits {
  private readonly windows = new Map<string, number[]>();

  /** Counts one request. A refused request does not use up the window. */
  take(key: string, limit: Limit, now: number): WindowState {
    const times = this.windows.get(key) ?? [];
    this.windows.set(key, times);
    let expired = 0;
    while (expired < times.length && (times[expired] ?? 0) <= now - limit.window_ms) expired++;
    if (expired > 0) times.splice(0, expired);
    if (times.length >= limit.max) return { isOver: true, remaining: 0 };
    times.push(now);
    return { isOver: false, remaining: limit.max - times.length };
  }

  clear(): void {
    this.windows.clear();
  }
}
