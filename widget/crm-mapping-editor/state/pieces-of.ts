import type { Window } from './window-of.js';

/** An item to draw, or the height in px of items that are not drawn. */
export type Piece = { at: number } | { px: number };

/**
 * A long list as it is drawn: the items of the window and those that have to stay, and the height of all others
 * between them.
 *
 * @param stay indices of items outside the window that are drawn all the same.
 */
export function piecesOf(
  heights: readonly number[],
  { start, end }: Pick<Window, 'start' | 'end'>,
  stay: readonly number[],
): Piece[] {
  const isDrawn = new Set(stay);
  for (let at = start; at < end; at++) isDrawn.add(at);
  const pieces: Piece[] = [];
  let gap = 0;
  for (const [at, height] of heights.entries()) {
    if (!isDrawn.has(at)) gap += height;
    else {
      if (gap) pieces.push({ px: gap });
      pieces.push({ at });
      gap = 0;
    }
  }
  return gap ? [...pieces, { px: gap }] : pieces;
}
