import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RowWindow } from './body/row-window.js';

const isShown = (element: HTMLElement) => element.getClientRects().length > 0;
const fieldOf = (element: Element | null | undefined): string | null =>
  element?.closest<HTMLElement>('.entry')?.dataset['field'] ?? null;

/**
 * One tab stop for a grid drawn as `[data-row]` with `[data-cell=<column>]` controls in it: arrows move between rows and
 * cells, Home and End within a row, with Ctrl to the first and last row. Moving up and down keeps the column.
 */
export class GridFocus implements ReactiveController {
  #current: HTMLElement | null = null;
  #column = 2;
  #hadFocus = false;
  #visited: string | null = null;
  #place = 0;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly grid: () => HTMLElement | null,
    private readonly rows: RowWindow,
  ) {
    host.addController(this);
  }

  get #cells(): HTMLElement[] {
    return [...(this.grid()?.querySelectorAll<HTMLElement>('[data-cell]') ?? [])];
  }

  /** The field the person is in, or null. */
  get field(): string | null {
    return fieldOf(this.host.shadowRoot?.activeElement);
  }

  /** The field whose row has the tab stop, or null. */
  get current(): string | null {
    return fieldOf(this.#current);
  }

  /** The field the person was in last, or null. */
  get visited(): string | null {
    return this.#visited;
  }

  hostUpdated(): void {
    const cells = this.#cells;
    const isLost = !this.#current || !cells.includes(this.#current);
    if (isLost) {
      // A fix took its own row away: the next best place keeps the focus.
      const hadFocus = this.#hadFocus && !this.host.shadowRoot?.activeElement;
      this.#current = cells[Math.min(hadFocus ? this.#place : 0, cells.length - 1)] ?? null;
      if (hadFocus) this.#current?.focus();
    }
    for (const cell of cells) {
      const tabIndex = cell === this.#current ? 0 : -1;
      if (cell.tabIndex !== tabIndex) cell.tabIndex = tabIndex;
    }
    this.#place = this.#current ? cells.indexOf(this.#current) : 0;
  }

  focusCell(row: ParentNode | null | undefined, column: number): void {
    const cells = [...(row?.querySelectorAll<HTMLElement>('[data-cell]') ?? [])].filter(isShown);
    const distance = (cell: HTMLElement) => Math.abs(Number(cell.dataset['cell']) - column);
    const [nearest] = cells.sort((one, other) => distance(one) - distance(other));
    nearest?.focus();
    nearest?.scrollIntoView({ block: 'nearest' });
  }

  /** Goes to the row of a field, wherever it is; nowhere when it is not among the rows. */
  async toField(field: string, column = 2): Promise<void> {
    await this.rows.reveal(field);
    this.focusCell(this.grid()?.querySelector(`[data-field="${CSS.escape(field)}"] [data-row]`), column);
  }

  /** For `focusin` on the grid. */
  focused = (event: FocusEvent): void => {
    this.#toCurrent(event);
    this.#hadFocus = true;
  };

  /** For `focusout` on the grid: leaving it for somewhere is not losing a row. */
  left = (event: FocusEvent): void => {
    if (event.relatedTarget) this.#hadFocus = false;
  };

  /** For `pointerdown`: where the person is, also in a browser that does not focus a button at a click. */
  pointed = (event: Event): void => {
    const cell = this.#toCurrent(event);
    if (cell) this.#column = Number(cell.dataset['cell']);
  };

  /** For `keydown` on the grid. True when it moved. */
  keyed(event: KeyboardEvent): boolean {
    if (event.altKey) return false;
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]');
    const row = cell?.closest<HTMLElement>('[data-row]');
    if (!cell || !row) return false;
    if (keepsKey(cell, event.key)) return false;
    const isRtl = getComputedStyle(cell).direction === 'rtl';
    const isFar = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case 'ArrowDown':
        return this.#toRow(row, 1);
      case 'ArrowUp':
        return this.#toRow(row, -1);
      case 'ArrowRight':
        return this.#toCell(row, cell, isRtl ? -1 : 1);
      case 'ArrowLeft':
        return this.#toCell(row, cell, isRtl ? 1 : -1);
      case 'PageDown':
        return this.#toFar(row, this.rows.page);
      case 'PageUp':
        return this.#toFar(row, -this.rows.page);
      case 'Home':
        return isFar
          ? this.#toFar(row, Number.NEGATIVE_INFINITY)
          : this.#toCell(row, cell, Number.NEGATIVE_INFINITY);
      case 'End':
        return isFar
          ? this.#toFar(row, Number.POSITIVE_INFINITY)
          : this.#toCell(row, cell, Number.POSITIVE_INFINITY);
      default:
        return false;
    }
  }

  #toCurrent(event: Event): HTMLElement | null {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]');
    if (!cell) return null;
    if (this.#current) this.#current.tabIndex = -1;
    cell.tabIndex = 0;
    this.#current = cell;
    this.#place = this.#cells.indexOf(cell);
    this.#visited = fieldOf(cell);
    return cell;
  }

  /** A neighbour: it is always drawn. */
  #toRow(row: HTMLElement, step: number): boolean {
    const all = this.grid()?.querySelectorAll<HTMLElement>('[data-row]') ?? [];
    const rows = [...all].filter((each) => each.querySelector('[data-cell]'));
    this.focusCell(rows.at(clamp(rows.indexOf(row) + step, rows.length)), this.#column);
    return true;
  }

  /** A row that may not be drawn yet. */
  #toFar(row: HTMLElement, step: number): boolean {
    const field = this.rows.beside(fieldOf(row) ?? '', step);
    if (field !== undefined) void this.toField(field, this.#column);
    return true;
  }

  #toCell(row: HTMLElement, cell: HTMLElement, step: number): boolean {
    const cells = [...row.querySelectorAll<HTMLElement>('[data-cell]')].filter(isShown);
    const next = cells[clamp(cells.indexOf(cell) + step, cells.length)];
    next?.focus();
    this.#column = Number(next?.dataset['cell'] ?? this.#column);
    return true;
  }
}

const isUpOrDown = (key: string): boolean => key === 'ArrowUp' || key === 'ArrowDown';

/** Keys that a control needs for itself: those of a caret, and those that choose in a list. */
function keepsKey(cell: HTMLElement, key: string): boolean {
  if (cell.matches('select')) return isUpOrDown(key);
  return cell.matches('input:not([type=checkbox])') && !isUpOrDown(key);
}

const clamp = (index: number, length: number): number => Math.max(0, Math.min(index, length - 1));
