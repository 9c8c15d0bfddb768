/** What is read and waits to be stored. */
interface Weighed<T> {
  item: T;
  weight: number;
}

export interface AheadOptions<T> {
  /** What counts against the limits, such as the records of a page. */
  weigh(item: T): number;
  /** Weight of a batch at most; one item that is heavier makes a batch of its own. */
  batch: number;
  /** Reading stops while this much waits. */
  ahead: number;
}

/**
 * Reads on while its taker is busy, and hands out what has come meanwhile, in order, in batches of one item or more. It
 * never waits for a second item. A failure of the source is met after everything that was read before it.
 */
export async function* readAhead<T>(source: AsyncIterator<T>, options: AheadOptions<T>): AsyncGenerator<T[]> {
  const queue = new AheadQueue(source, options);
  try {
    for (;;) {
      const batch = await queue.take();
      if (batch === null) return;
      yield batch;
    }
  } finally {
    queue.stop();
  }
}

class AheadQueue<T> {
  private readonly waiting: Weighed<T>[] = [];
  private weight = 0;
  private end: { error?: unknown } | null = null;
  private isStopped = false;
  private hasMoved: (() => void) | null = null;

  constructor(
    private readonly source: AsyncIterator<T>,
    private readonly options: AheadOptions<T>,
  ) {
    void this.fill();
  }

  /** The next batch; null at the end. */
  async take(): Promise<T[] | null> {
    while (this.waiting.length === 0) {
      if (this.end) {
        if ('error' in this.end) throw this.end.error;
        return null;
      }
      await this.moved();
    }
    const batch: T[] = [];
    let weight = 0;
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      if (batch.length > 0 && weight + next.weight > this.options.batch) break;
      this.waiting.shift();
      batch.push(next.item);
      weight += next.weight;
    }
    this.weight -= weight;
    this.move();
    return batch;
  }

  /** Asks for nothing more; what is under way is dropped when it comes. */
  stop(): void {
    this.isStopped = true;
    this.move();
  }

  private async fill(): Promise<void> {
    try {
      while (!this.isStopped) {
        const { value, done } = await this.source.next();
        if (done) break;
        this.waiting.push({ item: value, weight: this.options.weigh(value) });
        this.weight += this.options.weigh(value);
        this.move();
        while (this.weight >= this.options.ahead && !this.isStopped) await this.moved();
      }
      this.end = {};
    } catch (error) {
      this.end = { error };
    }
    this.move();
  }

  /** Resolves at the next change. Reader and taker never wait at once: one needs it empty, the other full. */
  private moved(): Promise<void> {
    return new Promise((resolve) => {
      this.hasMoved = resolve;
    });
  }

  private move(): void {
    this.hasMoved?.();
    this.hasMoved = null;
  }
}
