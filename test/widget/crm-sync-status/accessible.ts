import { expect } from '@open-wc/testing';

/** Expects axe to find nothing in an element, in light and in dark, each once its colours have come to rest. */
export async function isAccessibleInBothSchemes(element: Element): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    document.documentElement.style.colorScheme = scheme;
    const moving = element.shadowRoot?.getAnimations() ?? [];
    await Promise.all(moving.filter((one) => one instanceof CSSTransition).map(({ finished }) => finished));
    await expect(element).to.be.accessible();
  }
}
