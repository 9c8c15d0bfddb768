import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { followAnchor } from '../internal/popover.js';

export interface MenuOptions {
  align?: 'start' | 'end';
  /** Which item gets the focus: the first by default. */
  focus?: 'first' | 'last';
}

/**
 * Opens a native popover as a menu at a button and moves through its items (`role="menuitem…"`, `tabindex="-1"`):
 * arrows, Home, End, first letter; Escape, Tab and a click outside close it; focus returns to the button.
 */
export class MenuController implements ReactiveController {
  /** The button whose menu is open, else null: for `aria-expanded`. */
  anchor: HTMLElement | null = null;
  #menu: HTMLElement | null = null;
  #unfollow: (() => void) | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.close();
  }

  /** Opens, or closes when this button's menu is open. */
  toggle(anchor: HTMLElement, menu: HTMLElement, options: MenuOptions = {}): void {
    if (this.anchor === anchor) this.close();
    else this.open(anchor, menu, options);
  }

  open(anchor: HTMLElement, menu: HTMLElement, options: MenuOptions = {}): void {
    this.close();
    this.anchor = anchor;
    this.#menu = menu;
    menu.showPopover();
    this.#unfollow = followAnchor(anchor, menu, options.align);
    menu.addEventListener('keydown', this.#keyed);
    menu.addEventListener('toggle', this.#toggled);
    this.#items()
      .at(options.focus === 'last' ? -1 : 0)
      ?.focus();
    this.host.requestUpdate();
  }

  /** Closes; focus goes back to the button when it was in the menu. */
  close(): void {
    const menu = this.#menu;
    if (!menu) return;
    const hadFocus = menu.matches(':focus-within');
    const anchor = this.anchor;
    this.#forget();
    if (menu.matches(':popover-open')) menu.hidePopover();
    if (hadFocus) anchor?.focus();
  }

  #forget(): void {
    this.#menu?.removeEventListener('keydown', this.#keyed);
    this.#menu?.removeEventListener('toggle', this.#toggled);
    this.#unfollow?.();
    this.#unfollow = this.#menu = this.anchor = null;
    this.host.requestUpdate();
  }

  // Closed by the browser itself: a click outside.
  #toggled = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'closed') this.#forget();
  };

  #items(): HTMLElement[] {
    const all = this.#menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([disabled])') ?? [];
    return [...all];
  }

  #keyed = (event: KeyboardEvent): void => {
    const items = this.#items();
    const root = this.#menu?.getRootNode() as Document | ShadowRoot | undefined;
    const at = items.indexOf(root?.activeElement as HTMLElement);
    const next = nextItem(items, at, event);
    if (next !== undefined) next.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.close();
    else return;
    // Tab closes and then moves on from the button by itself.
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };
}

function nextItem(items: HTMLElement[], at: number, event: KeyboardEvent): HTMLElement | undefined {
  const { key } = event;
  if (key === 'ArrowDown') return items[(at + 1) % items.length];
  if (key === 'ArrowUp') return items.at(at <= 0 ? -1 : at - 1);
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const starts = (item: HTMLElement) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase());
  return [...items.slice(at + 1), ...items.slice(0, at + 1)].find(starts);
}
