import type { Page } from 'puppeteer-core';
import { buildWidget } from '../../scripts/build.js';
import { launchBrowser } from '../support/browser.js';
import { startEditorPage } from './editor/editor-page.js';
import { type Metric, toCeiling } from './metric.js';

const FIELDS = 1_000;
/** What may be drawn in a window of 900 px, of however many fields. */
const MOST = 40;
/** An edit also has the example asked for and answered, and what is not saved told. */
const DRAWS_OF_AN_EDIT = 4;

/** In the page: counts the rows drawn, each of which asks once for the words of its CRM field. */
interface Counting {
  editorRows: number;
}

/**
 * The mapping editor with 1,000 fields on either side in a browser: how much of it is drawn, and drawn again for a key or
 * an edit. Counts, not times: they are the same on every machine.
 */
export async function editorBench(): Promise<Metric[]> {
  const { outDir } = await buildWidget();
  const site = await startEditorPage(outDir, FIELDS);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 1100, height: 900 });
    await page.goto(site.url);
    await count(page);
    return [await drawnRows(page), await searchKeys(page), ...(await pickerKeys(page)), await edits(page)];
  } finally {
    await browser.close();
    site.stop();
  }
}

const metricOf = (name: string, most: number, counts: number[]): Metric =>
  toCeiling(
    `editor of ${FIELDS} fields: ${name}, of ${most} allowed`,
    1,
    counts.map((each) => each / most),
    `most ${Math.max(...counts)}`,
  );

/** A function of the page's own, over the shadow of the editor. */
const within = <T>(page: Page, run: (root: ShadowRoot) => T): Promise<T> =>
  page.$eval(
    'crm-mapping-editor',
    (editor, source) => new Function('root', `return (${source})(root)`)(editor.shadowRoot),
    run.toString(),
  );

async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const editor = document.querySelector('crm-mapping-editor') as
      | (Element & { updateComplete: Promise<unknown> })
      | null;
    for (let n = 0; n < 4; n++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await editor?.updateComplete;
    }
  });
}

async function count(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('crm-mapping-editor')?.shadowRoot?.querySelector('.entry ~ .space'),
    { polling: 50 },
  );
  await page.waitForFunction(
    () => document.querySelector('crm-mapping-editor')?.shadowRoot?.querySelector('#picker'),
    { polling: 50 },
  );
  await page.$eval('crm-mapping-editor', (editor) => {
    const counting = window as unknown as Counting;
    counting.editorRows = 0;
    (editor as Element & { messages: object }).messages = new Proxy(
      {},
      {
        get(_, key) {
          if (key === 'mapping.crmFieldOf') counting.editorRows++;
          return undefined;
        },
      },
    );
  });
  await settle(page);
}

/** Rows drawn since the last time this was asked. */
const taken = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const counting = window as unknown as Counting;
    const rows = counting.editorRows;
    counting.editorRows = 0;
    return rows;
  });

async function drawnRows(page: Page): Promise<Metric> {
  const counts: number[] = [];
  for (const part of [0, 0.2, 0.5, 0.8, 1]) {
    await page.evaluate((share) => scrollTo(0, share * document.documentElement.scrollHeight), part);
    await settle(page);
    counts.push(await within(page, (root) => root.querySelectorAll('.entry').length));
  }
  await page.evaluate(() => scrollTo(0, 0));
  await settle(page);
  return metricOf('rows in the page', MOST, counts);
}

async function searchKeys(page: Page): Promise<Metric> {
  await within(page, (root) => root.querySelector<HTMLElement>('#find')?.focus());
  const counts: number[] = [];
  for (const key of ['7', '7', 'Backspace', 'Backspace', 'f', 'i'] as const) {
    await taken(page);
    await page.keyboard.press(key);
    await settle(page);
    counts.push(await taken(page));
  }
  for (const _ of 'fi') await page.keyboard.press('Backspace');
  await settle(page);
  return metricOf('rows drawn for a key in its search', MOST, counts);
}

async function pickerKeys(page: Page): Promise<Metric[]> {
  await within(page, (root) => root.querySelector<HTMLElement>('.entry .select')?.click());
  await settle(page);
  const rows: number[] = [];
  const options: number[] = [];
  for (const key of ['o', 't', 'h', 'e', 'r'] as const) {
    await taken(page);
    await page.keyboard.press(key);
    await settle(page);
    rows.push(await taken(page));
    options.push(await within(page, (root) => root.querySelectorAll('.option').length));
  }
  await page.keyboard.press('Escape');
  return [
    metricOf('options in its picker after a key', MOST, options),
    toCeiling('editor: rows drawn for a key in its picker', 0, rows, `most ${Math.max(...rows)}`),
  ];
}

async function edits(page: Page): Promise<Metric> {
  const counts: number[] = [];
  for (let n = 0; n < 5; n++) {
    await settle(page);
    await taken(page);
    // "Do not send this field", under a row whose CRM field is gone.
    await Promise.all([
      ...['preview', 'dry-run'].map((asked) =>
        page.waitForResponse((answer) => answer.url().endsWith(asked)),
      ),
      within(page, (root) => root.querySelector<HTMLElement>('.notice .btn.quiet')?.click()),
    ]);
    await settle(page);
    counts.push(await taken(page));
  }
  return metricOf('rows drawn for an edit', DRAWS_OF_AN_EDIT * MOST, counts);
}
