import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ApiError, isTransient } from '../api/client.js';

const FIRST_RETRY_S = 2;
const LONGEST_RETRY_S = 30;

/**
 * Loads one value for an element. `value` stays while it is loaded again and when that fails (`error` is then set
 * beside it). What may work later is tried again by itself after 2, 4, 8 … 30 s, counted down in `retryInS`.
 * Nothing runs while the element is out of the page; it starts again when it is back.
 */
export class LoadController<T> implements ReactiveController {
  value: T | null = null;
  error: unknown = null;
  isLoading = false;
  /** Seconds until the next try; null when none is planned. */
  retryInS: number | null = null;
  /** When `value` was read. */
  loadedAt: Date | null = null;

  #wanted = false;
  #failures = 0;
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly load: (signal: AbortSignal) => Promise<T>,
  ) {
    host.addController(this);
  }

  get phase(): 'idle' | 'loading' | 'ready' | 'error' {
    if (this.value !== null) return 'ready';
    if (this.error !== null) return 'error';
    return this.#wanted ? 'loading' : 'idle';
  }

  hostConnected(): void {
    if (this.#wanted && !this.isLoading) void this.run();
  }

  hostDisconnected(): void {
    this.#stop();
  }

  /** Loads now, dropping a load under way. Settles when done, failed or dropped; never rejects. */
  async run(): Promise<void> {
    this.#stop();
    this.#wanted = true;
    this.isLoading = true;
    const abort = new AbortController();
    this.#abort = abort;
    this.host.requestUpdate();
    try {
      const value = await this.load(abort.signal);
      if (abort.signal.aborted) return;
      this.value = value;
      this.loadedAt = new Date();
      this.error = null;
      this.#failures = 0;
    } catch (error) {
      if (abort.signal.aborted) return;
      this.error = error;
      if (isTransient(error)) this.#planRetry(error);
    }
    this.isLoading = false;
    this.host.requestUpdate();
  }

  /** Replaces the value with one the element got otherwise. */
  set(value: T): void {
    this.value = value;
    this.host.requestUpdate();
  }

  /** Forgets everything, as before the first `run`. */
  reset(): void {
    this.#stop();
    this.#wanted = false;
    this.#failures = 0;
    this.value = this.error = this.loadedAt = null;
    this.host.requestUpdate();
  }

  #planRetry(error: unknown): void {
    const asked = error instanceof ApiError ? (error.problem?.retry_after_s ?? 0) : 0;
    const own = Math.min(LONGEST_RETRY_S, FIRST_RETRY_S * 2 ** this.#failures++);
    this.retryInS = Math.max(1, Math.round(asked), own);
    this.#timer = setInterval(() => {
      this.retryInS = (this.retryInS ?? 1) - 1;
      if (this.retryInS <= 0) void this.run();
      else this.host.requestUpdate();
    }, 1000);
  }

  #stop(): void {
    this.#abort?.abort();
    this.#abort = null;
    clearInterval(this.#timer);
    this.retryInS = null;
    this.isLoading = false;
  }
}
