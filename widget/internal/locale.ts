import { isServer } from 'lit';

export const LOCALES = ['en', 'it'] as const;
/** A language the elements have words in. */
export type Locale = (typeof LOCALES)[number];

export interface Language {
  locale: Locale;
  /** The tag for `Intl`, with the page's region where it names one. Plain English is `en-GB`: "4 Nov", "14:05". */
  tag: string;
}

/** The language of the nearest ancestor with `lang` (through shadow roots), else the browser's, else English. */
export function readLanguage(element: Element): Language {
  const wanted = nearestLang(element) || (isServer ? '' : navigator.language);
  const locale = LOCALES.find((known) => wanted.toLowerCase().split('-')[0] === known);
  if (!locale) return { locale: 'en', tag: 'en-GB' };
  return { locale, tag: wanted.includes('-') && isTag(wanted) ? wanted : locale === 'en' ? 'en-GB' : locale };
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function nearestLang(element: Element): string {
  if (isServer) return '';
  const found = element.closest('[lang]');
  if (found) return found.getAttribute('lang') ?? '';
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? nearestLang(root.host) : '';
}

const listeners = new Set<() => void>();
let observer: MutationObserver | null = null;

/** Calls `changed` when any `lang` of the page changes. One observer for all elements; call the result to stop. */
export function watchLanguage(changed: () => void): () => void {
  listeners.add(changed);
  if (!observer) {
    observer = new MutationObserver(() => {
      for (const listener of listeners) listener();
    });
    observer.observe(document, { attributes: true, attributeFilter: ['lang'], subtree: true });
  }
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    observer?.disconnect();
    observer = null;
  };
}
