import 'axe-core/axe.min.js';
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../../widget/crm-connect/define.js';
import type { CrmConnect } from '../../../widget/crm-connect/crm-connect.js';
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
export function shows(element: CrmConnect, text: string | RegExp, timeout = 4000): Promise<void> {
  const isSaid = () => (typeof text === 'string' ? words(element).includes(text) : text.test(words(element)));
  return waitUntil(isSaid, `"${text}" in "${words(element)}"`, { timeout, interval: 20 });
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
  return waitUntil(isThere, 'what answers clicks', { timeout: 4000, interval: 20 });
}

/** Resolves with the next event of that name. */
export function heard<K extends keyof HTMLElementEventMap>(element: CrmConnect, name: K) {
  return new Promise<HTMLElementEventMap[K]>((resolve) => {
    element.addEventListener(name, (event) => resolve(event as HTMLElementEventMap[K]), { once: true });
  });
}

async function transitionsEnd(element: CrmConnect): Promise<void> {
  const running = root(element)
    .getAnimations()
    .filter((one) => one instanceof CSSTransition);
  await Promise.all(running.map(({ finished }) => finished));
}

/** Passes WCAG 2.2 A and AA in light and dark, and fits 320 px in both directions. */
export async function isAccessible(element: CrmConnect): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    element.theme = theme;
    await element.updateComplete;
    await transitionsEnd(element);
    await expect(element).to.be.accessible();
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
