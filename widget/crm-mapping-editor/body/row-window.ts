import type { ReactiveController } from 'lit';
import type { CrmElement } from '../../internal/crm-element.js';
import { type Piece, piecesOf } from '../state/pieces-of.js';
import { windowOf } from '../state/window-of.js';

/** px of a row nobody measured yet. */
const USUAL = 53;
/** px drawn beyond what is visible, and how much of that may be used up before more is drawn. */
const SPARE = 500;
const LEAST_SPARE = 150;

const heightOf = (entry: HTMLElement) => entry.getBoundingClientRect().height;

/**
 * Which rows of a long grid are drawn: those near what is visible of it, wherever it scrolls. Rows differ in height and
 * change it as notices unfold, so each is measured once drawn; until then it counts as the average of those that are.
 */
export class RowWindow implements ReactiveController {
  #keys: readonly string[] = [];
  #places = new Map<string, number>();
  readonly #measured = new Map<string, number>();
  #usual = USUAL;
  #width = 0;
  #drawn = { start: 0, end: 0 };
  /** A row to be drawn although it is far away, because somebody goes there. */
  #wanted: string | null = null;
  #roots: (Window | ShadowRoot)[] = [];
  #observed: HTMLElement | null = null;
  readonly #observer = new ResizeObserver(([entry]) => this.#resized(entry!.contentRect.width));

  constructor(
    private readonly element: CrmElement,
    private readonly grid: () => HTMLElement | null,
  ) {
    element.addController(this);
  }

  hostConnected(): void {
    // Scrolling inside another element's shadow is not heard at the window.
    this.#roots = [window];
    for (let root = this.element.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
      this.#roots.push(root);
    }
    for (const root of this.#roots)
      root.addEventListener('scroll', this.#moved, { capture: true, passive: true });
    addEventListener('resize', this.#moved);
  }

  hostDisconnected(): void {
    for (const root of this.#roots) root.removeEventListener('scroll', this.#moved, { capture: true });
    removeEventListener('resize', this.#moved);
    this.#observer.disconnect();
    this.#observed = null;
  }

  hostUpdated(): void {
    const grid = this.grid();
    if (grid === this.#observed) return;
    this.#observer.disconnect();
    this.#observed = grid;
    if (grid) this.#observer.observe(grid);
  }

  /**
   * What to draw of these rows. @param keys of all rows in order. @param stay rows kept drawn: the one with the tab
   * stop, whose neighbours stay as well for the arrows.
   */
  plan(keys: readonly string[], stay: readonly (string | null)[]): Piece[] {
    if (keys !== this.#keys) {
      this.#keys = keys;
      this.#places = new Map(keys.map((key, at) => [key, at]));
    }
    const heights = this.#heights();
    this.#drawn = this.#windowOf(heights, SPARE);
    const kept = [...stay, this.#wanted].flatMap((key) => {
      const at = key === null ? undefined : this.#places.get(key);
      return at === undefined ? [] : [at - 1, at, at + 1];
    });
    return piecesOf(heights, this.#drawn, kept);
  }

  /** Has a row drawn, wherever it is; settles once it is. */
  async reveal(key: string): Promise<void> {
    this.#wanted = key;
    this.element.requestUpdate();
    await this.element.updateComplete;
  }

  /** The row `step` further, at most the last or first one. */
  beside(key: string, step: number): string | undefined {
    const at = (this.#places.get(key) ?? 0) + step;
    return this.#keys[Math.max(0, Math.min(at, this.#keys.length - 1))];
  }

  /** How many rows are a page. */
  get page(): number {
    return Math.max(1, Math.floor((innerHeight - 160) / this.#usual));
  }

  #heights(): number[] {
    return this.#keys.map((key) => this.#measured.get(key) ?? this.#usual);
  }

  #windowOf(heights: readonly number[], spare: number): { start: number; end: number } {
    const top = this.grid()?.getBoundingClientRect().top ?? 0;
    // A grid that is still below the window, or already above it, keeps a screenful: Tab has to find it.
    const whole = heights.reduce((sum, height) => sum + height, 0);
    const scrolled = Math.max(0, Math.min(-top, whole - innerHeight));
    return windowOf(heights, scrolled, innerHeight, spare);
  }

  readonly #moved = (): void => {
    if (!this.#keys.length) return;
    const { start, end } = this.#windowOf(this.#heights(), LEAST_SPARE);
    if (start >= this.#drawn.start && end <= this.#drawn.end) return;
    this.#wanted = null;
    this.element.requestUpdate();
  };

  #resized(width: number): void {
    // Another width is another layout: what was measured is void.
    if (width !== this.#width) this.#measured.clear();
    this.#width = width;
    for (const entry of this.grid()?.querySelectorAll<HTMLElement>('.entry') ?? []) {
      const height = heightOf(entry);
      if (height) this.#measured.set(entry.dataset['field']!, height);
    }
    const heights = [...this.#measured.values()];
    if (heights.length) this.#usual = heights.reduce((sum, height) => sum + height, 0) / heights.length;
    // In the next frame: drawing more now would change the size that is being told, which browsers report as an error.
    requestAnimationFrame(this.#moved);
  }
}
