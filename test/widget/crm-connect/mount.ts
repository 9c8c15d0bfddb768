import { expect, fixture, html } from '@open-wc/testing';
import '../../../widget/crm-connect/define.js';
import type { CrmConnect } from '../../../widget/crm-connect/crm-connect.js';
import { passesAxe } from '../support/axe.js';
import { waitUntil } from '../support/wait-until.js';
import { SERVICE_URL } from './fake-crms.js';

/** The element on a page of its own, with its own service URL and key. */
export async function mountConnect(serviceUrl = SERVICE_URL): Promise<CrmConnect> {
  const page = await fixture(html`<main lang="en">
    <crm-connect service-url=${serviceUrl} token="et_1"></crm-connect>
  </main>`);
  return page.querySelector('crm-connect')!;
}

export const root = (element: CrmConnect): ShadowRoot => element.shadowRoot!;

export const words = (element: CrmConnect): string => root(element).textContent!.replace(/\s+/g, ' ').trim();

/** Waits until the element says it. */
export function shows(element: CrmConnect, text: string | RegExp): Promise<void> {
  const isSaid = () => (typeof text === 'string' ? words(element).includes(text) : text.test(words(element)));
  return waitUntil(isSaid, () => `"${text}" in "${words(element)}"`);
}

/** The button or link of that name: its label for assistive tech, else its words. */
export function button(element: CrmConnect, name: string, within = ''): HTMLElement {
  const all = [...root(element).querySelectorAll<HTMLElement>(`${within} :is(button, a)`)];
  const found = all.find((one) => (one.ariaLabel ?? one.textContent!.trim()) === name);
  if (!found)
    throw new Error(`no button "${name}" among ${all.map((one) => one.textContent!.trim()).join(' | ')}`);
  return found;
}

/** Menus and forms arrive after the list: waits until they have. */
export function acts(element: CrmConnect): Promise<void> {
  const isThere = () => root(element).adoptedStyleSheets.length > 4;
  return waitUntil(isThere, 'what answers clicks');
}

/** Resolves with the next event of that name. */
export function heard<K extends keyof HTMLElementEventMap>(element: CrmConnect, name: K) {
  return new Promise<HTMLElementEventMap[K]>((resolve) => {
    element.addEventListener(name, (event) => resolve(event as HTMLElementEventMap[K]), { once: true });
  });
}

/** Passes WCAG 2.2 A and AA in light and dark, and fits 320 px in both directions. */
export async function isAccessible(element: CrmConnect): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    element.theme = theme;
    await element.updateComplete;
    await passesAxe(element, theme === 'light' ? 'all' : 'colours');
  }
  const page = element.parentElement!;
  page.style.width = '320px';
  for (const dir of ['ltr', 'rtl']) {
    page.dir = dir;
    await element.updateComplete;
    expect(element.scrollWidth, `width in ${dir}`).to.be.at.most(320);
    for (const one of root(element).querySelectorAll('.card *:not(.unseen):not(.popover, .popover *)')) {
      const { left, right, width } = one.getBoundingClientRect();
      if (width === 0) continue;
      const box = element.getBoundingClientRect();
      expect(left >= box.left - 1 && right <= box.right + 1, `${one.className} inside in ${dir}`).to.equal(
        true,
      );
    }
  }
  page.style.width = '';
  page.dir = '';
}
