const DELIVERIES_KEPT = 500;

/** Whether a URL is on this machine: a sandbox posts to nobody else. */
export function isLoopback(url: unknown): boolean {
  return (
    typeof url === 'string' && URL.canParse(url) && ['127.0.0.1', 'localhost'].includes(new URL(url).hostname)
  );
}

/** Posts to a URL. @returns the status; 0 when nobody answered in time. */
export async function postTo(
  url: string,
  post: { body: string; headers: Record<string, string>; withinMs: number; redirect?: 'manual' | 'follow' },
): Promise<number> {
  const { body, headers, withinMs, redirect = 'manual' } = post;
  try {
    const signal = AbortSignal.timeout(withinMs);
    const response = await fetch(url, { method: 'POST', body, headers, signal, redirect });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** What a sandbox posts to others: the last deliveries, and what still waits. */
export class Posts<Delivery> {
  deliveries: Delivery[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private unanswered = 0;

  /** Posts, or batches of them, that wait for their time or for an answer. */
  get underWay(): number {
    return this.timers.size + this.unanswered;
  }

  keep(delivery: Delivery): void {
    this.deliveries.push(delivery);
    if (this.deliveries.length > DELIVERIES_KEPT) this.deliveries.shift();
  }

  later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms);
    timer.unref();
    this.timers.add(timer);
  }

  /** Tries until it is taken, waiting before each further try as long as `delays` says. */
  async tryUntilTaken(
    attempt: (number: number) => Promise<number>,
    delays: () => readonly number[],
    number = 0,
  ): Promise<void> {
    this.unanswered += 1;
    const status = await attempt(number).finally(() => {
      this.unanswered -= 1;
    });
    const wait = delays()[number];
    if ((status < 200 || status >= 300) && wait !== undefined)
      this.later(wait, () => void this.tryUntilTaken(attempt, delays, number + 1));
  }

  /** Forgets everything and stops what waits. */
  clear(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.deliveries = [];
  }
}
