import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.js';
import { startTestDemo, type TestDemo } from './support/demo.js';
import { connectAndApprove, press, WAIT, waitForText } from './support/page.js';

const STATUS = 'crm-sync-status';
const LIST = '/hubspot/contacts/146700001/objects/0-1';

describe('a page that moves by itself', { timeout: 280_000 }, () => {
  let demo: TestDemo;
  let browser: Browser;
  let page: Page;

  before(async () => {
    demo = await startTestDemo();
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${demo.hostUrl}/?lang=en`);
    await connectAndApprove(page);
    await press(page, STATUS, /Copy the history/);
    await waitForText(page, STATUS, /Up to date[\s\S]*Contacts\s+100/);
    await page.evaluateOnNewDocument(MAKE_CUTTABLE);
    await page.goto(`${demo.hostUrl}/contacts?lang=en`);
    await waitForRow(/Giulia Ferri[\s\S]*Responsabile acquisti/);
    // What stays when nobody loads the page again.
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  });

  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  /** The row of the list that says so, and whether it is marked as changed. */
  async function waitForRow(words: RegExp): Promise<{ isMarked: boolean }> {
    const found = await page.waitForFunction(
      (source) => {
        const rows = [...document.querySelectorAll<HTMLElement>('#contacts tbody tr')];
        const row = rows.find((one) => new RegExp(source).test(one.innerText));
        return row ? { isMarked: row.classList.contains('changed') } : null;
      },
      WAIT,
      words.source,
    );
    return (await found.jsonValue()) as { isMarked: boolean };
  }

  /** Opens a contact of the CRM's own list and saves another job title, as a colleague would. */
  async function changeInTheCrm(name: string, title: string): Promise<void> {
    const crm = await browser.newPage();
    await crm.goto(`${demo.sandboxUrl}${LIST}`);
    const [link] = await crm.$$(`::-p-xpath(//a[contains(., "${name}")])`);
    assert.ok(link, `${name} is in the list`);
    await Promise.all([crm.waitForNavigation(), link.click()]);
    await crm.$eval('#edit [name="jobtitle"]', (input) => {
      (input as HTMLInputElement).value = '';
    });
    await crm.type('#edit [name="jobtitle"]', title);
    await Promise.all([crm.waitForNavigation(), crm.click('#save')]);
    await crm.close();
  }

  it('shows in the host page what a person changed in the CRM, without a reload', async () => {
    await changeInTheCrm('Giulia Ferri', 'Direttrice acquisti');
    await page.bringToFront();
    const row = await waitForRow(/Giulia Ferri[\s\S]*Direttrice acquisti/);
    assert.ok(row.isMarked, 'the row is marked');
    assert.ok(await page.evaluate(() => 'isSamePage' in window), 'the page was not loaded again');
  });

  it('goes on after the stream was cut, with what changed meanwhile', async () => {
    let streams = 0;
    page.on('request', (asked) => {
      streams += asked.url().endsWith('/crm/events') && asked.method() === 'GET' ? 1 : 0;
    });
    await page.setOfflineMode(true);
    await page.evaluate(() => (window as unknown as { cutStream(): void }).cutStream());
    await changeInTheCrm('Giulia Ferri', 'Responsabile energia');
    await page.setOfflineMode(false);
    await page.bringToFront();
    await waitForRow(/Giulia Ferri[\s\S]*Responsabile energia/);
    assert.ok(streams > 0, 'another stream was opened');
    assert.ok(await page.evaluate(() => 'isSamePage' in window), 'the page was not loaded again');
  });
});

/** Gives a page `cutStream()`, which does to an open stream what a lost network does. As text: the page has no helpers of a compiler. */
const MAKE_CUTTABLE = `
  const real = window.fetch;
  window.fetch = (url, init) => {
    if (!String(url).endsWith('/crm/events')) return real(url, init);
    const cut = new AbortController();
    window.cutStream = () => cut.abort();
    return real(url, { ...init, signal: AbortSignal.any([cut.signal, init.signal]) });
  };`;
