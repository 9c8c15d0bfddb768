import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface PollOptions {
  /** One look. A rejection counts as a look and slows the next ones down. */
  task: (signal: AbortSignal) => Promise<void>;
  /** Whether there is something to look for; asked before each look and after each update of the element. */
  when: () => boolean;
  /** Wait before the next look. */
  firstMs: number;
  /** Longest wait; waits grow by half up to here. Left out: always `firstMs`, doubling only after failures. */
  longestMs?: number;
}

const LONGEST_AFTER_FAILURE_MS = 60_000;

/** Looks again and again while `when()` holds, the element is in the page and the tab is visible. */
export class PollController implements ReactiveController {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;
  #waitMs: number;
  #isBusy = false;
  #isAttached = false;
  #again = false;

  constructor(
    host: ReactiveControllerHost,
    private readonly options: PollOptions,
  ) {
    this.#waitMs = options.firstMs;
    host.addController(this);
  }

  hostConnected(): void {
    this.#isAttached = true;
    document.addEventListener('visibilitychange', this.#visibilityChanged);
    this.#plan();
  }

  hostDisconnected(): void {
    this.#isAttached = false;
    document.removeEventListener('visibilitychange', this.#visibilityChanged);
    this.#stop();
  }

  hostUpdated(): void {
    if (!this.options.when()) this.#stop();
    else this.#plan();
  }

  /** Looks now, or once more right after the look under way, and begins again with the short wait. */
  poke(): void {
    this.#waitMs = this.options.firstMs;
    if (this.#isBusy) this.#again = true;
    else if (this.#isAttached && this.options.when()) void this.#look();
  }

  #visibilityChanged = (): void => {
    if (document.hidden) clearTimeout(this.#timer);
    else this.poke();
    if (document.hidden) this.#timer = undefined;
  };

  #plan(): void {
    if (this.#timer !== undefined || this.#isBusy || !this.#isAttached) return;
    if (document.hidden || !this.options.when()) return;
    this.#timer = setTimeout(() => void this.#look(), inStep(this.#waitMs));
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isBusy = true;
    const abort = new AbortController();
    this.#abort = abort;
    const { firstMs, longestMs } = this.options;
    try {
      await this.options.task(abort.signal);
      this.#waitMs = longestMs ? Math.min(longestMs, this.#waitMs * 1.5) : firstMs;
    } catch {
      this.#waitMs = Math.min(longestMs ?? LONGEST_AFTER_FAILURE_MS, this.#waitMs * 2);
    }
    if (this.#abort !== abort) return;
    this.#isBusy = false;
    const again = this.#again;
    this.#again = false;
    if (again && this.options.when()) void this.#look();
    else this.#plan();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#abort?.abort();
    this.#abort = null;
    this.#isBusy = this.#again = false;
    this.#waitMs = this.options.firstMs;
  }
}

/** A wait of a second or more, drawn out to a quarter second of the clock: looks of many elements then fall together. */
function inStep(waitMs: number): number {
  return waitMs < 1000 ? waitMs : waitMs + 250 - ((Date.now() + waitMs) % 250);
}
