import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.js';
import { startTestDemo, type TestDemo } from './support/demo.js';
import { findControl, press, WAIT, waitForCalm, waitForText } from './support/page.js';

/** What a person types in. */
interface Typed {
  url: string;
  database: string;
  username: string;
  api_key: string;
}

const LANGUAGES = {
  en: {
    open: /Connect Odoo/,
    form: /API key/,
    send: /^Connect\s*$/,
    noOdoo: /There is no Odoo at 127\.0\.0\.1:\d+\. Enter only the host name/,
    silent: /No answer from 127\.0\.0\.1:9/,
    database: /This Odoo has no such database/,
    key: /Odoo does not accept this key/,
    rights: /no right to: change, create contacts/,
    empty: /Fill this in/,
  },
  it: {
    open: /Collega Odoo/,
    form: /Chiave API/,
    send: /^Collega\s*$/,
    noOdoo: /non è un Odoo\. Scrivi solo il nome/,
    silent: /127\.0\.0\.1:9 non risponde/,
    database: /In questo Odoo non c’è un database con questo nome/,
    key: /Odoo non accetta questa chiave/,
    rights: /A questo utente mancano dei diritti/,
    empty: /Compila questo campo/,
  },
};

describe('connecting Odoo in a browser', { timeout: 280_000 }, () => {
  let demo: TestDemo;
  let browser: Browser;
  before(async () => {
    demo = await startTestDemo();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  /** A new key of the sandbox, with all that leads to it. */
  async function newKey(login?: string): Promise<Typed> {
    const init = { method: 'POST', body: JSON.stringify({ server: 'v19', login }) };
    const made = (await (await fetch(`${demo.controlUrl('odoo')}/keys`, init)).json()) as Record<
      'url' | 'database' | 'login' | 'key',
      string
    >;
    return { url: made.url, database: made.database, username: made.login, api_key: made.key };
  }

  async function openForm(lang: keyof typeof LANGUAGES): Promise<Page> {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${demo.hostUrl}/?lang=${lang}`);
    await findControl(page, 'crm-connect', LANGUAGES[lang].open);
    await waitForCalm(page);
    await press(page, 'crm-connect', LANGUAGES[lang].open);
    await waitForText(page, 'crm-connect', LANGUAGES[lang].form);
    return page;
  }

  async function send(page: Page, lang: keyof typeof LANGUAGES, typed: Typed): Promise<void> {
    for (const [name, value] of Object.entries(typed)) {
      const input = await page.waitForSelector(`crm-connect >>> input[name="${name}"]`);
      if ((await input?.evaluate((each) => (each as HTMLInputElement).value)) === value) continue;
      await input?.click({ count: 3 });
      await page.keyboard.press('Delete');
      // At once, as when it is pasted.
      if (value !== '') await page.keyboard.sendCharacter(value);
    }
    await press(page, 'crm-connect', LANGUAGES[lang].send);
  }

  /** Waits for the sentence, and expects it at that field, which has the focus and keeps what was typed in. */
  async function blames(page: Page, name: keyof Typed, words: RegExp, typed: Typed): Promise<void> {
    await waitForText(page, 'crm-connect', words);
    const handle = await page.waitForFunction(
      (field) => {
        const root = document.querySelector('crm-connect')?.shadowRoot;
        const input = root?.querySelector<HTMLInputElement>(`input[name="${field}"]`);
        if (!root || root.activeElement !== input || input?.ariaInvalid !== 'true') return null;
        const told = root.getElementById(input.getAttribute('aria-describedby') ?? '');
        const all = root.querySelectorAll('[aria-invalid="true"]').length;
        return { told: told?.innerText ?? '', value: input.value, all };
      },
      WAIT,
      name,
    );
    const { told, value, all } = (await handle.jsonValue()) as { told: string; value: string; all: number };
    assert.match(told, words);
    assert.equal(value, typed[name]);
    assert.equal(all, 1);
  }

  for (const lang of ['en', 'it'] as const)
    it(`says at the field to blame what is wrong, in the language of the page (${lang})`, async () => {
      const words = LANGUAGES[lang];
      const page = await openForm(lang);
      const good = await newKey();
      const attempts: [field: keyof Typed, words: RegExp, typed: Typed][] = [
        ['database', words.empty, { ...good, database: '' }],
        ['url', words.silent, { ...good, url: 'http://127.0.0.1:9' }],
        ['url', words.noOdoo, { ...good, url: `${demo.sandboxUrl}/hubspot` }],
        ['database', words.database, { ...good, database: 'nobody' }],
        ['api_key', words.key, { ...good, api_key: 'f'.repeat(40) }],
        ['username', words.rights, await newKey('ilaria.costa@nordest-energia.example')],
      ];
      for (const [field, sentence, typed] of attempts) {
        await send(page, lang, typed);
        await blames(page, field, sentence, typed);
      }
      await page.close();
    });

  it('connects by what is right, and shows whose account it is', async () => {
    const page = await openForm('en');
    await send(page, 'en', await newKey());
    await waitForText(page, 'crm-connect', /Odoo[\s\S]*Connected[\s\S]*Nordest Energia/);
    const keeps = await page.evaluate(() => document.documentElement.innerHTML.includes('api_key'));
    assert.equal(keeps, false);
    await page.close();
  });
});
