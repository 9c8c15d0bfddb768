export interface Window {
  /** Index of the first item drawn, and of the one after the last. */
  start: number;
  end: number;
  /** Height in px of what is not drawn above and below. */
  before: number;
  after: number;
}

/**
 * The part of a long list worth drawing.
 *
 * @param heights px of each item. @param top px scrolled. @param view px visible. @param spare px drawn on each side.
 */
export function windowOf(heights: readonly number[], top: number, view: number, spare = 200): Window {
  let start = 0;
  let before = 0;
  while (start < heights.length - 1 && before + heights[start]! < top - spare) before += heights[start++]!;
  let end = start;
  let bottom = before;
  while (end < heights.length && bottom < top + view + spare) bottom += heights[end++]!;
  let after = 0;
  for (const height of heights.slice(end)) after += height;
  return { start, end, before, after };
}
