import type { Clock } from '../../../service/clock.js';

/** The real time, moved ahead by what a test says. */
export class TestClock implements Clock {
  #aheadMs = 0;
  #stoodAt: number | null = null;

  now(): Date {
    return new Date((this.#stoodAt ?? Date.now()) + this.#aheadMs);
  }

  /** From now on only `advance` moves it, until `goOn`: for what ends at a certain moment. */
  standStill(): void {
    this.#stoodAt = Date.now();
  }

  goOn(): void {
    this.#stoodAt = null;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}
