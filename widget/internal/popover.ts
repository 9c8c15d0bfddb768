const GAP = 4;
const EDGE = 8;

/**
 * Puts an open popover under its anchor, above it where there is more room, and inside the window.
 * Sets properties through the style object: a strict style policy allows that.
 *
 * @param align which inline edges to line up.
 */
export function placePopover(anchor: Element, popover: HTMLElement, align: 'start' | 'end' = 'start'): void {
  const from = anchor.getBoundingClientRect();
  const view = document.documentElement;
  const set = (name: string, px: number) => popover.style.setProperty(name, `${Math.round(px)}px`);
  popover.style.setProperty('inset', 'auto');
  popover.style.setProperty('margin', '0');
  popover.style.removeProperty('max-height');
  const width = popover.offsetWidth;
  const height = popover.offsetHeight;
  const below = view.clientHeight - from.bottom - GAP - EDGE;
  const above = from.top - GAP - EDGE;
  const isAbove = height > below && above > below;
  const shown = Math.min(height, Math.max(isAbove ? above : below, 120));
  set('max-height', Math.max(isAbove ? above : below, 120));
  set('top', isAbove ? from.top - GAP - shown : from.bottom + GAP);
  const isLeft = (align === 'start') === (getComputedStyle(anchor).direction === 'ltr');
  const left = isLeft ? from.left : from.right - width;
  set('left', Math.max(EDGE, Math.min(left, view.clientWidth - width - EDGE)));
}

/** Keeps an open popover at its anchor while the page scrolls or changes size. Call the result to stop. */
export function followAnchor(
  anchor: Element,
  popover: HTMLElement,
  align: 'start' | 'end' = 'start',
): () => void {
  const place = (event?: Event) => {
    if (event?.target instanceof Node && popover.contains(event.target)) return;
    placePopover(anchor, popover, align);
  };
  place();
  addEventListener('scroll', place, { capture: true, passive: true });
  addEventListener('resize', place);
  return () => {
    removeEventListener('scroll', place, { capture: true });
    removeEventListener('resize', place);
  };
}
