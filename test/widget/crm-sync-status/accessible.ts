import { passesAxe } from '../support/axe.js';

/** Expects axe to find nothing in an element, in light and in dark, each once its colours have come to rest. */
export async function isAccessibleInBothSchemes(element: Element): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    document.documentElement.style.colorScheme = scheme;
    await passesAxe(element, scheme === 'light' ? 'all' : 'colours');
  }
}
