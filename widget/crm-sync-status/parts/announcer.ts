import type { ReactiveController, ReactiveControllerHost } from 'lit';

const QUIET_MS = 5_000;

/** Words for a live region, at most one change in five seconds: of several in between only the last is said. */
export class Announcer implements ReactiveController {
  text = '';
  #next: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = null;
  }

  say(text: string): void {
    this.#next = text;
    if (this.#timer === undefined) this.#speak();
  }

  #speak(): void {
    this.#timer = undefined;
    if (this.#next === null) return;
    this.text = this.#next;
    this.#next = null;
    this.#timer = setTimeout(() => this.#speak(), QUIET_MS);
    this.host.requestUpdate();
  }
}
