import type { Landing } from './cookie-browser.js';
import { CheckFailure } from './steps.js';

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** The form of a consent page: where it goes and what is hidden in it. @throws CheckFailure when there is none. */
export function readForm(page: Landing): { action: string; form: URLSearchParams } {
  const action = /<form method="post" action="([^"]+)"/.exec(page.text)?.[1];
  if (page.status !== 200 || !action)
    throw new CheckFailure(`the consent page: expected a form, found ${page.status} at ${page.url}`);
  const form = new URLSearchParams();
  for (const [tag] of page.text.matchAll(/<input type="hidden"[^>]*>/g))
    form.set(attribute(tag, 'name'), attribute(tag, 'value'));
  return { action: new URL(action, page.url).href, form };
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value.replace(/&[^;]+;/g, (entity) => ENTITIES[entity] ?? entity);
}
