import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Events of one cause come together. */
const SOON_MS = 50;

/** Runs a task soon after it is asked for, and once in `everyMs` at most, however often that is. */
export class BurstController implements ReactiveController {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastAt = 0;

  constructor(
    host: ReactiveControllerHost,
    private readonly task: () => void,
    private readonly everyMs = 1_000,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  ask(): void {
    const waitMs = Math.max(SOON_MS, this.#lastAt + this.everyMs - performance.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#lastAt = performance.now();
      this.task();
    }, waitMs);
  }
}
