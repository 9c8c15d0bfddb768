import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { WORKSPACE } from '../../demo/host-app/people.js';
import { ServiceApi } from '../../demo/support/service-api.js';
import type { CrmRecord } from '../../shared/records.js';
import {
  deleteConnection,
  type ListConnectionsResult,
  listConnections,
} from '../../shared/routes/connections.js';
import { type ListRecordsResult, listRecords, putRecord } from '../../shared/routes/records.js';
import { launchBrowser } from '../support/browser.js';
import { waitUntil } from '../support/service.js';
import { startTestDemo, type TestDemo } from './support/demo.js';
import { MAPPED_CRMS, type MappedCrm } from './support/mapping-crms.js';
import { click, clickAtRest, press, WAIT, waitForCalm, waitForFocus, waitForText } from './support/page.js';

const EDITOR = 'crm-mapping-editor';
const STATUS = 'crm-sync-status';
const USE = 'custom.yearly_use_mwh';
const LANGUAGE = 'custom.call_language';

/** A host's own number and choice, matched with a field of each CRM: converted, tried, saved, synced, and gone again. */
describe('fields of the host matched with those of a CRM', { timeout: 280_000 }, () => {
  let demo: TestDemo;
  let browser: Browser;
  let page: Page;
  let backend: ServiceApi;
  const query = { workspace_id: WORKSPACE.id };

  before(async () => {
    demo = await startTestDemo();
    backend = new ServiceApi(demo.serviceUrl, demo.secretKey);
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.setViewport({ width: 1280, height: 1000 });
    await page.goto(`${demo.hostUrl}/?lang=en`);
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const inRow = (field: string, part: string) => `${EDITOR} >>> [data-field="${field}"] ${part}`;

  /** Picks the CRM's field by typing what it is called. */
  async function match(field: string, search: string): Promise<void> {
    await click(page, inRow(field, '[part~="select"]'));
    await page.waitForSelector(`${EDITOR} >>> [role="option"]`, { visible: true });
    await waitForFocus(page, EDITOR, '#picker input');
    await page.keyboard.type(search);
    await page.keyboard.press('Enter');
    await waitForText(page, EDITOR, /not saved/);
  }

  async function multiply(by: string): Promise<void> {
    await click(page, inRow(USE, '[data-cell="3"]'));
    const steps = await page.waitForSelector(`${EDITOR} >>> select.add-step`, { visible: true });
    await steps?.select('multiply');
    await click(page, `${EDITOR} >>> [id^="set-0-by"]`, { count: 3 });
    await waitForFocus(page, EDITOR, '[id^="set-0-by"]');
    await page.keyboard.type(by);
    await page.keyboard.press('Escape');
  }

  async function pair(value: string, option: RegExp): Promise<void> {
    await click(page, `${EDITOR} >>> [data-value="app ${value}"] [data-cell="2"]`);
    await chooseOption(option);
  }

  /** Chooses in the list that is open. */
  async function chooseOption(words: RegExp): Promise<void> {
    const found = await page.waitForFunction(
      (source) => {
        const root = document.querySelector('crm-mapping-editor')?.shadowRoot;
        const options = [...(root?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])];
        return options.find(
          (each) => each.checkVisibility() && new RegExp(source).test(each.innerText.trim()),
        );
      },
      WAIT,
      words.source,
    );
    await clickAtRest(found as ElementHandle<HTMLElement>);
  }

  async function chooseGiulia(): Promise<void> {
    await press(page, EDITOR, /Example: /);
    const search = await page.waitForSelector(`${EDITOR} >>> .popover.example input`, {
      visible: true,
    });
    await search?.type('Giulia Ferri');
    await press(page, EDITOR, /^\s*Giulia Ferri/);
  }

  async function findGiulia(): Promise<CrmRecord | undefined> {
    const all: CrmRecord[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const at: Record<string, string> = cursor ? { cursor } : {};
      const answer: ListRecordsResult = await backend.call<ListRecordsResult>(listRecords, {
        params: { object: 'contact' },
        query: { ...query, ...at, limit: '200' },
      });
      all.push(...answer.data);
      cursor = answer.has_more ? answer.next_cursor : null;
    }
    return all.findLast(({ fields }) => fields['email'] === 'giulia.ferri@prato.example');
  }

  for (const crm of MAPPED_CRMS)
    describe(crm.label, () => {
      it('shows what a conversion and paired values make of a real record, and what they would change, before they are saved', async () => {
        await connectAndCopy(crm);
        await chooseGiulia();
        await match(USE, 'yearly');
        await multiply('0.001');
        await waitForText(page, EDITOR, /Yearly use \(MWh\)[\s\S]*48200[\s\S]*48\.2/);
        await match(LANGUAGE, crm.language.search);
        await click(page, inRow(LANGUAGE, '[data-cell="3"]'));
        await pair('italian', crm.language.italian);
        await pair('english', crm.language.english);
        await waitForText(page, EDITOR, /Language of calls[\s\S]*becomes\s+italian/);
        await waitForText(page, EDITOR, /Tried on \d+ contacts, nothing sent: [\s\S]*change in Linea/);
      });

      it('is right on both sides after a save: what the CRM holds here, and what the host says there', async () => {
        await press(page, EDITOR, /^\s*Save/);
        await waitForText(page, EDITOR, /Saved\. Used from the next sync/);
        const giulia = await waitUntil('the record is read again', async () => {
          const found = await findGiulia();
          return found?.custom['yearly_use_mwh'] === 48.2 && found;
        });
        assert.equal(giulia.custom['call_language'], 'italian');
        const said = { yearly_use_mwh: 52.5, call_language: 'english' };
        const params = { object: 'contact', local_id: giulia.local_id };
        await backend.call(putRecord, { params, body: { ...query, custom: said } });
        const held = await waitUntil('the CRM has what the host said', async () => {
          const now = await crm.read(demo);
          return Number(now[crm.use.name]) === 52_500 && now;
        });
        assert.equal(held[crm.language.name], crm.values.english);
      });

      it('says so when the CRM no longer has the field, and that it works again once it is back', async () => {
        await crm.removeField(demo, crm.use.name);
        await press(page, EDITOR, /^\s*More\s*$/);
        await press(page, EDITOR, new RegExp(`Read the ${crm.label} fields again`));
        await waitForText(page, EDITOR, new RegExp(`${crm.label} no longer has “${crm.use.label.source}`));
        const giulia = await findGiulia();
        assert.equal(giulia?.custom['yearly_use_mwh'], 52.5, 'the record keeps what it had');
        await crm.putBack(demo, crm.use.name);
        await press(page, EDITOR, new RegExp(`Read the ${crm.label} fields again`));
        await waitForText(page, EDITOR, /works again and is synced/);
        await disconnect();
      });
    });

  async function disconnect(): Promise<void> {
    const { data } = await backend.call<ListConnectionsResult>(listConnections, { query });
    for (const { id } of data.filter(({ status }) => status !== 'disconnected'))
      await backend.call(deleteConnection, {
        params: { connection_id: id },
        query: { ...query, data: 'delete' },
      });
    await page.reload();
  }

  async function connectAndCopy(crm: MappedCrm): Promise<void> {
    await crm.connect(page, demo);
    await press(page, STATUS, /Copy the history/);
    await waitForText(page, STATUS, /Up to date/);
    await page.reload();
    await waitForText(page, EDITOR, /Example: /);
    await waitForCalm(page);
  }
});
