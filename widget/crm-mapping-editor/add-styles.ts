import type { CSSResult, LitElement } from 'lit';

/**
 * Adds styles that came after the element was made, those it has not got yet. Constructed sheets, so that a strict style
 * policy allows them.
 */
export function addStyles(element: LitElement, styles: readonly CSSResult[]): void {
  const root = element.renderRoot;
  if (!(root instanceof ShadowRoot)) return;
  const sheets = styles.map(({ styleSheet }) => styleSheet).filter((sheet) => sheet !== undefined);
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...sheets])];
}
