import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.js';
import { startTestDemo, type TestDemo } from './support/demo.js';
import {
  click,
  findControl,
  openedBy,
  press,
  WAIT,
  waitForClose,
  waitForFocus,
  waitForText,
} from './support/page.js';

/** Each answer of the CRM, until the copy was seen going on. */
const SLOW_MS = 1_500;

describe('the demo in a browser', { timeout: 280_000 }, () => {
  let demo: TestDemo;
  let browser: Browser;
  let page: Page;
  /** Keys, cookies, codes and states the browser held. */
  const seen = new Set<string>();
  /** What the browser complained of on Linea's page. */
  const complaints: string[] = [];

  before(async () => {
    demo = await startTestDemo('trace');
    browser = await launchBrowser();
    page = await openHostPage(browser);
  });

  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  async function openHostPage(within: Browser): Promise<Page> {
    const opened = await within.newPage();
    await opened.setViewport({ width: 1280, height: 900 });
    opened.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url ?? ''}`);
    });
    opened.on('pageerror', (error) => complaints.push(String(error)));
    listen(opened);
    await opened.goto(`${demo.hostUrl}/?lang=en`);
    await waitForText(opened, 'crm-connect', /HubSpot/);
    return opened;
  }

  /** Notes what the service is shown that no log may hold. */
  function listen(opened: Page): void {
    opened.on('request', (request) => {
      const { authorization } = request.headers();
      if (authorization) seen.add(authorization.replace(/^\S+ /, ''));
      for (const [name, value] of new URL(request.url()).searchParams)
        if (['code', 'state', 'flow', 'code_challenge'].includes(name)) seen.add(value);
    });
    opened.on('response', (response) => {
      for (const line of response.headers()['set-cookie']?.split('\n') ?? [])
        seen.add(line.split(';')[0]?.split('=').slice(1).join('=') ?? '');
    });
  }

  /** Presses Connect (or Try again) and waits for the CRM's consent page. */
  async function openConsent(from: Page, words: RegExp): Promise<Page> {
    const popup = await openedBy(from, () => press(from, 'crm-connect', words));
    listen(popup);
    await popup.waitForSelector('#allow');
    return popup;
  }

  it('says so and offers another try when the sign-in window is closed', async () => {
    const popup = await openConsent(page, /^Connect/);
    await waitForText(page, 'crm-connect', /Continue in the HubSpot window/);
    await popup.close();
    await waitForText(page, 'crm-connect', /Not connected: access was not approved/);
    await findControl(page, 'crm-connect', /Try again/);
  });

  it('says so and offers another try when consent is denied', async () => {
    const popup = await openConsent(page, /Try again/);
    await popup.click('#deny');
    await waitForText(page, 'crm-connect', /Not connected: access was not approved/);
    await findControl(page, 'crm-connect', /Try again/);
    // It may be closing by itself.
    await popup.close().catch(() => undefined);
  });

  it('offers a link that works when the browser stops the window', async () => {
    const strict = await launchBrowser({ ignoreDefaultArgs: ['--disable-popup-blocking'] });
    try {
      const blocked = await openHostPage(strict);
      await findControl(blocked, 'crm-connect', /^Connect/);
      // A press by script, without a person's gesture, is what browsers stop; one window uses up what is left of the last.
      const session = await blocked.createCDPSession();
      await session.send('Runtime.evaluate', {
        expression: `open('about:blank')?.close();
          document.querySelector('crm-connect').shadowRoot.querySelector('[data-provider] [data-main]').click()`,
        userGesture: false,
      });
      await waitForText(blocked, 'crm-connect', /Your browser stopped the window/);
      const popup = await openConsent(blocked, /Open it/);
      await Promise.all([popup.waitForNavigation(), popup.click('#deny')]);
      assert.match(await popup.$eval('body', (body) => body.innerText), /HubSpot is not connected/);
      // The link opened a tab in front; the page behind looks again when the person is back.
      await popup.close();
      await blocked.bringToFront();
      await waitForText(blocked, 'crm-connect', /Not connected: access was not approved/);
    } finally {
      await strict.close();
    }
  });

  it('connects in a window and shows account, person and status', async () => {
    const popup = await openConsent(page, /Try again/);
    assert.equal(new URL(popup.url()).origin, demo.sandboxUrl);
    assert.match(await popup.$eval('h1', (heading) => heading.innerText), /wants to connect to your account/);
    await popup.click('#allow');
    await waitForClose(popup);
    const text = await waitForText(page, 'crm-connect', /Connected/);
    assert.match(text, /nordest-energia\.example · by Marta Rinaldi/);
    await press(page, 'crm-connect', /What this allows/);
    await waitForText(page, 'crm-connect', /contacts[\s\S]*companies[\s\S]*deals/i);
  });

  it('copies the history with progress a person can follow', async () => {
    const slow = { kind: 'slow', delay_ms: SLOW_MS, times: 0, match: { path_includes: '/objects/' } };
    await fault(slow);
    try {
      await press(page, 'crm-sync-status', /Copy the history/);
      await waitForText(page, 'crm-sync-status', /Copying your history/);
      await page.waitForFunction(
        () =>
          document
            .querySelector('crm-sync-status')
            ?.shadowRoot?.querySelector('[role="progressbar"], progress'),
        WAIT,
      );
    } finally {
      await fault({ kind: 'clear' });
    }
    const text = await waitForText(page, 'crm-sync-status', /Up to date/);
    for (const line of [/Contacts\s+100/, /Companies\s+40/, /Deals\s+60/]) assert.match(text, line);
  });

  async function fault(body: object): Promise<void> {
    const answer = await fetch(`${demo.controlUrl('hubspot')}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `the fault switch answered ${answer.status}`);
  }

  it('shows the preset on real values and saves another match', async () => {
    const preset = await waitForText(page, 'crm-mapping-editor', /→|@\S+\.example/);
    for (const field of ['Email', 'Phone', 'First name', 'Job title', 'Country'])
      assert.ok(preset.includes(field));
    await click(page, 'crm-mapping-editor >>> [data-field="title"] [part~="select"]');
    await page.waitForSelector('crm-mapping-editor >>> #picker:popover-open');
    await waitForFocus(page, 'crm-mapping-editor', '#picker input');
    await page.keyboard.type('preferred language');
    await page.waitForSelector('crm-mapping-editor >>> .option.active[role="option"]');
    await page.keyboard.press('Enter');
    await waitForText(page, 'crm-mapping-editor', /1 change not saved/);
    await press(page, 'crm-mapping-editor', /^Save/);
    await waitForText(page, 'crm-mapping-editor', /Saved\. Used from the next sync/);
    await page.reload();
    await waitForText(page, 'crm-mapping-editor', /Preferred language/);
  });

  it('pushes a call, becomes its receipt, and the CRM shows the call on its contact, company and deal', async () => {
    await page.waitForSelector('crm-push-button');
    await page.$eval('crm-push-button', (button) => button.scrollIntoView({ block: 'center' }));
    await press(page, 'crm-push-button', /Send to HubSpot/);
    await waitForText(page, 'crm-push-button', /In HubSpot[\s\S]*With Giulia Ferri/);
    const record = await openedBy(page, () => press(page, 'crm-push-button', /In HubSpot/));
    await record.waitForSelector('[data-associations]');
    await record.waitForFunction(() => document.readyState === 'complete', WAIT);
    assert.equal(new URL(record.url()).origin, demo.sandboxUrl);
    const shown = await record.$eval('main', (main) => main.innerText);
    assert.match(shown, /Tariffa verde/);
    const associations = await record.$$eval('[data-associations]', (boxes) =>
      boxes.map(
        (box) => [box.getAttribute('data-associations') ?? '', (box as HTMLElement).innerText] as const,
      ),
    );
    const byType = new Map(associations);
    assert.match(byType.get('contacts') ?? '', /\(1\)[\s\S]*Giulia Ferri/);
    assert.match(byType.get('companies') ?? '', /\(1\)[\s\S]*Prato Moda/);
    assert.match(byType.get('deals') ?? '', /\(1\)[\s\S]*Prato Moda – Fornitura energia/);
    await record.close();
    await page.bringToFront();
  });

  it('speaks Italian when the page does', async () => {
    await page.goto(`${demo.hostUrl}/?lang=it`);
    await waitForText(page, 'crm-connect', /Collegato/);
    await waitForText(page, 'crm-sync-status', /Tutto aggiornato/);
    await waitForText(page, 'crm-push-button', /In HubSpot[\s\S]*Su Giulia Ferri/);
    const words = await waitForText(page, 'crm-mapping-editor', /Cerca un campo/);
    assert.doesNotMatch(words, /Find a field/);
  });

  it('needs nothing of the host page that a strict policy forbids', () => {
    assert.deepEqual(complaints, []);
  });

  it('leaves no token, secret or key in the log', async () => {
    const secrets = [...demo.keys, ...demo.proxy.secrets, ...seen].filter((value) => value.length >= 8);
    assert.ok(demo.proxy.secrets.size >= 4, 'the recorder saw the code, the secret and both tokens');
    assert.ok(
      [...seen].some((value) => value.startsWith('et_')),
      'the browser held an embed token',
    );
    const log = await demo.readLog();
    assert.ok(log.includes('/crm/calls/:call_id/push-to-crm'), 'the log is that of this run');
    const found = secrets.filter(
      (secret) => log.includes(secret) || log.includes(encodeURIComponent(secret)),
    );
    assert.deepEqual(
      found.map((secret) => `${secret.slice(0, 6)}… of ${secret.length} characters`),
      [],
    );
  });
});
