import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { followAnchor } from '../internal/popover.js';

/** One popover with a form in it, open at a button; focus returns to the button when it closes. */
export class Popup implements ReactiveController {
  #anchor: HTMLElement | null = null;
  #box: HTMLElement | null = null;
  #unfollow: (() => void) | null = null;

  /** @param closed called after it closed, however it did. */
  constructor(
    host: ReactiveControllerHost,
    private readonly closed: () => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.close();
  }

  open(anchor: HTMLElement, box: HTMLElement, align: 'start' | 'end' = 'start'): void {
    this.close();
    this.#anchor = anchor;
    this.#box = box;
    box.showPopover();
    this.#unfollow = followAnchor(anchor, box, align);
    box.addEventListener('toggle', this.#toggled);
    box.addEventListener('focusout', this.#left);
  }

  /** Focus that was in the popover, or is nowhere, goes back to the button; focus put elsewhere stays there. */
  close(): void {
    const box = this.#box;
    const anchor = this.#anchor;
    if (!box) return;
    const active = (box.getRootNode() as Document | ShadowRoot).activeElement;
    const hasFocus = !active || box.contains(active);
    this.#forget();
    // First: hiding moves the focus by itself, to where the browser thinks it was.
    if (box.matches(':popover-open')) box.hidePopover();
    if (hasFocus) anchor?.focus();
  }

  #forget(): void {
    this.#box?.removeEventListener('toggle', this.#toggled);
    this.#box?.removeEventListener('focusout', this.#left);
    this.#unfollow?.();
    this.#unfollow = this.#box = this.#anchor = null;
    this.closed();
  }

  // Closed by the browser itself: Escape, or a click outside.
  #toggled = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'closed') this.close();
  };

  /** Tab out of it closes it: an open popover over the page must not be left behind. */
  #left = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (to instanceof Node && !this.#box?.contains(to)) this.close();
  };
}
