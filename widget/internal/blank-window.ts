export const WINDOW_FEATURES = 'popup,width=520,height=680';

/**
 * Opens a window that says only `words`. Call it synchronously in a click: a moment later the browser stops it, and
 * the address it is for is not known yet.
 *
 * @returns null when the browser stopped it all the same.
 */
export function openBlankWindow(words: string): Window | null {
  const popup = window.open('', '', WINDOW_FEATURES);
  if (!popup) return null;
  const { documentElement, body } = popup.document;
  popup.document.title = body.textContent = words;
  documentElement.style.setProperty('font', '16px/1.5 system-ui, sans-serif');
  documentElement.style.setProperty('color-scheme', 'light dark');
  body.style.setProperty('padding', '24px');
  return popup;
}
