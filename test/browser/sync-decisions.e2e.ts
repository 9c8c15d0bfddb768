import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.js';
import { startTestDemo, type TestDemo } from './support/demo.js';
import { connectAndApprove, findControl, press, waitForFocus, waitForText } from './support/page.js';

/** Each answer of the CRM, until a person has stopped the copy. */
const SLOW_MS = 1_500;
const STATUS = 'crm-sync-status';
const CONTACTS = '/hubspot/contacts/146700001/objects/0-1';

describe('what a person decides about a sync', { timeout: 280_000 }, () => {
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
  });

  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  async function fault(body: object): Promise<void> {
    const answer = await fetch(`${demo.controlUrl('hubspot')}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `the fault switch answered ${answer.status}`);
  }

  /** Deletes every contact on the first page of the CRM's own list. */
  async function deleteAPageInTheCrm(): Promise<void> {
    const crm = await browser.newPage();
    await crm.goto(`${demo.sandboxUrl}${CONTACTS}?select=page`);
    await Promise.all([crm.waitForNavigation(), crm.click('#delete')]);
    await crm.type('input[name="confirm"]', '50');
    await Promise.all([crm.waitForNavigation(), crm.click('#delete')]);
    assert.match(await crm.$eval('[role="status"]', (note) => note.textContent ?? ''), /50 contacts deleted/);
    await crm.close();
    await page.bringToFront();
  }

  it('stops a copy and goes on with it', async () => {
    await fault({ kind: 'slow', delay_ms: SLOW_MS, times: 0, match: { path_includes: '/objects/' } });
    try {
      await press(page, STATUS, /Copy the history/);
      await press(page, STATUS, /Stop the copy/);
      await waitForText(page, STATUS, /Stop the copy\? What is copied stays/);
      await press(page, STATUS, /^Stop\s*$/);
      await waitForText(page, STATUS, /Copy stopped/);
    } finally {
      await fault({ kind: 'clear' });
    }
    await press(page, STATUS, /Go on/);
    const text = await waitForText(page, STATUS, /Up to date/);
    for (const line of [/Contacts\s+100/, /Companies\s+40/, /Deals\s+60/]) assert.match(text, line);
  });

  it('holds back many deletions, lists them, and deletes them once their number was typed', async () => {
    await deleteAPageInTheCrm();
    await press(page, STATUS, /Sync HubSpot now/);
    const held = await waitForText(page, STATUS, /50 deletions held back/);
    assert.match(
      held,
      /50 of 100 contacts were deleted in HubSpot at .*We kept them in Linea until you decide/,
    );
    await press(page, STATUS, /Look at the 50/);
    await waitForText(page, STATUS, /Giulia Ferri[\s\S]*giulia\.ferri@prato\.example/);
    const link = await findControl(page, STATUS, /Giulia Ferri/);
    assert.ok((await link.evaluate((one) => (one as HTMLAnchorElement).href)).startsWith(demo.sandboxUrl));
    await press(page, STATUS, /Delete all/);
    await waitForText(page, STATUS, /Delete 50 contacts from Linea\?/);
    await waitForFocus(page, STATUS, 'input');
    await page.keyboard.type('50');
    await page.keyboard.press('Enter');
    await waitForText(page, STATUS, /50 contacts are being deleted from Linea/);
    await waitForText(page, STATUS, /Up to date[\s\S]*Contacts\s+50/);
  });

  it('keeps what was deleted in the CRM when a person says so', async () => {
    await deleteAPageInTheCrm();
    await press(page, STATUS, /Sync HubSpot now/);
    await waitForText(page, STATUS, /50 of 50 contacts were deleted in HubSpot/);
    await press(page, STATUS, /Keep all/);
    await waitForText(page, STATUS, /50 contacts stay in Linea/);
    await waitForText(page, STATUS, /Up to date[\s\S]*Contacts\s+50/);
  });
});
