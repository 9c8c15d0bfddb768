import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Says once when the element comes near the visible part of the page; at once where that cannot be told. */
export class NearController implements ReactiveController {
  isNear = false;
  #observer: IntersectionObserver | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly arrived: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    if (this.isNear) return;
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.#arrive();
      },
      { rootMargin: '200px' },
    );
    this.#observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = null;
  }

  #arrive(): void {
    this.isNear = true;
    this.hostDisconnected();
    this.arrived();
  }
}
