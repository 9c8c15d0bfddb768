import type { CookieBrowser, Landing } from './cookie-browser.js';
import { readForm } from './read-form.js';
import { CheckFailure } from './steps.js';

/** Approves on a consent page for the first account it offers, whose radio buttons bear that name. */
export function approveFirstAccount(browser: CookieBrowser, page: Landing, name: string): Promise<Landing> {
  const { action, form } = readForm(page);
  const account = new RegExp(`<input type="radio" name="${name}" value="(\\d+)"`).exec(page.text)?.[1];
  if (!account) throw new CheckFailure(`the consent page: expected an account to choose at ${page.url}`);
  form.set(name, account);
  form.set('decision', 'allow');
  return browser.submit(action, form);
}
